"""What an entry must satisfy before it is recorded, and what is only flagged about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.errors import Conflict, FieldError, Invalid
from traceability.event_flags import EventFlag, time_flags
from traceability.event_template import (
    LABORATORY_TEST,
    CheckedValues,
    InvalidValues,
    TemplateEvent,
    UnknownTemplate,
    Value,
    check_values,
    get_template,
    without_personal,
)
from traceability.far_entries import far_flags
from traceability.laboratory_limits import Judgement, limit_flags
from traceability.lots import LotState
from traceability.mass_balance import PACKING
from traceability.packs import Packing, PackingTimes
from traceability.pre_harvest import Work, other_harvest_day
from traceability.roles import Actor
from traceability.stops import Stopped, refuse_stops
from webapp.db import db
from webapp.models.account import Account
from webapp.models.event import Event
from webapp.models.laboratory_limit import held_against_limits
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.usecases.events.balances import Weighed, weigh
from webapp.usecases.events.flows import flow_flags
from webapp.usecases.events.inputs import KnownOfInput, known_of_input
from webapp.usecases.events.packed_codes import packed_code_flags
from webapp.usecases.events.packings import packings_with
from webapp.usecases.events.references import (
    BadReference,
    EntryOrigin,
    NamedOrigin,
    check_origin,
)
from webapp.usecases.events.waiting import waiting

MOST_PHOTOS: Final = 5


class AlreadyCorrected(Conflict):
    """The entry was corrected before; its correction is what may be corrected."""

    code = "event.already_corrected"


class OtherWork(Invalid):
    """A correction tells the same kind of work anew; other work is an entry of its own."""

    code = "event.correction_of_other_work"


class TooManyPhotos(Invalid):
    """More photos than an event keeps."""

    code = "event.too_many_photos"


@dataclass(frozen=True)
class CaptureEvent:
    """One entry as a phone or a form sends it; `request_sha256` tells a repeat from another entry,
    and `unkeyed_sha256` a repeat of one that was recorded before the mark had a key (decision 23).

    `photos` are hashes of originals, which may come later; `received_photos` those whose bytes came
    with this very request. `other_place_ids` are plots that the same work covered as well. Whoever
    writes for somebody else says so by `on_behalf_of`, an account; `paper_page_id` is the page it
    was read off. `as_fact` says that what should not be done has been done. What is None takes the
    lot's, the person's or the template's default.
    """

    event_id: UUID
    lot_id: UUID
    event_code: str
    event_time: datetime
    values: Mapping[str, str]
    request_sha256: str
    place_id: UUID | None = None
    other_place_ids: tuple[UUID, ...] = ()
    on_behalf_of: UUID | None = None
    paper_page_id: UUID | None = None
    operator_name: str | None = None
    note: str | None = None
    position: str | None = None
    photos: tuple[str, ...] = ()
    received_photos: frozenset[str] = frozenset()
    device_time: datetime | None = None
    template_version: int | None = None
    corrects: UUID | None = None
    is_public: bool | None = None
    as_fact: bool = False
    unkeyed_sha256: str = ""

    @property
    def named_origin(self) -> NamedOrigin:
        """For whom it is written and from which page, as the sender says."""
        return NamedOrigin(self.on_behalf_of, self.paper_page_id)


@dataclass(frozen=True)
class CheckedEvent:
    """An event that will be recorded. `personal` is what the ledger's body must not hold.

    `early_lots` are those whose goods, as is known now, were taken within a waiting period,
    `sharing` those whose sums change with it;
    `stops` are why it should not have been done, which somebody has confirmed as a fact; `known` is
    what the register and the stock say of the input.
    """

    template: TemplateEvent
    version: int
    values: Mapping[str, Value]
    personal: Mapping[str, str]
    places: tuple[Place, ...]
    origin: EntryOrigin
    corrected: Event | None
    packings: tuple[Packing, ...]
    judgements: tuple[Judgement, ...]
    flags: tuple[str, ...]
    early_lots: frozenset[UUID]
    sharing: frozenset[UUID]
    stops: tuple[Stopped, ...]
    known: KnownOfInput
    is_public: bool

    @property
    def place(self) -> Place:
        """Where it was done, or where it was begun."""
        return self.places[0]

    @property
    def fields(self) -> dict[str, Value]:
        """The values that may be kept in the open."""
        return without_personal(self.template, self.values)


def check_event(actor: Actor, lot: Lot, command: CaptureEvent, *, now: datetime) -> CheckedEvent:
    """Check an entry against its template and its lot.

    Raises:
        Stopped: last of all, when nothing else is wrong with it: it should not be done.
    """
    version = command.template_version or lot.template_version
    template = _template(lot.template_group, version, command.event_code)
    _refuse_many_files(template, command)
    checked = _values(template, command)
    corrected, places = _corrected(lot, command), _places(lot, command)
    origin = check_origin(actor, lot, command.named_origin, corrected)
    at, told = frozenset(place.id for place in places), (template, checked.values)
    known = known_of_input(lot, told, _done_on(command, now), command.corrects)
    work = Work(*told, command.event_time, lot.id, at, known.registered_days, received_at=now)
    waits = waiting(lot, work, corrected)
    packings = _packings(lot, command, checked, now)
    stops = _confirmed((known.stop, waits.stop), command, corrected)
    judged = held_against_limits(db.session(), lot, told, command.event_time, now)
    weighed = weigh(lot, work, packings, command.corrects)
    moved = (*limit_flags(judged), *_flags_of_goods(lot, work, weighed, command))
    when = (*_flags(lot, command, now), *_two_days(template, checked, command))
    odd = (*when, *_far(command, origin, places), *waits.flags, *known.flags)
    return CheckedEvent(
        template=template,
        version=version,
        values=checked.values,
        personal=_personal(actor, origin.member, command) | _personal_values(template, checked),
        places=places,
        origin=origin,
        corrected=corrected,
        packings=packings,
        judgements=judged,
        flags=(*odd, *moved, *(it.code for it in checked.warnings)),
        early_lots=waits.early_lots,
        sharing=weighed.sharing,
        stops=stops,
        known=known,
        is_public=template.public and _is_shown(command, corrected),
    )


def _done_on(command: CaptureEvent, now: datetime) -> date:
    """What is told has been done: no date ahead reaches a register that is not in force yet."""
    return civil_date(min(command.event_time, now))


def most_files(event_code: str) -> int:
    """How many files an entry keeps: a laboratory's report comes beside the photos."""
    return MOST_PHOTOS + (event_code == LABORATORY_TEST)


def _refuse_many_files(template: TemplateEvent, command: CaptureEvent) -> None:
    if len(command.photos) > most_files(template.code):
        raise TooManyPhotos(most=most_files(template.code))


def _is_shown(command: CaptureEvent, corrected: Event | None) -> bool:
    """As the sender says; else what was hidden stays hidden when it is put right."""
    if command.is_public is not None:
        return command.is_public
    return corrected is None or corrected.is_public


def _flags_of_goods(
    lot: Lot, work: Work, weighed: Weighed, command: CaptureEvent
) -> tuple[str, ...]:
    return (
        *flow_flags(work, command.corrects),
        *weighed.flags,
        *packed_code_flags(lot, (work.event, work.values), civil_date(command.event_time)),
    )


def _confirmed(
    found: tuple[Stopped | None, ...], command: CaptureEvent, corrected: Event | None
) -> tuple[Stopped, ...]:
    """Those that somebody has said are a fact; any other one is raised."""
    stops = tuple(it for it in found if it is not None)
    told_before = corrected.flags.split() if corrected else ()
    refuse_stops(stops, as_fact=command.as_fact, told_before=told_before)
    return stops


def _template(group: str, version: int, event_code: str) -> TemplateEvent:
    try:
        return get_template(group, version).event(event_code)
    except UnknownTemplate as refusal:
        raise BadReference(errors=(FieldError("template_version", refusal.code),)) from None


def _values(template: TemplateEvent, command: CaptureEvent) -> CheckedValues:
    day = civil_date(command.event_time)
    try:
        return check_values(template, command.values, on=day)
    except InvalidValues as refusal:
        # A fault of a check brings the words of the lot's own version with it.
        faults = (replace(it, pointer=f"values.{it.pointer}", details={}) for it in refusal.errors)
        raise InvalidValues(errors=tuple(faults)) from None


def _personal(actor: Actor, member: Account | None, command: CaptureEvent) -> dict[str, str]:
    told = {
        "operator_name": command.operator_name or (member.name if member else actor.name),
        "note": command.note,
        "position": command.position,
    }
    return {name: text for name, text in told.items() if text}


def _personal_values(template: TemplateEvent, checked: CheckedValues) -> dict[str, str]:
    names = template.personal_fields
    return {name: str(value) for name, value in checked.values.items() if name in names}


def _places(lot: Lot, command: CaptureEvent) -> tuple[Place, ...]:
    """The place of the work, then the further ones it covered, each once."""
    first = command.place_id or lot.place_id
    further = (it for it in dict.fromkeys(command.other_place_ids) if it != first)
    named = {"place_id": [first], "other_place_ids": list(further)}
    return tuple(_place(lot, it, field) for field, ids in named.items() for it in ids)


def _place(lot: Lot, place_id: UUID, field: str) -> Place:
    place = db.session.get(Place, place_id)
    if place is None or place.organisation_id != lot.organisation_id:
        raise BadReference(errors=(FieldError(field, "place.not_found"),))
    return place


def _packings(
    lot: Lot, command: CaptureEvent, checked: CheckedValues, now: datetime
) -> tuple[Packing, ...]:
    if command.event_code != PACKING:
        return ()
    times = PackingTimes(command.event_time, now)
    return packings_with(lot, checked.values, times, command.corrects)


def _corrected(lot: Lot, command: CaptureEvent) -> Event | None:
    if command.corrects is None:
        return None
    event = db.session.get(Event, command.corrects)
    if event is None or event.lot_id != lot.id:
        raise BadReference(errors=(FieldError("corrects", "event.not_found"),))
    if event.event_code != command.event_code:
        raise OtherWork
    if db.session.scalar(select(Event.id).where(Event.corrects_id == event.id)):
        raise AlreadyCorrected
    return event


def _far(command: CaptureEvent, origin: EntryOrigin, places: tuple[Place, ...]) -> tuple[str, ...]:
    """Whoever writes for others, or from paper, sits elsewhere as a matter of course."""
    if origin.member is not None or origin.paper is not None:
        return ()
    return tuple(it.value for it in far_flags(command.position, [it.position for it in places]))


def _two_days(
    template: TemplateEvent, checked: CheckedValues, command: CaptureEvent
) -> tuple[str, ...]:
    """Of two days for one harvest the waiting is held against the earlier; people read of both."""
    other = other_harvest_day(template, checked.values, command.event_time)
    return () if other is None else (EventFlag.HARVEST_DAY_DIFFERS.value,)


def _flags(lot: Lot, command: CaptureEvent, now: datetime) -> tuple[str, ...]:
    found = list(time_flags(command.event_time, received_at=now, lot_opened_at=lot.opened_at))
    if lot.state is LotState.CLOSED:
        found.append(EventFlag.LOT_CLOSED)
    if lot.cancelled_at is not None:
        found.append(EventFlag.LOT_CANCELLED)
    return tuple(flag.value for flag in found)
