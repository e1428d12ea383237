"""First checks of covered codes, so that nobody resets one unseen or makes one up."""

from collections.abc import Iterator, Sequence
from typing import Final

from webapp.models.ledger import EntryKind
from webapp.models.stamp import Stamp
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    said = entries[-1]
    values = {
        "key_id": said.content["key_id"],
        "counter": said.content["counter"],
        "organisation_id": said["organisation_id"],
        "covered_code_checked_at": said["claimed_at"],
        "covered_code_province": said.content["province"],
    }
    yield Made("stamp", said.position, values)


COVERED_CODES: Final = Noun(
    kind=EntryKind.STAMP,
    begins=frozenset({"covered_code_checked"}),
    tables=(
        AuditedTable.of(
            Stamp,
            "covered_code_check_id",
            "key_id",
            "counter",
            "organisation_id",
            "covered_code_checked_at",
            "covered_code_province",
            spoken=Stamp.covered_code_checked_at.is_not(None)
            | Stamp.covered_code_check_id.is_not(None),
        ),
    ),
    made=_made,
)
