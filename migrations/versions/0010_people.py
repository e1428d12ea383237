"""who wrote for whom: entries on behalf of members, pages of paper diaries, objections, the score

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    op.create_table(
        "paper_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True),
        sa.Column("covers_from", sa.Date(), nullable=False),
        sa.Column("covers_to", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("kept_by_id", sa.Uuid(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("all_entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("all_entered_by_id", sa.Uuid(), nullable=True),
        refers("paper_page", "organisation_id", "organisation.id"),
        refers("paper_page", "on_behalf_of_id", "account.id"),
        refers("paper_page", "kept_by_id", "account.id"),
        refers("paper_page", "all_entered_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_page")),
    )
    for column in ("organisation_id", "on_behalf_of_id", "kept_by_id"):
        op.create_index(op.f(f"ix_paper_page_{column}"), "paper_page", [column])
    op.create_table(
        "paper_page_photo",
        sa.Column("paper_page_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("shown_sha256", sa.String(), nullable=False),
        refers("paper_page_photo", "paper_page_id", "paper_page.id"),
        refers("paper_page_photo", "sha256", "file.sha256"),
        refers("paper_page_photo", "shown_sha256", "file.sha256"),
        sa.PrimaryKeyConstraint("paper_page_id", "number", name=op.f("pk_paper_page_photo")),
    )
    op.create_index(op.f("ix_paper_page_photo_shown_sha256"), "paper_page_photo", ["shown_sha256"])
    op.create_table(
        "event_objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        refers("event_objection", "event_id", "event.id"),
        refers("event_objection", "organisation_id", "organisation.id"),
        refers("event_objection", "made_by_id", "account.id"),
        refers("event_objection", "answered_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_objection")),
    )
    for column in ("event_id", "organisation_id", "made_by_id"):
        op.create_index(op.f(f"ix_event_objection_{column}"), "event_objection", [column])
    with op.batch_alter_table("event") as event:
        for column, target in (("on_behalf_of_id", "account"), ("paper_page_id", "paper_page")):
            event.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            event.create_foreign_key(op.f(f"fk_event_{column}_{target}"), target, [column], ["id"])
            event.create_index(op.f(f"ix_event_{column}"), [column])
    # Empty until the worker has scored the diary, and again when an entry came since.
    op.add_column("lot", sa.Column("diary_score", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_lot_diary_score"), "lot", ["diary_score"])


def downgrade():
    op.drop_index(op.f("ix_lot_diary_score"), table_name="lot")
    op.drop_column("lot", "diary_score")
    with op.batch_alter_table("event") as event:
        for column, target in (("on_behalf_of_id", "account"), ("paper_page_id", "paper_page")):
            event.drop_index(op.f(f"ix_event_{column}"))
            event.drop_constraint(op.f(f"fk_event_{column}_{target}"), type_="foreignkey")
            event.drop_column(column)
    op.drop_table("event_objection")
    op.drop_table("paper_page_photo")
    op.drop_table("paper_page")
