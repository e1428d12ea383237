"""Appointed printers and programmes: what decisions say of them, held against their rows."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.ledger import EntryKind
from webapp.models.stamp_supply import StampProgramme, StampSupplier
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_APPOINTED: Final = (
    "organisation_id",
    "decision_number",
    "decided_on",
    "valid_to",
    "unit_price",
)
_PROGRAMME: Final = (
    "name",
    "decision_number",
    "begins_on",
    "ends_on",
    "subsidy_percent",
    "budget",
)


def _supplier_made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        by, at = said["actor_id"], said["claimed_at"]
        if said.action == "supplier_appointed":
            values = {name: said.content[name] for name in _APPOINTED}
            values |= {"appointed_by_id": by, "appointed_at": at}
            values |= {"ended_by_id": None, "ended_at": None, "ended_reason": None}
        else:
            reason = Sealed(said.content["reason"])
            values |= {"ended_by_id": by, "ended_at": at, "ended_reason": reason}
        yield Made("stamp_supplier", said.position, dict(values))


def _programme_made(entries: Sequence[Said]) -> Iterator[Made]:
    for said in entries:
        values = {name: said.content[name] for name in _PROGRAMME}
        values |= {"made_by_id": said["actor_id"], "made_at": said["claimed_at"]}
        yield Made("stamp_programme", said.position, values)


STAMP_SUPPLIERS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"supplier_appointed"}),
    goes_on=frozenset({"supplier_ended"}),
    tables=(
        AuditedTable.of(
            StampSupplier,
            "id",
            *_APPOINTED,
            "appointed_by_id",
            "appointed_at",
            "ended_by_id",
            "ended_at",
            "ended_reason",
        ),
    ),
    made=_supplier_made,
)
STAMP_PROGRAMMES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"programme_made"}),
    tables=(AuditedTable.of(StampProgramme, "id", *_PROGRAMME, "made_by_id", "made_at"),),
    made=_programme_made,
)
