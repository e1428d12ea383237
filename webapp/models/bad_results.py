"""Results that were bad, and what came in their place: a bad result is not undone by calling it a
typing error, another test does that.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.event_flags import EventFlag
from traceability.holds import FAILED, concluded
from traceability.laboratory_limits import Judgement
from webapp.models.event import STANDS, Event
from webapp.models.laboratory_limit import judgements_told
from webapp.models.lot import Lot


def entries_of(session: Session, lot_id: UUID) -> Sequence[Event]:
    """All entries of the lot, those that were corrected or set aside among them."""
    query = select(Event).where(Event.lot_id == lot_id)
    return session.scalars(query.order_by(Event.received_at)).all()


def standing_entries(session: Session, lot_id: UUID) -> set[UUID]:
    """Which of them are in force."""
    return set(session.scalars(select(Event.id).where(Event.lot_id == lot_id, STANDS)))


def is_bad_result(event: Event) -> bool:
    """Whether goods failed by this entry: by its conclusion, or by a number when it was written."""
    is_failed = concluded(event.template, event.fields) == FAILED
    return is_failed or EventFlag.OUTSIDE_LIMIT in event.flags.split()


def puts_bad_result_right(event: Event, by_id: Mapping[UUID, Event]) -> bool:
    """Whether this entry came in the place of a bad result, if only by way of others."""
    return any(map(is_bad_result, _corrected_by(event, by_id)))


def counted_judgements(session: Session, lot: Lot) -> list[Judgement]:
    """What counts for the market of a lot, in the order in which the goods were tested: each number
    that was beyond a limit, and of the others those in force that put no bad one right.
    """
    by_id = {event.id: event for event in entries_of(session, lot.id)}
    standing = standing_entries(session, lot.id)
    good = {it for it in standing if not puts_bad_result_right(by_id[it], by_id)}
    told = judgements_told(session, lot.id, lot.market)
    return [it for event_id, it in told if it.is_outside or event_id in good]


def _corrected_by(event: Event, by_id: Mapping[UUID, Event]) -> Iterator[Event]:
    """All entries in whose place this one came, the latest first."""
    before = by_id.get(event.corrects_id) if event.corrects_id else None
    while before is not None:
        yield before
        before = by_id.get(before.corrects_id) if before.corrects_id else None
