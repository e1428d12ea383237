"""Versions of the registers of inputs, as they were imported, and their lines."""

from collections.abc import Iterator, Sequence
from typing import Final

from webapp.models.input_register import InputRegisterRow, InputRegisterVersion
from webapp.models.ledger import EntryKind
from webapp.queries.audits.lines import LINES, AuditedLines
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said

_TOLD: Final = ("kind", "number", "effective_from", "source", "content_sha256", "lists_antibiotics")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    for said in entries:
        values = {name: said.content[name] for name in _TOLD}
        values |= {"row_count": said.content["rows"], "imported_by_id": said["actor_id"]}
        values |= {"imported_at": said["claimed_at"]}
        yield Made("input_register_version", said.position, values)
        yield Made("input_register_row", said.position, {LINES: said.content["lines_sha256"]})


INPUT_REGISTERS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"input_register_imported"}),
    tables=(
        AuditedTable.of(
            InputRegisterVersion, "id", *_TOLD, "row_count", "imported_by_id", "imported_at"
        ),
    ),
    lines=(AuditedLines.of(InputRegisterRow, "version_id"),),
    made=_made,
)
