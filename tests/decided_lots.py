"""A lot about which much was decided: harvested too early, held, tested twice, let go, released."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.diary import HOST, REPORT, entry
from tests.sellable import show
from webapp.models import Lot
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.releases import (
    AskRelease,
    ReleaseLot,
    SendBack,
    ask_release,
    release_lot,
    send_back,
)

LIFTED = "Mẫu lấy sau thu hoạch đạt."
RETURNED = "Còn thiếu ngày đóng gói."


@dataclass(frozen=True)
class DecidedLot:
    """The lot, and the entries that decisions about it lean on."""

    lot: Lot
    harvest_id: UUID
    failed_id: UUID
    passed_id: UUID


def decided_lot(make: Any, cast: Any, now: datetime, product: Any = None) -> DecidedLot:
    """Of Lan, decided about by Minh; each step an hour after the one before, from `now` on."""
    product = show(make, product or make.product(cast.cooperative))
    lot = make.lot(product, opened_by_id=cast.lan.account_id)

    def write(hours: int, *told: Any, **given: Any) -> UUID:
        at = now + timedelta(hours=hours)
        command = entry(lot, *told, **({"event_time": at} | given))
        return capture_event(cast.lan, command, HOST, now=at).event_id

    def sample(hours: int, conclusion: str) -> UUID:
        values = REPORT | {
            "sample_code": f"M{hours}",
            "indicator": "Dư lượng",
            "conclusion": conclusion,
        }
        return write(hours, "laboratory_test", values=values)

    write(0, "spraying", event_time=now - timedelta(days=3))
    harvest_id = write(0, "harvesting", as_fact=True)
    failed_id, passed_id = sample(1, "failed"), sample(2, "passed")
    _decide(cast, lot, now + timedelta(hours=3))
    write(4, "packing")
    release_lot(cast.minh, ReleaseLot(lot.id), now=now + timedelta(hours=5))
    return DecidedLot(lot, harvest_id, failed_id, passed_id)


def _decide(cast: Any, lot: Lot, at: datetime) -> None:
    """All in one moment: only the ledger tells which came first."""
    release_hold(cast.minh, ReleaseHold(lot.id, LIFTED), now=at)
    ask_release(cast.lan, AskRelease(lot.id), now=at)
    send_back(cast.minh, SendBack(lot.id, RETURNED), now=at)
