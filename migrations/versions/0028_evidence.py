"""what more speaks for stamps on other goods: late looks, odd activations, who bought the pack

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short. What was
activated before is weighed no more: an alert over it would come late.
"""

import sqlalchemy as sa
from alembic import op


revision = "0028"
down_revision = "0027"

KINDS = ("suspected_copy", "lot_copies", "not_activated", "gone", "never_issued", "unknown_burst")
NEW_KINDS = ("late_looks", "odd_activation")
ANSWERS = ("display", "listing", "do_not_know", "inspection_wanted")
WAITS = {"sqlite_where": sa.text("is_weighed = 0"), "postgresql_where": sa.text("NOT is_weighed")}
WAITING = "ix_activation_activated_at"


def upgrade():
    late = sa.Column("is_late", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("stamp", late)
    op.add_column("lot_looks", sa.Column("late", sa.Integer(), server_default="0", nullable=False))
    op.add_column("scan", sa.Column("bought", sa.Boolean(), nullable=True))
    op.add_column("activation", sa.Column("province_code", sa.String(), nullable=True))
    weighed = sa.Column("is_weighed", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("activation", weighed)
    op.create_index(op.f(WAITING), "activation", ["activated_at"], **WAITS)
    hold("kind", (*KINDS, *NEW_KINDS))
    hold("answer", (*ANSWERS, "own_work"))


def hold(column, values):
    name = f"ck_stamp_alert_{column}"
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("stamp_alert") as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"{column} IN ({listed})")


def downgrade():
    # The previous release knows neither these alerts nor that answer.
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    op.execute(sa.text(f"DELETE FROM stamp_alert WHERE kind IN ({listed})"))  # noqa: S608
    op.execute("UPDATE stamp_alert SET answer = 'do_not_know' WHERE answer = 'own_work'")
    hold("answer", ANSWERS)
    hold("kind", KINDS)
    op.drop_index(op.f(WAITING), "activation")
    for table, columns in (
        ("activation", ("is_weighed", "province_code")),
        ("scan", ("bought",)),
        ("lot_looks", ("late",)),
        ("stamp", ("is_late",)),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
