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


def check_member(actor: Actor, member_id: UUID | None) -> Account | None:
    """The member for whom the actor writes; None for the actor's own work.

    Raises:
        BadReference: no member of the actor's organisation today, or the actor writes for nobody.
    """
    if member_id is None or member_id == actor.account_id:
        return None
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        raise BadReference(errors=(FieldError("on_behalf_of", "event.not_for_others"),))
    member = current_member(db.session(), actor.organisation_id, member_id)
    if member is None:
        raise BadReference(errors=(FieldError("on_behalf_of", "member.not_found"),))
    return member


def check_paper(actor: Actor, lot: Lot, page_id: UUID | None) -> PaperReference | None:
    """The page from which the entry was written.

    Raises:
        BadReference: none of the lot's organisation that the actor may look at.
    """
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
