"""Pages of paper diaries: the pictures from which entries were written later, and for whom."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ForeignKey, or_, true
from sqlalchemy.orm import Mapped, mapped_column

from traceability.roles import Actor, Role
from webapp.db import Base, UtcDateTime


class PaperPage(Base):
    """`covers_from` and `covers_to` are the days of the work that it tells of, as was said; both
    belong to it. `on_behalf_of_id` is the member whose diary it is.
    """

    __tablename__ = "paper_page"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    covers_from: Mapped[date]
    covers_to: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    kept_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    all_entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    all_entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class PaperPagePhoto(Base):
    """A photo of a page. The sealed original is what the ledger names by its hash."""

    __tablename__ = "paper_page_photo"

    paper_page_id: Mapped[UUID] = mapped_column(ForeignKey("paper_page.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"))
    shown_sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)


def pages_in_reach(actor: Actor) -> ColumnElement[bool]:
    """The pages that an actor may look at: a farmer's own and those of the own diary, a producer's
    organisation's, an agency's all.
    """
    if actor.sees_every_organisation:
        return true()
    ours = PaperPage.organisation_id == actor.organisation_id
    if actor.role is not Role.FARMER:
        return ours
    me = actor.account_id
    return ours & or_(PaperPage.kept_by_id == me, PaperPage.on_behalf_of_id == me)
