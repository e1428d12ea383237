"""Registering stamps that many look at for a known reason, and ending that.

By itself, or as the answer to the alert that the looks gave reason to.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from traceability.alerts import AlertAnswer, DisplayNotTold, NoSuchAlert, NoSuchDisplay
from traceability.errors import Conflict, Invalid
from traceability.geography import PROVINCES, NoSuchProvince
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.stamps import NoSuchStamp
from traceability.suspicion import ALARM_AT, DisplayKind
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.alert import StampAlert
from webapp.models.display import StampDisplay
from webapp.models.ledger import EntryKind
from webapp.models.scan import mark_unscored
from webapp.models.stamp import Stamp
from webapp.models.stamp_order import StampOrder
from webapp.models.upsert import upsert

# More packs than a shop puts on show would only hide copies.
MOST_STAMPS: Final = 50
# What makes two requests with one id the same registration.
_CONTENT: Final = ("key_id", "first", "last", "kind", "place", "province_code", "reason")


class DisplayReasonMissing(Invalid):
    """Who does not say why and where has registered nothing."""

    code = "display.reason_missing"


class BadDisplayRange(Invalid):
    """Between one stamp and `most`, all of one order."""

    code = "display.bad_range"


class DisplayIdUsed(Conflict):
    """This form registered something else; nothing was changed."""

    code = "display.id_used"


class AlreadyDisplayed(Conflict):
    """One of these stamps is registered already; end that first."""

    code = "display.already"


class DisplayEnded(Conflict):
    """Somebody ended it before."""

    code = "display.ended"


@dataclass(frozen=True)
class RegisterDisplay:
    """`display_id` is made with the form; `count` stamps from `stamp` on."""

    display_id: UUID
    stamp: SerialPlace
    kind: DisplayKind
    place: str
    reason: str
    count: int = 1
    province_code: str | None = None


@dataclass(frozen=True)
class AnswerWithDisplay:
    """The answer to an alert about one stamp, and where it is shown, and why."""

    alert_id: UUID
    display_id: UUID
    answer: AlertAnswer
    place: str
    reason: str
    province_code: str | None = None


@dataclass(frozen=True)
class EndDisplay:
    display_id: UUID
    reason: str


@transactional
def register_display(actor: Actor, command: RegisterDisplay, *, now: datetime) -> UUID:
    """Say that these stamps are on display, in a listing or in a picture that goes round.

    A suspicion over them lapses at once; what it would be without stays with the stamp.

    Raises:
        DisplayReasonMissing, BadDisplayRange, NoSuchProvince: it cannot be what was asked for.
        NoSuchStamp: none of the actor's reach.
        AlreadyDisplayed: one of them is registered already.
        DisplayIdUsed: the id stands for another registration.
    """
    _register(actor, command, now)
    return command.display_id


@transactional
def answer_with_display(actor: Actor, command: AnswerWithDisplay, *, now: datetime) -> UUID:
    """Answer an alert with what explains it: the stamp is registered in the same step.

    Raises:
        NoSuchAlert: none about one of the actor's own stamps.
        DisplayNotTold: the answer explains nothing.
        DisplayReasonMissing, NoSuchProvince, NoSuchStamp, AlreadyDisplayed, DisplayIdUsed: as for
            a registration by itself.
    """
    alert = _own_alert(actor, command.alert_id)
    kind = command.answer.display_kind
    if kind is None or alert.stamp is None:
        raise DisplayNotTold
    told = (command.place, command.reason, 1, command.province_code)
    shown = RegisterDisplay(command.display_id, alert.stamp, kind, *told)
    if _register(actor, shown, now):
        # After the stamp's mark, as a worker does that scores it: it comes to the alert last.
        db.session.refresh(alert, with_for_update=True)
        alert.take_answer(command.answer, command.reason, actor.account_id, now)
    return command.display_id


def _register(actor: Actor, command: RegisterDisplay, now: datetime) -> bool:
    """Whether it was not registered before by the same form."""
    if not (command.place and command.reason):
        raise DisplayReasonMissing
    if command.province_code not in (None, *PROVINCES):
        raise NoSuchProvince
    order = _lock_order(actor, command.stamp)
    display = _display(actor, command, order, now)
    before = db.session.get(StampDisplay, command.display_id)
    if before is not None:
        if any(getattr(before, name) != getattr(display, name) for name in _CONTENT):
            raise DisplayIdUsed
        return False
    _check_range(display, order)
    db.session.add(display)
    db.session.flush()
    _show(display, order, now)
    _record(actor, display, {"action": "display_registered", **_told(display)}, now)
    return True


@transactional
def end_display(actor: Actor, command: EndDisplay, *, now: datetime) -> None:
    """End a registration, with a reason: its stamps are weighed as any other again.

    Raises:
        DisplayReasonMissing, NoSuchDisplay, DisplayEnded.
    """
    if not command.reason:
        raise DisplayReasonMissing
    display = db.session.execute(
        select(StampDisplay).where(StampDisplay.id == command.display_id).with_for_update()
    ).scalar_one_or_none()
    if display is None or not _is_in_reach(actor, display.organisation_id):
        raise NoSuchDisplay
    if display.ended_at is not None:
        raise DisplayEnded(at=display.ended_at)
    display.ended_by_id, display.ended_at, display.end_reason = (
        actor.account_id,
        now,
        command.reason,
    )
    _score_again(display, now)
    plain = {"display_kind": None, "display_since": None}
    db.session.execute(update(Stamp).where(*_stamps_of(display)).values(plain))
    sealed = {"reason": ledger.keep_personal(db.session(), str(display.id), command.reason)}
    _record(actor, display, {"action": "display_ended", **sealed}, now)


def _own_alert(actor: Actor, alert_id: UUID) -> StampAlert:
    alert = db.session.get(StampAlert, alert_id)
    if alert is None or alert.organisation_id != actor.organisation_id:
        raise NoSuchAlert
    return alert


def _lock_order(actor: Actor, stamp: SerialPlace) -> StampOrder:
    query = select(StampOrder).where(StampOrder.holds(stamp.key_id, stamp.counter))
    order = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if order is None or not _is_in_reach(actor, order.organisation_id):
        raise NoSuchStamp
    return order


def _is_in_reach(actor: Actor, organisation_id: UUID) -> bool:
    return actor.sees_every_organisation or actor.organisation_id == organisation_id


def _display(
    actor: Actor, command: RegisterDisplay, order: StampOrder, now: datetime
) -> StampDisplay:
    return StampDisplay(
        id=command.display_id,
        organisation_id=order.organisation_id,
        order_id=order.id,
        key_id=order.key_id,
        first=command.stamp.counter,
        last=command.stamp.counter + command.count,
        kind=command.kind,
        place=command.place,
        province_code=command.province_code,
        reason=command.reason,
        registered_by_id=actor.account_id,
        registered_at=now,
    )


def _check_range(display: StampDisplay, order: StampOrder) -> None:
    fits = display.last <= order.first + order.count
    if not (1 <= display.last - display.first <= MOST_STAMPS and fits):
        raise BadDisplayRange(most=MOST_STAMPS)
    overlap = select(StampDisplay.id).where(
        StampDisplay.key_id == display.key_id,
        StampDisplay.first < display.last,
        StampDisplay.last > display.first,
        StampDisplay.ended_at.is_(None),
    )
    if db.session.execute(overlap).first() is not None:
        raise AlreadyDisplayed


def _show(display: StampDisplay, order: StampOrder, now: datetime) -> None:
    """Let the verdict tell of it from the next look on; how far it explains is scored anew."""
    _score_again(display, now)
    shown = {"display_kind": display.kind, "display_since": display.registered_at}
    rows = [
        {
            "key_id": order.key_id,
            "counter": counter,
            "organisation_id": order.organisation_id,
            "suspicion_reasons": "[]",
            **shown,
        }
        for counter in range(display.first, display.last)
    ]
    statement = upsert(db.session(), Stamp)
    keys = ["key_id", "counter"]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=shown), rows)
    lapsed = {"suspicion": ALARM_AT, "suspicion_reasons": "[]"}
    alarming = Stamp.suspicion > ALARM_AT
    db.session.execute(update(Stamp).where(*_stamps_of(display), alarming).values(lapsed))


def _score_again(display: StampDisplay, now: datetime) -> None:
    counters = range(display.first, display.last)
    mark_unscored(db.session(), (SerialPlace(display.key_id, it) for it in counters), now)


def _stamps_of(display: StampDisplay) -> tuple[Any, ...]:
    within = Stamp.counter.between(display.first, display.last - 1)
    return Stamp.key_id == display.key_id, within


def _told(display: StampDisplay) -> dict[str, Any]:
    """What was registered; why and where are words, of which the ledger holds commitments."""
    session, subject = db.session(), str(display.id)
    return {
        "kind": display.kind.value,
        "order_id": str(display.order_id),
        "key_id": display.key_id,
        "first": display.first,
        "last": display.last,
        "province_code": display.province_code,
        "place": ledger.keep_personal(session, subject, display.place),
        "reason": ledger.keep_personal(session, subject, display.reason),
    }


def _record(actor: Actor, display: StampDisplay, told: dict[str, Any], now: datetime) -> None:
    subject = (display.id, display.organisation_id)
    ledger.append(db.session(), ledger.Entry.of_now(actor, EntryKind.DECISION, subject, told, now))
