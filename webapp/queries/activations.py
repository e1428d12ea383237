"""On which roll an activation lies, or one that is asked for."""

from uuid import UUID

from sqlalchemy import select

from traceability.roles import Actor
from traceability.stamps import NoSuchActivation
from webapp.db import reader
from webapp.models.activation import Activation, ActivationRequest


def roll_of_activation(actor: Actor, activation_id: UUID) -> UUID:
    """The roll of an activation.

    Raises:
        NoSuchActivation: none, or another organisation's.
    """
    return _roll_of(Activation, actor, activation_id)


def roll_of_request(actor: Actor, request_id: UUID) -> UUID:
    """The roll of an activation that was asked for.

    Raises:
        NoSuchActivation: none, or another organisation's.
    """
    return _roll_of(ActivationRequest, actor, request_id)


def _roll_of(table: type[Activation] | type[ActivationRequest], actor: Actor, row_id: UUID) -> UUID:
    query = select(table.roll_id).where(table.id == row_id)
    if not actor.sees_every_organisation:
        query = query.where(table.organisation_id == actor.organisation_id)
    with reader() as connection:
        roll_id = connection.execute(query).scalar_one_or_none()
    if roll_id is None:
        raise NoSuchActivation
    return roll_id
