"""Settling which market a lot is meant for, and under which codes it goes there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.area_code_use import CodeNotGranted, may_use
from traceability.area_codes import AreaCodeKind, NoSuchAreaCode
from traceability.calendar import civil_date
from traceability.holds import HoldCause
from traceability.laboratory_limits import Judgement, latest_outside
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotCancelled, LotClosed, LotState, NoSuchLot
from traceability.markets import MarketFixed, get_market
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.activation import has_stamps
from webapp.models.area_code import AreaCode, LotAreaCode, code_in_use, consents_of
from webapp.models.bad_results import counted_judgements, is_bad_result, standing_entries
from webapp.models.event import Event
from webapp.models.journey import tell_journey
from webapp.models.laboratory_limit import (
    LaboratoryJudgement,
    held_against_limits,
    keep_judgement,
)
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import lock_organisation


@dataclass(frozen=True)
class SettleMarket:
    """`codes` name the chosen code of each kind; a kind that is not named has none."""

    lot_id: UUID
    market: str
    codes: Mapping[AreaCodeKind, UUID]


@transactional
def settle_market(actor: Actor, command: SettleMarket, *, now: datetime) -> None:
    """Say where a lot is to be sold and under which codes; the same again changes nothing.

    Its standing results are held against the limits of the new market: one that is beyond them
    holds the lot, and a hold for that reason alone ends where the new market allows it.

    Raises:
        UnknownMarket, NoSuchLot, LotClosed, LotCancelled.
        MarketFixed: stamps of the lot are active.
        NoSuchAreaCode, CodeNotGranted: a code that the organisation may not choose.
    """
    market = get_market(command.market)
    # As for an entry of the diary: a result that is being written is judged before or after.
    lock_organisation(db.session(), actor.organisation_id)
    lot = _lot_to_change(actor, command.lot_id)
    chosen = _chosen(lot)
    wanted = dict(command.codes)
    if (lot.market, chosen) == (market.code, wanted):
        return
    if lot.state is LotState.CLOSED:
        raise LotClosed
    if lot.cancelled_at is not None:
        raise LotCancelled
    if db.session.scalar(select(has_stamps(lot.id))):
        raise MarketFixed
    codes = _codes_to_use(actor, wanted, chosen, civil_date(now))
    _choose(actor, lot, codes, now)
    if chosen != wanted:
        _record(actor, lot, _codes_told(lot, codes), now)
    if lot.market != market.code:
        before, lot.market = lot.market, market.code
        _record(actor, lot, {"action": "market_changed", "from": before, "to": market.code}, now)
        _judge_anew(actor, lot, now)


def _lot_to_change(actor: Actor, lot_id: UUID) -> Lot:
    query = select(Lot).where(Lot.id == lot_id).with_for_update()
    lot = db.session.execute(query).scalar_one_or_none()
    if lot is None or lot.organisation_id != actor.organisation_id:
        raise NoSuchLot
    return lot


def _chosen(lot: Lot) -> dict[AreaCodeKind, UUID]:
    rows = db.session.scalars(select(LotAreaCode).where(LotAreaCode.lot_id == lot.id))
    return {row.kind: row.area_code_id for row in rows}


def _codes_to_use(
    actor: Actor,
    wanted: Mapping[AreaCodeKind, UUID],
    chosen: Mapping[AreaCodeKind, UUID],
    today: date,
) -> dict[AreaCodeKind, AreaCode]:
    """The rows of the codes; whoever keeps what was chosen before is not asked for consent anew."""
    return {
        kind: _code_to_use(actor, (kind, area_code_id), today, chosen.get(kind) == area_code_id)
        for kind, area_code_id in wanted.items()
    }


def _code_to_use(
    actor: Actor,
    wanted: tuple[AreaCodeKind, UUID],
    today: date,
    is_kept: bool,  # noqa: FBT001
) -> AreaCode:
    kind, area_code_id = wanted
    row = db.session.get(AreaCode, area_code_id)
    organisation_id = actor.organisation_id
    if row is None or row.kind is not kind or organisation_id is None:
        raise NoSuchAreaCode
    consents = consents_of(db.session(), row.id, organisation_id)
    is_strange = row.holder_id != organisation_id and not consents
    if is_strange:
        raise NoSuchAreaCode
    if not is_kept and not may_use(code_in_use(row), organisation_id, consents, today):
        raise CodeNotGranted(code=row.code)
    return row


def _choose(actor: Actor, lot: Lot, codes: Mapping[AreaCodeKind, AreaCode], now: datetime) -> None:
    session = db.session
    for row in session.scalars(select(LotAreaCode).where(LotAreaCode.lot_id == lot.id)).all():
        if row.kind not in codes or codes[row.kind].id != row.area_code_id:
            session.delete(row)
    session.flush()
    present = _chosen(lot)
    session.add_all(
        LotAreaCode(
            lot_id=lot.id,
            kind=kind,
            area_code_id=code.id,
            chosen_by_id=actor.account_id,
            chosen_at=now,
        )
        for kind, code in codes.items()
        if kind not in present
    )


def _codes_told(lot: Lot, codes: Mapping[AreaCodeKind, AreaCode]) -> dict[str, Any]:
    chosen = sorted(codes.items())
    return {
        "action": "area_codes_chosen",
        "codes": {kind.value: code.code for kind, code in chosen},
        "area_code_ids": {kind.value: str(code.id) for kind, code in chosen},
        "market": lot.market,
    }


def _judge_anew(actor: Actor, lot: Lot, now: datetime) -> None:
    _judge_missing(actor, lot, now)
    outside = latest_outside(counted_judgements(db.session(), lot))
    if outside is not None:
        _hold(actor, lot, outside, now)
    elif lot.on_hold_reason == HoldCause.OUTSIDE_LIMIT:
        lot.on_hold_at = lot.on_hold_reason = None
        cause = HoldCause.OUTSIDE_LIMIT.value
        decision = LotDecision.of(lot, LotDecisionKind.HOLD_RELEASED, cause=cause)
        _decide(actor, lot, decision, {"market": lot.market}, now)


def _judge_missing(actor: Actor, lot: Lot, now: datetime) -> None:
    """Judge what stands and was never held against this market; what was, keeps its outcome.

    So is what was bad and was put right: else to change the market twice would undo it.
    """
    session, standing = db.session, standing_entries(db.session(), lot.id)
    judged = select(LaboratoryJudgement.event_id).where(
        LaboratoryJudgement.lot_id == lot.id, LaboratoryJudgement.market == lot.market
    )
    told_entries = (Event.lot_id == lot.id, Event.quarantined_at.is_(None))
    query = select(Event).where(*told_entries, Event.id.not_in(judged))
    for event in session.scalars(query).all():
        if event.id not in standing and not is_bad_result(event):
            continue
        told = (event.template, event.fields)
        judgements = held_against_limits(session(), lot, told, event.event_time, event.received_at)
        if judgements:
            session.add_all(keep_judgement(event, it, now=now) for it in judgements)
            _record_judged(actor, event, judgements, now)
    session.flush()


def _record_judged(
    actor: Actor, event: Event, judgements: Sequence[Judgement], now: datetime
) -> None:
    """Of which result, in an entry of its own: that of the diary was appended before."""
    content = {"action": "judged_anew", "limits": [it.told for it in judgements]}
    subject = (event.id, event.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.EPCIS, subject, content, now)
    ledger.append(db.session(), entry)


def _hold(actor: Actor, lot: Lot, outside: Judgement, now: datetime) -> None:
    told: dict[str, Any] = {"result": outside.told}
    if lot.hold(HoldCause.OUTSIDE_LIMIT.value, now):
        told["release_lapsed"] = True
    decision = LotDecision.of(lot, LotDecisionKind.HELD, cause=HoldCause.OUTSIDE_LIMIT.value)
    _decide(actor, lot, decision, told, now)


def _decide(
    actor: Actor, lot: Lot, decision: LotDecision, told: Mapping[str, Any], now: datetime
) -> None:
    ledger.append_decision(db.session(), actor, decision, told, now=now)
    db.session.flush()
    tell_journey(db.session(), lot)  # buyers are told of holds, and that they ended


def _record(actor: Actor, lot: Lot, content: dict[str, Any], now: datetime) -> None:
    told = {"lot_id": str(lot.id)} | content
    subject = (lot.id, lot.organisation_id)
    ledger.append(db.session(), ledger.Entry.of_now(actor, EntryKind.DECISION, subject, told, now))
