"""which growing-area and packing-house codes packings name; places are looked up by their code

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short. What
packings name is read from the entries that are there: while this runs nobody may serve the previous
release, for it would go on packing without telling (docs/operations.md).
"""

import json

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"

AT_ONCE = 1000
PACKING = "packing"
KINDS = ("growing_area", "packing_house", "farming_area", "swiftlet_house")


def upgrade():
    kind = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "packed_code",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_packed_code_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_packed_code")),
    )
    fill()
    op.create_index(op.f("ix_packed_code_code"), "packed_code", ["code"])
    op.create_index(op.f("ix_place_code"), "place", ["code"])


def fill():
    """Read the packings there are in parts, in the order of the ledger."""
    connection = op.get_bind()
    event = sa.table(
        "event",
        sa.column("id", sa.Uuid()),
        sa.column("event_code", sa.String()),
        sa.column("values", sa.String()),
        sa.column("ledger_position", sa.BigInteger()),
    )
    packed = sa.table(
        "packed_code",
        sa.column("event_id", sa.Uuid()),
        sa.column("kind", sa.String()),
        sa.column("code", sa.String()),
    )
    packings = (
        sa.select(event.c.id, event.c["values"], event.c.ledger_position)
        .where(event.c.event_code == PACKING)
        .order_by(event.c.ledger_position)
        .limit(AT_ONCE)
    )
    part = connection.execute(packings).all()
    while part:
        rows = [row for one in part for row in named(one.id, one[1])]
        if rows:
            connection.execute(sa.insert(packed), rows)
        last = part[-1].ledger_position
        part = connection.execute(packings.where(event.c.ledger_position > last)).all()


def named(event_id, text):
    fields = json.loads(text)["fields"]
    for kind in KINDS:
        if f"{kind}_code" in fields:
            yield {"event_id": event_id, "kind": kind, "code": str(fields[f"{kind}_code"])}


def downgrade():
    op.drop_index(op.f("ix_place_code"), "place")
    op.drop_index(op.f("ix_packed_code_code"), "packed_code")
    op.drop_table("packed_code")
