"""Products as they were added, changed and retired; or as they stood when they were adopted."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.geography import fold
from webapp.models.ledger import EntryKind
from webapp.models.product import PRODUCT_FACTS, PRODUCT_WORDS, Product
from webapp.queries.audits.rows import AuditedTable, Follows, Made, Noun, Said, read_facts


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {"name_folded": Follows("name", fold)}
    for said in entries:
        values |= read_facts(said, PRODUCT_WORDS) | {"organisation_id": said["organisation_id"]}
    yield Made("product", entries[-1].position, values)


PRODUCTS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"product_added", "product_adopted"}),
    goes_on=frozenset({"product_changed", "product_retired"}),
    tables=(AuditedTable.of(Product, "id", "organisation_id", "name_folded", *PRODUCT_FACTS),),
    made=_made,
)
