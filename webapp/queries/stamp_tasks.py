"""What of an organisation's stamps waits for somebody: to agree, to look at a proof, to count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from traceability.roles import Actor, Permission
from traceability.stamps import OrderState
from webapp.db import reader
from webapp.models.activation import ActivationRequest
from webapp.models.product import Product
from webapp.models.stamp import StampFlag
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import StampDelivery, StampDeliveryRoll


class TaskKind(StrEnum):
    """What is to be done, the most pressing first."""

    FLAGS = "flags_to_read"
    ROLLS = "rolls_to_count"
    PROOF = "proof_to_approve"
    ACTIVATION = "activation_to_agree"


@dataclass(frozen=True)
class StampTask:
    """One thing to do with the stamps of an order; `count` is of flags, rolls or stamps."""

    kind: TaskKind
    order_id: UUID
    product_name: str
    count: int

    @property
    def code(self) -> str:
        """The code whose words say what it is."""
        return f"stamp_task.{self.kind.value}"

    @property
    def details(self) -> Mapping[str, object]:
        """What the words are filled with."""
        return {"count": self.count}


def stamp_tasks(actor: Actor) -> tuple[StampTask, ...]:
    """What waits for the actor; nobody is asked to agree with what they asked for themselves."""
    with reader() as connection:
        return tuple(_tasks(connection, actor))


def _tasks(connection: Connection, actor: Actor) -> Iterator[StampTask]:
    if actor.may(Permission.STAMP_ORDER):
        yield from _found(connection, TaskKind.FLAGS, _flags(actor))
    if actor.may(Permission.STAMP_RECEIVE):
        yield from _found(connection, TaskKind.ROLLS, _rolls(actor))
    if actor.may(Permission.STAMP_ORDER):
        yield from _found(connection, TaskKind.PROOF, _proofs(actor))
    if actor.may(Permission.STAMP_ACTIVATE):
        yield from _found(connection, TaskKind.ACTIVATION, _activations(actor))


def _found(
    connection: Connection, kind: TaskKind, query: Select[*tuple[Any, ...]]
) -> Iterator[StampTask]:
    for row in connection.execute(query):
        yield _task(kind, row)


def _task(kind: TaskKind, row: Row[Any]) -> StampTask:
    return StampTask(kind, row.id, row.product_name, int(row.found))


def _orders(found: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    product = Product.name.label("product_name")
    query = select(StampOrder.id, product, found.label("found"))
    joined = query.join(Product, Product.id == StampOrder.product_id)
    return joined.group_by(StampOrder.id, Product.name).order_by(StampOrder.ordered_at)


def _rolls(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Those that somebody else sent and nobody has counted."""
    return (
        _orders(func.count())
        .join(StampDelivery, StampDelivery.order_id == StampOrder.id)
        .join(StampDeliveryRoll, StampDeliveryRoll.delivery_id == StampDelivery.id)
        .where(
            StampDelivery.organisation_id == actor.organisation_id,
            StampDelivery.sent_by_id != actor.account_id,
            StampDeliveryRoll.received_at.is_(None),
        )
    )


def _flags(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        _orders(func.count())
        .join(StampFlag, StampFlag.order_id == StampOrder.id)
        .where(
            StampFlag.organisation_id == actor.organisation_id,
            StampFlag.lifted_at.is_(None),
        )
    )


def _proofs(actor: Actor) -> Select[*tuple[Any, ...]]:
    return _orders(func.count()).where(
        StampOrder.organisation_id == actor.organisation_id,
        StampOrder.state == OrderState.APPROVED,
        StampOrder.proof_made_at.is_not(None),
        StampOrder.proof_approved_at.is_(None),
    )


def _activations(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        _orders(func.sum(ActivationRequest.last - ActivationRequest.first))
        .join(StampRoll, StampRoll.order_id == StampOrder.id)
        .join(ActivationRequest, ActivationRequest.roll_id == StampRoll.id)
        .where(
            ActivationRequest.organisation_id == actor.organisation_id,
            ActivationRequest.asked_by_id != actor.account_id,
            ActivationRequest.decided_at.is_(None),
        )
    )
