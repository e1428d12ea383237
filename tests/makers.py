"""Makers of rows for tests: everything has a default, every row is there when the maker returns."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from tests.keeping import Keeper, together
from traceability.geography import fold
from traceability.keyring import Keyring, SerialPlace
from traceability.lots import LotState
from traceability.organisations import OrganisationKind
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.roles import Actor, Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Holding, MovementKind, StampState, move
from traceability.stamps import FlagKind, OrderState
from webapp.db import db
from webapp.models import (
    Account,
    Activation,
    Commune,
    Lot,
    Membership,
    Organisation,
    Place,
    Product,
    Province,
    Scan,
    StampFlag,
    StampHolding,
    StampKey,
    StampOrder,
    StampRoll,
)
from webapp.models.stamp_holding import holdings_of

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # ten in the morning at home
GTIN = "09520123456788"


def _bound(activation_id: UUID | None) -> dict[str, Any]:
    if activation_id is None:
        return {}
    activation = db.session.get_one(Activation, activation_id)
    return {"lot_id": activation.lot_id, "activated_at": activation.activated_at}


@dataclass
class Maker(Keeper):
    """Makes rows in the database of the running test; numbers are counted up, never random."""

    keyring: Keyring
    now: datetime = NOW
    _numbers: Any = field(default_factory=lambda: count(1))

    def province(self, code: str = "14", name: str = "Sơn La") -> Province:
        return db.session.get(Province, code) or self._keep(
            Province(code=code, name=name, kind="province")
        )

    @together
    def commune(self, code: str = "03646", province: str = "14") -> Commune:
        self.province(province)
        return db.session.get(Commune, code) or self._keep(
            Commune(code=code, province_code=province, name="Mường Và", kind="commune")
        )

    @together
    def organisation(self, **given: Any) -> Organisation:
        n = next(self._numbers)
        commune = self.commune()
        values = {
            "name": f"Hợp tác xã {n}",
            "short_code": f"HTX{n}",
            "kind": OrganisationKind.COOPERATIVE,
            "province_code": commune.province_code,
            "commune_code": commune.code,
            "address": "Bản Mường Và",
            "created_at": self.now - timedelta(days=400),
        } | given
        values.setdefault("name_folded", values["name"].lower())
        return self._keep(Organisation(**values))

    def licensed(self, **given: Any) -> Organisation:
        """An organisation that may use GTINs under the demonstration prefix."""
        return self.organisation(
            gs1_prefix="9520123",
            gs1_certificate_no="952-DEMO-1",
            gs1_valid_to=date(2027, 12, 31),
            uses_barcode=True,
            **given,
        )

    def agency(self, **given: Any) -> Organisation:
        return self.organisation(kind=OrganisationKind.AGENCY, **given)

    def account(self, **given: Any) -> Account:
        n = next(self._numbers)
        values = {
            "phone": f"+84900{n:06d}",
            "name": f"Người {n}",
            "password_hash": "!",
            "created_at": self.now - timedelta(days=300),
        } | given
        return self._keep(Account(**values))

    def actor(
        self, role: Role, organisation: Organisation | None = None, account: Any = None
    ) -> Actor:
        """A member of an organisation, ready to act."""
        with self.together():
            account = account or self.account()
            organisation = organisation or self.organisation()
            membership = self._keep(
                Membership(
                    account_id=account.id,
                    organisation_id=organisation.id,
                    role=role,
                    created_at=self.now - timedelta(days=300),
                )
            )
        return Actor(account.id, membership.id, organisation.id, role, account.name)

    @together
    def place(self, organisation: Organisation | None = None, **given: Any) -> Place:
        organisation = organisation or self.organisation()
        n = next(self._numbers)
        values = {
            "organisation_id": organisation.id,
            "kind": PlaceKind.PLOT,
            "name": f"Thửa {n}",
            "code_scheme": PlaceCodeScheme.INTERNAL,
            "code": f"LOC-03646-{n:04d}",
            "commune_code": self.commune().code,
            "area_thousandths": 3_600_000,
            "created_at": self.now - timedelta(days=200),
        } | given
        values.setdefault("name_folded", fold(values["name"]))
        return self._keep(Place(**values))

    @together
    def product(self, organisation: Organisation | None = None, **given: Any) -> Product:
        organisation = organisation or self.organisation()
        n = next(self._numbers)
        values = {
            "organisation_id": organisation.id,
            "name": "Gạo nếp tan Mường Và",
            "short_name": "Nếp tan Mường Và",
            "group": "rice",
            "internal_code": f"PRD-14-{n:04d}",
            "net_thousandths": 1000,
            "net_unit": "kg",
            "standards": "TCCS 01:2026/MV",
            "created_at": self.now - timedelta(days=200),
        } | given
        values.setdefault("name_folded", fold(values["name"]))
        return self._keep(Product(**values))

    @together
    def lot(self, product: Product | None = None, **given: Any) -> Lot:
        product = product or self.product()
        n = next(self._numbers)
        values = {
            "organisation_id": product.organisation_id,
            "product_id": product.id,
            "code": f"MVA-261122-{n:02d}",
            "state": LotState.IN_PRODUCTION,
            "template_group": product.group,
            "template_version": 1,
            "opened_at": self.now - timedelta(days=120),
        } | given
        if "place_id" not in values:
            organisation = db.session.get(Organisation, product.organisation_id)
            values["place_id"] = self.place(organisation).id
        return self._keep(Lot(**values))

    def packed_lot(self, product: Product | None = None, **given: Any) -> Lot:
        values = {
            "state": LotState.PACKED,
            "packed_units": 1000,
            "made_on": date(2026, 11, 1),
            "expires_on": date(2027, 11, 1),
        } | given
        return self.lot(product, **values)

    @together
    def order(self, product: Product | None = None, **given: Any) -> StampOrder:
        """An approved order, whose rolls are delivered when `roll` makes them."""
        product = product or self.product()
        key = self._key()
        values = {
            "organisation_id": product.organisation_id,
            "product_id": product.id,
            "key_id": key.id,
            "first": key.next_counter,
            "count": 100,
            "roll_size": 100,
            "state": OrderState.APPROVED,
            "ordered_by_id": self.account().id,
            "ordered_at": self.now - timedelta(days=30),
        } | given
        if values["state"] is OrderState.APPROVED:
            values.setdefault("approved_by_id", self.account().id)
            values.setdefault("decided_at", self.now - timedelta(days=29))
        key.next_counter += values["count"]
        return self._keep(StampOrder(**values))

    @together
    def roll(
        self,
        order: StampOrder | None = None,
        state: StampState = StampState.DELIVERED,
        **given: Any,
    ) -> StampRoll:
        """A roll, all of whose stamps stand in one account."""
        order = order or self.order()
        values = {
            "order_id": order.id,
            "organisation_id": order.organisation_id,
            "number": 1,
            "first": order.first,
            "last": order.first + order.count,
            "printed_at": self.now - timedelta(days=20),
            "delivered_at": self.now - timedelta(days=20),
        } | given
        roll = self._keep(StampRoll(**values))
        self._hold(roll, (Holding(roll.serials, state),))
        return roll

    @together
    def activation(
        self, roll: StampRoll | None = None, lot: Lot | None = None, **given: Any
    ) -> Activation:
        roll = roll or self.roll()
        order = db.session.get(StampOrder, roll.order_id)
        lot = lot or self.packed_lot(db.session.get(Product, order.product_id))
        values = {
            "organisation_id": roll.organisation_id,
            "order_id": order.id,
            "roll_id": roll.id,
            "lot_id": lot.id,
            "key_id": order.key_id,
            "first": roll.first,
            "last": roll.last,
            "activated_by_id": self.account().id,
            "activated_at": self.now - timedelta(days=10),
        } | given
        activation = self._keep(Activation(**values))
        if activation.undone_at is None:
            self.moved(roll, MovementKind.ACTIVATED, activation)
        return activation

    def moved(
        self, roll: StampRoll, kind: MovementKind, activation: Activation | None = None
    ) -> None:
        """All stamps of a roll, or those of an activation, moved without an entry of the ledger."""
        of = activation or roll
        bound = activation.id if activation else None
        held = move(holdings_of(db.session(), roll.id), SerialRange(of.first, of.last), kind, bound)
        self._hold(roll, held.holdings)

    def _hold(self, roll: StampRoll, holdings: tuple[Holding, ...]) -> None:
        db.session.query(StampHolding).filter_by(roll_id=roll.id).delete()
        order = db.session.get(StampOrder, roll.order_id)
        for holding in holdings:
            db.session.add(
                StampHolding(
                    key_id=order.key_id,
                    first=holding.serials.first,
                    last=holding.serials.last,
                    order_id=order.id,
                    roll_id=roll.id,
                    state=holding.state,
                    activation_id=holding.activation_id,
                    **_bound(holding.activation_id),
                )
            )
        self._commit()

    @together
    def flag(self, order: StampOrder, kind: FlagKind, **given: Any) -> StampFlag:
        values = {
            "organisation_id": order.organisation_id,
            "order_id": order.id,
            "key_id": order.key_id,
            "first": order.first,
            "last": order.first + order.count,
            "kind": kind,
            "reason": "Kiểm tra tại chợ",
            "raised_by_id": self.account().id,
            "raised_at": self.now - timedelta(hours=2),
        } | given
        return self._keep(StampFlag(**values))

    def scan(self, order: StampOrder, offset: int = 0, **given: Any) -> Scan:
        values = {
            "scanned_at": self.now - timedelta(days=1),
            "id": uuid4(),
            "key_id": order.key_id,
            "counter": order.first + offset,
            "verdict": "first_check",
            "way": "link",
        } | given
        return self._keep(Scan(**values))

    def serial(self, order: StampOrder, offset: int = 0) -> str:
        """The 16 characters of the order's serial number `offset`."""
        return self.keyring.serial(SerialPlace(order.key_id, order.first + offset))

    def _key(self) -> StampKey:
        key_id = self.keyring.current_id
        return db.session.get(StampKey, key_id) or self._keep(
            StampKey(id=key_id, fingerprint=self.keyring.fingerprint(key_id), next_counter=0)
        )
