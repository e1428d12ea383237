"""What is kept of one person, found for whoever looks at it and for whoever erases it."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, String, or_, select
from sqlalchemy.orm import Session

from traceability.erasure import InOffice, NoSuchPerson, OnlyManager, Person
from traceability.phone import Phone
from traceability.roles import AGENCY_ROLES, Role
from webapp.db import Base
from webapp.models.account import Account, Membership
from webapp.models.event import Event
from webapp.models.ledger import EntryKind, LedgerEntry, LedgerPersonal
from webapp.models.objection import EventObjection
from webapp.models.organisation import Organisation
from webapp.models.paper_page import PaperPage
from webapp.models.report import Report

_AT_ONCE: Final = 500


def known_person(reading: Session | Connection, phone: Phone) -> tuple[UUID, Person]:
    """Whose number it is.

    Raises:
        NoSuchPerson.
    """
    found = reading.execute(select(Account.id, Account.name).where(Account.phone == phone)).first()
    if found is None:
        raise NoSuchPerson
    return found.id, Person(found.name, phone)


def check_erasable(reading: Session | Connection, account_id: UUID) -> None:
    """Refuse to erase whom others depend on.

    Raises:
        InOffice, OnlyManager.
    """
    roles = reading.execute(
        select(Membership.role, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        .order_by(Organisation.name)
    ).all()
    if any(it.role in AGENCY_ROLES for it in roles):
        raise InOffice
    managed = [it for it in roles if it.role is Role.MANAGER]
    alone = [it.name for it in managed if not _has_other_manager(reading, it.id, account_id)]
    if alone:
        raise OnlyManager(organisations=", ".join(alone))


def person_commitments(
    reading: Session | Connection, account_id: UUID, person: Person
) -> Iterator[str]:
    """Of words beside the ledger: all of the own work and of one's own objections and pages of
    paper, and of other work in the same organisations those that name the person.
    """
    own = _own_subjects(reading, account_id)
    organisations = select(Membership.organisation_id).where(Membership.account_id == account_id)
    diaries = select(LedgerEntry.subject_id).where(
        LedgerEntry.kind == EntryKind.EPCIS, LedgerEntry.organisation_id.in_(organisations)
    )
    for row in _words(reading, LedgerPersonal.subject_id.in_(diaries)):
        if row.subject_id in own or person.is_named_in(row.value):
            yield row.commitment
    texts = {str(it.id): it.text for it in _own_texts(reading, account_id)}
    ids = sorted(texts)
    for first in range(0, len(ids), _AT_ONCE):
        part = ids[first : first + _AT_ONCE]
        for row in _words(reading, LedgerPersonal.subject_id.in_(part)):
            if row.value == texts[row.subject_id]:
                yield row.commitment


def reports_of(reading: Session | Connection, person: Person) -> list[UUID]:
    """The reports of the public that give the person's number to be called back by."""
    rows = reading.execute(select(Report.id, Report.contact).where(Report.contact.is_not(None)))
    return [row.id for row in rows if person.is_named_in(row.contact or "")]


def mentions(reading: Session | Connection, account_id: UUID, person: Person) -> dict[str, int]:
    """In which columns the person is named still, and in how many rows; the own account aside.

    Names of plots, reasons of decisions and free words of others are not taken away unseen.
    """
    found = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, String) or column.name.endswith(("sha256", "hash")):
                continue
            like = [column.contains(it, autoescape=True) for it in _spellings(person)]
            query = select(column).where(or_(*like))
            if table.name == Account.__tablename__:
                query = query.where(table.c.id != account_id)
            count = sum(person.is_named_in(text) for text in reading.execute(query).scalars())
            if count:
                found[f"{table.name}.{column.name}"] = count
    return found


def _spellings(person: Person) -> tuple[str, ...]:
    digits = person.phone.removeprefix("+84")
    return person.name, digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def _has_other_manager(
    reading: Session | Connection, organisation_id: UUID, account_id: UUID
) -> bool:
    query = (
        select(Membership.id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
            Membership.account_id != account_id,
            Account.disabled_at.is_(None),
        )
    )
    return reading.execute(query.limit(1)).first() is not None


def _own_subjects(reading: Session | Connection, account_id: UUID) -> set[str]:
    """Entries of the own work, whoever wrote them down."""
    is_own = (Event.actor_id == account_id) & Event.on_behalf_of_id.is_(None)
    query = select(Event.id).where(is_own | (Event.on_behalf_of_id == account_id))
    return {str(event_id) for event_id in reading.execute(query).scalars()}


def _own_texts(reading: Session | Connection, account_id: UUID) -> Iterator[Any]:
    """What the person said against entries, and the notes on pages of their own diary."""
    objections: Select[*tuple[Any, ...]] = select(
        EventObjection.id, EventObjection.reason.label("text")
    ).where(EventObjection.made_by_id == account_id)
    pages: Select[*tuple[Any, ...]] = select(PaperPage.id, PaperPage.note.label("text")).where(
        own_pages(account_id)
    )
    yield from reading.execute(objections).all()
    yield from reading.execute(pages).all()


def own_pages(account_id: UUID) -> Any:  # noqa: ANN401 - a condition of SQLAlchemy
    """Pages of the person's own paper diary."""
    is_own = (PaperPage.kept_by_id == account_id) & PaperPage.on_behalf_of_id.is_(None)
    return is_own | (PaperPage.on_behalf_of_id == account_id)


def _words(reading: Session | Connection, where: Any) -> list[Any]:  # noqa: ANN401
    query = select(LedgerPersonal.commitment, LedgerPersonal.subject_id, LedgerPersonal.value)
    return list(reading.execute(query.where(where)).all())
