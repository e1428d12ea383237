"""The release of a lot: asked for by who works on it, given or sent back by its manager."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.growing_seasons import NotAboveYield, YieldChanged
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotState, NoSuchLot, ReasonMissing, check_begun, check_open
from traceability.release import AlreadyAsked, AlreadyReleased, NotAsked, check_release
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.accepted_yield import has_accepted, told_of
from webapp.models.growing import growing_seasons
from webapp.models.lot import Lot, overlay_of, worked_on_by
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import lock_organisation
from webapp.models.release import gate_of


@dataclass(frozen=True)
class AskRelease:
    lot_id: UUID


@dataclass(frozen=True)
class ReleaseLot:
    lot_id: UUID


@dataclass(frozen=True)
class SendBack:
    """`reason` is for the people of the lot; the ledger holds only a commitment to it."""

    lot_id: UUID
    reason: str


@dataclass(frozen=True)
class AcceptYield:
    """`reason` says how the ground came to give so much; the ledger holds a commitment to it.
    `shown` are the marks of the seasons that were on the page.
    """

    lot_id: UUID
    reason: str
    shown: frozenset[str]


@transactional
def ask_release(actor: Actor, command: AskRelease, *, now: datetime) -> None:
    """Ask the manager to let the lot be sold; what is missing may still be mended meanwhile.

    Raises:
        NoSuchLot: none that the actor works on.
        AlreadyAsked, AlreadyReleased: asked or given before.
        LotClosed, LotNotOpen, LotIsDraft: ended, cancelled, or not begun.
    """
    lot = _lot_to_change(actor, command.lot_id)
    _check_begun(lot)
    if lot.released_at is not None:
        raise AlreadyReleased
    if lot.release_asked_at is not None:
        raise AlreadyAsked
    lot.ask_release(now)
    _decide(actor, lot, LotDecisionKind.RELEASE_ASKED, now=now)


@transactional
def send_back(actor: Actor, command: SendBack, *, now: datetime) -> None:
    """Answer what was asked with what is to be done first.

    Raises:
        NoSuchLot: none that the actor works on.
        ReasonMissing.
        NotAsked: nobody asks, or it was decided meanwhile.
    """
    if not command.reason.strip():
        raise ReasonMissing
    lot = _lot_to_change(actor, command.lot_id)
    if lot.release_asked_at is None or lot.state is LotState.CLOSED:
        raise NotAsked
    lot.send_back()
    _decide(actor, lot, LotDecisionKind.SENT_BACK, reason=command.reason, now=now)


@transactional
def release_lot(actor: Actor, command: ReleaseLot, *, now: datetime) -> None:
    """Let the lot be sold under stamps; the ledger keeps what the checklist said.

    Raises:
        NoSuchLot: none that the actor works on.
        AlreadyReleased: it is, and the release is in force.
        LotNotReady: something is missing; the lot's page lists it.
        LotClosed, LotNotOpen, LotIsDraft: ended, cancelled, or not begun.
    """
    # Before the lot, as an entry does: a suspension comes wholly before or wholly after.
    lock_organisation(db.session(), actor.organisation_id)
    lot = _lot_to_change(actor, command.lot_id)
    _check_begun(lot)
    if lot.released_at is not None:
        raise AlreadyReleased
    gate = gate_of(db.session(), lot.id, civil_date(now), lock=True)
    check_release(gate)
    lot.release(actor.account_id, now)
    told = {"checklist": gate.told}
    ledger.append_decision(
        db.session(), actor, LotDecision.of(lot, LotDecisionKind.RELEASED), told, now=now
    )


@transactional
def accept_yield(actor: Actor, command: AcceptYield, *, now: datetime) -> None:
    """Let a lot go on of whose ground more is told than it usually gives, with a reason.

    It stands as long as the season is not further above than was accepted; what is told later and
    brings it higher, of any lot on that ground, has to be accepted anew. What is accepted already
    stays so, and nothing is written.

    Raises:
        NoSuchLot: none that the actor works on.
        ReasonMissing.
        NotAboveYield: the sums keep to what the ground gives.
        YieldChanged: they are not those that were shown.
        LotClosed, LotNotOpen: ended or cancelled.
    """
    if not command.reason.strip():
        raise ReasonMissing
    # An entry of another lot of the ground comes wholly before or wholly after.
    lock_organisation(db.session(), actor.organisation_id)
    lot = _lot_to_change(actor, command.lot_id)
    check_open(lot.state, overlay_of(lot))
    above = [it for it in growing_seasons(db.session(), lot) if it.is_above]
    if not above:
        raise NotAboveYield
    if {it.mark for it in above} != command.shown:
        raise YieldChanged
    if has_accepted(db.session(), lot.id, above):
        return
    told = {"seasons": [told_of(it) for it in above]}
    decision = LotDecision.of(lot, LotDecisionKind.YIELD_ACCEPTED, reason=command.reason)
    ledger.append_decision(db.session(), actor, decision, told, now=now)


def _check_begun(lot: Lot) -> None:
    """A draft has nothing to release; a hold is among what the checklist lists."""
    check_open(lot.state, overlay_of(lot))
    check_begun(lot.state)


def _decide(
    actor: Actor, lot: Lot, kind: LotDecisionKind, *, now: datetime, reason: str | None = None
) -> None:
    decision = LotDecision.of(lot, kind, reason=reason)
    ledger.append_decision(db.session(), actor, decision, now=now)


def _lot_to_change(actor: Actor, lot_id: UUID) -> Lot:
    lot = db.session.execute(
        select(Lot).where(Lot.id == lot_id, worked_on_by(actor)).with_for_update()
    ).scalar_one_or_none()
    if lot is None:
        raise NoSuchLot
    return lot
