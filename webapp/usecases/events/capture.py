"""Writing in the diary of a lot: once for each event id, in one transaction with the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from traceability.calendar import civil_date
from traceability.canonical import sha256_hex
from traceability.disclosure import public_facts
from traceability.epcis import DiaryEvent, build_event
from traceability.errors import Conflict
from traceability.event_template import TemplateEvent, lot_quantity
from traceability.holds import HoldCause, hold_cause
from traceability.input_stock import Shortage
from traceability.journey import begins_work
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import NoSuchLot
from traceability.pre_harvest import harvest_day, is_harvest
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event import (
    Event,
    EventPhoto,
    EventPlace,
    EventValues,
    attach_stored,
    read_values,
)
from webapp.models.input_stock import keep_movement
from webapp.models.journey import tell_journey
from webapp.models.laboratory_limit import keep_judgement
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot, worked_on_by
from webapp.models.lot_decision import LotDecision
from webapp.models.lot_notice import count_anew
from webapp.models.organisation import lock_organisation
from webapp.models.packed_code import packed_codes_of
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.usecases.events.checks import CaptureEvent, CheckedEvent, check_event
from webapp.usecases.events.plantings import count_planted_anew


class OtherContent(Conflict):
    """This id was used before for something else; nothing was changed."""

    code = "event.other_content"


@dataclass(frozen=True)
class Captured:
    """`missing_photos` were announced and have not come yet; `shortage` is what the stock lacks."""

    event_id: UUID
    is_new: bool
    received_at: datetime
    ledger_position: int
    flags: tuple[str, ...]
    missing_photos: tuple[str, ...] = ()
    shortage: Shortage | None = None


@transactional
def capture_event(actor: Actor, command: CaptureEvent, host: str, *, now: datetime) -> Captured:
    """Record what happened to a lot; the same request again changes nothing.

    A time that is odd, or a lot closed or cancelled meanwhile, is flagged and never refused. What
    should not be done is refused until it is told as a fact; then the lot is held. The first entry
    of a draft begins it.

    Raises:
        Stopped: it should not be done, and nobody has said that it has been.
        NoSuchLot: none that the actor works on.
        OtherContent: the id stands for another request.
        InvalidValues, BadReference, OtherWork, TooManyPhotos, UnknownEventCode: the sender can
            mend it.
        AlreadyCorrected: somebody corrected the entry first.
    """
    # Waiting periods look at other lots of the plot: one entry of an organisation at a time.
    lock_organisation(db.session(), actor.organisation_id)
    found = _find_to_write(actor, command.lot_id)
    before = _recorded(actor, command)  # after the wait for the lot, when a repeat can be seen
    if before is not None:
        return before
    if found is None:
        raise NoSuchLot
    lot: Lot = found.Lot
    checked = check_event(actor, lot, command, now=now)
    early = _lock_lots(checked.early_lots)  # before the ledger's head, as every row
    count_anew(db.session(), checked.sharing)
    count_planted_anew(checked, command.event_time)
    event = _record(actor, _Entry(lot, command, checked, host), now=now)
    if lot.begin(command.event_time, now):
        ledger.append_beginning(db.session(), actor, lot, now=now)
    attached = attach_stored(db.session(), event, command.photos, command.received_photos, now=now)
    _change_lot(lot, event, checked)
    _hold(actor, lot, early, (event, checked), now=now)
    missing = tuple(photo for photo in command.photos if photo not in attached)
    return _captured(event, missing, is_new=True)


def _recorded(actor: Actor, command: CaptureEvent) -> Captured | None:
    event = db.session.get(Event, command.event_id)
    if event is None:
        return None
    is_same = event.request_sha256 in (command.request_sha256, command.unkeyed_sha256)
    if not is_same or event.organisation_id != actor.organisation_id:
        raise OtherContent
    come = db.session.scalars(select(EventPhoto.sha256).where(EventPhoto.event_id == event.id))
    missing = set(command.photos) - set(come)
    return _captured(event, tuple(it for it in command.photos if it in missing), is_new=False)


def _captured(event: Event, missing: tuple[str, ...], *, is_new: bool) -> Captured:
    flags = tuple(event.flags.split())
    recorded = (event.received_at, event.ledger_position)
    short = read_values(event.values).shortage
    return Captured(event.id, is_new, *recorded, flags, missing, short)


def _find_to_write(actor: Actor, lot_id: UUID) -> Row[Lot, Product, Place] | None:
    """The lot, locked; product and place come along, so that the session need not ask for them."""
    query = (
        select(Lot, Product, Place)
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(Lot.id == lot_id, worked_on_by(actor))
        .with_for_update(of=Lot)
    )
    return db.session.execute(query).one_or_none()


@dataclass(frozen=True)
class _Entry:
    """All that is written of one event."""

    lot: Lot
    command: CaptureEvent
    checked: CheckedEvent
    host: str

    def diary_event(self, sealed: Mapping[str, str]) -> DiaryEvent:
        """As EPCIS tells it; `sealed` are the commitments to what is personal."""
        product = db.session.get_one(Product, self.lot.product_id)
        return DiaryEvent(
            event_id=self.command.event_id,
            host=self.host,
            product_code=product.gtin or product.internal_code,
            lot=self.lot.code,
            place_code=self.checked.place.code,
            group=self.lot.template_group,
            version=self.checked.version,
            event_code=self.checked.template.code,
            values=self.checked.values,
            event_time=self.command.event_time,
            photos=self.command.photos,
            sealed=sealed,
            corrects=self.command.corrects,
            other_place_codes=tuple(it.code for it in self.checked.places[1:]),
            registered_days=self.checked.known.registered_days,
        )

    def values(self, sealed: Mapping[str, str]) -> EventValues:
        """What the searchable copy keeps."""
        return EventValues(self.checked.fields, sealed, self.checked.known.facts)

    def content(self, sealed: Mapping[str, str]) -> dict[str, Any]:
        """The content of the ledger's body."""
        judged = [it.told for it in self.checked.judgements]
        told: dict[str, Any] = ({"limits": judged} if judged else {}) | {
            "event": build_event(self.diary_event(sealed)),
            "template": {"group": self.lot.template_group, "version": self.checked.version},
            "photos": list(self.command.photos),
            "flags": list(self.checked.flags),
            "request_sha256": self.command.request_sha256,
            # So that the searchable copy can be held against the ledger.
            "values_sha256": sha256_hex(self.values(sealed).text().encode()),
            "filed": self._filed(),
        }
        if self.checked.known.movement:
            told["movement"] = self.checked.known.movement.told
        if self.checked.known.facts:
            told["inputs"] = dict(self.checked.known.facts)
        if self.checked.stops:
            told["told_as_fact"] = [it.code for it in self.checked.stops]
        return told | self.origin()

    def origin(self) -> dict[str, Any]:
        """For whom it was entered, by id, and the page that proves what was written; if any."""
        member, paper = self.checked.origin.member, self.checked.origin.paper
        told: dict[str, Any] = {"on_behalf_of": str(member.id)} if member else {}
        if paper:
            told["paper_page"] = {"id": str(paper.page_id), "photos": list(paper.photos)}
        return told

    def _filed(self) -> dict[str, Any]:
        """How the searchable copy is filed, so that it can be held against the ledger."""
        quantity = lot_quantity(self.checked.template, self.checked.values)
        place, *others = self.checked.places
        return {
            "lot_id": str(self.lot.id),
            "place_id": str(place.id),
            "place_ids": [str(it.id) for it in others],
            "quantity_thousandths": quantity.thousandths if quantity else None,
            "quantity_unit": quantity.unit if quantity else None,
            "is_public": self.checked.is_public,
        }


def _record(actor: Actor, entry: _Entry, *, now: datetime) -> Event:
    session, command, checked = db.session(), entry.command, entry.checked
    subject_id = str(command.event_id)
    sealed = {
        name: ledger.keep_personal(session, subject_id, text)
        for name, text in checked.personal.items()
    }
    recorded = ledger.Entry(
        kind=EntryKind.EPCIS,
        subject_id=subject_id,
        organisation_id=entry.lot.organisation_id,
        claimed_at=command.event_time,
        device_at=command.device_time,
        received_at=now,
        actor_id=actor.account_id,
        content=entry.content(sealed),
    )
    told = [_told(recorded, checked.template)] if checked.is_public else []
    position = ledger.append_all(session, [recorded, *told])
    event = _event(actor, entry, entry.values(sealed), now=now)
    event.ledger_position = position
    session.add(event)
    session.flush()
    if checked.known.movement is not None:
        keep_movement(session, event, checked.known.movement)
    session.add_all(EventPlace(event_id=event.id, place_id=it.id) for it in checked.places[1:])
    session.add_all(packed_codes_of(event, checked.fields))
    session.add_all(keep_judgement(event, it, now=now) for it in checked.judgements)
    return event


def _told(recorded: ledger.Entry, work: TemplateEvent) -> ledger.Entry:
    """What anybody may read of an entry, as an entry of its own that names the other's hash."""
    content = {
        "public_of": recorded.subject_id,
        "entry": ledger.leaf_of(recorded),
        "facts": public_facts(recorded.content["event"], work),
    }
    return replace(recorded, actor_id=None, device_at=None, device_id=None, content=content)


def _event(actor: Actor, entry: _Entry, values: EventValues, *, now: datetime) -> Event:
    lot, command, checked = entry.lot, entry.command, entry.checked
    offset = command.event_time.utcoffset() or timedelta()
    quantity = lot_quantity(checked.template, checked.values)
    return Event(
        id=command.event_id,
        lot_id=lot.id,
        organisation_id=lot.organisation_id,
        place_id=checked.place.id,
        actor_id=actor.account_id,
        on_behalf_of_id=checked.origin.member.id if checked.origin.member else None,
        paper_page_id=checked.origin.paper.page_id if checked.origin.paper else None,
        template_group=lot.template_group,
        template_version=checked.version,
        event_code=checked.template.code,
        event_time=command.event_time,
        utc_offset_minutes=offset // timedelta(minutes=1),
        device_time=command.device_time,
        received_at=now,
        values=values.text(),
        quantity_thousandths=quantity.thousandths if quantity else None,
        quantity_unit=quantity.unit if quantity else None,
        harvested_on=harvest_day(checked.template, checked.values, command.event_time),
        is_public=checked.is_public,
        flags=" ".join(checked.flags),
        corrects_id=command.corrects,
        request_sha256=command.request_sha256,
    )


def _change_lot(lot: Lot, event: Event, checked: CheckedEvent) -> None:
    lot.take_entry()
    if checked.packings:
        lot.count_packs(checked.packings)
    if _changes_story(lot, event, checked):
        db.session.flush()
        tell_journey(db.session(), lot)


def _changes_story(lot: Lot, event: Event, checked: CheckedEvent) -> bool:
    """Hidden work is not told; but whether a spray was waited for, and when the work began, is."""
    if event.is_public or checked.corrected is not None:
        return True
    if is_harvest(checked.template) or checked.packings:
        return True
    is_first = lot.began_on is None or civil_date(event.event_time) < lot.began_on
    return is_first and begins_work(checked.template)


def _hold(
    actor: Actor,
    lot: Lot,
    early: Sequence[Lot],
    told: tuple[Event, CheckedEvent],
    *,
    now: datetime,
) -> None:
    """What must not be sold is held by the entry that tells it, and again by each further one."""
    event, checked = told
    held = {one.id: (one, HoldCause.WITHIN_INTERVAL) for one in early}
    cause = hold_cause(checked.template, checked.fields, checked.flags)
    if cause is not None:
        held[lot.id] = (lot, cause)
    for one, why in held.values():
        _hold_lot(actor, one, why, event, now=now)


def _hold_lot(actor: Actor, lot: Lot, cause: HoldCause, event: Event, *, now: datetime) -> None:
    told: dict[str, Any] = {"event_id": str(event.id)}
    if lot.hold(cause.value, now):
        told["release_lapsed"] = True
    decision = LotDecision.of(lot, LotDecisionKind.HELD, cause=cause.value)
    ledger.append_decision(db.session(), actor, decision, told, now=now)
    db.session.flush()
    tell_journey(db.session(), lot)


def _lock_lots(lot_ids: Collection[UUID]) -> Sequence[Lot]:
    if not lot_ids:
        return ()
    query = select(Lot).where(Lot.id.in_(lot_ids)).order_by(Lot.id).with_for_update()
    return db.session.scalars(query).all()
