"""Buyers look at stamps: most at one pack once, some again, and one stamp far too often."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from traceability.keyring import SerialPlace
from traceability.looks import PlaceSource
from traceability.verdict import VerdictCode
from webapp.demo.chance import seeded
from webapp.demo.days import Days
from webapp.demo.lots import LotPlan
from webapp.demo.stage import Stage
from webapp.usecases.scans import SeenStamp

# Where goods are eaten: the two great cities first, then all over the country.
_ELSEWHERE: Final = ("01", "01", "01", "79", "79", "79", "31", "46", "48", "92", "75", "24", "66")
_LOOKED_AT: Final = (48, 80)
WAYS: Final = ("link", "link", "link", "scan_page", "typed")
_LOOKS_AT_A_COPY: Final = 46


def looks(stage: Stage, lots: Sequence[LotPlan], days: Days) -> Iterator[SeenStamp]:
    """Every look at a stamp, in no order."""
    for lot in lots:
        if lot.id in stage.active:
            yield from _looks_at_lot(stage, lot, days)


def looks_at_copy(stage: Stage, lot: LotPlan, offset: int, days: Days) -> Iterator[SeenStamp]:
    """One serial on many packs, all over the country."""
    dice = seeded("copy", lot.id)
    moments = sorted(_moment(lot, days, dice) for _ in range(_LOOKS_AT_A_COPY))
    for number, at in enumerate(moments):
        yield _look(stage.stamp(lot.id, offset), at, VerdictCode.VALID, dice, number)


def looks_these_days(stage: Stage, lot: LotPlan, offset: int, days: Days) -> Iterator[SeenStamp]:
    """One stamp, looked at by a new phone somewhere else every two hours since yesterday."""
    dice = seeded("these days", lot.id, offset)
    for number, province in enumerate(_ELSEWHERE):
        at = days.now - timedelta(hours=2 * (len(_ELSEWHERE) - number))
        look = _look(stage.stamp(lot.id, offset), at, VerdictCode.VALID, dice, number)
        yield replace(look, province_code=province, place_source=PlaceSource.NAMED)


def _looks_at_lot(stage: Stage, lot: LotPlan, days: Days) -> Iterator[SeenStamp]:
    dice = seeded("looks", lot.id)
    # The last quarter is still on shelves: nobody has looked at it.
    sold = range(1, lot.packs * 3 // 4)
    offsets = [0, *dice.sample(sold, min(len(sold), dice.randint(*_LOOKED_AT)))]
    for offset in offsets:
        moments = sorted(_moment(lot, days, dice) for _ in range(_times(dice)))
        codes = (VerdictCode.FIRST_CHECK, *[VerdictCode.VALID] * len(moments))
        seen = [
            _look(stage.stamp(lot.id, offset), at, code, dice, number, lot)
            for number, (at, code) in enumerate(zip(moments, codes, strict=False))
        ]
        # Who looks again is the same buyer.
        where, who = seen[0].province_code, seen[0].device_hash
        yield from (replace(look, province_code=where, device_hash=who) for look in seen)


def _times(dice: Random) -> int:
    return dice.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))


def _moment(lot: LotPlan, days: Days, dice: Random) -> datetime:
    """While the goods were in the shops, at an hour at which people shop."""
    packed = next(work.day for work in lot.diary.works if work.code == "packing")
    on_sale = min(lot.season.begun - packed, lot.goods.shelf_life_days) - 1
    day = lot.at(packed + 1 + dice.randint(0, max(0, on_sale)), dice.randint(7, 20))
    return days.no_later(day) - timedelta(seconds=dice.randint(0, 3_599))


def _look(
    place: SerialPlace,
    at: datetime,
    code: VerdictCode,
    dice: Random,
    number: int,
    lot: LotPlan | None = None,
) -> SeenStamp:
    near = (lot.cooperative.province,) * 4 if lot else ()
    device = hashlib.sha256(f"phone {place} {number}".encode()).hexdigest()
    return SeenStamp(
        key_id=place.key_id,
        counter=place.counter,
        scanned_at=at,
        device_hash=device,
        verdict=code,
        way=dice.choice(WAYS),
        province_code=dice.choice((*near, *_ELSEWHERE)),
    )
