"""Everything known about one stamp, for inspectors: its way, its looks, what lies over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from traceability.event_flags import GRAVE
from traceability.event_template import get_template
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind, NoSuchStamp, OrderState
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.activation import Activation, asked_by
from webapp.models.event import STANDS, Event, read_values
from webapp.models.geography import Province
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.scan import Scan
from webapp.models.stamp import Stamp, StampFlag
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.queries.alerts import alert_of_lot
from webapp.queries.events import as_pair, input_notes
from webapp.queries.verdict_goods import Message

SCANS_SHOWN = 200

_TONES = {FlagKind.ON_HOLD: "amber", FlagKind.SUSPECTED_COPY: "amber"}


@dataclass(frozen=True)
class FlagRow:
    """One flag over the stamp, standing or lifted."""

    id: UUID
    kind: FlagKind
    reason: str
    public_reason: str
    count: int
    raised_by: str
    raised_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None
    lift_reason: str | None

    @property
    def kind_code(self) -> str:
        """The code whose words name the flag."""
        return f"flag_kind.{self.kind.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge; a lifted one is grey."""
        return "grey" if self.lifted_at else _TONES.get(self.kind, "red")


@dataclass(frozen=True)
class ScanRow:
    """One look. `device` is a short name that is the same for the same phone within a month."""

    scanned_at: datetime
    province: str
    device: str
    verdict_code: str
    way_code: str


@dataclass(frozen=True)
class Reach:
    """One choice of how far a flag reaches, with how many stamps it touches."""

    scope: str
    count: int

    @property
    def code(self) -> str:
        """The code whose words name the choice."""
        return f"flag_scope.{self.scope}"

    @property
    def details(self) -> dict[str, object]:
        """What the words are filled with."""
        return {"count": self.count}


@dataclass(frozen=True)
class LotOddity:
    """An entry of the lot's diary that was flagged, and for what."""

    labels: Mapping[str, str]
    event_time: datetime
    codes: tuple[str, ...]
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class StampPage:
    """One stamp with its order, roll, activation and lot, as far as it has them.

    One of the order's proof sheet has none of those, and goes on no goods.
    """

    place: SerialPlace
    product_name: str
    gtin: str | None
    organisation_name: str
    ordered_at: datetime
    order_state: OrderState
    roll_number: int | None
    stamp_state: StampState | None
    printed_at: datetime | None
    printed_by: str | None
    activated_at: datetime | None
    activated_by: str | None
    asked_by: str | None
    lot_code: str | None
    reaches: tuple[Reach, ...]
    flags: tuple[FlagRow, ...]
    scans: tuple[ScanRow, ...]
    lot_hold_code: str | None = None
    suspicion: int | None = None
    unexplained: int | None = None
    alert_id: UUID | None = None
    lot_oddities: tuple[LotOddity, ...] = ()
    is_proof: bool = False
    proof_at: datetime | None = None

    @property
    def stamp_state_code(self) -> str | None:
        """The code whose words name the account it stands in."""
        if self.is_proof:
            return "stamp_state.proof"
        return f"stamp_state.{self.stamp_state.value}" if self.stamp_state else None

    @property
    def standing_flags(self) -> tuple[FlagRow, ...]:
        """Those not lifted."""
        return tuple(flag for flag in self.flags if flag.lifted_at is None)

    @property
    def lifted_flags(self) -> tuple[FlagRow, ...]:
        """Those that are history."""
        return tuple(flag for flag in self.flags if flag.lifted_at is not None)


_Printer, _Activator = aliased(Account), aliased(Account)
_WAY = (
    Product.name.label("product_name"),
    Product.gtin,
    Organisation.name.label("organisation_name"),
    StampOrder.ordered_at,
    StampOrder.state.label("order_state"),
    StampOrder.count.label("order_count"),
    func.coalesce(StampOrder.proof_made_at, StampOrder.proof_approved_at).label("proof_at"),
    StampRoll.number.label("roll_number"),
    StampHolding.state.label("stamp_state"),
    (StampRoll.last - StampRoll.first).label("roll_count"),
    StampRoll.printed_at,
    _Printer.name.label("printed_by"),
    Activation.activated_at,
    (Activation.last - Activation.first).label("activation_count"),
    _Activator.name.label("activated_by"),
    asked_by().label("asked_by"),
    Lot.code.label("lot_code"),
    Lot.id.label("lot_id"),
    Lot.on_hold_at,
    Lot.on_hold_reason,
    Stamp.suspicion,
    Stamp.suspicion_unexplained,
)


def stamp_page(actor: Actor, place: SerialPlace) -> StampPage:
    """One stamp as inspectors see it.

    Raises:
        NoSuchStamp: its number was never ordered, not as a proof either.
    """
    with reader() as connection:
        row = _way(connection, place)
        flags, scans = _flags(connection, place), _scans(connection, place)
        oddities = _oddities(connection, row.lot_id) if row.lot_id else ()
        alert_id = alert_of_lot(connection, actor, row.lot_id) if row.lot_id else None
    return StampPage(
        place=place,
        product_name=row.product_name,
        gtin=row.gtin,
        organisation_name=row.organisation_name,
        ordered_at=row.ordered_at,
        order_state=row.order_state,
        roll_number=row.roll_number,
        stamp_state=row.stamp_state,
        printed_at=row.printed_at,
        printed_by=row.printed_by,
        activated_at=row.activated_at,
        activated_by=row.activated_by,
        asked_by=row.asked_by,
        lot_code=row.lot_code,
        reaches=tuple(_reaches(row)),
        flags=flags,
        scans=scans,
        lot_hold_code=(row.on_hold_reason or "lot_hold.unsaid") if row.on_hold_at else None,
        lot_oddities=oddities,
        suspicion=row.suspicion,
        unexplained=row.suspicion_unexplained,
        alert_id=alert_id,
        is_proof=row.is_proof,
        proof_at=row.proof_at if row.is_proof else None,
    )


def _oddities(connection: Connection, lot_id: UUID) -> tuple[LotOddity, ...]:
    """Entries that stand and are flagged for more than the hour at which they came."""
    query = (
        select(
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.event_time,
            Event.values,
            Event.flags,
        )
        .where(Event.lot_id == lot_id, Event.flags != "", STANDS)
        .order_by(Event.event_time)
    )
    found = (_oddity(row) for row in connection.execute(query))
    return tuple(it for it in found if it.codes)


def _oddity(row: Row[*tuple[Any, ...]]) -> LotOddity:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    codes = (code for code in row.flags.split() if code in GRAVE)
    notes = input_notes(read_values(row.values).register)
    return LotOddity(as_pair(template.labels), row.event_time, tuple(codes), notes)


def _way(connection: Connection, place: SerialPlace) -> Row[*tuple[Any, ...]]:
    row = connection.execute(_way_of(place.key_id, place.counter)).one_or_none()
    if row is None:
        raise NoSuchStamp
    return row


def _way_of(key_id: int, counter: int) -> Select[*tuple[Any, ...]]:
    in_roll = and_(StampRoll.order_id == StampOrder.id, _holds(StampRoll, counter))
    in_holding = and_(
        StampHolding.order_id == StampOrder.id,
        StampHolding.key_id == StampOrder.key_id,
        _holds(StampHolding, counter),
    )
    is_proof = StampOrder.first + StampOrder.count <= counter
    return (
        select(*_WAY, is_proof.label("is_proof"))
        .join(Product, Product.id == StampOrder.product_id)
        .join(Organisation, Organisation.id == StampOrder.organisation_id)
        .outerjoin(StampRoll, in_roll)
        .outerjoin(_Printer, _Printer.id == StampRoll.printed_by_id)
        .outerjoin(StampHolding, in_holding)
        .outerjoin(Activation, Activation.id == StampHolding.activation_id)
        .outerjoin(_Activator, _Activator.id == Activation.activated_by_id)
        .outerjoin(Lot, Lot.id == Activation.lot_id)
        .outerjoin(Stamp, and_(Stamp.key_id == key_id, Stamp.counter == counter))
        .where(StampOrder.numbers(key_id, counter))
    )


def _holds(table: Any, counter: int) -> Any:  # noqa: ANN401 - any table with a range
    return and_(table.first <= counter, table.last > counter)


def _reaches(row: Row[*tuple[Any, ...]]) -> list[Reach]:
    if row.is_proof:  # it counts for nothing, so that there is nothing to take away
        return []
    counts = (
        ("stamp", 1),
        ("activation", row.activation_count),
        ("roll", row.roll_count),
        ("order", row.order_count),
    )
    return [Reach(scope, count) for scope, count in counts if count]


def _flags(connection: Connection, place: SerialPlace) -> tuple[FlagRow, ...]:
    raiser, lifter = aliased(Account), aliased(Account)
    query = (
        select(
            StampFlag.id,
            StampFlag.kind,
            StampFlag.reason,
            StampFlag.public_reason,
            (StampFlag.last - StampFlag.first).label("count"),
            raiser.name.label("raised_by"),
            StampFlag.raised_at,
            lifter.name.label("lifted_by"),
            StampFlag.lifted_at,
            StampFlag.lift_reason,
        )
        .join(raiser, raiser.id == StampFlag.raised_by_id)
        .outerjoin(lifter, lifter.id == StampFlag.lifted_by_id)
        .where(StampFlag.key_id == place.key_id, _holds(StampFlag, place.counter))
        .order_by(StampFlag.raised_at.desc())
    )
    return tuple(FlagRow(**row) for row in connection.execute(query).mappings())


def _scans(connection: Connection, place: SerialPlace) -> tuple[ScanRow, ...]:
    query = (
        select(Scan.scanned_at, Province.name, Scan.device_hash, Scan.verdict, Scan.way)
        .outerjoin(Province, Province.code == Scan.province_code)
        .where(Scan.key_id == place.key_id, Scan.counter == place.counter)
        .order_by(Scan.scanned_at.desc())
        .limit(SCANS_SHOWN)
    )
    return tuple(
        ScanRow(at, province or "", (device or "")[:6], f"look.{verdict}", f"scan_way.{way}")
        for at, province, device, verdict, way in connection.execute(query)
    )
