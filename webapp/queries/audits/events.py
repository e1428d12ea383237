"""Diary events: the searchable copy, its further places and photos, and what the public is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import case, select

from traceability.disclosure import are_true_of
from traceability.event_template import UnknownTemplate, get_template
from traceability.laboratory_limits import Outcome
from traceability.mass_balance import PACKING
from traceability.packed_codes import told_codes
from traceability.pre_harvest import told_harvest_day
from webapp.models.event import Event, EventPhoto, EventPlace
from webapp.models.file import PDF, StoredFile
from webapp.models.input_stock import InputMovement
from webapp.models.laboratory_limit import LaboratoryJudgement, judgement_id
from webapp.models.ledger import EntryKind, plain
from webapp.models.packed_code import PackedCode
from webapp.queries.audits.rows import (
    ANY,
    AuditedTable,
    Contradiction,
    Digest,
    Made,
    Noun,
    Said,
)

# Shown is the file's own copy; only of the PDF of a report there is none.
_IS_SHOWN_TRULY: Final = (
    select(
        case(
            (EventPhoto.shown_sha256.is_(None), StoredFile.media_type == PDF),
            else_=EventPhoto.shown_sha256 == StoredFile.shown_sha256,
        )
    )
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
    "harvested_on",
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
_CODES: Final = AuditedTable.of(PackedCode, "event_id", "code", key="kind")
_MOVED: Final = ("item_key", "name", "lot", "thousandths", "unit", "is_purchase", "expires_on")
_MOVEMENTS: Final = AuditedTable.of(InputMovement, "event_id", "organisation_id", *_MOVED)
_LIMIT: Final = ("id", "indicator", "version", "source")
_JUDGEMENTS: Final = AuditedTable.of(
    LaboratoryJudgement,
    "event_id",
    "lot_id",
    "market",
    "field",
    "indicator",
    "result_thousandths",
    "result_unit",
    "outcome",
    "limit_bound",
    "limit_thousandths",
    "limit_unit",
    *(f"limit_{name}" for name in _LIMIT),
    "judged_at",
    key="id",
)
_PHOTOS: Final = AuditedTable.of(EventPhoto, "event_id", key="sha256", shown_sha256=_IS_SHOWN_TRULY)


def _made(entries: Sequence[Said]) -> Iterator[Made | Contradiction]:
    recorded = [it for it in entries if it.action == "event"]
    for said in recorded[:1]:
        yield Made("event", said.position, _columns(said))
        yield from _places(said)
        yield from _moved(said)
        yield from _codes(said)
    for said in recorded[1:]:  # an event is recorded once
        yield Contradiction(said.position)
    for said in entries:
        yield from _photos(said)
        yield from _judgements(said, recorded)
        if said.action == "public_of" and not _is_told_truly(said, recorded):
            yield Contradiction(said.position)


def _moved(said: Said) -> Iterator[Made]:
    moved = said.content.get("movement")
    if moved:
        values = {"organisation_id": said["organisation_id"], **moved}
        yield Made("input_movement", said.position, values)


def _codes(said: Said) -> Iterator[Made]:
    """The codes that a packing names; by a template that is not here nobody can read them."""
    template, event = said.content["template"], said.content["event"]
    if event["vnt:eventCode"] != PACKING:
        return
    try:
        work = get_template(template["group"], template["version"]).event(PACKING)
    except UnknownTemplate:
        yield Made("packed_code", said.position, {}, ANY)
        return
    for kind, code in told_codes(work, event).items():
        yield Made("packed_code", said.position, {"code": code}, kind.value)


def _photos(said: Said) -> Iterator[Made]:
    for sha256 in said.content.get("photos", ()):
        # Announced photos may still be on a phone.
        yield Made("event_photo", said.position, {"shown_sha256": True}, sha256, may_be_absent=True)


def _judgements(said: Said, recorded: Sequence[Said]) -> Iterator[Made]:
    lot_id = _filed(recorded[0]).get("lot_id") if recorded else None
    for judged in said.content.get("limits", ()):
        yield _judgement(said, judged, lot_id)


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
        "harvested_on": plain(told_harvest_day(event)),
        **{name: it for name, it in _filed(said).items() if name != "place_ids"},
    }


def _page(paper: Any) -> str | None:  # noqa: ANN401 - as the body tells it
    """The paper page it was read off: by its id, or by an object that holds its id."""
    page: str | None = paper.get("id") if isinstance(paper, dict) else paper
    return page


def _judgement(said: Said, judged: Mapping[str, Any], lot_id: str | None) -> Made:
    """How a result stood to a limit, when it was written or when its lot's market changed."""
    limit = judged.get("limit", {})
    values = {name: judged[name] for name in ("market", "field", "indicator")}
    values |= {f"limit_{name}": judged.get(f"limit_{name}") for name in _LIMIT}
    values |= {
        "lot_id": lot_id,
        "result_thousandths": judged["result"]["thousandths"],
        "result_unit": judged["result"]["unit"],
        "outcome": Outcome[judged["outcome"].upper()].value,
        "limit_bound": judged.get("bound"),
        "limit_thousandths": limit.get("thousandths"),
        "limit_unit": limit.get("unit"),
        "judged_at": said["received_at"],
    }
    key = judgement_id(UUID(said.subject_id), judged["market"], judged["field"])
    return Made("laboratory_judgement", said.position, values, str(key))


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
    return any(are_true_of(told.content["facts"], it.content["event"]) for it in recorded)


EVENTS: Final = Noun(
    kind=EntryKind.EPCIS,
    begins=frozenset({"event"}),
    goes_on=frozenset({"photo_of", "public_of", "judged_anew"}),
    tables=(_EVENTS, _PLACES, _CODES, _MOVEMENTS, _JUDGEMENTS, _PHOTOS),
    made=_made,
)
