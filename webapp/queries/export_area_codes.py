"""An organisation's own area codes, their history, and consents given and received."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from traceability.roles import Actor
from webapp.models.account import Account
from webapp.models.area_code import AreaCode, AreaCodeConsent, AreaCodeStatusChange
from webapp.models.organisation import Organisation


def select_codes(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The codes that the organisation holds; area in thousandths of m², yield of kg a year."""
    return (
        select(
            AreaCode.id,
            AreaCode.kind,
            AreaCode.code,
            AreaCode.scheme,
            AreaCode.markets,
            AreaCode.crop,
            AreaCode.cycle,
            AreaCode.area_thousandths,
            AreaCode.yield_thousandths,
            AreaCode.households,
            AreaCode.authority,
            AreaCode.issued_on,
            AreaCode.valid_to,
            AreaCode.status,
            AreaCode.registered_at,
        )
        .where(AreaCode.holder_id == actor.organisation_id)
        .order_by(AreaCode.code)
    )


def select_status_changes(actor: Actor) -> Select[*tuple[Any, ...]]:
    """What became of the codes, when and why, and by which agency; of its people no names."""
    return (
        select(
            AreaCode.code,
            AreaCodeStatusChange.status,
            AreaCodeStatusChange.reason,
            Organisation.name.label("agency"),
            AreaCodeStatusChange.changed_at,
        )
        .join(AreaCode, AreaCode.id == AreaCodeStatusChange.area_code_id)
        .outerjoin(Organisation, Organisation.id == AreaCodeStatusChange.for_id)
        .where(AreaCode.holder_id == actor.organisation_id)
        .order_by(AreaCode.code, AreaCodeStatusChange.changed_at, AreaCodeStatusChange.id)
    )


def select_consents_given(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Who may pack under the organisation's codes, or might before."""
    return (
        select(
            AreaCodeConsent.id,
            AreaCode.code,
            Organisation.name.label("given_to"),
            AreaCodeConsent.valid_from,
            AreaCodeConsent.valid_to,
            AreaCodeConsent.most_thousandths,
            Account.name.label("given_by"),
            AreaCodeConsent.given_at,
            AreaCodeConsent.withdrawn_at,
            AreaCodeConsent.withdrawn_reason,
        )
        .join(AreaCode, AreaCode.id == AreaCodeConsent.area_code_id)
        .join(Organisation, Organisation.id == AreaCodeConsent.organisation_id)
        .outerjoin(Account, Account.id == AreaCodeConsent.given_by_id)
        .where(AreaCode.holder_id == actor.organisation_id)
        .order_by(AreaCodeConsent.given_at, AreaCodeConsent.id)
    )


def select_consents_received(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Whose codes the organisation may use; one that is over shows the code no more."""
    return (
        select(
            AreaCodeConsent.id,
            AreaCode.code,
            Organisation.name.label("holder"),
            AreaCodeConsent.valid_from,
            AreaCodeConsent.valid_to,
            AreaCodeConsent.most_thousandths,
            AreaCodeConsent.given_at,
        )
        .join(AreaCode, AreaCode.id == AreaCodeConsent.area_code_id)
        .join(Organisation, Organisation.id == AreaCode.holder_id)
        .where(
            AreaCodeConsent.organisation_id == actor.organisation_id,
            AreaCodeConsent.withdrawn_at.is_(None),
            or_(AreaCodeConsent.valid_to.is_(None), AreaCodeConsent.valid_to >= today),
        )
        .order_by(AreaCodeConsent.given_at, AreaCodeConsent.id)
    )
