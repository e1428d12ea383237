"""the ledger's seals and witnesses: a keyed hash of each entry, and checkpoints on their way out

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"


def upgrade():
    op.add_column("ledger_entry", sa.Column("seal", sa.String(), nullable=True))
    op.create_table(
        "ledger_dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("queued_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_dispatch")),
    )
    op.create_index(
        op.f("ix_ledger_dispatch_witness_size"), "ledger_dispatch", ["witness", "size"], unique=True
    )


def downgrade():
    op.drop_table("ledger_dispatch")
    op.drop_column("ledger_entry", "seal")
