"""What was decided of a lot: holds, releases, a recall, its end; and each decision's own row."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import or_

from traceability.holds import HoldCause
from traceability.lot_decisions import LotDecisionKind
from traceability.markets import DOMESTIC
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision
from webapp.queries.audits.rows import ANY, AuditedTable, Made, Noun, Said, Sealed

_DECIDED: Final = (
    "on_hold_at",
    "on_hold_reason",
    "recalled_at",
    "recall_reason",
    "cancelled_at",
    "closed_at",
    "release_asked_at",
    "released_at",
    "released_by_id",
    "release_lapsed_at",
)
_RELEASE: Final = ("release_asked_at", "released_at", "released_by_id", "release_lapsed_at")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = dict.fromkeys(_DECIDED) | {"market": DOMESTIC}
    for said in entries:
        values |= _changed(said, values)
        if said.action in set(LotDecisionKind):
            yield _decision(said)
    if not any(it.action == "closed" for it in entries):
        del values["closed_at"]  # what was closed before such decisions were kept has no entry
    organisation = {"organisation_id": entries[-1]["organisation_id"]}
    yield Made("lot", entries[-1].position, values | organisation)


def _changed(said: Said, before: dict[str, Any]) -> dict[str, Any]:
    """The columns that a decision sets."""
    content, at = said.content, said["claimed_at"]
    if said.action == "held":
        return _held(said, before)
    released: dict[str, Any] = dict.fromkeys(_RELEASE)
    changes: dict[str, dict[str, Any]] = {
        "hold_released": {"on_hold_at": None, "on_hold_reason": None},
        "recalled": {"recalled_at": at, "recall_reason": content.get("reason")},
        "cancelled": {"cancelled_at": at},
        "closed": {"closed_at": at},
        "release_asked": {"release_asked_at": at},
        "sent_back": {"release_asked_at": None},
        "market_changed": {"market": content.get("to")},
        "area_codes_chosen": {},
        "released": released | {"released_at": at, "released_by_id": said["actor_id"]},
    }
    return changes[said.action]


def _held(said: Said, before: dict[str, Any]) -> dict[str, Any]:
    """What an authority holds stays held by it, whatever the diary adds."""
    at, changed = said["claimed_at"], {}
    if before["on_hold_reason"] in {None, *(it.value for it in HoldCause)}:
        changed = {"on_hold_at": at, "on_hold_reason": said.content["cause"]}
    if said.content.get("release_lapsed"):
        changed |= {"released_at": None, "released_by_id": None, "release_lapsed_at": at}
    return changed


def _decision(said: Said) -> Made:
    """Entries of before do not name the row of their decision."""
    values = {
        "organisation_id": said["organisation_id"],
        "kind": said.action,
        "cause": said.content.get("cause"),
        "reason": Sealed(said.content.get("reason")),
        "decided_by_id": said["actor_id"],
        "decided_at": said["claimed_at"],
    }
    return Made("lot_decision", said.position, values, said.content.get("decision_id", ANY))


LOTS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset(
        {
            "held",
            "recalled",
            "released",
            "release_asked",
            "cancelled",
            "closed",
            "market_changed",
            "area_codes_chosen",
        }
    ),
    goes_on=frozenset({"hold_released", "sent_back"}),
    tables=(
        AuditedTable.of(
            Lot,
            "id",
            "organisation_id",
            *_DECIDED,
            "market",
            spoken=or_(
                *(getattr(Lot, name).is_not(None) for name in _DECIDED if name != "closed_at")
            ),
        ),
        AuditedTable.of(
            LotDecision,
            "lot_id",
            "organisation_id",
            "kind",
            "cause",
            "reason",
            "decided_by_id",
            "decided_at",
            key="id",
        ),
    ),
    made=_made,
)
