"""events: the day of a harvest as its values name it, by which the ground of lots is searched

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short. The
days are read from the entries of the ledger, which tell them without their templates: while this
runs nobody may serve the previous release, for it would go on recording harvests without a day
(docs/operations.md).
"""

import json
from datetime import date, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op


revision = "0023"
down_revision = "0022"

AT_ONCE = 1000
VIETNAM = timezone(timedelta(hours=7))


def upgrade():
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("harvested_on", sa.Date(), nullable=True))
    fill()
    with op.batch_alter_table("event") as table:
        table.create_index(op.f("ix_event_lot_id_harvested_on"), ["lot_id", "harvested_on"])
    # Seasons are cut anew: the worker notices again what is odd about each lot.
    op.execute("UPDATE lot SET diary_score = NULL")


def fill():
    """Read the harvests there are in parts, in the order of the ledger."""
    connection = op.get_bind()
    entry = sa.table(
        "ledger_entry", sa.column("position", sa.BigInteger()), sa.column("body", sa.String())
    )
    event = sa.table(
        "event",
        sa.column("id", sa.Uuid()),
        sa.column("ledger_position", sa.BigInteger()),
        sa.column("harvested_on", sa.Date()),
    )
    harvests = (
        sa.select(event.c.id, entry.c.position, entry.c.body)
        .join(entry, entry.c.position == event.c.ledger_position)
        .where(entry.c.body.like('%"ilmd":{%'))
        .order_by(entry.c.position)
        .limit(AT_ONCE)
    )
    tell = (
        sa.update(event)
        .where(event.c.id == sa.bindparam("of", type_=sa.Uuid()))
        .values(harvested_on=sa.bindparam("day", type_=sa.Date()))
    )
    part = connection.execute(harvests).all()
    while part:
        told = [(row.id, harvest_day(row.body)) for row in part]
        days = [{"of": event_id, "day": day} for event_id, day in told if day is not None]
        if days:
            connection.execute(tell, days)
        part = connection.execute(harvests.where(entry.c.position > part[-1].position)).all()


def harvest_day(body):
    told = json.loads(body)["content"]["event"]
    if "ilmd" not in told:
        return None
    written = told["ilmd"].get("cbvmda:harvestStartDate")
    if isinstance(written, str):
        return date.fromisoformat(written)
    return datetime.fromisoformat(told["eventTime"]).astimezone(VIETNAM).date()


def downgrade():
    with op.batch_alter_table("event") as table:
        table.drop_index(op.f("ix_event_lot_id_harvested_on"))
        table.drop_column("harvested_on")
