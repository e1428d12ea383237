"""Which lots and entries are a person's own to take away, and how long tables are read."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, or_

from traceability.roles import Actor, Role
from webapp.models.event import Event
from webapp.models.lot import Lot, in_reach_of

AT_ONCE: Final = 500


def own_lots(actor: Actor) -> ColumnElement[bool]:
    """A farmer's own; all of the organisation for whoever takes its data."""
    return in_reach_of(actor) & (Lot.organisation_id == actor.organisation_id)


def own_entries(actor: Actor) -> ColumnElement[bool]:
    """Entries joined with their lots: a farmer's are those of own lots, and those that they wrote
    or that were written in their name.
    """
    ours = Event.organisation_id == actor.organisation_id
    if actor.role is not Role.FARMER:
        return ours
    me = actor.account_id
    return ours & or_(in_reach_of(actor), Event.actor_id == me, Event.on_behalf_of_id == me)


def paged(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[Row[Any]]:
    """The rows of a query with a whole order, some hundreds at a time."""
    for start in count(0, AT_ONCE):
        rows = connection.execute(query.offset(start).limit(AT_ONCE)).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return


def batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Some hundreds of ids at a time, for what is asked of many rows at once."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
