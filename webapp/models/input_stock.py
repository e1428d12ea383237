"""What diary entries move of an organisation's stock of inputs: the projection that is added up."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.input_stock import Movement
from traceability.quantities import Quantity
from webapp.db import Base
from webapp.models.event import STANDS, Event


class InputMovement(Base):
    """The movement that one entry tells; it counts for as long as the entry stands."""

    __tablename__ = "input_movement"
    __table_args__ = (Index(None, "organisation_id", "item_key"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    item_key: Mapped[str]
    name: Mapped[str]
    lot: Mapped[str]
    thousandths: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    is_purchase: Mapped[bool]
    expires_on: Mapped[date | None]


def movements_of(
    reading: Session | Connection,
    organisation_id: UUID,
    item: str | None = None,
    *,
    also: UUID | None = None,
) -> dict[UUID, Movement]:
    """The movements that stand, by their entry's id; of all items, or of one `also` an entry's."""
    query = (
        select(
            InputMovement.event_id,
            InputMovement.name,
            InputMovement.lot,
            InputMovement.thousandths,
            InputMovement.unit,
            InputMovement.is_purchase,
            InputMovement.expires_on,
        )
        .join(Event, Event.id == InputMovement.event_id)
        .where(InputMovement.organisation_id == organisation_id, STANDS)
    )
    if item is not None:
        query = query.where(or_(InputMovement.item_key == item, InputMovement.event_id == also))
    return {
        row.event_id: Movement(
            row.name,
            row.lot,
            Quantity(row.thousandths, row.unit),
            row.is_purchase,
            row.expires_on,
        )
        for row in reading.execute(query)
    }


def keep_movement(session: Session, event: Event, movement: Movement) -> None:
    """Note what an entry moves."""
    session.add(
        InputMovement(
            event_id=event.id,
            organisation_id=event.organisation_id,
            item_key=movement.item,
            name=movement.name,
            lot=movement.lot,
            thousandths=movement.quantity.thousandths,
            unit=movement.quantity.unit,
            is_purchase=movement.is_purchase,
            expires_on=movement.expires_on,
        )
    )
