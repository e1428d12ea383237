"""Inputs that entries used and nobody has told the purchase of: said mildly, never held against."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from traceability.event_template import get_template
from traceability.input_names import trade_key
from traceability.input_stock import name_to_buy
from webapp.db import reader
from webapp.models.event import STANDS, Event, read_values
from webapp.models.input_stock import InputMovement


def unbought(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[UUID, str]:
    """By entry, the name of what it used, where its organisation has told of no purchase of it.

    `rows` have the id, the organisation, the template's columns and the values of entries.
    """
    used = {row.id: name for row in rows if (name := _name(row))}
    of = {row.id: row.organisation_id for row in rows}
    if not used:
        return {}
    bought = _bought(connection, {*of.values()}, {trade_key(it) for it in used.values()})
    return {id_: name for id_, name in used.items() if (of[id_], trade_key(name)) not in bought}


def unbought_of(event_id: UUID) -> str:
    """The same for one entry; empty where there is nothing to say."""
    query = select(
        Event.id,
        Event.organisation_id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.values,
    ).where(Event.id == event_id)
    with reader() as connection:
        return unbought(connection, connection.execute(query).all()).get(event_id, "")


def _name(row: Row[*tuple[Any, ...]]) -> str:
    event = get_template(row.template_group, row.template_version).event(row.event_code)
    return name_to_buy(event, read_values(row.values).fields)


def _bought(
    connection: Connection, organisation_ids: Collection[UUID], items: Collection[str]
) -> set[tuple[UUID, str]]:
    query = (
        select(InputMovement.organisation_id, InputMovement.item_key)
        .join(Event, Event.id == InputMovement.event_id)
        .where(
            InputMovement.organisation_id.in_(organisation_ids),
            InputMovement.item_key.in_(items),
            InputMovement.is_purchase,
            STANDS,
        )
        .distinct()
    )
    return {(row.organisation_id, row.item_key) for row in connection.execute(query)}
