"""what inspectors filter lots by; a yield that its manager accepted

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"

KINDS = (
    "release_asked",
    "sent_back",
    "released",
    "held",
    "hold_released",
    "cancelled",
    "closed",
)
ACCEPTED = "yield_accepted"
INDEXED = ("on_hold_at", "recalled_at", "template_group", "place_id")


def upgrade():
    op.create_table(
        "lot_notice",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_notice_lot_id_lot")),
        sa.PrimaryKeyConstraint("lot_id", "code", name=op.f("pk_lot_notice")),
    )
    op.create_index(op.f("ix_lot_notice_code"), "lot_notice", ["code"])
    for column in INDEXED:
        op.create_index(op.f(f"ix_lot_{column}"), "lot", [column])
    op.create_index(op.f("ix_place_commune_code"), "place", ["commune_code"])
    allow_kinds(*KINDS, ACCEPTED)
    # The worker counts every diary anew, and then notices what is odd about its lot.
    op.execute("UPDATE lot SET diary_score = NULL")


def downgrade():
    op.execute(f"DELETE FROM lot_decision WHERE kind = '{ACCEPTED}'")  # noqa: S608 - our own word
    allow_kinds(*KINDS)
    op.drop_index(op.f("ix_place_commune_code"), "place")
    for column in INDEXED:
        op.drop_index(op.f(f"ix_lot_{column}"), "lot")
    op.drop_index(op.f("ix_lot_notice_code"), "lot_notice")
    op.drop_table("lot_notice")


def allow_kinds(*kinds):
    """The CHECK of the column holds these values; SQLite copies the table for it."""
    told = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("lot_decision") as batch:
        batch.drop_constraint(op.f("ck_lot_decision_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_lot_decision_kind"), f"kind IN ({told})")
