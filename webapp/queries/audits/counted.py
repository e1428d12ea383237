"""What is counted from rows that entries made: packs and stamps of a lot, and its public story.

The rows are held against the ledger, these against the rows, so that nothing of it can be changed
alone. What rests on names or on a product's shelf life is left out: rows do not say what those were
on the day.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, case, func, select

from traceability.errors import Refusal
from traceability.journey import VERSION
from traceability.mass_balance import PACKING
from traceability.packs import CountedPacks, PackingTimes, packing_of
from traceability.stamp_ledger import MovementKind, StampState
from traceability.stamps import OrderKind
from webapp.models.activation import Activation
from webapp.models.event import STANDS, Event, read_values
from webapp.models.journey import last_received, told_beginning, told_story, whole_story
from webapp.models.lot import Lot
from webapp.models.stamp_holding import StampMovement
from webapp.models.stamp_order import StampOrder
from webapp.queries.audits.rows import Finding

AT_ONCE: Final = 500
_UNREADABLE: Final = (KeyError, TypeError, ValueError, IndexError, AttributeError, Refusal)
# What of a stop no name and no later photo changes: as it is told now, and as it was told before.
_OF_OLDEST: Final = ("id", "code", "at", "said", "times")
_OF_EARLIER: Final = (*_OF_OLDEST, "days_late", "also_late", "places", "corrected", "works")
_OF_STOP: Final = (*_OF_EARLIER, "others")
_WITHOUT_VALUES: Final = 0  # the version of stories that told none, nor when the work began


def counted_findings(connection: Connection) -> Iterator[Finding]:
    """Name each lot whose numbers or story are not what its rows come to."""
    query = (
        select(
            Lot.id,
            Lot.packed_units,
            Lot.activated_units,
            Lot.made_on,
            Lot.expires_on,
            Lot.journey,
            Lot.journey_version,
            Lot.began_on,
            Lot.last_recorded_at,
            Lot.diary_score,
        )
        .order_by(Lot.id)
        .limit(AT_ONCE)
    )
    part = connection.execute(query).all()
    while part:
        yield from _findings(connection, part)
        part = connection.execute(query.where(Lot.id > part[-1].id)).all()


def _findings(connection: Connection, lots: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    ids = [lot.id for lot in lots]
    packings, activated = _packings(connection, ids), _activated(connection, ids)
    received = last_received(connection, ids)
    for lot in lots:
        try:
            expected = _counted(packings[lot.id]) | {"activated_units": activated.get(lot.id, 0)}
            if lot.last_recorded_at is not None and lot.diary_score is not None:
                expected["last_recorded_at"] = received.get(lot.id)
            differing = [name for name, wanted in expected.items() if getattr(lot, name) != wanted]
            differing += _told_otherwise(connection, lot)
        except _UNREADABLE:  # an entry that cannot be read is named by itself
            continue
        if differing:
            where = ("lot", str(lot.id), tuple(sorted(differing)))
            yield Finding("ledger_audit.counted", None, None, *where)


def _counted(packings: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Any]:
    """The columns that follow from packings alone."""
    fields = [read_values(it.values).fields for it in packings]
    times = [PackingTimes(it.event_time, it.received_at) for it in packings]
    told = [packing_of(one, at, None) for one, at in zip(fields, times, strict=True)]
    counted = CountedPacks.of(told)
    expected = {"packed_units": counted.units, "made_on": counted.made_on}
    is_written = all(it.expires_on is not None for it in told)
    return expected | ({"expires_on": counted.expires_on} if is_written else {})


def _told_otherwise(connection: Connection, lot: Row[*tuple[Any, ...]]) -> list[str]:
    """The columns of the public story that are not what the rows tell.

    One of an earlier version waits to be told anew: it chose other stops, each of which is one of
    the whole story, and says nothing beside that.
    """
    kept, version = json.loads(lot.journey), lot.journey_version
    if version == VERSION:
        is_same = _stops(told_story(connection, lot.id), _OF_STOP) == _stops(kept, _OF_STOP)
    else:
        names = _OF_OLDEST if version == _WITHOUT_VALUES else _OF_EARLIER
        whole = _stops(whole_story(connection, lot.id), names)
        is_same = all(it in whole for it in _stops(kept, names))
    began_on = None if version == _WITHOUT_VALUES else told_beginning(connection, lot.id)
    if version == _WITHOUT_VALUES and any(stop.get("works") for stop in kept):
        is_same = False
    differing = {"journey": not is_same, "began_on": began_on != lot.began_on}
    return [name for name, differs in differing.items() if differs]


def _stops(story: Iterable[Mapping[str, Any]], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [tuple(stop.get(name) for name in names) for stop in story]


def _packings(
    connection: Connection, lot_ids: Sequence[UUID]
) -> defaultdict[UUID, list[Row[*tuple[Any, ...]]]]:
    found: defaultdict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    query = select(Event.lot_id, Event.values, Event.event_time, Event.received_at).where(
        Event.lot_id.in_(lot_ids), Event.event_code == PACKING, STANDS
    )
    for row in connection.execute(query):
        found[row.lot_id].append(row)
    return found


def _activated(connection: Connection, lot_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Item stamps bound to each lot, but those undone, made void on their packs or found again:
    they left their packs bare.
    """
    given_back = StampMovement.kind.in_((MovementKind.VOIDED, MovementKind.ACTIVATION_UNDONE))
    is_found = StampMovement.kind == MovementKind.FOUND
    count = StampMovement.last - StampMovement.first
    signed = case(
        (StampMovement.after == StampState.ACTIVATED, count),
        ((StampMovement.before == StampState.ACTIVATED) & given_back, -count),
        (is_found, -count),
        else_=0,
    )
    query = (
        select(Activation.lot_id, func.sum(signed).label("stamps"))
        .join(Activation, Activation.id == StampMovement.activation_id)
        .join(StampOrder, StampOrder.id == StampMovement.order_id)
        .where(Activation.lot_id.in_(lot_ids), StampOrder.kind == OrderKind.ITEM)
        .group_by(Activation.lot_id)
    )
    return {row.lot_id: int(row.stamps) for row in connection.execute(query)}
