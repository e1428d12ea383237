"""event templates uploaded by the programme office, with agencies' opinions on them

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"

IS_ALIVE = sa.text("state IN ('proposed', 'in_force')")


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    op.create_table(
        "template_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column(
            "state",
            coded("state", "proposed", "in_force", "withdrawn", "refused"),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_for_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_for_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=True),
        refers("template_version", "proposed_by_id", "account.id"),
        refers("template_version", "proposed_for_id", "organisation.id"),
        refers("template_version", "decided_by_id", "account.id"),
        refers("template_version", "decided_for_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
    )
    op.create_index(
        "uq_template_version_alive",
        "template_version",
        ["group", "version"],
        unique=True,
        sqlite_where=IS_ALIVE,
        postgresql_where=IS_ALIVE,
    )
    op.create_table(
        "template_opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            coded("stance", "agree", "agree_with_changes", "disagree"),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        refers("template_opinion", "template_version_id", "template_version.id"),
        refers("template_opinion", "organisation_id", "organisation.id"),
        refers("template_opinion", "written_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_opinion")),
        sa.UniqueConstraint(
            "template_version_id",
            "organisation_id",
            "number",
            name=op.f("uq_template_opinion_template_version_id_organisation_id_number"),
        ),
    )


def downgrade():
    op.drop_table("template_opinion")
    op.drop_table("template_version")
