"""Objections of members to entries in their name, and the answers to them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.ledger import EntryKind
from webapp.models.objection import EventObjection
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_ANSWERED: Final = ("answered_by_id", "answered_at", "answer")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        if said.action == "entry_objected":
            values = {
                "event_id": said.content["event_id"],
                "organisation_id": said["organisation_id"],
                "made_by_id": said["actor_id"],
                "made_at": said["claimed_at"],
                "reason": Sealed(said.content["reason"]),
                **dict.fromkeys(_ANSWERED),
            }
        else:
            values |= {"answered_by_id": said["actor_id"], "answered_at": said["claimed_at"]}
            values |= {"answer": Sealed(said.content["answer"])}
    yield Made("event_objection", entries[-1].position, values)


OBJECTIONS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"entry_objected"}),
    goes_on=frozenset({"objection_answered"}),
    tables=(
        AuditedTable.of(
            EventObjection,
            "id",
            "event_id",
            "organisation_id",
            "made_by_id",
            "made_at",
            "reason",
            *_ANSWERED,
        ),
    ),
    made=_made,
)
