"""Lots as they were opened, and what was decided of each: holds, releases, a recall, its end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from traceability.holds import HoldCause, holds_over
from traceability.lot_decisions import LotDecisionKind
from webapp.models.area_code import LotAreaCode
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
_OPENED: Final = (
    "code",
    "product_id",
    "place_id",
    "template_group",
    "template_version",
    "opened_by_id",
    "opened_at",
)
_RELEASE: Final = ("release_asked_at", "released_at", "released_by_id", "release_lapsed_at")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = dict.fromkeys(_DECIDED)
    codes: dict[str, Made] = {}
    for said in entries:
        values |= _changed(said, values)
        if "market" in said.content:
            values["market"] = said.content["market"]
        if said.action == "area_codes_chosen":
            codes = _chosen(said, codes)
        if said.action in set(LotDecisionKind):
            yield _decision(said)
    organisation = {"organisation_id": entries[-1]["organisation_id"]}
    yield Made("lot", entries[-1].position, values | organisation)
    yield from codes.values()


def _changed(said: Said, before: dict[str, Any]) -> dict[str, Any]:
    """The columns that a decision sets."""
    content, at = said.content, said["claimed_at"]
    if said.action == "held":
        return _held(said, before)
    if said.action == "opened":
        return _opened(said)
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
        "yield_accepted": {},
        "begun": {"opened_at": content.get("opened_at")},
        "released": released | {"released_at": at, "released_by_id": said["actor_id"]},
    }
    return changes[said.action]


def _opened(said: Said) -> dict[str, Any]:
    template = said.content["template"]
    return {
        "code": said.content["code"],
        "product_id": said.content["product_id"],
        "place_id": said.content["place_id"],
        "template_group": template["group"],
        "template_version": template["version"],
        "opened_by_id": said.content["opened_by_id"],
        "opened_at": said.content["opened_at"],
    }


def _held(said: Said, before: dict[str, Any]) -> dict[str, Any]:
    """What an authority holds stays held by it, whatever the diary adds."""
    at, changed = said["claimed_at"], {}
    cause, reason = said.content["cause"], before["on_hold_reason"]
    if reason in {None, *(it.value for it in HoldCause)}:
        held_for = cause if holds_over(cause, reason) else reason
        changed = {"on_hold_at": at, "on_hold_reason": held_for}
    if said.content.get("release_lapsed"):
        changed |= {"released_at": None, "released_by_id": None, "release_lapsed_at": at}
    return changed


def _chosen(said: Said, before: Mapping[str, Made]) -> dict[str, Made]:
    """The codes of a lot by their kinds; one that was chosen before stays as it is."""
    chosen: dict[str, Made] = {}
    for kind, area_code_id in said.content["area_code_ids"].items():
        values = {"area_code_id": area_code_id, "chosen_by_id": said["actor_id"]}
        values |= {"chosen_at": said["claimed_at"]}
        kept = before.get(kind)
        is_kept = kept is not None and kept.values["area_code_id"] == area_code_id
        made = Made("lot_area_code", said.position, values, kind)
        chosen[kind] = kept if kept is not None and is_kept else made
    return chosen


def _decision(said: Said) -> Made:
    """Entries of before do not name the row of their decision."""
    values = {
        "organisation_id": said["organisation_id"],
        "kind": said.action,
        "cause": said.content.get("cause"),
        "reason": Sealed(said.content.get("reason")),
        "decided_by_id": said["actor_id"],
        "decided_at": said["claimed_at"],
        "ledger_position": said.position,
    }
    return Made("lot_decision", said.position, values, said.content.get("decision_id", ANY))


LOTS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"opened"}),
    goes_on=frozenset(LotDecisionKind)
    | {"begun", "recalled", "market_changed", "area_codes_chosen"},
    tables=(
        AuditedTable.of(
            Lot,
            "id",
            "organisation_id",
            *_OPENED,
            *_DECIDED,
            "market",
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
            "ledger_position",
            key="id",
        ),
        AuditedTable.of(
            LotAreaCode, "lot_id", "area_code_id", "chosen_by_id", "chosen_at", key="kind"
        ),
    ),
    made=_made,
)
