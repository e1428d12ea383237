"""Organisations that may not release or stamp for a while."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.ledger import EntryKind
from webapp.models.organisation import Organisation
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        is_suspended = said.action == "suspended"
        values = {
            "suspended_at": said["claimed_at"] if is_suspended else None,
            "suspended_reason": Sealed(said.content["reason"]) if is_suspended else None,
        }
    yield Made("organisation", entries[-1].position, values)


ORGANISATIONS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"suspended"}),
    goes_on=frozenset({"resumed"}),
    tables=(
        AuditedTable.of(
            Organisation,
            "id",
            "suspended_at",
            "suspended_reason",
            spoken=Organisation.suspended_at.is_not(None),
        ),
    ),
    made=_made,
)
