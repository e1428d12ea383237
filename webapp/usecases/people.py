"""A person who asks to be erased is: names, number, words and sign-ins go, every proof stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from traceability.erasure import ERASED_NAME, ERASED_PHONE, NoSuchPerson, Person
from traceability.geography import fold
from traceability.phone import Phone
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import Account, Device, Membership, SignIn
from webapp.models.ledger import EntryKind, LedgerEntry, LedgerPersonal, instant_text
from webapp.models.objection import EventObjection
from webapp.models.organisation import lock_organisation
from webapp.models.paper_page import PaperPage
from webapp.models.person_words import (
    check_erasable,
    known_person,
    organisations_of,
    own_pages,
    person_commitments,
    reports_of,
)
from webapp.models.place import Place
from webapp.models.report import Report


@dataclass(frozen=True)
class ErasedPerson:
    """How much went of whom; `positions` counts the plots of which nobody knows any more where
    they lie.
    """

    account_id: UUID
    person: Person
    words: int
    sign_ins: int
    memberships: int
    reports: int
    positions: int


@transactional
def erase_person(actor: Actor, phone: Phone, *, now: datetime) -> ErasedPerson:
    """Erase what is kept of the person who signs in by this number (law 91/2025/QH15).

    The ledger holds commitments only: with the salt and the value gone nobody can tell what they
    were of, and every hash and proof stays as it was. Facts that producers must keep (what was
    sprayed when, for how long to wait) hold no name and stay.

    Raises:
        NoSuchPerson: nobody has the number, or they were erased before.
        InOffice, OnlyManager.
    """
    session = db.session()
    account = _locked(phone)
    account_id, person = account.id, Person(account.name, phone)
    check_erasable(session, account_id)
    words = _erase_words(account_id, person)
    plots = _clear_plots(account_id, person)
    reports = reports_of(session, person)
    session.execute(
        update(Report).where(Report.id.in_(reports)).values(contact=None, request_sha256="")
    )
    memberships = _end_memberships(account_id, now)
    sign_ins = _drop_sign_ins(account_id, now)
    account.name, account.phone = ERASED_NAME, f"{ERASED_PHONE}{account_id}"
    account.password_hash, account.disabled_at = "", account.disabled_at or now
    content = {"action": "person_erased", "disabled_at": instant_text(account.disabled_at)}
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, (account_id, None), content, now)
    cleared = [*_tellings(actor, plots, now)]
    session.flush()  # rows first: whoever appends holds the ledger's head, and everybody up
    ledger.append_all(session, [*cleared, entry])
    positions = sum(it.before["latitude_e7"] is not None for it in plots)
    return ErasedPerson(account_id, person, words, sign_ins, memberships, len(reports), positions)


def _locked(phone: Phone) -> Account:
    """The account, after its organisations, as whoever writes in a diary takes them; of two
    managers one stays.

    Raises:
        NoSuchPerson: also where the number was given up or erased during the wait.
    """
    session = db.session()
    account_id, _ = known_person(session, phone)
    for organisation_id in organisations_of(session, account_id):
        lock_organisation(session, organisation_id)
    account = session.get_one(Account, account_id, with_for_update=True)
    if account.phone != phone:
        raise NoSuchPerson
    return account


def _erase_words(account_id: UUID, person: Person) -> int:
    session = db.session()
    commitments = sorted(set(person_commitments(session, account_id, person)))
    for commitment in commitments:
        session.execute(delete(LedgerPersonal).where(LedgerPersonal.commitment == commitment))
    own = EventObjection.made_by_id == account_id
    session.execute(update(EventObjection).where(own).values(reason=""))
    session.execute(update(PaperPage).where(own_pages(account_id)).values(note=""))
    return len(commitments)


@dataclass(frozen=True)
class _Cleared:
    """A plot, and what the ledger could tell of it before."""

    place: Place
    before: Mapping[str, Any]


def _clear_plots(account_id: UUID, person: Person) -> list[_Cleared]:
    """Take away where the person's own plots lie; one named after them is called by its code."""
    query = select(Place).where(Place.keeper_id == account_id).order_by(Place.id)
    own = db.session.scalars(query.execution_options(populate_existing=True)).all()
    cleared = [_Cleared(it, it.facts()) for it in own]
    for place in own:
        place.latitude_e7 = place.longitude_e7 = None
        if person.is_named_in(place.name):
            place.name, place.name_folded = place.code, fold(place.code)
    return cleared


def _tellings(actor: Actor, plots: Sequence[_Cleared], now: datetime) -> Iterator[ledger.Entry]:
    """That a plot has another name, or no position, as after any change; so that `temthat ledger
    verify` knows the row. A plot that is not adopted yet is told when it is.
    """
    session = db.session()
    known = select(LedgerEntry.subject_id).where(
        LedgerEntry.kind == EntryKind.DECISION,
        LedgerEntry.subject_id.in_([str(it.place.id) for it in plots]),
    )
    told = set(session.scalars(known))
    for it in plots:
        if str(it.place.id) in told:
            changed = {"action": "place_changed"}
            entry = ledger.facts_entry(session, actor, it.place, changed, now, it.before)
            if entry is not None:
                yield entry


def _end_memberships(account_id: UUID, now: datetime) -> int:
    ended = db.session.execute(
        update(Membership)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Membership.id)
    )
    return len(ended.all())


def _drop_sign_ins(account_id: UUID, now: datetime) -> int:
    """Browsers are signed out at once and forgotten; a device stays as the number it is."""
    session = db.session()
    gone = delete(SignIn).where(SignIn.account_id == account_id).returning(SignIn.id)
    count = len(session.execute(gone).all())
    devices = update(Device).where(Device.account_id == account_id)
    session.execute(devices.values(public_key=None, revoked_at=now))
    return count
