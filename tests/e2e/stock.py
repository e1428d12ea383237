"""What is on the shelf before anybody looks: stamps of every verdict, goods with a whole diary."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from tests.e2e.photos import photographed_pack
from tests.makers import GTIN, Maker
from traceability.canonical import canonical_json
from traceability.covered_codes import covered_code
from traceability.digital_link import stamp_uri
from traceability.gs1 import Gtin, Serial
from traceability.journey import PublicEvent, journey
from traceability.keyring import SerialPlace
from traceability.reports import ReportKind, ReportState
from traceability.roles import Actor
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Lot, Product, Report, Stamp, StampOrder, StoredFile
from webapp.models.file import Visibility
from webapp.services import services
from webapp.usecases.files import StorePhoto, store_photo

NEVER_ISSUED = 900_000
LOT_CODE = "MVA-261101-01"
LOT_PATH = f"/lot/{GTIN}/{LOT_CODE}"
RECEIPT = "BC-7F3K-92QD"
WORKS = ("planting", "fertilising", "spraying", "harvesting", "drying", "milling", "packing")
DEAD_ROLLS = (StampState.STOLEN, StampState.LOST, StampState.VOID, StampState.DESTROYED)
TOLD = "Tạm giữ để kiểm tra tại chợ Mường Và."

VERDICTS = (
    "foreign",
    "unknown",
    "counterfeit",
    "recalled",
    *(state.value for state in DEAD_ROLLS),
    "on_hold",
    "not_activated",
    "suspected_copy",
    "expired",
    "already_checked",
    "first_check",
    "valid",
    "covered",
)


@dataclass
class Shelf:
    """Addresses by verdict; a first check is always of a stamp that nobody has looked at yet."""

    _paths: dict[str, str]
    _unseen: list[str]
    _next: Any = field(default_factory=count)

    def path(self, verdict: str) -> str:
        if verdict == "first_check":
            return self._unseen[next(self._next)]
        return self._paths[verdict]


def fill_shelf(make: Maker) -> Shelf:
    """Everything of one cooperative and one product."""
    product = _product(make)
    order = _in_use(make, product, code=LOT_CODE)
    covered = _in_use(make, product, {"has_covered_code": True})
    unseen = [_path(make, order, offset) for offset in range(10, 90)]
    paths = _single_stamps(make, order) | _whole_rolls(make, product)
    return Shelf(paths | {"covered": _path(make, covered)}, unseen)


@dataclass(frozen=True)
class CoveredStamp:
    """A stamp with a scratch layer that nobody has looked at, and what is below it."""

    path: str
    code: str


def covered_stamps(make: Maker, number: int) -> list[CoveredStamp]:
    """So many of them, on the packs of one lot."""
    order = _in_use(make, _product(make), {"has_covered_code": True})
    key = make.keyring.covered_code_key(order.key_id)
    return [
        CoveredStamp(_path(make, order, offset), covered_code(key, order.first + offset))
        for offset in range(number)
    ]


def stamp_in_use(make: Maker) -> str:
    """The address in the symbol of a stamp that nobody has looked at."""
    order = _in_use(make, _product(make))
    config = services().config
    serial = Serial(make.serial(order))
    return stamp_uri(config.stamp_host, serial, Gtin(GTIN), scheme=config.scheme)


def file_report(make: Maker, code_text: str, **given: Any) -> Report:
    """A report that waits, under RECEIPT."""
    report = Report(
        receipt=RECEIPT,
        state=ReportState.REPORTED,
        kind=ReportKind.SUSPECTED_FAKE,
        product_name="Gạo nếp tan Mường Và",
        code_text=code_text,
        request_sha256=uuid4().hex * 2,
        reported_at=make.now - timedelta(hours=3),
        **given,
    )
    db.session.add(report)
    db.session.commit()
    return report


def _product(make: Maker) -> Product:
    organisation = make.organisation(name="Hợp tác xã nông nghiệp Mường Và", short_code="NMV")
    photo = public_photo(make)
    return make.product(organisation, gtin=GTIN, brand="Nếp tan Mường Và", photo_sha256=photo)


def public_photo(make: Maker) -> str:
    """Of a pack, for everybody to see; gives its hash."""
    photo = StorePhoto(photographed_pack())
    kept = store_photo(Actor.system(), photo, services().storage, now=make.now)
    db.session.get_one(StoredFile, kept.shown_sha256).visibility = Visibility.PUBLIC
    return kept.shown_sha256


def _in_use(
    make: Maker, product: Product, ordered: dict[str, Any] | None = None, **lot: Any
) -> StampOrder:
    """An order whose stamps are all on the packs of one lot."""
    order = make.order(product, **(ordered or {}))
    make.activation(make.roll(order), _lot(make, product, **lot))
    return order


def _lot(make: Maker, product: Product, **given: Any) -> Lot:
    stops = journey([_event(make, day, work) for day, work in enumerate(WORKS)])
    return make.packed_lot(product, journey=canonical_json(stops).decode(), **given)


def _event(make: Maker, day: int, work: str) -> PublicEvent:
    at = make.now - timedelta(days=120 - 14 * day)
    return PublicEvent(
        id=uuid4(),
        group="rice",
        version=1,
        event_code=work,
        event_time=at,
        received_at=at + timedelta(days=day % 3),
        place_code="LOC-03646-0001",
        commune="Mường Và",
        organisation="Hợp tác xã nông nghiệp Mường Và",
    )


def _single_stamps(make: Maker, order: StampOrder) -> dict[str, str]:
    """Stamps of a roll in use to each of which something happened."""
    flags = (FlagKind.COUNTERFEIT, FlagKind.ON_HOLD, FlagKind.SUSPECTED_COPY)
    for offset, kind in enumerate(flags):
        first = order.first + offset
        make.flag(order, kind, first=first, last=first + 1, public_reason=TOLD)
    checked = Stamp(
        key_id=order.key_id,
        counter=order.first + 3,
        organisation_id=order.organisation_id,
        covered_code_checked_at=make.now - timedelta(days=2),
        covered_code_province=make.province().code,
    )
    db.session.add(checked)
    make.scan(order, offset=4, province_code=make.province().code)
    names = [*(kind.value for kind in flags), "already_checked", "valid"]
    return {name: _path(make, order, offset) for offset, name in enumerate(names)}


def _whole_rolls(make: Maker, product: Product) -> dict[str, str]:
    """Stamps whose roll or lot says it all."""
    recalled = _in_use(make, product, recalled_at=make.now, recall_reason="Dư lượng thuốc.")
    expired = _in_use(make, product, expires_on=date(2026, 11, 1))
    waiting = make.order(product)
    make.roll(waiting)
    paths = {state.value: _path(make, _dead_roll(make, product, state)) for state in DEAD_ROLLS}
    never_issued = make.keyring.serial(SerialPlace(waiting.key_id, NEVER_ISSUED))
    return paths | {
        "recalled": _path(make, recalled),
        "expired": _path(make, expired),
        "not_activated": _path(make, waiting),
        "unknown": f"/01/{GTIN}/21/{never_issued}",
        "foreign": "/01/09521234000013/21/LOT7-000123",
    }


def _dead_roll(make: Maker, product: Product, state: StampState) -> StampOrder:
    order = make.order(product)
    make.roll(order, state=state)
    return order


def _path(make: Maker, order: StampOrder, offset: int = 0) -> str:
    return f"/01/{GTIN}/21/{make.serial(order, offset)}"
