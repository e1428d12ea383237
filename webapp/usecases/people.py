"""A person who asks to be erased is: names, number, words and sign-ins go, every proof stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from traceability.erasure import ERASED_NAME, ERASED_PHONE, Person
from traceability.phone import Phone
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import Account, Device, Membership, SignIn
from webapp.models.ledger import EntryKind, LedgerPersonal, instant_text
from webapp.models.objection import EventObjection
from webapp.models.organisation import lock_organisation
from webapp.models.paper_page import PaperPage
from webapp.models.person_words import (
    check_erasable,
    known_person,
    mentions,
    own_pages,
    person_commitments,
    reports_of,
)
from webapp.models.report import Report


@dataclass(frozen=True)
class ErasedPerson:
    """How much went; `left` counts, by column, where others' words name the person still."""

    account_id: UUID
    words: int
    sign_ins: int
    memberships: int
    reports: int
    left: Mapping[str, int]


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
    account_id, person = known_person(session, phone)
    account = session.get_one(Account, account_id, with_for_update=True)
    for organisation_id in _current_organisations(account_id):
        lock_organisation(session, organisation_id)  # of two managers one stays
    check_erasable(session, account_id)
    words = _erase_words(account_id, person)
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
    ledger.append(session, entry)
    session.flush()
    left = mentions(session, account_id, person)
    return ErasedPerson(account_id, words, sign_ins, memberships, len(reports), left)


def _current_organisations(account_id: UUID) -> list[UUID]:
    query = select(Membership.organisation_id).where(
        Membership.account_id == account_id, Membership.ended_at.is_(None)
    )
    return sorted(db.session.scalars(query).all())


def _erase_words(account_id: UUID, person: Person) -> int:
    session = db.session()
    commitments = sorted(set(person_commitments(session, account_id, person)))
    for commitment in commitments:
        session.execute(delete(LedgerPersonal).where(LedgerPersonal.commitment == commitment))
    own = EventObjection.made_by_id == account_id
    session.execute(update(EventObjection).where(own).values(reason=""))
    session.execute(update(PaperPage).where(own_pages(account_id)).values(note=""))
    return len(commitments)


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
