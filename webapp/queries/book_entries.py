"""The entries of an auditor's book: three times, what each replaces, its place in the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from traceability.errors import Invalid
from traceability.event_template import LABORATORY_TEST, TemplateEvent, Value, get_template
from traceability.journey import days_late
from traceability.pre_harvest import first_harvest_day
from traceability.quantities import Quantity, get_unit, to_si
from webapp.models.account import Account
from webapp.models.event import Event, EventPhoto, read_values
from webapp.models.ledger import LedgerEntry
from webapp.models.place import Place
from webapp.queries.entry_flags import entry_flags
from webapp.queries.entry_origins import NO_ORIGIN, Origin, entry_origins
from webapp.queries.events import as_pair, further_places, personal_words
from webapp.queries.shown_judgements import ShownJudgement, judgements_by_event
from webapp.queries.shown_values import ShownValue, shown_values
from webapp.queries.verdict_goods import Message

MOST_ENTRIES: Final = 6000
_AT_ONCE: Final = 500
# A yến, a sào and so many degrees of frost are said again; nobody needs three days in minutes.
_TOLD_IN_SI: Final = frozenset({"mass", "area", "temperature"})


class BookTooLong(Invalid):
    """More entries than are printed at once; a shorter period is to be chosen."""

    code = "book.too_long"


@dataclass(frozen=True)
class BookValue:
    """One value as it was entered; `si` is the same in kg, m² or °C, where it differs."""

    shown: ShownValue
    si: tuple[int, Mapping[str, str]] | None


@dataclass(frozen=True)
class BookEntry:
    """One entry; `number` counts within its lot, and corrections name one another by it.

    A correction may stand outside the days of the book: then it has no number here, and
    `is_correction` and `is_replaced` alone tell of it. `places` begin with where it was begun.
    """

    id: UUID
    number: int
    labels: Mapping[str, str]
    event_time: datetime
    device_time: datetime | None
    received_at: datetime
    places: tuple[str, ...]
    recorder: str
    operator: str
    note: str
    values: tuple[BookValue, ...]
    flags: tuple[Message, ...]
    warnings: tuple[Mapping[str, str], ...]
    photos: tuple[tuple[str, str | None], ...]
    is_correction: bool
    replaces: int | None
    is_replaced: bool
    replaced_by: int | None
    allowed_from: date | None
    is_test: bool
    judgements: tuple[ShownJudgement, ...]
    origin: Origin
    position: int
    leaf_hash: str

    @property
    def lacks_report(self) -> bool:
        """Whether a laboratory's result came without its report, as a file or a photo."""
        return self.is_test and not self.photos

    @property
    def gap(self) -> timedelta:
        """How long after the work it arrived; negative where a phone's clock ran ahead."""
        return self.received_at - self.event_time

    @property
    def days_late(self) -> int:
        """The same in civil days, as every page tells it."""
        return days_late(self.event_time, self.received_at)


@dataclass(frozen=True)
class _Found:
    """What stands in other tables: personal words by commitment; by entry photos, further places,
    where it came from, its judgements, and whether a correction of it exists, printed or not.
    """

    words: Mapping[str, str]
    photos: Mapping[UUID, list[tuple[str, str | None]]]
    places: Mapping[UUID, list[str]]
    origins: Mapping[UUID, Origin]
    judgements: Mapping[UUID, list[ShownJudgement]]
    replaced: frozenset[UUID]


def book_entries(
    connection: Connection, lot_ids: Sequence[UUID], within: Sequence[ColumnElement[bool]]
) -> Mapping[UUID, tuple[BookEntry, ...]]:
    """The entries of each lot, the earliest first, in a few queries however many there are.

    Raises:
        BookTooLong.
    """
    rows = _entry_rows(connection, lot_ids, within)
    ids = [row.id for row in rows]
    found = _Found(
        words=_words(connection, ids),
        photos=_photos(connection, ids),
        places=_further_places(connection, ids),
        origins=_origins(connection, ids),
        judgements=_judgements(connection, ids),
        replaced=_replaced(connection, ids),
    )
    by_lot = defaultdict(list)
    for row in rows:
        by_lot[row.lot_id].append(row)
    return {lot_id: _entries(of_lot, found) for lot_id, of_lot in by_lot.items()}


def _entry_rows(
    connection: Connection, lot_ids: Sequence[UUID], within: Sequence[ColumnElement[bool]]
) -> Sequence[Row[Any]]:
    rows: list[Row[Any]] = []
    for start in range(0, len(lot_ids), _AT_ONCE):
        of_lots = Event.lot_id.in_(lot_ids[start : start + _AT_ONCE])
        query = _select_entries().where(of_lots, *within)
        rows += connection.execute(query.limit(MOST_ENTRIES + 1)).all()
        if len(rows) > MOST_ENTRIES:
            raise BookTooLong(most=MOST_ENTRIES)
    return rows


def _select_entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.id,
            Event.lot_id,
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.event_time,
            Event.device_time,
            Event.received_at,
            Event.values,
            Event.flags,
            Event.corrects_id,
            Event.ledger_position,
            LedgerEntry.leaf_hash,
            Place.name.label("place_name"),
            Account.name.label("recorder"),
        )
        .join(Place, Place.id == Event.place_id)
        .join(LedgerEntry, LedgerEntry.position == Event.ledger_position)
        .outerjoin(Account, Account.id == Event.actor_id)
        .order_by(Event.event_time, Event.received_at, Event.ledger_position)
    )


def _words(connection: Connection, ids: Sequence[UUID]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= personal_words(connection, ids[start : start + _AT_ONCE])
    return found


def _photos(
    connection: Connection, ids: Sequence[UUID]
) -> Mapping[UUID, list[tuple[str, str | None]]]:
    found = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            select(EventPhoto.event_id, EventPhoto.sha256, EventPhoto.shown_sha256)
            .where(EventPhoto.event_id.in_(ids[start : start + _AT_ONCE]))
            .order_by(EventPhoto.received_at, EventPhoto.sha256)
        )
        for row in connection.execute(query):
            found[row.event_id].append((row.sha256, row.shown_sha256))
    return found


def _further_places(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= further_places(connection, ids[start : start + _AT_ONCE])
    return found


def _origins(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, Origin]:
    found: dict[UUID, Origin] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= entry_origins(connection, ids[start : start + _AT_ONCE])
    return found


def _judgements(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[ShownJudgement]]:
    found: dict[UUID, list[ShownJudgement]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= judgements_by_event(connection, ids[start : start + _AT_ONCE])
    return found


def _replaced(connection: Connection, ids: Sequence[UUID]) -> frozenset[UUID]:
    found: set[UUID] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        query = select(Event.corrects_id).where(Event.corrects_id.in_(some))
        found.update(it for it in connection.scalars(query) if it is not None)
    return frozenset(found)


def _entries(rows: Sequence[Row[Any]], found: _Found) -> tuple[BookEntry, ...]:
    numbers = {row.id: number for number, row in enumerate(rows, start=1)}
    replaced = {row.corrects_id: numbers[row.id] for row in rows if row.corrects_id}
    return tuple(
        _entry(row, found, (numbers[row.id], numbers.get(row.corrects_id), replaced.get(row.id)))
        for row in rows
    )


def _entry(row: Row[Any], found: _Found, numbers: tuple[int, int | None, int | None]) -> BookEntry:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    values = read_values(row.values)
    personal = {name: found.words[it] for name, it in values.personal.items() if it in found.words}
    codes = row.flags.split()
    checks = [template.check(code) for code in codes]
    return BookEntry(
        id=row.id,
        number=numbers[0],
        labels=as_pair(template.labels),
        event_time=row.event_time,
        device_time=row.device_time,
        received_at=row.received_at,
        places=(row.place_name, *found.places.get(row.id, ())),
        recorder=row.recorder or "",
        operator=personal.get("operator_name", ""),
        note=personal.get("note", ""),
        values=_values(template, {**values.fields, **personal}),
        flags=tuple(entry_flags(codes, template, values.fields, row.event_time)),
        warnings=tuple(as_pair(check.labels) for check in checks if check is not None),
        photos=tuple(found.photos.get(row.id, ())),
        is_correction=row.corrects_id is not None,
        replaces=numbers[1],
        is_replaced=row.id in found.replaced,
        replaced_by=numbers[2],
        allowed_from=first_harvest_day(
            template,
            values.fields,
            row.event_time,
            registered_days=values.registered_days,
        ),
        is_test=row.event_code == LABORATORY_TEST,
        judgements=tuple(found.judgements.get(row.id, ())),
        origin=found.origins.get(row.id, NO_ORIGIN),
        position=row.ledger_position,
        leaf_hash=row.leaf_hash,
    )


def _values(template: TemplateEvent, values: Mapping[str, Value]) -> tuple[BookValue, ...]:
    asked = [field.name for field in template.fields if field.name in values]
    return tuple(
        BookValue(shown, _in_si(values[name]))
        for name, shown in zip(asked, shown_values(template, values), strict=True)
    )


def _in_si(value: Value) -> tuple[int, Mapping[str, str]] | None:
    if not isinstance(value, dict):
        return None
    entered = Quantity(int(value["thousandths"]), str(value["unit"]))
    same = to_si(entered)
    unit = get_unit(same.unit)
    if same == entered or unit.dimension not in _TOLD_IN_SI:
        return None
    return same.thousandths, {"vi": unit.vi, "en": unit.en}
