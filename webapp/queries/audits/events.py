"""Diary events: the searchable copy, its further places and photos, and what the public is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from traceability.disclosure import public_facts
from webapp.models.event import Event, EventPhoto, EventPlace
from webapp.models.file import StoredFile
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import (
    ANY,
    AuditedTable,
    Contradiction,
    Digest,
    Made,
    Noun,
    Said,
)

_SHOWN: Final = (
    select(StoredFile.shown_sha256)
    .where(StoredFile.sha256 == EventPhoto.sha256)
    .correlate(EventPhoto)
    .scalar_subquery()
)
_EVENTS: Final = AuditedTable.of(
    Event,
    "id",
    "lot_id",
    "organisation_id",
    "place_id",
    "actor_id",
    "on_behalf_of_id",
    "paper_page_id",
    "template_group",
    "template_version",
    "event_code",
    "event_time",
    "utc_offset_minutes",
    "device_time",
    "received_at",
    "values",
    "quantity_thousandths",
    "quantity_unit",
    "is_public",
    "flags",
    "corrects_id",
    "request_sha256",
    "ledger_position",
    "device_id",
    "device_signature",
    "device_counter",
    "quarantined_at",
)
_PLACES: Final = AuditedTable.of(EventPlace, "event_id", key="place_id")
_PHOTOS: Final = AuditedTable.of(
    EventPhoto, "event_id", key="sha256", shown_sha256=EventPhoto.shown_sha256 == _SHOWN
)


def _made(entries: Sequence[Said]) -> Iterator[Made | Contradiction]:
    recorded = [it for it in entries if it.action == "event"]
    for said in recorded[:1]:
        yield Made("event", said.position, _columns(said))
        yield from _places(said)
    for said in recorded[1:]:  # an event is recorded once
        yield Contradiction(said.position)
    for said in entries:
        for sha256 in said.content.get("photos", ()):
            # Shown is the file's own copy; announced photos may still be on a phone.
            shown = {"shown_sha256": True}
            yield Made("event_photo", said.position, shown, sha256, may_be_absent=True)
        if said.action == "public_of" and not _is_told_truly(said, recorded):
            yield Contradiction(said.position)


def _columns(said: Said) -> dict[str, Any]:
    content, event = said.content, said.content["event"]
    corrects = event.get("vnt:corrects")
    return {
        "organisation_id": said["organisation_id"],
        "actor_id": said["actor_id"],
        "on_behalf_of_id": content.get("on_behalf_of"),
        "paper_page_id": _page(content.get("paper_page")),
        "template_group": content["template"]["group"],
        "template_version": content["template"]["version"],
        "event_code": event["vnt:eventCode"],
        "event_time": said["claimed_at"],
        "utc_offset_minutes": _minutes(event["eventTimeZoneOffset"]),
        "device_time": said["device_at"],
        "received_at": said["received_at"],
        "values": Digest(content["values_sha256"]),
        "flags": " ".join(content["flags"]),
        "corrects_id": corrects and str(UUID(corrects)),
        "request_sha256": content["request_sha256"],
        "ledger_position": said.position,
        "device_id": said["device_id"],
        "device_signature": None,
        "device_counter": None,
        "quarantined_at": None,
        **{name: it for name, it in _filed(said).items() if name != "place_ids"},
    }


def _page(paper: Any) -> str | None:  # noqa: ANN401 - as the body tells it
    """The paper page it was read off: by its id, or by an object that holds its id."""
    page: str | None = paper.get("id") if isinstance(paper, dict) else paper
    return page


def _filed(said: Said) -> Mapping[str, Any]:
    """How the copy is filed; entries of before do not say it."""
    filed: Mapping[str, Any] = said.content.get("filed", {})
    return filed


def _places(said: Said) -> Iterator[Made]:
    for place_id in _filed(said).get("place_ids", [ANY]):
        yield Made("event_place", said.position, {}, place_id)


def _minutes(offset: str) -> int:
    """Of "+07:00": 420."""
    sign = -1 if offset[0] == "-" else 1
    return sign * (int(offset[1:3]) * 60 + int(offset[4:6]))


def _is_told_truly(told: Said, recorded: Sequence[Said]) -> bool:
    return any(told.content["facts"] == public_facts(it.content["event"]) for it in recorded)


EVENTS: Final = Noun(
    kind=EntryKind.EPCIS,
    begins=frozenset({"event"}),
    goes_on=frozenset({"photo_of", "public_of"}),
    tables=(_EVENTS, _PLACES, _PHOTOS),
    made=_made,
)
