"""The one SELECT behind a verdict, built once: all that is known of one stamp at one look.

Ranges that cannot overlap are found by the nearest beginning at or before the counter: one step
into an index, however many stamps there are. Flags may overlap: all those of the order are read.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind
from webapp.db import UtcDateTime
from webapp.models.certificate import Certificate, in_force_on, speaks_of_lot
from webapp.models.geography import Commune, Province
from webapp.models.journey import last_recorded
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.scan import Scan
from webapp.models.stamp import Stamp, StampFlag
from webapp.models.stamp_holding import StampHolding, bound_lot, bound_since
from webapp.models.stamp_order import StampOrder
from webapp.queries.driver_select import DriverSelect

# A stamp that was copied a million times is answered as fast as any other.
MOST_COUNTED: Final = 101
MOST_SEARCHED: Final = 200

KEY = bindparam("key_id", type_=Integer)
COUNTER = bindparam("counter", type_=BigInteger)
DEVICE = bindparam("device_hash", type_=String)
SINCE = bindparam("recent_since", type_=UtcDateTime)
TODAY = bindparam("today", type_=Date)

_GRAVITY = {kind.value: place for place, kind in enumerate(FlagKind)}


def _order_of_printed_stamp() -> ColumnElement[Any]:
    """Where the order of a stamp begins that was printed, if only on a proof sheet; None of others.

    Before, nobody can hold it in their hand: it is answered as one that does not exist. The state
    is sought for a counter beyond all orders as well, and nothing of the order is read for either:
    the time of an answer must not tell how far the counters go.
    """
    near = aliased(StampOrder)
    is_in_use = _state_of_stamp() != StampState.NOT_PRINTED
    end = near.first + near.count
    is_on_proof = and_(
        end <= COUNTER,
        end + near.proof_count > COUNTER,
        func.coalesce(near.proof_made_at, near.proof_approved_at).is_not(None),
    )
    return (
        select(case((or_(is_in_use, is_on_proof), near.first)))
        .where(near.key_id == KEY, near.first <= COUNTER)
        .order_by(near.first.desc())
        .limit(1)
        .scalar_subquery()
    )


def _state_of_stamp() -> ColumnElement[Any]:
    near = aliased(StampHolding)
    return (
        select(case((near.last > COUNTER, near.state)))
        .where(near.key_id == KEY, near.first <= COUNTER)
        .order_by(near.first.desc())
        .limit(1)
        .scalar_subquery()
    )


def _holding_of_stamp() -> ColumnElement[Any]:
    near = aliased(StampHolding)
    return (
        select(near.first)
        .where(near.key_id == KEY, near.first <= COUNTER)
        .order_by(near.first.desc())
        .limit(1)
        .scalar_subquery()
    )


def _gravest_flag() -> ColumnElement[Any]:
    flag = aliased(StampFlag)
    return (
        select(flag.id)
        .where(
            flag.key_id == KEY,
            # A flag lies within one order, so none that begins before the order can reach here.
            flag.first.between(StampOrder.first, COUNTER),
            flag.last > COUNTER,
            flag.lifted_at.is_(None),
        )
        # Of equals the one that says something to the buyer, then the latest.
        .order_by(case(_GRAVITY, value=flag.kind), flag.public_reason == "", flag.raised_at.desc())
        .limit(1)
        .correlate(StampOrder)
        .scalar_subquery()
    )


_BOUND_SINCE = bound_since()
_LOOKS = (Scan.key_id == KEY, Scan.counter == COUNTER)
# Before the stamp was bound to goods nobody could have bought them: its makers tried it.
# And staff who look at it tell a buyer nothing.
_SINCE_ACTIVE = (*_LOOKS, Scan.scanned_at >= _BOUND_SINCE, ~Scan.is_staff)


def _first_look(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    looks = select(column).where(*_SINCE_ACTIVE).order_by(Scan.scanned_at).limit(1)
    return looks.correlate(StampHolding).scalar_subquery()


def _province_named(code: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    named = aliased(Province)
    return select(named.name).where(named.code == code).scalar_subquery()


def _own_covered_check() -> ColumnElement[bool]:
    return and_(Stamp.covered_code_device == DEVICE, Stamp.covered_code_checked_at > SINCE)


def _count_of_looks() -> ColumnElement[int]:
    looks = select(literal(1)).select_from(Scan).where(*_SINCE_ACTIVE).limit(MOST_COUNTED)
    capped = looks.correlate(StampHolding).subquery()
    return select(func.count()).select_from(capped).correlate(StampHolding).scalar_subquery()


def _own_look() -> ColumnElement[int | None]:
    """1 where this phone looked a moment ago and that look is counted, 0 where it is not (by staff,
    or before the stamp was in use), None where it did not look.

    Sought among the latest looks only: thousands may look at one stamp at the same hour.
    """
    columns = (Scan.device_hash, Scan.scanned_at, Scan.is_staff)
    recent = select(*columns).where(*_LOOKS, Scan.scanned_at > SINCE)
    latest = recent.order_by(Scan.scanned_at.desc()).limit(MOST_SEARCHED).subquery()
    is_counted = and_(latest.c.scanned_at >= _BOUND_SINCE, ~latest.c.is_staff)
    own = select(func.max(case((is_counted, 1), else_=0))).where(latest.c.device_hash == DEVICE)
    return own.correlate(StampHolding).scalar_subquery()


def _has_certificate() -> ColumnElement[bool]:
    """Whether one in force today speaks of the lot, as pages of a lot list them."""
    spoken = select(Certificate.id).where(speaks_of_lot(), in_force_on(TODAY))
    return exists(spoken.correlate(Lot))


# What differs from look to look at the same stamp, at the end of the row.
_HISTORY: Final = (
    _count_of_looks().label("looks"),
    _first_look(Scan.scanned_at).label("first_scanned_at"),
    _province_named(_first_look(Scan.province_code)).label("first_scan_province"),
    _own_look().label("own_look"),
)


def without_history(row: Row[Any]) -> tuple[object, ...]:
    """All of a row but what differs from look to look at the same stamp."""
    return row[: -len(_HISTORY)]


# What goods are told by, of a stamp's lot as of a lot alone; `goods_of` and `stops_of` read it.
GOODS: Final = (
    Product.name.label("product_name"),
    Product.gtin,
    Product.internal_code,
    Product.net_thousandths,
    Product.net_unit,
    Product.brand,
    Product.standards,
    Product.photo_sha256,
    Organisation.name.label("producer"),
    Organisation.address,
    Commune.name.label("commune"),
    Province.name.label("province"),
    Place.code.label("place_code"),
    Lot.code.label("lot_code"),
    Lot.opened_at,
    Lot.began_on,
    Lot.made_on,
    Lot.expires_on,
    Lot.on_hold_at,
    Lot.on_hold_reason,
    Lot.recalled_at,
    Lot.recall_reason,
    Lot.cancelled_at,
    Lot.journey,
    _has_certificate().label("has_certificate"),
)


def _columns() -> tuple[Any, ...]:
    covered = Stamp.covered_code_province
    return (
        *GOODS,
        StampOrder.state.label("order_state"),
        (StampOrder.first + StampOrder.count <= COUNTER).label("is_proof"),
        StampOrder.has_covered_code,
        StampOrder.kind.label("order_kind"),
        StampHolding.state.label("stamp_state"),
        last_recorded().label("last_recorded_at"),
        _BOUND_SINCE.label("activated_at"),
        Stamp.covered_code_checked_at,
        func.coalesce(_province_named(covered), covered).label("covered_code_province"),
        _own_covered_check().label("own_covered_check"),
        Stamp.suspicion,
        Stamp.suspicion_reasons,
        Stamp.display_kind,
        Stamp.display_since,
        Organisation.id.label("organisation_id"),
        StampFlag.kind.label("flag_kind"),
        StampFlag.public_reason.label("flag_reason"),
        *_HISTORY,
    )


def verdict_statement() -> Select[*tuple[Any, ...]]:
    """All that a look is answered from: one row, none where no stamp of ours was printed so.

    The serials of its proof sheet stand behind those of the order, and have a row as well.
    """
    return (
        select(*_columns())
        .select_from(StampOrder)
        .join(Product, Product.id == StampOrder.product_id)
        .join(Organisation, Organisation.id == StampOrder.organisation_id)
        .join(Province, Province.code == Organisation.province_code)
        .outerjoin(Commune, Commune.code == Organisation.commune_code)
        .outerjoin(
            StampHolding,
            (StampHolding.key_id == KEY)
            & (StampHolding.first == _holding_of_stamp())
            & (StampHolding.last > COUNTER),
        )
        .outerjoin(Lot, Lot.id == bound_lot())
        .outerjoin(Place, Place.id == Lot.place_id)
        .outerjoin(Stamp, (Stamp.key_id == KEY) & (Stamp.counter == COUNTER))
        .outerjoin(StampFlag, StampFlag.id == _gravest_flag())
        .where(StampOrder.key_id == KEY, StampOrder.first == _order_of_printed_stamp())
    )


VERDICT: Final = DriverSelect("VerdictRow", verdict_statement())
