"""Flags on stamps, and their lifting."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.ledger import EntryKind
from webapp.models.stamp import StampFlag
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_REACH: Final = ("order_id", "key_id", "first", "last")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        content = said.content
        if said.action == "raised":
            values = {name: content[name] for name in _REACH}
            values |= {
                "organisation_id": said["organisation_id"],
                "kind": content["flag"],
                "reason": Sealed(content["reason"]),
                "public_reason": Sealed(content.get("public_reason")),
                "report_id": Sealed(content.get("report_id")),
                "raised_by_id": said["actor_id"],
                "raised_at": said["claimed_at"],
                "lifted_by_id": None,
                "lifted_at": None,
                "lift_reason": None,
            }
        else:
            values |= {"lifted_by_id": said["actor_id"], "lifted_at": said["claimed_at"]}
            values |= {"lift_reason": Sealed(content["reason"])}
    yield Made("stamp_flag", entries[-1].position, values)


FLAGS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"raised"}),
    goes_on=frozenset({"lifted"}),
    tables=(
        AuditedTable.of(
            StampFlag,
            "id",
            "organisation_id",
            *_REACH,
            "kind",
            "reason",
            "public_reason",
            "report_id",
            "raised_by_id",
            "raised_at",
            "lifted_by_id",
            "lifted_at",
            "lift_reason",
        ),
    ),
    made=_made,
)
