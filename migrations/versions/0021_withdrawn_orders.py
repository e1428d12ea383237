"""an order of stamps can be withdrawn by those who ordered, until somebody decided on it

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"

BEFORE = ("ordered", "approved", "refused")
STATE = "ck_stamp_order_state"
BY = "fk_stamp_order_withdrawn_by_id_account"


def upgrade():
    with op.batch_alter_table("stamp_order") as batch:
        batch.add_column(sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("withdrawal_reason", sa.String(), nullable=True))
        batch.create_foreign_key(op.f(BY), "account", ["withdrawn_by_id"], ["id"])
    hold_state((*BEFORE, "withdrawn"))


def hold_state(values):
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("stamp_order") as batch:
        batch.drop_constraint(op.f(STATE), type_="check")
        batch.create_check_constraint(op.f(STATE), f"state IN ({listed})")


def downgrade():
    # The previous release knows no withdrawal; nothing of such an order was ever printed.
    op.execute(sa.text("UPDATE stamp_order SET state = 'refused' WHERE state = 'withdrawn'"))
    hold_state(BEFORE)
    with op.batch_alter_table("stamp_order") as batch:
        batch.drop_constraint(op.f(BY), type_="foreignkey")
        for name in ("withdrawn_by_id", "withdrawn_at", "withdrawal_reason"):
            batch.drop_column(name)
