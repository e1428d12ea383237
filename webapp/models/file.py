"""Files we keep: named by their SHA-256, written to storage before their row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, func, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.db import Base, UtcDateTime, coded
from webapp.models.upsert import upsert

PDF: Final = "application/pdf"


class Visibility(StrEnum):
    """Only public files have an address without sign-in, and only derivatives are public."""

    SEALED = "sealed"
    INTERNAL = "internal"
    PUBLIC = "public"


class StoredFile(Base):
    """`shown_sha256` of an original names the copy that people may look at."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    visibility: Mapped[Visibility] = mapped_column(coded(Visibility, "visibility"))
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class KeptPhoto:
    """What storage holds of one photo: the original by its hash, and the copy made from it."""

    sha256: str
    size: int
    shown_sha256: str
    shown_size: int


@dataclass(frozen=True)
class KeptDocument:
    """What storage holds of a paper: its original by its hash; a photo has a shown copy, too."""

    sha256: str
    size: int
    media_type: str
    photo: KeptPhoto | None

    @property
    def shown_sha256(self) -> str | None:
        """The copy that people may look at; None for a PDF."""
        return self.photo.shown_sha256 if self.photo else None


def keep_document(
    session: Session, document: KeptDocument, organisation_id: UUID | None, *, now: datetime
) -> None:
    """Note a paper: its original is sealed, whatever it is."""
    if document.photo is not None:
        keep_photo(session, document.photo, organisation_id, now=now)
        return
    original = StoredFile(
        sha256=document.sha256,
        media_type=document.media_type,
        size=document.size,
        organisation_id=organisation_id,
        visibility=Visibility.SEALED,
        created_at=now,
    )
    keep_file(session, original)


def keep_photo(
    session: Session, photo: KeptPhoto, organisation_id: UUID | None, *, now: datetime
) -> None:
    """Note a photo: its original is sealed, its copy seen behind the sign-in until published."""
    shown = StoredFile(
        sha256=photo.shown_sha256,
        media_type="image/jpeg",
        size=photo.shown_size,
        organisation_id=organisation_id,
        visibility=Visibility.INTERNAL,
        created_at=now,
    )
    original = StoredFile(
        sha256=photo.sha256,
        media_type="application/octet-stream",  # whatever it is, it is never served as that
        size=photo.size,
        organisation_id=organisation_id,
        visibility=Visibility.SEALED,
        shown_sha256=photo.shown_sha256,
        created_at=now,
    )
    keep_file(session, shown)
    keep_file(session, original)


def keep_file(session: Session, file: StoredFile) -> None:
    """Note a file; the same bytes again, perhaps at the same moment, are no fault.

    What was known as a copy may come back as somebody's original: then it, too, names its copy.
    """
    values = {column.name: getattr(file, column.name) for column in StoredFile.__table__.columns}
    statement = upsert(session, StoredFile).values(values)
    shown = func.coalesce(StoredFile.shown_sha256, statement.excluded.shown_sha256)
    session.execute(
        statement.on_conflict_do_update(index_elements=["sha256"], set_={"shown_sha256": shown})
    )


def publish_file(session: Session, sha256: str) -> None:
    """Give a derivative a public address; sealed originals never get one."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.sha256 == sha256, StoredFile.visibility == Visibility.INTERNAL)
        .values(visibility=Visibility.PUBLIC)
    )
