"""Histories of looks for tests: a household, copies all over the country, a rival's play."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from traceability.looks import PlaceSource
from traceability.province_places import place_of_province
from traceability.roles import Actor
from traceability.suspicion import SeenLook
from webapp.models import StampOrder
from webapp.usecases.scans import SeenStamp, record_scans

SPACE = UUID(int=7)
SOLD_IN = ("01", "79", "48", "92", "14", "38", "66", "31", "40")


def seen_at(begins: datetime, provinces: Sequence[str | None], **more) -> list[SeenLook]:
    """One look of a new phone each forty minutes."""
    return [
        SeenLook(
            begins + timedelta(minutes=40 * number),
            f"phone {number}",
            place_of_province(province),
            province,
            **more,
        )
        for number, province in enumerate(provinces)
    ]


def recorded(
    order: StampOrder,
    begins: datetime,
    provinces: Sequence[str | None] = SOLD_IN,
    offset: int = 0,
    **more,
) -> list[SeenStamp]:
    """The same looks as they come from the pages, with ids that are always the same."""
    counter = order.first + offset
    values = {"verdict": "valid", "way": "link", "place_source": PlaceSource.NAMED} | more
    return [
        SeenStamp(
            key_id=order.key_id,
            counter=counter,
            scanned_at=begins + timedelta(minutes=40 * number),
            device_hash=f"phone {counter} {begins} {number}",
            province_code=province,
            id=uuid5(SPACE, f"{counter} {begins} {number}"),
            **values,
        )
        for number, province in enumerate(provinces)
    ]


def look_around(looks: Sequence[SeenStamp], now: datetime) -> int:
    """Let these looks arrive."""
    return record_scans(Actor.system(), looks, now=now)
