"""Who may look at which stored file. Originals are sealed: nobody gets them here."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from traceability.errors import NotFound
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.certificate import Certificate
from webapp.models.checklist import ChecklistAnswer, ChecklistAssessment, assessments_in_reach
from webapp.models.event import Event, EventPhoto
from webapp.models.file import StoredFile, Visibility
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach


class NoSuchFile(NotFound):
    """No such file, or none that this person may see."""

    code = "file.not_found"


@dataclass(frozen=True)
class ServedFile:
    sha256: str
    media_type: str
    is_public: bool


def file_for(actor: Actor, sha256: str, sent: Collection[str] = ()) -> ServedFile:
    """A public copy for everybody; an internal one for its organisation, for agencies, and for whom
    it was made: those `sent` from here.

    Raises:
        NoSuchFile: sealed, unknown, or another organisation's.
    """
    may_see = true() if sha256 in sent else _is_internal_to(actor, sha256)
    query = select(StoredFile.media_type, StoredFile.visibility).where(
        StoredFile.sha256 == sha256,
        StoredFile.visibility != Visibility.SEALED,
        or_(StoredFile.visibility == Visibility.PUBLIC, may_see),
    )
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchFile
    return ServedFile(sha256, row.media_type, row.visibility is Visibility.PUBLIC)


def _is_internal_to(actor: Actor, sha256: str) -> ColumnElement[bool]:
    if actor.sees_every_organisation:
        return true()
    if actor.organisation_id is None:  # photos of reports belong to no organisation
        return false()
    # Two organisations may have sent the same bytes; the row names the first of them only.
    used = exists().where(
        EventPhoto.shown_sha256 == sha256,
        EventPhoto.event_id == Event.id,
        Event.organisation_id == actor.organisation_id,
    )
    stored = StoredFile.organisation_id == actor.organisation_id
    if actor.role is Role.FARMER:  # papers of other members are not theirs, though stored by all
        stored &= ~_is_paper(sha256)
    return or_(stored, used, _is_paper_of(actor, sha256))


def _is_paper(sha256: str) -> ColumnElement[bool]:
    """Whether it shows a self-assessment or a page of a paper diary, whoever may look at it."""
    return or_(
        exists().where(ChecklistAnswer.shown_sha256 == sha256),
        exists().where(PaperPagePhoto.shown_sha256 == sha256),
    )


def _is_paper_of(actor: Actor, sha256: str) -> ColumnElement[bool]:
    certified = exists().where(
        Certificate.shown_sha256 == sha256,
        Certificate.organisation_id == actor.organisation_id,
    )
    answered = exists().where(
        ChecklistAnswer.shown_sha256 == sha256,
        ChecklistAnswer.assessment_id == ChecklistAssessment.id,
        assessments_in_reach(actor),
    )
    paper = exists().where(
        PaperPagePhoto.shown_sha256 == sha256,
        PaperPagePhoto.paper_page_id == PaperPage.id,
        pages_in_reach(actor),
    )
    return or_(certified, answered, paper)
