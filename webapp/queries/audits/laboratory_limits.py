"""Versions of the register of laboratory limits, as they were imported, and their lines."""

from collections.abc import Iterator, Sequence
from typing import Final

from webapp.models.laboratory_limit import LaboratoryLimit, LaboratoryLimitVersion
from webapp.models.ledger import EntryKind
from webapp.queries.audits.lines import LINES, AuditedLines
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said

_TOLD: Final = ("valid_from", "source", "file_sha256")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    for said in entries:
        values = {name: said.content[name] for name in _TOLD}
        values |= {"number": said.content["version"], "limit_count": said.content["limits"]}
        values |= {"imported_by_id": said["actor_id"], "imported_at": said["claimed_at"]}
        values |= {"imported_for_id": said["organisation_id"]}
        yield Made("laboratory_limit_version", said.position, values)
        yield Made("laboratory_limit", said.position, {LINES: said.content["lines_sha256"]})


LABORATORY_LIMITS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"laboratory_limits_imported"}),
    tables=(
        AuditedTable.of(
            LaboratoryLimitVersion,
            "id",
            "number",
            *_TOLD,
            "limit_count",
            "imported_by_id",
            "imported_for_id",
            "imported_at",
        ),
    ),
    lines=(AuditedLines.of(LaboratoryLimit, "version_id"),),
    made=_made,
)
