"""signatures of stamps: the keys that make them, and the orders that carry them

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"


def upgrade():
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.Column("compromised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("key_id", name=op.f("uq_signing_key_key_id")),
    )
    op.add_column(
        "stamp_order",
        sa.Column("is_signed", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("stamp_order", sa.Column("signing_key_id", sa.Integer(), nullable=True))
    op.add_column("stamp_order", sa.Column("signed_first", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_stamp_order_signing_key_id_signed_first"),
        "stamp_order",
        ["signing_key_id", "signed_first"],
        unique=True,
    )


def downgrade():
    op.drop_index(op.f("ix_stamp_order_signing_key_id_signed_first"), table_name="stamp_order")
    op.drop_column("stamp_order", "signed_first")
    op.drop_column("stamp_order", "signing_key_id")
    op.drop_column("stamp_order", "is_signed")
    op.drop_table("signing_key")
