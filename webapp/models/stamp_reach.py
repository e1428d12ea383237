"""Whose orders of stamps somebody sees and decides on: the own, or those of an own province."""

from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.roles import Actor, Permission, Role, may
from webapp.models.account import Membership
from webapp.models.organisation import Organisation
from webapp.models.stamp_order import StampOrder

_DECIDERS: Final = tuple(role for role in Role if may(role, Permission.STAMP_APPROVE))


def reached_orders(actor: Actor) -> ColumnElement[bool]:
    """The orders of the actor's organisation; for an office those of producers in its province.

    A province in which nobody decides on orders is every office's: no order waits for nobody.
    """
    if not actor.sees_every_organisation:
        return StampOrder.organisation_id == actor.organisation_id
    office, producer = aliased(Organisation), aliased(Organisation)
    home = select(office.province_code).where(office.id == actor.organisation_id)
    kept = (
        select(office.province_code)
        .join(Membership, Membership.organisation_id == office.id)
        .where(Membership.role.in_(_DECIDERS), Membership.ended_at.is_(None))
    )
    near = or_(
        producer.province_code.in_(home),
        producer.province_code.not_in(kept),
    )
    return StampOrder.organisation_id.in_(select(producer.id).where(near))


def reaches_order(session: Session, actor: Actor, order: StampOrder) -> bool:
    """Whether this order is one of those."""
    query = select(StampOrder.id).where(StampOrder.id == order.id, reached_orders(actor))
    return session.scalar(query) is not None
