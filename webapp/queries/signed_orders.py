"""How the stamps of every signed order stand, kept in this process and brought up to date.

The ledger tells what changed: each of its entries has a place, so the orders to read anew are those
of which entries behind the place read last speak. Where ranges are read from the tables, they are
read here (`_READ`) and nowhere else.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, false, select, true

from traceability.serial_ranges import SerialRange
from traceability.signed_lists import (
    Piece,
    SignedOrder,
    listed_pieces,
    whole_pieces,
    write_order,
)
from traceability.stamp_signatures import SigningRing
from traceability.stamp_standing import (
    FlagRange,
    HoldingRange,
    OrderRanges,
    Standing,
    StandingRange,
    standings,
)
from webapp.db import snapshot
from webapp.models.activation import Activation
from webapp.models.event import Event
from webapp.models.ledger import EntryKind, LedgerEntry, LedgerHead
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp import StampFlag
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder
from webapp.queries.signing_keys import compromised_keys

MOST_READ_ANEW: Final = 500  # orders; beyond that, reading all of them is one statement each
MOST_ENTRIES_TOLD: Final = 20_000  # whoever missed more gets the whole list: anybody may ask
_MOST_SEALED: Final = 8  # lists of some MB at most


@dataclass(frozen=True)
class KeptOrder:
    """One order as lists tell of it. `line` is what inspectors carry."""

    listed: tuple[tuple[Piece, Standing], ...]
    whole: tuple[Piece, ...]
    line: bytes


@dataclass(frozen=True)
class Moment:
    """All signed orders at one moment; `sequence` is the size of the ledger then."""

    sequence: int
    orders: Mapping[UUID, KeptOrder]
    compromised: Mapping[int, datetime]


class SignedOrders:
    """All signed orders, no older than `keep_seconds`; one for each process."""

    def __init__(
        self,
        ring: SigningRing,
        keep_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ring = ring
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._lock = Lock()
        self._kept = Moment(-1, {}, {})
        self._stale_at = -1.0
        self._sealed: OrderedDict[Hashable, bytes] = OrderedDict()

    def current(self) -> Moment:
        """How they stand now; reads only what changed since it was asked last."""
        with self._lock:
            if self._clock() >= self._stale_at:
                self._kept = self._brought_up(self._kept)
                self._stale_at = self._clock() + self._keep_seconds
            return self._kept

    def changed(self, moment: Moment, since: int) -> frozenset[UUID] | None:
        """The orders that may stand otherwise than at `since`; None where that cannot be told."""
        if not 0 <= moment.sequence - since <= MOST_ENTRIES_TOLD or since < 0:
            return None
        with snapshot() as connection:
            touched = _touched(connection, since, moment.sequence)
        return None if touched is None else touched & moment.orders.keys()

    def sealed(self, key: Hashable, seal: Callable[[], bytes]) -> bytes:
        """The list of this key, made once: all phones ask for the same few."""
        found = self._sealed.get(key)
        if found is None:
            found = seal()
            with self._lock:
                self._sealed[key] = found
                while len(self._sealed) > _MOST_SEALED:
                    self._sealed.popitem(last=False)
        return found

    def _brought_up(self, kept: Moment) -> Moment:
        with snapshot() as connection:
            size = connection.execute(select(LedgerHead.size)).scalar_one()
            if size == kept.sequence:
                return kept
            # A ledger that is shorter than before was restored: nothing kept is true of it.
            goes_on = 0 <= kept.sequence < size
            ids = _touched(connection, kept.sequence, size) if goes_on else None
            anew = {order.id: self._keep(order) for order in _read(connection, ids)}
            orders = anew if ids is None else {**kept.orders, **anew}
            return Moment(size, orders, compromised_keys(connection))

    def _keep(self, order: SignedOrder) -> KeptOrder:
        signer = self.ring.signer(order.key_id)
        return KeptOrder(
            listed=tuple(listed_pieces(order, signer)),
            whole=tuple(whole_pieces(order, signer)),
            line=write_order(order, signer),
        )


def _touched(connection: Connection, since: int, size: int) -> frozenset[UUID] | None:
    """Orders of which entries `[since, size)` speak; None where they are too many to name."""
    decided = [UUID(it) for it in told_subjects(connection, since, size, EntryKind.DECISION)]
    flags = select(StampFlag.order_id).where(StampFlag.id.in_(decided))
    lots = select(LotDecision.lot_id).where(LotDecision.ledger_position >= since)
    diaries = select(Event.lot_id).where(Event.ledger_position >= since)
    bound = select(Activation.order_id).where(
        Activation.lot_id.in_(lots) | Activation.lot_id.in_(diaries)
    )
    found = {UUID(it) for it in told_subjects(connection, since, size, EntryKind.STAMP)}
    for query in (flags, bound):
        found |= set(connection.execute(query.distinct()).scalars())
    return frozenset(found) if len(found) <= MOST_READ_ANEW else None


def told_subjects(connection: Connection, since: int, size: int, kind: EntryKind) -> Sequence[str]:
    """Of what entries `[since, size)` of a kind speak, each once."""
    told = (LedgerEntry.position >= since) & (LedgerEntry.position < size)
    query = select(LedgerEntry.subject_id).where(told, LedgerEntry.kind == kind).distinct()
    return connection.execute(query).scalars().all()


def _read(connection: Connection, ids: frozenset[UUID] | None) -> Iterator[SignedOrder]:
    wanted = _wanted(ids)
    parts = {
        name: _by_order(connection.execute(query.where(wanted))) for name, query in _READ.items()
    }
    for row in connection.execute(_ORDERS.where(wanted)):
        yield _order(row, {name: found.get(row.id, []) for name, found in parts.items()})


def _wanted(ids: frozenset[UUID] | None) -> ColumnElement[bool]:
    if ids is None:
        return true()
    return StampOrder.id.in_(ids) if ids else false()


def _by_order(rows: Iterable[Row[Any]]) -> dict[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found


def _order(row: Row[*tuple[Any, ...]], parts: Mapping[str, Sequence[Row[Any]]]) -> SignedOrder:
    lots = {it.lot_id: it for it in parts["holdings"] if it.lot_id}
    places = {lot_id: place for place, lot_id in enumerate(lots)}
    ranges = OrderRanges(
        serials=SerialRange.of(row.first, row.stamps),
        holdings=[
            HoldingRange(
                SerialRange(it.first, it.last), it.state, places.get(it.lot_id), overlay_of(it)
            )
            for it in parts["holdings"]
        ],
        flags=[FlagRange(SerialRange(it.first, it.last), it.kind) for it in parts["flags"]],
    )
    return SignedOrder(
        id=row.id,
        key_id=row.signing_key_id,
        first=row.signed_first,
        count=row.stamps,
        standing=tuple(_from_first(it, row.first) for it in standings(ranges)),
        told={
            "product": row.product,
            "organisation": row.organisation,
            "lots": [[it.code, _day(it.expires_on)] for it in lots.values()],
        },
    )


def _from_first(it: StandingRange, first: int) -> StandingRange:
    return StandingRange(it.first - first, it.last - first, it.standing, it.lot)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


_ORDERS: Final[Select[*tuple[Any, ...]]] = (
    select(
        StampOrder.id,
        StampOrder.signing_key_id,
        StampOrder.signed_first,
        StampOrder.first,
        (StampOrder.count + StampOrder.proof_count).label("stamps"),
        Product.name.label("product"),
        Organisation.name.label("organisation"),
    )
    .join(Product, Product.id == StampOrder.product_id)
    .join(Organisation, Organisation.id == StampOrder.organisation_id)
    .where(StampOrder.is_signed)
)
_HOLDINGS: Final = (
    select(
        StampHolding.order_id,
        StampHolding.first,
        StampHolding.last,
        StampHolding.state,
        Activation.lot_id,
        Lot.code,
        Lot.expires_on,
        Lot.on_hold_at,
        Lot.recalled_at,
        Lot.cancelled_at,
    )
    .join(StampOrder, StampOrder.id == StampHolding.order_id)
    .outerjoin(Activation, Activation.id == StampHolding.activation_id)
    .outerjoin(Lot, Lot.id == Activation.lot_id)
    .where(StampOrder.is_signed)
    .order_by(StampHolding.first)
)
_FLAGS: Final = (
    select(StampFlag.order_id, StampFlag.first, StampFlag.last, StampFlag.kind)
    .join(StampOrder, StampOrder.id == StampFlag.order_id)
    .where(StampOrder.is_signed, StampFlag.lifted_at.is_(None))
)
_READ: Final[Mapping[str, Select[*tuple[Any, ...]]]] = {
    "holdings": _HOLDINGS,
    "flags": _FLAGS,
}
