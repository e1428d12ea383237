"""stamps tell their lot where they stand: a look reads one table less, and no second tree behind it

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short. Rows that the previous release writes meanwhile
lack what is added, and are read through their activation.
"""

import sqlalchemy as sa
from alembic import op


revision = "0032"
down_revision = "0031"

ADDED = (("lot_id", sa.Uuid()), ("activated_at", sa.DateTime(timezone=True)))
KEPT = ("key_id", "first", "last", "state", "activation_id", "order_id", "roll_id")
REFERENCES = ("activation", "stamp_order", "stamp_roll")
STATES = (
    "not_printed",
    "in_stock",
    "delivered",
    "activated",
    "void",
    "lost",
    "stolen",
    "destroyed",
)
FROM_ACTIVATION = """
UPDATE stamp_holding SET
    lot_id = (SELECT lot_id FROM activation WHERE activation.id = activation_id),
    activated_at = (SELECT activated_at FROM activation WHERE activation.id = activation_id)
WHERE activation_id IS NOT NULL
"""


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        rebuild(with_rowid=False, added=ADDED)
    else:
        for name, kind in ADDED:
            op.add_column("stamp_holding", sa.Column(name, kind))
    op.execute(FROM_ACTIVATION)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        rebuild(with_rowid=True, added=())
    else:
        for name, _ in ADDED:
            op.drop_column("stamp_holding", name)


def rebuild(*, with_rowid, added):
    """SQLite keeps a table by its key from its making only."""
    op.create_table(
        "new_stamp_holding",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        *(sa.Column(name, kind) for name, kind in added),
        sa.Column("activation_id", sa.Uuid()),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        *(reference(table) for table in REFERENCES),
        sa.CheckConstraint(sa.column("state").in_(STATES), name=op.f("ck_stamp_holding_state")),
        sa.PrimaryKeyConstraint("key_id", "first", name=op.f("pk_stamp_holding")),
        sqlite_with_rowid=with_rowid,
    )
    names = ", ".join(KEPT)
    op.execute(f"INSERT INTO new_stamp_holding ({names}) SELECT {names} FROM stamp_holding")  # noqa: S608
    op.drop_table("stamp_holding")
    op.rename_table("new_stamp_holding", "stamp_holding")
    for column in ("activation_id", "order_id", "roll_id"):
        op.create_index(op.f(f"ix_stamp_holding_{column}"), "stamp_holding", [column])


def reference(table):
    column = f"{table.removeprefix('stamp_')}_id"
    name = op.f(f"fk_stamp_holding_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
