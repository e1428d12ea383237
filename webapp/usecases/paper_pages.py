"""Pages of paper diaries: kept once with their pictures, and told to be entered whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select

from traceability.calendar import civil_date
from traceability.errors import Forbidden
from traceability.members import NoSuchMember
from traceability.paper_pages import (
    MOST_PHOTOS,
    NoSuchPaperPage,
    PaperPageIdUsed,
    PaperPhotoMissing,
    TooManyPaperPhotos,
    check_days,
)
from traceability.roles import Actor, Permission
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import current_member
from webapp.models.file import StoredFile
from webapp.models.ledger import EntryKind
from webapp.models.organisation import lock_organisation
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach

_CONTENT: Final = ("on_behalf_of_id", "covers_from", "covers_to", "note", "kept_by_id")


class NotForOthers(Forbidden):
    """Only clerks and managers keep the pages of other members."""

    code = "paper_page.not_for_others"


@dataclass(frozen=True)
class KeepPaperPage:
    """`page_id` is made with the form, so that pressing twice keeps one page. `photos` are hashes
    of originals that are stored already, `received_photos` those whose bytes came with this very
    request; both days belong to the page.
    """

    page_id: UUID
    covers_from: date
    covers_to: date
    photos: tuple[str, ...]
    received_photos: frozenset[str] = frozenset()
    on_behalf_of: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class MarkAllEntered:
    """`is_all_entered` is False where somebody saw that a line was left out."""

    page_id: UUID
    is_all_entered: bool = True


@transactional
def keep_paper_page(actor: Actor, command: KeepPaperPage, *, now: datetime) -> UUID:
    """Keep a page; its originals are named in the ledger before any entry is made from it.

    Raises:
        BadPaperDays, PaperPhotoMissing, TooManyPaperPhotos: the sender can mend it.
        NotForOthers, NoSuchMember: the page is said to be somebody's who is no member.
        NoSuchPaperPage: the id is another organisation's.
        PaperPageIdUsed: the id stands for another page.
    """
    session = db.session()
    check_days(command.covers_from, command.covers_to, civil_date(now))
    if lock_organisation(session, actor.organisation_id) is None:
        raise NoSuchPaperPage
    wanted = _page(actor, command, now)
    before = session.get(PaperPage, command.page_id)
    if before is not None:
        return _kept_before(before, wanted, command.photos)
    _check_member(actor, command.on_behalf_of)
    photos = _photos(actor, command)
    _record(actor, wanted, _said(wanted, command.photos), now)
    session.add(wanted)
    session.flush()
    session.add_all(photos)
    return wanted.id


@transactional
def mark_all_entered(actor: Actor, command: MarkAllEntered, *, now: datetime) -> None:
    """Say that everything on the page stands in the diary, or that something is still missing.

    Raises:
        NoSuchPaperPage: none of the organisation that the actor may look at.
    """
    query = select(PaperPage).where(
        PaperPage.id == command.page_id,
        PaperPage.organisation_id == actor.organisation_id,
        pages_in_reach(actor),
    )
    page = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if page is None:
        raise NoSuchPaperPage
    if command.is_all_entered == (page.all_entered_at is not None):
        return
    page.all_entered_at = now if command.is_all_entered else None
    page.all_entered_by_id = actor.account_id if command.is_all_entered else None
    done = "entered" if command.is_all_entered else "reopened"
    _record(actor, page, {"action": f"paper_page_{done}", "paper_page_id": str(page.id)}, now)


def _page(actor: Actor, command: KeepPaperPage, now: datetime) -> PaperPage:
    return PaperPage(
        id=command.page_id,
        organisation_id=actor.organisation_id,
        on_behalf_of_id=command.on_behalf_of or actor.account_id,
        covers_from=command.covers_from,
        covers_to=command.covers_to,
        note=command.note,
        kept_by_id=actor.account_id,
        kept_at=now,
    )


def _kept_before(before: PaperPage, wanted: PaperPage, photos: Sequence[str]) -> UUID:
    if before.organisation_id != wanted.organisation_id:
        raise NoSuchPaperPage
    query = (
        select(PaperPagePhoto.sha256)
        .where(PaperPagePhoto.paper_page_id == before.id)
        .order_by(PaperPagePhoto.number)
    )
    is_same = all(getattr(before, name) == getattr(wanted, name) for name in _CONTENT)
    if not is_same or list(db.session.scalars(query)) != list(photos):
        raise PaperPageIdUsed
    return before.id


def _check_member(actor: Actor, member_id: UUID | None) -> None:
    if member_id in (None, actor.account_id):
        return
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        raise NotForOthers
    if current_member(db.session(), actor.organisation_id, member_id) is None:
        raise NoSuchMember


def _photos(actor: Actor, command: KeepPaperPage) -> list[PaperPagePhoto]:
    """One row for each picture; knowing a hash is not owning the picture."""
    if len(command.photos) > MOST_PHOTOS:
        raise TooManyPaperPhotos(most=MOST_PHOTOS)
    query = select(StoredFile.sha256, StoredFile.shown_sha256).where(
        StoredFile.sha256.in_(command.photos),
        StoredFile.shown_sha256.is_not(None),
        or_(
            StoredFile.organisation_id == actor.organisation_id,
            StoredFile.sha256.in_(command.received_photos),
        ),
    )
    shown = {row.sha256: row.shown_sha256 for row in db.session.execute(query)}
    if not command.photos or set(command.photos) != shown.keys():
        raise PaperPhotoMissing
    return [
        PaperPagePhoto(
            paper_page_id=command.page_id, number=number, sha256=it, shown_sha256=shown[it]
        )
        for number, it in enumerate(command.photos, start=1)
    ]


def _said(page: PaperPage, photos: Sequence[str]) -> dict[str, Any]:
    """Free words may hold a name: the ledger has a commitment to them."""
    note = ledger.keep_personal(db.session(), str(page.id), page.note) if page.note else None
    return {
        "action": "paper_page_kept",
        "paper_page_id": str(page.id),
        "on_behalf_of": str(page.on_behalf_of_id),
        "covers_from": page.covers_from.isoformat(),
        "covers_to": page.covers_to.isoformat(),
        "photos": list(photos),
        "note": note,
    }


def _record(actor: Actor, page: PaperPage, content: dict[str, Any], now: datetime) -> None:
    subject = (page.id, page.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    ledger.append(db.session(), entry)
