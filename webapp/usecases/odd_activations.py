"""Looking for what is odd in activations, off the way of activating, and alerting over it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, union

from traceability.alerts import AlertKind
from traceability.calendar import civil_date, civil_day_starts
from traceability.noticed import Noticed
from traceability.odd_activations import USUAL_WITHIN, ActivationFact, odd_signs
from traceability.roles import Actor
from traceability.stamps import OrderKind
from traceability.suspicion import Sign
from webapp.db import db, transactional
from webapp.models.activation import Activation
from webapp.models.alert import lapse_alert, raise_alert
from webapp.models.geography import Commune
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.stamp_order import StampOrder

AT_ONCE: Final = 50


@transactional
def weigh_activations(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Weigh activations that wait for it, each with its organisation's day; tells how many.

    What was undone counts no more: an alert that it gave lapses.
    """
    query = select(Activation).where(~Activation.is_weighed).order_by(Activation.activated_at)
    query = query.limit(AT_ONCE).with_for_update(skip_locked=True, key_share=True)
    waiting = db.session.scalars(query).all()
    days = {(it.organisation_id, civil_date(it.activated_at)): it for it in waiting}
    for (organisation_id, day), latest in days.items():
        signs = _signs(organisation_id, civil_day_starts(day))
        noticed = Noticed(
            kind=AlertKind.ODD_ACTIVATION,
            subject=f"{organisation_id}:{day}",
            first_at=latest.activated_at,
            last_at=latest.activated_at,
            signs=signs,
            organisation_id=organisation_id,
            lot_id=latest.lot_id,
        )
        if signs:
            raise_alert(db.session(), noticed, now)
        else:
            lapse_alert(db.session(), noticed)
    for activation in waiting:
        activation.is_weighed = True
    return len(waiting)


def _signs(organisation_id: UUID, begins: datetime) -> tuple[Sign, ...]:
    facts = _activations(organisation_id, begins - USUAL_WITHIN)
    day = civil_date(begins)
    today = [it for it in facts if civil_date(it.at) == day]
    before = [it for it in facts if it.at < begins]
    return odd_signs(today, before, _home(organisation_id))


def _activations(organisation_id: UUID, since: datetime) -> Sequence[ActivationFact]:
    """Of stamps for single packs: one lot stamp may be printed as often as one likes."""
    query = (
        select(
            Activation.activated_at, Activation.last - Activation.first, Activation.province_code
        )
        .join(StampOrder, StampOrder.id == Activation.order_id)
        .where(
            Activation.organisation_id == organisation_id,
            Activation.activated_at >= since,
            Activation.undone_at.is_(None),
            StampOrder.kind == OrderKind.ITEM,
        )
    )
    return [ActivationFact(*row) for row in db.session.execute(query)]


def _home(organisation_id: UUID) -> frozenset[str]:
    """The provinces in which the organisation or a place of it is registered."""
    own = select(Organisation.province_code).where(Organisation.id == organisation_id)
    places = (
        select(Commune.province_code)
        .join(Place, Place.commune_code == Commune.code)
        .where(Place.organisation_id == organisation_id)
    )
    return frozenset(db.session.scalars(union(own, places)))
