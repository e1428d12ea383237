"""Diary entries for tests: valid ones of each kind, which a test changes where it matters."""

import io
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from tests.makers import NOW
from traceability.canonical import sha256_hex
from webapp.usecases.events.checks import CaptureEvent

# What makes a result one that can be looked up, as the oldest templates ask it.
REPORT = {"laboratory": "Trung tâm Kiểm nghiệm 1"}
HOST = "tem.example"
VALUES = {
    "irrigating": {"source": "canal", "volume": "12,5"},
    "spraying": {
        "trade_name": "Trừ Rầy 10WP",
        "active_ingredient": "Imidacloprid",
        "target_pest": "rầy nâu",
        "dose": "20",
        "area": "1000",
        "phi_days": "14",
        "sprayer_name": "Lò Văn Bình",
    },
    "harvesting": {"harvest_date": "2026-11-22", "quantity": "1.234,5", "grade": "grade_1"},
    "packing": {"pack_size": "1", "pack_size_unit": "kg", "pack_count": "200"},
    "note": {"text": "Anh Bình sang giúp."},
}


def values_of(event_code: str, **changed: str) -> dict[str, str]:
    """What is typed for this kind of work."""
    return VALUES.get(event_code, {}) | changed


def entry(lot: Any, event_code: str = "irrigating", **given: Any) -> CaptureEvent:
    """An entry of this kind of work in the lot, done now."""
    asked = {
        "event_id": uuid4(),
        "lot_id": lot.id,
        "event_code": event_code,
        "event_time": NOW,
        "values": values_of(event_code),
        "request_sha256": "",
    } | given
    asked["request_sha256"] = asked["request_sha256"] or sha256_hex(repr(asked).encode())
    return CaptureEvent(**asked)


def request_of(lot_id: UUID, event_code: str = "irrigating", **given: Any) -> dict[str, Any]:
    """The same as the JSON that a phone sends."""
    return {
        "lot_id": str(lot_id),
        "event_code": event_code,
        "event_time": "2026-11-22T10:00:00+07:00",
        "values": values_of(event_code),
    } | given


def photo(shade: int = 90, size: tuple[int, int] = (64, 48)) -> bytes:
    """A small picture; another shade is another picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 160, 70)).save(out, "PNG")
    return out.getvalue()
