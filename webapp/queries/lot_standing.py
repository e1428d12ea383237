"""Where a lot stands: the columns that tell it, what was decided about it, and who may do what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select

from traceability.calendar import civil_date
from traceability.event_template import LABORATORY_TEST
from traceability.holds import HoldCause
from traceability.lot_decisions import LotDecisionKind
from traceability.lot_progress import LotStanding, NextForLot, next_for
from traceability.lots import LotOverlay, LotState
from traceability.release import ReleaseCondition, ReleaseGate
from traceability.roles import Actor, Permission
from webapp.models.account import Account
from webapp.models.activation import has_stamps
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.queries.events import DiaryEntry
from webapp.queries.verdict_goods import Message

STANDING: Final[tuple[ColumnElement[Any], ...]] = (
    *(
        Lot.__table__.c[name]
        for name in (
            "state",
            "packed_units",
            "activated_units",
            "on_hold_at",
            "on_hold_reason",
            "recalled_at",
            "cancelled_at",
            "release_asked_at",
            "released_at",
            "release_lapsed_at",
        )
    ),
    has_stamps(Lot.id).label("has_stamps"),
)
_NEEDS_RELEASE: Final = frozenset(
    {NextForLot.AWAIT_RELEASE, NextForLot.ASK_RELEASE, NextForLot.RELEASE_AGAIN}
)
_STOPPED_BY_GATE: Final = _NEEDS_RELEASE | {NextForLot.STAMP}


@dataclass(frozen=True)
class DecisionRow:
    """One decision about a lot, as its people read it."""

    kind: LotDecisionKind
    at: datetime
    by: str | None
    cause: str | None
    reason: str | None

    @property
    def code(self) -> str:
        """The code whose words say what was decided."""
        return f"lot_decision.{self.kind.value}"


@dataclass(frozen=True)
class LotActions:
    """What this person may do with the lot just now, beside writing in its diary."""

    begin: bool = False
    ask: bool = False
    release: bool = False
    send_back: bool = False
    stamp: bool = False
    close: bool = False
    cancel: bool = False
    leads_with_release: bool = False

    @property
    def any_release(self) -> bool:
        """Whether there is anything to press about the release."""
        return self.ask or self.release or self.send_back


@dataclass(frozen=True)
class LotOutlook:
    """How it goes on with a lot: the next step in words, the buttons, what was decided so far."""

    what_next: Message
    actions: LotActions
    decisions: tuple[DecisionRow, ...]
    may_release_hold: bool
    is_held: bool

    @property
    def yield_accepted_at(self) -> datetime | None:
        """When a yield of the lot was accepted last. Where one is to be accepted all the same, its
        numbers have changed since.
        """
        accepted = LotDecisionKind.YIELD_ACCEPTED
        return next((it.at for it in self.decisions if it.kind is accepted), None)


def outlook_of(
    actor: Actor,
    lot: LotStanding,
    gate: ReleaseGate,
    decisions: tuple[DecisionRow, ...],
    entries: Iterable[DiaryEntry],
) -> LotOutlook:
    """For this person, as things stand and as the diary tells."""
    decides, is_tested = actor.may(Permission.LOT_RELEASE), _is_tested(entries, decisions)
    return LotOutlook(
        what_next=_next_step_of(lot, gate, decides=decides, is_tested=is_tested),
        actions=_actions_of(actor, lot, gate),
        decisions=decisions,
        may_release_hold=decides and _is_held_by_diary(lot),
        is_held=lot.overlay is not None,
    )


def _is_tested(entries: Iterable[DiaryEntry], decisions: Iterable[DecisionRow]) -> bool:
    """Whether a laboratory's result was told since the lot was last held."""
    held_at = next((it.at for it in decisions if it.kind is LotDecisionKind.HELD), None)
    tested = (it.received_at for it in entries if it.event_code == LABORATORY_TEST)
    return held_at is not None and any(told_at > held_at for told_at in tested)


def _is_held_by_diary(lot: LotStanding) -> bool:
    """Whether its people may let it go on: after its end, too, for buyers read of the hold."""
    return lot.overlay is LotOverlay.ON_HOLD and lot.hold_reason in set(HoldCause)


def standing_of(row: Row[*tuple[Any, ...]]) -> LotStanding:
    """Of a row with the columns of `STANDING`."""
    return LotStanding(
        state=row.state,
        overlay=overlay_of(row),
        hold_reason=row.on_hold_reason,
        is_asked=row.release_asked_at is not None,
        is_released=row.released_at is not None,
        has_lapsed=row.release_lapsed_at is not None,
        packed_units=row.packed_units,
        activated_units=row.activated_units,
        has_stamps=row.has_stamps,
    )


def next_step(lot: LotStanding) -> Message:
    """What comes next, as a list tells it."""
    return Message(next_for(lot).value, {"count": lot.left})


def _next_step_of(
    lot: LotStanding, gate: ReleaseGate, *, decides: bool, is_tested: bool
) -> Message:
    """The same where the checklist and the diary are known, and whether the reader decides."""
    code = next_for(lot)
    if code is NextForLot.TEST_AND_RELEASE_HOLD and is_tested:
        return Message("lot_next.release_hold")
    if code in _STOPPED_BY_GATE and gate.missing:
        return Message("lot_next.mend", {"count": len(gate.missing)})
    if code in _NEEDS_RELEASE and decides:
        return Message("lot_next.decide_release")
    return next_step(lot)


def _actions_of(actor: Actor, lot: LotStanding, gate: ReleaseGate) -> LotActions:
    """What the buttons of the lot's page do."""
    if lot.is_over or not actor.may(Permission.LOT_WORK):
        return LotActions()
    decides, is_draft = actor.may(Permission.LOT_RELEASE), lot.state is LotState.DRAFT
    told = dict(gate.conditions)[ReleaseCondition.GOODS_TOLD]
    # What lies over the lot goes first: nothing is asked or given meanwhile.
    wants_release = told and not (is_draft or lot.is_released or lot.overlay)
    return LotActions(
        begin=is_draft,
        ask=wants_release and not (decides or lot.is_asked),
        release=wants_release and decides and gate.is_open,
        send_back=lot.is_asked and decides and not lot.overlay,
        stamp=_may_stamp(actor, lot, gate),
        close=not is_draft,
        cancel=not lot.has_stamps and (decides or not told),
        leads_with_release=next_for(lot) in _NEEDS_RELEASE,
    )


def decisions_of(connection: Connection, lot_id: UUID) -> tuple[DecisionRow, ...]:
    """All that was decided about a lot, the latest first."""
    query = (
        select(
            LotDecision.kind,
            LotDecision.decided_at,
            Account.name,
            LotDecision.cause,
            LotDecision.reason,
        )
        .outerjoin(Account, Account.id == LotDecision.decided_by_id)
        .where(LotDecision.lot_id == lot_id)
        .order_by(LotDecision.ledger_position.desc())
    )
    return tuple(DecisionRow(*row) for row in connection.execute(query))


def warnings_of(
    lot: LotStanding, decisions: Sequence[DecisionRow], allowed_from: date | None, now: datetime
) -> tuple[Message, ...]:
    """What to mind first on the page of a lot."""
    return (*_standing_warnings(lot, decisions), *_waiting_warnings(lot, allowed_from, now))


def _standing_warnings(lot: LotStanding, decisions: Sequence[DecisionRow]) -> list[Message]:
    """What lies over the lot, a release that lapsed, what was sent back."""
    found = [Message(code) for code in _over(lot)]
    if lot.is_over:
        return found
    if lot.has_lapsed and not lot.is_released:
        found.append(Message("lot_warning.release_lapsed"))
    return [*found, *_sent_back(decisions)]


def _waiting_warnings(lot: LotStanding, allowed_from: date | None, now: datetime) -> list[Message]:
    """That a waiting period lasts, where somebody might still harvest."""
    waiting = None if lot.is_over else waiting_period(allowed_from, now)
    return [waiting] if waiting else []


def waiting_period(allowed_from: date | None, now: datetime) -> Message | None:
    """What somebody about to harvest is told while an interval lasts."""
    if allowed_from is None or allowed_from <= civil_date(now):
        return None
    return Message("lot_warning.within_interval", {"day": allowed_from})


def _over(lot: LotStanding) -> list[str]:
    if lot.overlay is LotOverlay.RECALLED:
        return ["lot_warning.recalled"]
    if lot.overlay is LotOverlay.ON_HOLD:
        return ["lot_warning.on_hold", lot.hold_reason or "lot_hold.unsaid"]
    return []


def _sent_back(decisions: Sequence[DecisionRow]) -> list[Message]:
    asked = [row for row in decisions if row.kind in _ABOUT_RELEASE]
    if not asked or asked[0].kind is not LotDecisionKind.SENT_BACK:
        return []
    details: Mapping[str, object] = {"reason": asked[0].reason or ""}
    return [Message("lot_warning.sent_back", details)]


def _may_stamp(actor: Actor, lot: LotStanding, gate: ReleaseGate) -> bool:
    may = actor.may(Permission.STAMP_ACTIVATE) and gate.is_open
    return may and lot.is_released and lot.left > 0


_ABOUT_RELEASE: Final = frozenset(
    {LotDecisionKind.RELEASE_ASKED, LotDecisionKind.SENT_BACK, LotDecisionKind.RELEASED}
)
