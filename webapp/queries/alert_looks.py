"""The looks that an alert is about: at one stamp, or at all of an order that is alerted once."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row

from traceability.alerts import FEWEST_PHONES, AlertKind, SeenOn, spread_of
from traceability.calendar import civil_date
from traceability.geography import PROVINCES
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.suspicion import SeenLook, Sign, counted
from traceability.verdict import VerdictCode
from webapp.models.answered_looks import AnsweredLooks, looks_answered
from webapp.models.stamp_looks import holder_of, look_windows, seen_look
from webapp.models.stamp_order import StampOrder

MOST_STAMPS: Final = 50
# Of an alert's row, beside what its list reads: the order of the stamp.
ORDER_COLUMNS: Final = (
    StampOrder.id.label("order_id"),
    StampOrder.ordered_at,
    StampOrder.first.label("order_first"),
    StampOrder.count.label("order_stamps"),
)
# How looks were answered over which an order is alerted.
_ANSWERED: Final = {
    AlertKind.NOT_ACTIVATED: VerdictCode.NOT_ACTIVATED,
    AlertKind.GONE: VerdictCode.WITHDRAWN,
    AlertKind.NEVER_ISSUED: VerdictCode.UNKNOWN,
}


@dataclass(frozen=True)
class SpreadLine:
    """Phones of one day and province; an unnamed one is one of other places."""

    day: date
    province: str
    phones: int


@dataclass(frozen=True)
class LookedAt:
    """A stamp that was looked at: by how many phones, and when last."""

    stamp: SerialPlace
    phones: int
    last_at: datetime


@dataclass(frozen=True)
class AlertLooks:
    """Looks of people, each with its stamp; `is_of_order` where they may be at any of an order."""

    looks: Sequence[tuple[SerialPlace, SeenLook]]
    is_of_order: bool = False

    def spread(self, actor: Actor) -> tuple[SpreadLine, ...]:
        """By day and province; to the owner a province of few phones is not named."""
        seen = (SeenOn(civil_date(it.at), it.province, _phone(it)) for _, it in self.looks)
        fewest = 1 if actor.sees_every_organisation else FEWEST_PHONES
        return tuple(
            SpreadLine(it.day, PROVINCES[it.province].name if it.province else "", it.phones)
            for it in spread_of(seen, fewest=fewest)
        )

    @property
    def stamps(self) -> tuple[LookedAt, ...]:
        """Of an order, which: the one that was looked at last first."""
        if not self.is_of_order:
            return ()
        looks_at: dict[SerialPlace, list[SeenLook]] = defaultdict(list)
        for stamp, look in self.looks:
            looks_at[stamp].append(look)
        found = (
            LookedAt(stamp, len(set(map(_phone, looks))), max(it.at for it in looks))
            for stamp, looks in looks_at.items()
        )
        return tuple(sorted(found, key=lambda it: it.last_at, reverse=True))[:MOST_STAMPS]


def looks_of_alert(connection: Connection, found: Row[Any]) -> AlertLooks:
    """The looks behind the row of an alert with its `ORDER_COLUMNS`; none behind one of a lot."""
    if found.key_id is None:
        return AlertLooks(())
    verdict = _ANSWERED.get(found.kind)
    if verdict is not None and found.order_id is not None:
        looks = looks_answered(connection, _asked(found, verdict))
        return AlertLooks(looks, is_of_order=True)
    stamp = SerialPlace(found.key_id, found.counter)
    holder = holder_of(connection, stamp)
    windows = look_windows(connection, stamp, holder.activated_at if holder else None)
    people = {it for rows in windows for it in counted(map(seen_look, rows))}
    return AlertLooks([(stamp, it) for it in people])


def _asked(found: Row[Any], verdict: VerdictCode) -> AnsweredLooks:
    (sign,) = map(Sign.from_json, json.loads(found.reasons))
    return AnsweredLooks(
        key_id=found.key_id,
        serials=SerialRange.of(found.order_first, found.order_stamps),
        verdict=verdict,
        cause=sign.code.removesuffix("_seen") if found.kind is AlertKind.GONE else None,
        first_at=found.happened_at,
        last_at=found.last_at,
    )


def _phone(look: SeenLook) -> str:
    return look.device or look.at.isoformat()
