"""Appointing who prints stamps, and keeping the programmes that pay a share of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict, Invalid, NotFound
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.organisation import Organisation, lock_organisation
from webapp.models.stamp_supply import StampProgramme, StampSupplier


class NotAPrinter(Invalid):
    """Only an organisation that is here as a printer can be appointed."""

    code = "supplier.not_a_printer"


class DecisionMissing(Invalid):
    """The number of the decision must be given."""

    code = "supplier.decision_missing"


class DecisionUsed(Conflict):
    """A decision of this number is here already, with other facts."""

    code = "supplier.decision_used"


class BadPeriod(Invalid):
    """It ends before it begins."""

    code = "supplier.bad_period"


class BadPrice(Invalid):
    """A price is a whole number of đồng, and not below nothing."""

    code = "supplier.bad_price"


class BadShare(Invalid):
    """A share is from 0 to 100 per cent."""

    code = "programme.bad_share"


class NoSuchSupplier(NotFound):
    code = "supplier.not_found"


class AlreadyEnded(Conflict):
    """The appointment is over."""

    code = "supplier.already_ended"


class ReasonMissing(Invalid):
    """Why the appointment ends must be said."""

    code = "supplier.reason_missing"


@dataclass(frozen=True)
class AppointSupplier:
    """`unit_price` is what one stamp costs by the decision, in đồng."""

    supplier_id: UUID
    organisation_id: UUID
    decision_number: str
    decided_on: date
    unit_price: int
    valid_to: date | None = None


@dataclass(frozen=True)
class EndSupplier:
    supplier_id: UUID
    reason: str


@dataclass(frozen=True)
class MakeProgramme:
    """`budget` in đồng."""

    programme_id: UUID
    name: str
    decision_number: str
    begins_on: date
    ends_on: date
    subsidy_percent: int
    budget: int


@transactional
def appoint_supplier(actor: Actor, command: AppointSupplier, *, now: datetime) -> UUID:
    """Appoint a printer by a decision of the department.

    Raises:
        NoSuchOrganisation, NotAPrinter, DecisionMissing, BadPeriod, BadPrice.
        DecisionUsed: the number stands for another appointment.
    """
    terms = (command.decided_on, command.valid_to, command.unit_price)
    _check_decision(command.decision_number, *terms)
    organisation = lock_organisation(db.session(), command.organisation_id)
    _check_printer(organisation)
    supplier_id, facts = command.supplier_id, _facts(command)
    if not _is_entered(StampSupplier, supplier_id, facts):
        by = {"appointed_by_id": actor.account_id, "appointed_at": now}
        db.session.add(StampSupplier(id=supplier_id, **facts, **by))
        told = {"action": "supplier_appointed", "supplier_id": str(supplier_id)} | _plain(facts)
        _record(actor, (supplier_id, command.organisation_id), told, now)
    return supplier_id


@transactional
def end_supplier(actor: Actor, command: EndSupplier, *, now: datetime) -> None:
    """End an appointment; orders that were given to the printer stay with it.

    Raises:
        NoSuchSupplier, ReasonMissing, AlreadyEnded.
    """
    if not command.reason:
        raise ReasonMissing
    supplier = db.session.get(StampSupplier, command.supplier_id, with_for_update=True)
    if supplier is None:
        raise NoSuchSupplier
    if supplier.ended_at is not None:
        raise AlreadyEnded(at=supplier.ended_at)
    supplier.ended_by_id, supplier.ended_at = actor.account_id, now
    supplier.ended_reason = command.reason
    commitment = ledger.keep_personal(db.session(), str(supplier.id), command.reason)
    told = {"action": "supplier_ended", "reason": commitment}
    _record(actor, (supplier.id, supplier.organisation_id), told, now)


@transactional
def make_programme(actor: Actor, command: MakeProgramme, *, now: datetime) -> UUID:
    """Enter a programme that pays a share of stamps.

    Raises:
        DecisionMissing, BadPeriod, BadShare, BadPrice, DecisionUsed.
    """
    terms = (command.begins_on, command.ends_on, command.budget)
    _check_decision(command.decision_number, *terms)
    if not 0 <= command.subsidy_percent <= 100:
        raise BadShare
    programme_id, facts = command.programme_id, _facts(command)
    if not _is_entered(StampProgramme, programme_id, facts):
        by = {"made_by_id": actor.account_id, "made_at": now}
        db.session.add(StampProgramme(id=programme_id, **facts, **by))
        told = {"action": "programme_made", "programme_id": str(programme_id)} | _plain(facts)
        _record(actor, (programme_id, None), told, now)
    return programme_id


def _check_printer(organisation: Organisation | None) -> None:
    if organisation is None:
        raise NoSuchOrganisation
    if organisation.kind is not OrganisationKind.PRINTER:
        raise NotAPrinter


def _check_decision(number: str, begins_on: date, ends_on: date | None, money: int) -> None:
    if not number:
        raise DecisionMissing
    if ends_on is not None and ends_on < begins_on:
        raise BadPeriod
    if money < 0:
        raise BadPrice


def _facts(command: AppointSupplier | MakeProgramme) -> dict[str, Any]:
    """All but the id of what the form enters."""
    ids = {"supplier_id", "programme_id"}
    return {name: value for name, value in vars(command).items() if name not in ids}


def _is_entered(
    table: type[StampSupplier] | type[StampProgramme], id_: UUID, facts: dict[str, Any]
) -> bool:
    """Whether the same form entered these facts before; with others it is another decision."""
    before = db.session.get(table, id_)
    if before is None:
        used = select(table.id).where(table.decision_number == facts["decision_number"])
        is_other = db.session.execute(used).first() is not None
    else:
        is_other = any(getattr(before, name) != value for name, value in facts.items())
    if is_other:
        raise DecisionUsed(number=facts["decision_number"])
    return before is not None


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    plain = {}
    for name, value in facts.items():
        plain[name] = value if value is None or isinstance(value, int) else str(value)
    return plain


def _record(
    actor: Actor, subject: tuple[UUID, UUID | None], content: dict[str, Any], now: datetime
) -> None:
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    ledger.append(db.session(), entry)
