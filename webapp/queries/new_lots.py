"""What a lot may be opened for: the products and places of the actor's organisation."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, true

from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.place import Place
from webapp.models.product import Product


@dataclass(frozen=True)
class NewLotPage:
    """What a lot may be opened for, as pairs of id and name; `lot_id` is for this form alone."""

    lot_id: UUID
    products: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    may_add_product: bool

    @property
    def is_ready(self) -> bool:
        """Whether there is a product to make and a place to make it."""
        return bool(self.products) and bool(self.places)

    @property
    def only_product(self) -> str:
        """Chosen beforehand where there is nothing to choose."""
        return self.products[0][0] if len(self.products) == 1 else ""


def new_lot_page(actor: Actor) -> NewLotPage:
    """The products and places of the actor's organisation; places the actor keeps come first."""
    products = (
        select(Product.id, Product.name)
        .where(Product.organisation_id == actor.organisation_id, Product.retired_at.is_(None))
        .order_by(Product.name_folded)
    )
    places = (
        select(Place.id, Place.name)
        .where(Place.organisation_id == actor.organisation_id, Place.closed_at.is_(None))
        .order_by((Place.keeper_id == actor.account_id).is_not(true()), Place.name_folded)
    )
    with reader() as connection:
        return NewLotPage(
            lot_id=uuid4(),
            products=tuple((str(row.id), row.name) for row in connection.execute(products)),
            places=tuple((str(row.id), row.name) for row in connection.execute(places)),
            may_add_product=actor.may(Permission.PRODUCT_KEEP),
        )
