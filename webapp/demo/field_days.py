"""Lots are opened, written about and closed by the farmers; a clerk writes for one of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from traceability.canonical import canonical_json, sha256_hex
from webapp.demo.entries import Entry
from webapp.demo.helping_hands import helper_of
from webapp.demo.lots import LotPlan, place_id, product_id
from webapp.demo.stage import Stage, Step
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.checks import CaptureEvent
from webapp.usecases.lots import CloseLot, OpenLot, close_lot, open_lot

_OUTDOORS = ("paddy", "orchard", "tea_hills")  # of these an organisation has two photos each


def field_steps(lots: Sequence[LotPlan], entries: Sequence[Entry]) -> Iterator[Step]:
    """Everything that farmers do with their lots."""
    for lot in lots:
        yield Step(lot.opened_at, partial(_open, lot))
    for entry in entries:
        yield Step(entry.recorded_at, partial(_record, entry), is_entry=True)
    for lot in lots:
        if lot.closed_at:
            yield Step(lot.closed_at, partial(_close, lot))


def _open(lot: LotPlan, stage: Stage, at: datetime) -> None:
    command = OpenLot(
        product_id=product_id(lot.cooperative, lot.goods),
        place_id=place_id(lot.cooperative, lot.plot),
        lot_id=lot.id,
        market=lot.season.market,
    )
    open_lot(stage.actor(lot.farm.farmer), command, now=at)


def _close(lot: LotPlan, stage: Stage, at: datetime) -> None:
    close_lot(stage.actor(lot.farm.farmer), CloseLot(lot.id), now=at)


def _record(entry: Entry, stage: Stage, at: datetime) -> None:
    farmer, helper = stage.actor(entry.lot.farm.farmer), helper_of(entry.lot)
    photos: tuple[str, ...] = ()
    if entry.work.picture:
        variant = entry.lot.season.begun % 2 if entry.work.picture in _OUTDOORS else 0
        photos = (stage.work_photo(farmer, entry.work.picture, variant, at).sha256,)
    command = CaptureEvent(
        event_id=entry.id,
        lot_id=entry.lot.id,
        event_code=entry.work.code,
        event_time=entry.at,
        values=entry.values,
        request_sha256=_fingerprint(entry),
        place_id=place_id(entry.lot.cooperative, entry.lot.cooperative.packing_house)
        if entry.work.indoors
        else None,
        note=entry.note,
        photos=photos,
        received_photos=frozenset(photos),
        corrects=entry.corrects,
        on_behalf_of=farmer.account_id if helper else None,
        paper_page_id=entry.paper_id,
        as_fact=entry.lot.season.is_hasty,  # cut too early, and honest about it
    )
    writer = stage.actor(helper) if helper else farmer
    capture_event(writer, command, stage.services.config.stamp_host, now=at)


def _fingerprint(entry: Entry) -> str:
    """Of the entry as a phone would have sent it."""
    sent = {
        "event_id": str(entry.id),
        "lot_id": str(entry.lot.id),
        "event_code": entry.work.code,
        "event_time": entry.at.isoformat(),
        "values": dict(entry.values),
        "corrects": str(entry.corrects) if entry.corrects else None,
    }
    return sha256_hex(canonical_json(sent))
