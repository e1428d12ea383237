"""What was decided of lots, in the order of the ledger: by whom, why, and on which result."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, case, select

from traceability.event_template import get_template
from traceability.lot_decisions import LotDecisionKind
from traceability.roles import AGENCY_ROLES, Actor, Role
from webapp.models.account import Account, Membership
from webapp.models.event import Event
from webapp.models.ledger import EntryKind, LedgerEntry
from webapp.models.lot import Lot, in_reach_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.queries.events import as_pair
from webapp.queries.shown_judgements import ShownJudgement, judgement_told

_AT_ONCE: Final = 500
# Beside what has a row of its own, the ledger keeps these of a lot.
_FURTHER: Final = frozenset({"recalled", "market_changed", "area_codes_chosen"})
_TOLD: Final = _FURTHER.union(it.value for it in LotDecisionKind)


@dataclass(frozen=True)
class Office:
    """What a person was where, on the day of the decision."""

    role: Role
    organisation: str


@dataclass(frozen=True)
class LeantOn:
    """An entry that a decision leans on; `lot_code` is empty where its lot is out of reach."""

    event_id: UUID
    lot_id: UUID
    lot_code: str
    labels: Mapping[str, str]
    event_time: datetime


@dataclass(frozen=True)
class ToldDecision:
    """One decision about a lot as the ledger holds it, with the words that are kept beside it.

    `cause` is the code of what held the lot. `result` is told where a change of the market judged
    a laboratory's number anew. `has_lapsed` says that a release ended by it.
    """

    lot_id: UUID
    action: str
    at: datetime
    by: str
    offices: tuple[Office, ...]
    cause: str | None
    reason: str
    market_before: str
    market: str
    codes: tuple[str, ...]
    has_lapsed: bool
    is_with_stamps: bool
    leans_on: tuple[LeantOn, ...]
    result: ShownJudgement | None
    position: int
    leaf_hash: str

    @property
    def code(self) -> str:
        """The code whose words say what was decided."""
        return f"lot_decision.{self.action}"


@dataclass(frozen=True)
class _Beside:
    """What stands in other tables: entries by their id, and what people were where."""

    entries: Mapping[str, LeantOn]
    memberships: Mapping[UUID, Sequence[Row[Any]]]


def decisions_of_lots(
    connection: Connection, actor: Actor, lot_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[ToldDecision, ...]]:
    """All that was decided of each lot, the earliest in the ledger first."""
    found = defaultdict(list)
    for start in range(0, len(lot_ids), _AT_ONCE):
        for told in _decisions(connection, actor, lot_ids[start : start + _AT_ONCE]):
            found[told.lot_id].append(told)
    return {lot_id: tuple(of_lot) for lot_id, of_lot in found.items()}


def _decisions(
    connection: Connection, actor: Actor, lot_ids: Sequence[UUID]
) -> Iterable[ToldDecision]:
    rows = connection.execute(_select_decisions(lot_ids)).all()
    read = [(row, json.loads(row.body)["content"]) for row in rows]
    told = [(row, content) for row, content in read if content.get("action") in _TOLD]
    beside = _Beside(
        entries=_entries(connection, actor, [it for _, content in told for it in _leans(content)]),
        memberships=_memberships(connection, {row.actor_id for row, _ in told if row.actor_id}),
    )
    return [_told(row, content, beside) for row, content in told]


def _select_decisions(lot_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    row_of = and_(
        LotDecision.ledger_position == LedgerEntry.position,
        LotDecision.lot_id.in_(lot_ids),
    )
    return (
        select(
            LedgerEntry.position,
            LedgerEntry.subject_id,
            LedgerEntry.organisation_id,
            LedgerEntry.claimed_at,
            LedgerEntry.actor_id,
            LedgerEntry.leaf_hash,
            LedgerEntry.body,
            LotDecision.reason,
            Account.name.label("by"),
        )
        .outerjoin(LotDecision, row_of)
        .outerjoin(Account, Account.id == LedgerEntry.actor_id)
        .where(
            LedgerEntry.kind == EntryKind.DECISION,
            LedgerEntry.subject_id.in_([str(lot_id) for lot_id in lot_ids]),
        )
        .order_by(LedgerEntry.position)
    )


def _leans(content: Mapping[str, Any]) -> list[str]:
    """The entry that held the lot, or the tests that let it go on."""
    held_by = content.get("event_id")
    return [*([held_by] if held_by else []), *content.get("test_ids", ())]


def _entries(connection: Connection, actor: Actor, ids: Sequence[str]) -> Mapping[str, LeantOn]:
    found: dict[str, LeantOn] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = [UUID(it) for it in ids[start : start + _AT_ONCE]]
        query = (
            select(
                Event.id,
                Event.lot_id,
                Event.template_group,
                Event.template_version,
                Event.event_code,
                Event.event_time,
                case((in_reach_of(actor), Lot.code), else_="").label("lot_code"),
            )
            .join(Lot, Lot.id == Event.lot_id)
            .where(Event.id.in_(some))
        )
        found |= {str(row.id): _leant_on(row) for row in connection.execute(query)}
    return found


def _leant_on(row: Row[Any]) -> LeantOn:
    event = get_template(row.template_group, row.template_version).event(row.event_code)
    return LeantOn(row.id, row.lot_id, row.lot_code, as_pair(event.labels), row.event_time)


def _memberships(
    connection: Connection, account_ids: Iterable[UUID]
) -> Mapping[UUID, Sequence[Any]]:
    ids = list(account_ids)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            select(
                Membership.account_id,
                Membership.organisation_id,
                Membership.role,
                Membership.created_at,
                Membership.ended_at,
                Organisation.name,
            )
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Membership.account_id.in_(ids[start : start + _AT_ONCE]))
            .order_by(Membership.created_at, Membership.role)
        )
        for row in connection.execute(query):
            found[row.account_id].append(row)
    return found


def _told(row: Row[Any], content: Mapping[str, Any], beside: _Beside) -> ToldDecision:
    entries = (beside.entries.get(it) for it in _leans(content))
    result = content.get("result")
    return ToldDecision(
        lot_id=UUID(row.subject_id),
        action=content["action"],
        at=row.claimed_at,
        by=row.by or "",
        offices=_offices(row, beside.memberships.get(row.actor_id, ())),
        cause=content.get("cause"),
        reason=_reason(row, content),
        market_before=content.get("from", ""),
        market=content.get("to") or content.get("market") or "",
        codes=tuple(code for _, code in sorted(content.get("codes", {}).items())),
        has_lapsed=bool(content.get("release_lapsed")),
        is_with_stamps=bool(content.get("with_stamps")),
        leans_on=tuple(it for it in entries if it is not None),
        result=judgement_told(result) if result else None,
        position=row.position,
        leaf_hash=row.leaf_hash,
    )


def _reason(row: Row[Any], content: Mapping[str, Any]) -> str:
    """The body of a decision with a row has a commitment only; that of a recall, what all read."""
    if content["action"] in _FURTHER:
        return str(content.get("reason", ""))
    return row.reason or ""


def _offices(row: Row[Any], memberships: Sequence[Row[Any]]) -> tuple[Office, ...]:
    """In the lot's own organisation; else in an agency. What somebody is elsewhere is not told."""
    at = row.claimed_at
    then = [it for it in memberships if it.created_at <= at and not _had_ended(it, at)]
    own = [it for it in then if it.organisation_id == row.organisation_id]
    agency = [it for it in then if it.role in AGENCY_ROLES]
    return tuple(Office(it.role, it.name) for it in own or agency)


def _had_ended(membership: Row[Any], at: datetime) -> bool:
    return membership.ended_at is not None and membership.ended_at <= at
