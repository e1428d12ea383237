"""Stamps that were registered as displays, and the end of that."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.display import StampDisplay
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_PLAIN: Final = ("order_id", "key_id", "first", "last", "kind", "province_code")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        content = said.content
        if said.action == "display_registered":
            values = {name: content[name] for name in _PLAIN}
            values |= {
                "organisation_id": said["organisation_id"],
                "place": Sealed(content["place"]),
                "reason": Sealed(content["reason"]),
                "registered_by_id": said["actor_id"],
                "registered_at": said["claimed_at"],
                "ended_by_id": None,
                "ended_at": None,
                "end_reason": None,
            }
        else:
            values |= {"ended_by_id": said["actor_id"], "ended_at": said["claimed_at"]}
            values |= {"end_reason": Sealed(content["reason"])}
    yield Made("stamp_display", entries[-1].position, values)


DISPLAYS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"display_registered"}),
    goes_on=frozenset({"display_ended"}),
    tables=(
        AuditedTable.of(
            StampDisplay,
            "id",
            "organisation_id",
            *_PLAIN,
            "place",
            "reason",
            "registered_by_id",
            "registered_at",
            "ended_by_id",
            "ended_at",
            "end_reason",
        ),
    ),
    made=_made,
)
