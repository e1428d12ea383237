"""What lies over a lot: a hold, its release, a recall."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import or_

from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said

_OVERLAY: Final = ("on_hold_at", "on_hold_reason", "recalled_at", "recall_reason")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = dict.fromkeys(_OVERLAY)
    for said in entries:
        content, at = said.content, said["claimed_at"]
        if said.action == "held":
            values |= {"on_hold_at": at, "on_hold_reason": content["cause"]}
        elif said.action == "hold_released":
            values |= {"on_hold_at": None, "on_hold_reason": None}
        else:
            values |= {"recalled_at": at, "recall_reason": content["reason"]}
    organisation = {"organisation_id": entries[-1]["organisation_id"]}
    yield Made("lot", entries[-1].position, values | organisation)


LOTS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"held", "recalled"}),
    goes_on=frozenset({"hold_released"}),
    tables=(
        AuditedTable.of(
            Lot,
            "id",
            "organisation_id",
            *_OVERLAY,
            spoken=or_(Lot.on_hold_at.is_not(None), Lot.recalled_at.is_not(None)),
        ),
    ),
    made=_made,
)
