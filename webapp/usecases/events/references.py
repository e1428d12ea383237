"""What an entry refers to beside its lot: the member it is for, the page it was read off."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, true

from traceability.errors import FieldError, Invalid
from traceability.roles import Actor, Permission
from webapp.db import db
from webapp.models.account import Account, current_member
from webapp.models.event import Event
from webapp.models.lot import Lot
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach


class BadReference(Invalid):
    """The event names a place, a person, a template or an event that does not go with the lot."""

    code = "event.bad_reference"


@dataclass(frozen=True)
class PaperReference:
    """A page of a paper diary, and the hashes of its original pictures."""

    page_id: UUID
    photos: Sequence[str]


@dataclass(frozen=True)
class EntryOrigin:
    """For whom an entry was written, where not for the writer, and from which page, if any."""

    member: Account | None
    paper: PaperReference | None


@dataclass(frozen=True)
class NamedOrigin:
    """What the sender names of it; None is left out."""

    on_behalf_of: UUID | None
    paper_page_id: UUID | None


def check_origin(
    actor: Actor, lot: Lot, named: NamedOrigin, corrected: Event | None
) -> EntryOrigin:
    """Check whom and what an entry refers to.

    What the corrected entry refers to is proved already: a correction keeps what it does not name,
    whoever writes it, and though the member has left since.

    Raises:
        BadReference: a person or a page that the actor may not write for or from.
    """
    return EntryOrigin(
        _member(actor, named.on_behalf_of, corrected.on_behalf_of_id if corrected else None),
        _paper(actor, lot, named.paper_page_id, corrected.paper_page_id if corrected else None),
    )


def _member(actor: Actor, named: UUID | None, told_before: UUID | None) -> Account | None:
    member_id = named or told_before
    if member_id is None or member_id == actor.account_id:
        return None
    if member_id == told_before:
        return db.session.get_one(Account, member_id)
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        raise BadReference(errors=(FieldError("on_behalf_of", "event.not_for_others"),))
    member = current_member(db.session(), actor.organisation_id, member_id)
    if member is None:
        raise BadReference(errors=(FieldError("on_behalf_of", "member.not_found"),))
    return member


def _paper(
    actor: Actor, lot: Lot, named: UUID | None, told_before: UUID | None
) -> PaperReference | None:
    page_id = named or told_before
    if page_id is None:
        return None
    in_reach = true() if page_id == told_before else pages_in_reach(actor)
    query = (
        select(PaperPagePhoto.sha256)
        .join(PaperPage, PaperPage.id == PaperPagePhoto.paper_page_id)
        .where(
            PaperPage.id == page_id,
            PaperPage.organisation_id == lot.organisation_id,
            in_reach,
        )
        .order_by(PaperPagePhoto.number)
    )
    photos = db.session.scalars(query).all()
    if not photos:
        raise BadReference(errors=(FieldError("paper_page_id", "paper_page.not_found"),))
    return PaperReference(page_id, photos)
