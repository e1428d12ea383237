"""Lots as their keepers see them: the list to choose from, and one lot with what to do next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from traceability.calendar import civil_date
from traceability.event_template import Template, get_template, likely_next
from traceability.geography import fold
from traceability.lots import PACKED, LotState, NoSuchLot
from traceability.pre_harvest import is_harvested_again
from traceability.release import ReleaseGate
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.balance import lot_balance
from webapp.models.event import Event
from webapp.models.event_template import goes_on_after_packing, learn_templates
from webapp.models.lot import Lot, in_reach_of
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.release import gate_of
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.balance_sums import BalanceSum, balance_sums
from webapp.queries.events import DiaryEntry, as_pair, diary_of
from webapp.queries.verdict_goods import Message

CARDS: Final = 24
_ICONS: Final = {
    "rice": "wheat",
    "fruit_vegetables": "sprout",
    "tea": "leaf",
    "coffee": "coffee",
    "medicinal_herbs": "leafy-green",
    "honey": "hexagon",
    "livestock": "egg",
    "aquaculture": "fish",
    "processed_food": "factory",
    "medicines": "pill",
    "handicraft": "hammer",
}
_TONES: Final = {LotState.PACKED: "info", LotState.ON_MARKET: "green", LotState.CLOSED: "grey"}


class Shown(StrEnum):
    """Which lots a list holds."""

    OPEN = "open"
    IN_WORK = "in_work"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True)
class LotFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    shown: Shown = Shown.OPEN
    page: int = 1


@dataclass(frozen=True)
class Step:
    """One kind of work that may be written down."""

    code: str
    labels: Mapping[str, str]
    icon: str


@dataclass(frozen=True)
class LotCard:
    """A lot in a list; `day` counts from 1 on the day it was opened."""

    id: UUID
    code: str
    product_name: str
    place_name: str
    state: LotState
    day: int
    icon: str
    photo_sha256: str | None
    next_step: Step | None
    closed_at: datetime | None

    @property
    def state_code(self) -> str:
        """The code whose words name the state."""
        return f"lot_state.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES.get(self.state, "green")


@dataclass(frozen=True)
class LotsPage:
    """One page of the list, and what was asked for."""

    cards: tuple[LotCard, ...]
    filter: LotFilter
    previous_page: int | None
    next_page: int | None

    @property
    def is_filtered(self) -> bool:
        """Whether an empty list may be the filter's doing."""
        return self.filter != LotFilter()

    @property
    def has_pages(self) -> bool:
        """Whether there is another page."""
        return self.previous_page is not None or self.next_page is not None


@dataclass(frozen=True)
class LotPage:
    """One lot: what to do, what matters today, what was done. `steps` begin with the likely one."""

    card: LotCard
    product_name: str
    product_code: str
    opened_at: datetime
    made_on: date | None
    expires_on: date | None
    packed_units: int
    activated_units: int
    warnings: tuple[Message, ...]
    steps: tuple[Step, ...]
    other_steps: tuple[Step, ...]
    product_id: UUID
    entries: tuple[DiaryEntry, ...]
    balance: tuple[BalanceSum, ...]
    gate: ReleaseGate
    may_mend: bool
    may_write: bool
    may_release: bool

    @property
    def lacks_something(self) -> bool:
        """Whether there are packs that may not be sold yet, which is said before all else."""
        return self.has_packs and bool(self.gate.missing)

    @property
    def has_packs(self) -> bool:
        """Whether anything was packed."""
        return self.packed_units > 0


@dataclass(frozen=True)
class NewLotPage:
    """What a lot may be opened for, as pairs of id and name; `lot_id` is for this form alone."""

    lot_id: UUID
    products: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    may_add_product: bool

    @property
    def is_ready(self) -> bool:
        """Whether there is a product to make and a place to make it."""
        return bool(self.products) and bool(self.places)

    @property
    def only_product(self) -> str:
        """Chosen beforehand where there is nothing to choose."""
        return self.products[0][0] if len(self.products) == 1 else ""


def lots_page(actor: Actor, wanted: LotFilter, *, now: datetime) -> LotsPage:
    """The actor's lots, the latest first."""
    if wanted.shown is Shown.IN_WORK:
        learn_templates()
    query = (
        _select_lots(actor)
        .where(_shown(wanted.shown), _named(fold(wanted.words)))
        .order_by(Lot.opened_at.desc(), Lot.code.desc())
        .offset((wanted.page - 1) * CARDS)
        .limit(CARDS + 1)
    )
    with reader() as connection:
        rows = connection.execute(query).all()
        done = _done(connection, [row.id for row in rows])
    return LotsPage(
        cards=tuple(_card(row, done[row.id], now) for row in rows[:CARDS]),
        filter=wanted,
        previous_page=wanted.page - 1 if wanted.page > 1 else None,
        next_page=wanted.page + 1 if len(rows) > CARDS else None,
    )


def lot_page(actor: Actor, lot_id: UUID, *, now: datetime) -> LotPage:
    """One lot with its diary.

    Raises:
        NoSuchLot: none in reach of the actor.
    """
    with reader() as connection:
        row = connection.execute(_select_lots(actor).where(Lot.id == lot_id)).one_or_none()
        if row is None:
            raise NoSuchLot
        done = _done(connection, [lot_id])[lot_id]
        entries = diary_of(connection, lot_id)
        gate = gate_of(connection, lot_id)
        balance = balance_sums(lot_balance(connection, row))
        allowed_from = harvest_allowed_from(connection, lot_id, now)
    may_write = actor.may(Permission.LOT_WORK) and row.state is not LotState.CLOSED
    template = get_template(row.template_group, row.template_version)
    likely = likely_next(template, done) if may_write else ()
    others = [code for code in template.events if code not in likely] if may_write else []
    return LotPage(
        card=_card(row, done, now),
        product_name=row.product_name,
        product_code=row.gtin or row.internal_code,
        opened_at=row.opened_at,
        made_on=row.made_on,
        expires_on=row.expires_on,
        packed_units=row.packed_units,
        activated_units=row.activated_units,
        warnings=tuple(_warnings(row, allowed_from, now)),
        steps=_steps(template, likely),
        other_steps=_steps(template, others),
        product_id=row.product_id,
        entries=entries,
        balance=balance,
        gate=gate,
        may_mend=actor.may(Permission.PRODUCT_KEEP),
        may_write=may_write,
        may_release=row.on_hold_at is not None and actor.may(Permission.LOT_RELEASE),
    )


def new_lot_page(actor: Actor) -> NewLotPage:
    """The products and places of the actor's organisation; places the actor keeps come first."""
    products = (
        select(Product.id, Product.name)
        .where(Product.organisation_id == actor.organisation_id, Product.retired_at.is_(None))
        .order_by(Product.name_folded)
    )
    places = (
        select(Place.id, Place.name)
        .where(Place.organisation_id == actor.organisation_id, Place.closed_at.is_(None))
        .order_by((Place.keeper_id == actor.account_id).is_not(true()), Place.name_folded)
    )
    with reader() as connection:
        return NewLotPage(
            lot_id=uuid4(),
            products=tuple((str(row.id), row.name) for row in connection.execute(products)),
            places=tuple((str(row.id), row.name) for row in connection.execute(places)),
            may_add_product=actor.may(Permission.PRODUCT_KEEP),
        )


def _select_lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Lot.state,
            Lot.place_id,
            Lot.product_id,
            Lot.template_group,
            Lot.template_version,
            Lot.opened_at,
            Lot.closed_at,
            Lot.made_on,
            Lot.expires_on,
            Lot.packed_units,
            Lot.activated_units,
            Lot.on_hold_at,
            Lot.on_hold_reason,
            Lot.recalled_at,
            Product.name.label("product_name"),
            Product.short_name,
            Product.gtin,
            Product.internal_code,
            Product.photo_sha256,
            Place.name.label("place_name"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(in_reach_of(actor))
    )


def _shown(shown: Shown) -> ColumnElement[bool]:
    is_open = Lot.state != LotState.CLOSED
    still_worked_on = ~Lot.state.in_(PACKED) | goes_on_after_packing()
    return {
        Shown.OPEN: is_open,
        Shown.IN_WORK: is_open & still_worked_on,
        Shown.CLOSED: ~is_open,
        Shown.ALL: true(),
    }[shown]


def _named(folded: str) -> ColumnElement[bool]:
    """Every word is somewhere in the name of the product or the place, or in the code."""
    columns = (Product.name_folded, Place.name_folded, func.lower(Lot.code))
    return and_(
        true(),
        *(or_(*(it.contains(word, autoescape=True) for it in columns)) for word in folded.split()),
    )


def _done(connection: Connection, lot_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """The kinds of work each lot has seen, in the order of the last time."""
    latest = func.max(Event.event_time).label("latest")
    query = (
        select(Event.lot_id, Event.event_code, latest)
        .where(Event.lot_id.in_(lot_ids))
        .group_by(Event.lot_id, Event.event_code)
        .order_by(latest)
    )
    done = defaultdict(list)
    for row in connection.execute(query):
        done[row.lot_id].append(row.event_code)
    return done


def _card(row: Row[*tuple[Any, ...]], done: Sequence[str], now: datetime) -> LotCard:
    opened_on = civil_date(row.opened_at)
    template = get_template(row.template_group, row.template_version)
    rests = row.state in PACKED and not is_harvested_again(template)
    is_over = rests or row.state is LotState.CLOSED
    steps = () if is_over else _steps(template, likely_next(template, done)[:1])
    return LotCard(
        id=row.id,
        code=row.code,
        product_name=row.short_name,
        place_name=row.place_name,
        state=row.state,
        day=(civil_date(now) - opened_on).days + 1,
        icon=_ICONS.get(row.template_group, "package"),
        photo_sha256=row.photo_sha256,
        next_step=steps[0] if steps else None,
        closed_at=row.closed_at,
    )


def _steps(template: Template, codes: Sequence[str]) -> tuple[Step, ...]:
    events = (template.events[code] for code in codes)
    return tuple(Step(event.code, as_pair(event.labels), event.icon) for event in events)


def _warnings(
    row: Row[*tuple[Any, ...]], allowed_from: date | None, now: datetime
) -> list[Message]:
    found = []
    if row.recalled_at:
        found.append(Message("lot_warning.recalled"))
    if row.on_hold_at:
        found.append(Message("lot_warning.on_hold"))
        found.append(Message(row.on_hold_reason or "lot_hold.unsaid"))
    waiting = waiting_period(allowed_from, now)
    return [*found, waiting] if waiting else found


def waiting_period(allowed_from: date | None, now: datetime) -> Message | None:
    """What somebody about to harvest is told while an interval lasts."""
    if allowed_from is None or allowed_from <= civil_date(now):
        return None
    return Message("lot_warning.within_interval", {"day": allowed_from})
