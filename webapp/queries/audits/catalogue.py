"""Places and products as they were added, changed and put away; or as they stood when adopted."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.geography import fold
from webapp.models.catalogue import Catalogued
from webapp.models.ledger import EntryKind
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.audits.rows import AuditedTable, Follows, Made, Noun, Said, read_facts


def _catalogued(model: type[Catalogued], put_away: str) -> Noun:
    noun = model.__tablename__

    def made(entries: Sequence[Said]) -> Iterator[Made]:
        values: dict[str, Any] = {"name_folded": Follows("name", fold)}
        for said in entries:
            values |= read_facts(said, model.WORDS) | {"organisation_id": said["organisation_id"]}
        yield Made(noun, entries[-1].position, values)

    return Noun(
        kind=EntryKind.DECISION,
        begins=frozenset({f"{noun}_added", f"{noun}_adopted"}),
        goes_on=frozenset({f"{noun}_changed", put_away}),
        tables=(AuditedTable.of(model, "id", "organisation_id", "name_folded", *model.FACTS),),
        made=made,
    )


PLACES: Final = _catalogued(Place, "place_closed")
PRODUCTS: Final = _catalogued(Product, "product_retired")
