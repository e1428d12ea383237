"""What an entry refers to beside its lot: the member it is for, the page it was read off."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from traceability.errors import FieldError, Invalid
from traceability.roles import Actor, Permission
from webapp.db import db
from webapp.models.account import Account, current_member
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


def check_origin(
    actor: Actor, lot: Lot, on_behalf_of: UUID | None, paper_page_id: UUID | None
) -> EntryOrigin:
    """Check whom and what an entry refers to.

    Raises:
        BadReference: a person or a page that the actor may not write for or from.
    """
    return EntryOrigin(_member(actor, on_behalf_of), _paper(actor, lot, paper_page_id))


def _member(actor: Actor, member_id: UUID | None) -> Account | None:
    if member_id is None or member_id == actor.account_id:
        return None
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        raise BadReference(errors=(FieldError("on_behalf_of", "event.not_for_others"),))
    member = current_member(db.session(), actor.organisation_id, member_id)
    if member is None:
        raise BadReference(errors=(FieldError("on_behalf_of", "member.not_found"),))
    return member


def _paper(actor: Actor, lot: Lot, page_id: UUID | None) -> PaperReference | None:
    if page_id is None:
        return None
    query = (
        select(PaperPagePhoto.sha256)
        .join(PaperPage, PaperPage.id == PaperPagePhoto.paper_page_id)
        .where(
            PaperPage.id == page_id,
            PaperPage.organisation_id == lot.organisation_id,
            pages_in_reach(actor),
        )
        .order_by(PaperPagePhoto.number)
    )
    photos = db.session.scalars(query).all()
    if not photos:
        raise BadReference(errors=(FieldError("paper_page_id", "paper_page.not_found"),))
    return PaperReference(page_id, photos)
