"""covered codes: an order has them or not; wrong guesses; the check of a stamp; messages answered

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"


def upgrade():
    op.add_column(
        "stamp_order",
        sa.Column("has_covered_code", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("stamp", sa.Column("covered_code_check_id", sa.Uuid(), nullable=True))
    op.add_column("stamp", sa.Column("covered_code_device", sa.String(), nullable=True))
    op.create_index(op.f("ix_stamp_covered_code_check_id"), "stamp", ["covered_code_check_id"])
    op.create_index(
        op.f("ix_stamp_covered_code_device"),
        "stamp",
        ["covered_code_device"],
        sqlite_where=sa.text("covered_code_device IS NOT NULL"),
        postgresql_where=sa.text("covered_code_device IS NOT NULL"),
    )
    op.create_table(
        "covered_code_guess",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("guessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "counter", "mark", name=op.f("pk_covered_code_guess")),
    )
    op.create_index(op.f("ix_covered_code_guess_guessed_at"), "covered_code_guess", ["guessed_at"])
    op.create_table(
        "sms_answer",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_sms_answer")),
    )
    op.create_index(op.f("ix_sms_answer_answered_at"), "sms_answer", ["answered_at"])


def downgrade():
    op.drop_table("sms_answer")
    op.drop_table("covered_code_guess")
    op.drop_index(op.f("ix_stamp_covered_code_device"), "stamp")
    op.drop_index(op.f("ix_stamp_covered_code_check_id"), "stamp")
    op.drop_column("stamp", "covered_code_device")
    op.drop_column("stamp", "covered_code_check_id")
    op.drop_column("stamp_order", "has_covered_code")
