"""Places as they were added, changed and closed; or as they stood when they were adopted."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.geography import fold
from webapp.models.ledger import EntryKind
from webapp.models.place import PLACE_FACTS, PLACE_WORDS, Place
from webapp.queries.audits.rows import AuditedTable, Follows, Made, Noun, Said, read_facts


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {"name_folded": Follows("name", fold)}
    for said in entries:
        values |= read_facts(said, PLACE_WORDS) | {"organisation_id": said["organisation_id"]}
    yield Made("place", entries[-1].position, values)


PLACES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"place_added", "place_adopted"}),
    goes_on=frozenset({"place_changed", "place_closed"}),
    tables=(AuditedTable.of(Place, "id", "organisation_id", "name_folded", *PLACE_FACTS),),
    made=_made,
)
