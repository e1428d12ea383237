"""decisions about lots (asked, released, held, cancelled), and organisations that are suspended

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"

KINDS = (
    "release_asked",
    "sent_back",
    "released",
    "held",
    "hold_released",
    "cancelled",
    "closed",
)
TIMES = ("cancelled_at", "release_asked_at", "released_at", "release_lapsed_at")


def upgrade():
    op.create_table(
        "lot_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_decision_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lot_decision_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_lot_decision_decided_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_decision")),
    )
    for column in ("lot_id", "organisation_id"):
        op.create_index(op.f(f"ix_lot_decision_{column}"), "lot_decision", [column])
    with op.batch_alter_table("lot") as lot:
        for name in TIMES:
            lot.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        lot.add_column(sa.Column("released_by_id", sa.Uuid(), nullable=True))
        lot.create_foreign_key(
            op.f("fk_lot_released_by_id_account"), "account", ["released_by_id"], ["id"]
        )
    with op.batch_alter_table("organisation") as organisation:
        organisation.add_column(
            sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True)
        )
        organisation.add_column(sa.Column("suspended_reason", sa.String(), nullable=True))


def downgrade():
    with op.batch_alter_table("organisation") as organisation:
        organisation.drop_column("suspended_reason")
        organisation.drop_column("suspended_at")
    with op.batch_alter_table("lot") as lot:
        lot.drop_constraint(op.f("fk_lot_released_by_id_account"), type_="foreignkey")
        lot.drop_column("released_by_id")
        for name in TIMES:
            lot.drop_column(name)
    op.drop_table("lot_decision")
