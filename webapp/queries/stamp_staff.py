"""Whose people have to do with a stamp by their work, so that their looks say nothing of buyers."""

from sqlalchemy import exists, or_, select

from traceability.keyring import SerialPlace
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.stamp_order import StampOrder
from webapp.models.stamp_supply import StampSupplier


def is_at_work_with(actor: Actor, stamp: SerialPlace) -> bool:
    """Whether the actor's organisation ordered or prints the stamp, a proof stamp included.

    Also before a stamp is reported as printed, when the verdict tells nobody whose it is.
    """
    if actor.sees_every_organisation or actor.organisation_id is None:
        return actor.sees_every_organisation
    query = (
        select(StampOrder.id)
        .outerjoin(StampSupplier, StampSupplier.id == StampOrder.supplier_id)
        .where(
            StampOrder.numbers(stamp.key_id, stamp.counter),
            or_(
                StampOrder.organisation_id == actor.organisation_id,
                StampSupplier.organisation_id == actor.organisation_id,
            ),
        )
    )
    with reader() as connection:
        return bool(connection.execute(select(exists(query))).scalar_one())
