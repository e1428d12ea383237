"""Recording looks at stamps, many at a time, after the answers were sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from traceability.covered_codes import OWN_CHECK
from traceability.errors import Conflict
from traceability.geography import PROVINCES, NoSuchProvince
from traceability.keyring import SerialPlace
from traceability.look_places import LookPlace
from traceability.looks import PLACE_WITHIN, PlaceSource, cell_code
from traceability.province_places import province_of_place
from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.scan import Scan, UnknownLooks, mark_unscored
from webapp.models.upsert import upsert

# Raw scans are kept 13 months, then only what was concluded from them (docs/operations.md).
KEPT: Final = timedelta(days=396)
_KEPT_COUNTS: Final = timedelta(days=60)


class NoLookToPlace(Conflict):
    """This phone has not looked at the stamp in the last half hour, so nothing is said of one."""

    code = "look.too_old"


@dataclass(frozen=True)
class SeenStamp:
    """One look: which stamp, when, what was answered, and by what way it was asked.

    `id` is the look's own, so that the same look recorded again is there once. `is_new_phone`: it
    came without our cookie, from a phone that is new or keeps none.
    """

    key_id: int
    counter: int
    scanned_at: datetime
    device_hash: str | None
    verdict: str
    way: str
    province_code: str | None = None
    place_source: PlaceSource | None = None
    network: int | None = None
    cause: str | None = None
    is_staff: bool = False
    is_new_phone: bool = False
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class PlaceLook:
    """Where this phone's look at a stamp was: a cell, or a province that was named."""

    stamp: SerialPlace
    device_hash: str | None
    cell: LookPlace | None = None
    province_code: str | None = None


@transactional
def record_scans(actor: Actor, seen: Sequence[SeenStamp], *, now: datetime) -> int:  # noqa: ARG001
    """Record a batch of looks, each once however often it comes; gives back how many came.

    A new phone on a network from which the stamp was looked at less than ten minutes ago is the
    same one, that keeps no cookie: its look is none. The stamps of the others wait to be scored
    from then on: both is written or neither.
    """
    looks = _without_reloads(seen)
    if looks:
        connection = db.session.connection()
        written = upsert(db.session(), Scan).on_conflict_do_nothing()
        connection.execute(written, [_columns(look) for look in looks])
        stamps = (SerialPlace(look.key_id, look.counter) for look in looks)
        mark_unscored(db.session(), stamps, now)
    return len(seen)


@dataclass(frozen=True)
class BoughtLook:
    """Whether whoever looked at a stamp with this phone bought the pack."""

    stamp: SerialPlace
    device_hash: str | None
    bought: bool


@transactional
def tell_bought(actor: Actor, command: BoughtLook, *, now: datetime) -> None:  # noqa: ARG001
    """Keep with the phone's last look at the stamp whether the pack was bought; the same again
    changes nothing, another word corrects it.

    Raises:
        NoLookToPlace: no look of this phone at this stamp in the last half hour.
    """
    look = _last_look(command.stamp, command.device_hash, now)
    if look is None:
        raise NoLookToPlace
    if look.bought is not command.bought:
        look.bought = command.bought
        mark_unscored(db.session(), [command.stamp], now)


@transactional
def place_look(actor: Actor, command: PlaceLook, *, now: datetime) -> str | None:  # noqa: ARG001
    """Keep where the phone's last look at the stamp was; the same again changes nothing.

    Gives back the province, None where the cell lies in none.

    Raises:
        NoSuchProvince: the named one is none.
        NoLookToPlace: no look of this phone at this stamp in the last half hour.
    """
    province, cell = command.province_code, command.cell
    if cell is not None:
        province = province_of_place(cell)
    elif province not in PROVINCES:
        raise NoSuchProvince(province=province)
    look = _last_look(command.stamp, command.device_hash, now)
    if look is None:
        raise NoLookToPlace
    told = (cell_code(cell) if cell else None, province)
    if (look.cell, look.province_code) != told or look.place_source is PlaceSource.NETWORK:
        look.cell, look.province_code = told
        look.place_source = PlaceSource.POSITION if cell else PlaceSource.NAMED
        mark_unscored(db.session(), [command.stamp], now)
    return province


@transactional
def count_unknown(actor: Actor, count: int, *, now: datetime) -> None:  # noqa: ARG001
    """Add to this hour's count of codes that nobody issued."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    statement = upsert(db.session(), UnknownLooks).values(hour=hour, count=count)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["hour"], set_={"count": UnknownLooks.count + count}
        )
    )


@transactional
def forget_old_scans(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete raw scans, and counts of unknown codes, older than their retention."""
    session = db.session()
    counts = delete(UnknownLooks).where(UnknownLooks.hour < now - _KEPT_COUNTS)
    forgotten = count_changed(session, delete(Scan).where(Scan.scanned_at < now - KEPT))
    return forgotten + count_changed(session, counts)


def _columns(look: SeenStamp) -> dict[str, Any]:
    return {name: value for name, value in vars(look).items() if name != "is_new_phone"}


def _without_reloads(seen: Sequence[SeenStamp]) -> list[SeenStamp]:
    """Of two processes that write at the same moment neither sees the other's: at most one more."""
    kept: list[SeenStamp] = []
    latest: dict[tuple[int, int, int | None], datetime] = {}
    for look in sorted(seen, key=lambda it: it.scanned_at):
        where = look.key_id, look.counter, look.network
        if look.is_new_phone and look.network is not None:
            known = latest.get(where)
            if (known and look.scanned_at - known < OWN_CHECK) or _was_looked_at(look):
                continue
        if not look.is_staff:
            latest[where] = look.scanned_at
        kept.append(look)
    return kept


def _was_looked_at(look: SeenStamp) -> bool:
    query = select(Scan.id).where(
        Scan.key_id == look.key_id,
        Scan.counter == look.counter,
        Scan.scanned_at > look.scanned_at - OWN_CHECK,
        Scan.scanned_at <= look.scanned_at,
        Scan.network == look.network,
        ~Scan.is_staff,
        Scan.id != look.id,
    )
    return db.session.execute(query.limit(1)).first() is not None


def _last_look(stamp: SerialPlace, device_hash: str | None, now: datetime) -> Scan | None:
    if device_hash is None:
        return None
    query = (
        select(Scan)
        .where(
            Scan.key_id == stamp.key_id,
            Scan.counter == stamp.counter,
            Scan.device_hash == device_hash,
            Scan.scanned_at >= now - PLACE_WITHIN,
            Scan.scanned_at <= now,
        )
        .order_by(Scan.scanned_at.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()
