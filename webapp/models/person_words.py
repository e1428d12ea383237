"""What is kept of one person, found for whoever looks at it and for whoever erases it."""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import Session

from traceability.erasure import InOffice, NoSuchPerson, OnlyManager, Person
from traceability.phone import Phone
from traceability.roles import AGENCY_ROLES, Role
from webapp.db import in_parts
from webapp.models.account import Account, Membership
from webapp.models.event import Event
from webapp.models.ledger import EntryKind, LedgerEntry, LedgerPersonal
from webapp.models.objection import EventObjection
from webapp.models.organisation import Organisation
from webapp.models.paper_page import PaperPage
from webapp.models.place import PLACE_POSITION, Place
from webapp.models.report import Report

_WORDS_AT_ONCE: Final = 1000


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
    paper; of other work in the same organisations those that name the person; where the own plots
    lie, and names of these that are the person's.

    In the work of a namesake the name is the namesake's: those words stay.
    """
    own = _own_subjects(reading, account_id)
    organisations = select(Membership.organisation_id).where(Membership.account_id == account_id)
    diaries = select(LedgerEntry.subject_id).where(
        LedgerEntry.kind == EntryKind.EPCIS, LedgerEntry.organisation_id.in_(organisations)
    )
    naming = []
    for row in _words(reading, LedgerPersonal.subject_id.in_(diaries)):
        if row.subject_id in own:
            yield row.commitment
        elif person.is_named_in(row.value):
            naming.append(row)
    namesakes = _namesakes_work(reading, account_id, person, {it.subject_id for it in naming})
    yield from (it.commitment for it in naming if it.subject_id not in namesakes)
    yield from _own_plots_words(reading, account_id, person)
    texts = {str(it.id): it.text for it in _own_texts(reading, account_id)}
    for part in in_parts(sorted(texts)):
        for row in _words(reading, LedgerPersonal.subject_id.in_(part)):
            if row.value == texts[row.subject_id]:
                yield row.commitment


def reports_of(reading: Session | Connection, person: Person) -> list[UUID]:
    """The reports of the public that give the person's number to be called back by; one that gives
    a name alone may be a namesake's.
    """
    rows = reading.execute(select(Report.id, Report.contact).where(Report.contact.is_not(None)))
    return [row.id for row in rows if person.is_called_by(row.contact or "")]


def organisations_of(reading: Session | Connection, account_id: UUID) -> list[UUID]:
    """Where words of the person can be: all they were ever a member of, and those of own plots;
    in the order in which whoever takes several takes them.
    """
    members = select(Membership.organisation_id).where(Membership.account_id == account_id)
    plots = select(Place.organisation_id).where(Place.keeper_id == account_id)
    return sorted(reading.execute(members.union(plots)).scalars())


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


def _namesakes_work(
    reading: Session | Connection, account_id: UUID, person: Person, subjects: set[str]
) -> set[str]:
    """Those of the entries whose own person is somebody else of the same name."""
    whose = func.coalesce(Event.on_behalf_of_id, Event.actor_id)
    query = select(Event.id, Account.name).join(Account, Account.id == whose)
    found = set()
    for part in in_parts(sorted(subjects)):
        these = Event.id.in_([UUID(it) for it in part])
        rows = reading.execute(query.where(these, Account.id != account_id))
        found |= {str(row.id) for row in rows if person.shares_name(row.name)}
    return found


def _own_plots_words(
    reading: Session | Connection, account_id: UUID, person: Person
) -> Iterator[str]:
    """Also those that later ones followed: where a plot was said to lie, what it was called."""
    plots = reading.execute(select(Place.id).where(Place.keeper_id == account_id)).scalars()
    for part in in_parts(sorted(str(it) for it in plots)):
        told = select(LedgerEntry.body).where(
            LedgerEntry.kind == EntryKind.DECISION, LedgerEntry.subject_id.in_(part)
        )
        facts = [
            json.loads(it)["content"].get("facts", {}) for it in reading.execute(told).scalars()
        ]
        positions = {it.get(name) for it in facts for name in PLACE_POSITION}
        for row in _words(reading, LedgerPersonal.subject_id.in_(part)):
            if row.commitment in positions or person.is_named_in(row.value):
                yield row.commitment


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


def _words(reading: Session | Connection, where: Any) -> Iterator[Any]:  # noqa: ANN401
    """Some at a time: a cooperative's diaries have more words than should be held at once."""
    query = select(LedgerPersonal.commitment, LedgerPersonal.subject_id, LedgerPersonal.value)
    yield from reading.execute(query.where(where), execution_options={"yield_per": _WORDS_AT_ONCE})
