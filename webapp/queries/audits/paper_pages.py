"""Pages of paper diaries, their pictures in order, and whether all of a page was entered."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from webapp.models.file import StoredFile
from webapp.models.ledger import EntryKind
from webapp.models.paper_page import PaperPage, PaperPagePhoto
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_SHOWN: Final = (
    select(StoredFile.shown_sha256)
    .where(StoredFile.sha256 == PaperPagePhoto.sha256)
    .correlate(PaperPagePhoto)
    .scalar_subquery()
)
_ENTERED: Final = ("all_entered_by_id", "all_entered_at")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        if said.action == "paper_page_kept":
            values = _kept(said) | dict.fromkeys(_ENTERED)
            yield from _photos(said)
        elif said.action == "paper_page_entered":
            values |= {"all_entered_by_id": said["actor_id"], "all_entered_at": said["claimed_at"]}
        else:
            values |= dict.fromkeys(_ENTERED)
    yield Made("paper_page", entries[-1].position, values)


def _kept(said: Said) -> dict[str, Any]:
    return {
        "organisation_id": said["organisation_id"],
        "on_behalf_of_id": said.content["on_behalf_of"],
        "covers_from": said.content["covers_from"],
        "covers_to": said.content["covers_to"],
        "note": Sealed(said.content["note"]),
        "kept_by_id": said["actor_id"],
        "kept_at": said["claimed_at"],
    }


def _photos(said: Said) -> Iterator[Made]:
    """By their numbers; shown is each file's own copy."""
    for number, sha256 in enumerate(said.content["photos"], start=1):
        values = {"sha256": sha256, "shown_sha256": True}
        yield Made("paper_page_photo", said.position, values, str(number))


PAPER_PAGES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"paper_page_kept"}),
    goes_on=frozenset({"paper_page_entered", "paper_page_reopened"}),
    tables=(
        AuditedTable.of(
            PaperPage,
            "id",
            "organisation_id",
            "on_behalf_of_id",
            "covers_from",
            "covers_to",
            "note",
            "kept_by_id",
            "kept_at",
            *_ENTERED,
        ),
        AuditedTable.of(
            PaperPagePhoto,
            "paper_page_id",
            "sha256",
            key="number",
            shown_sha256=PaperPagePhoto.shown_sha256 == _SHOWN,
        ),
    ),
    made=_made,
)
