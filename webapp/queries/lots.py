"""Lots as their keepers see them: the list to choose from, and one lot with what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from traceability.calendar import civil_date
from traceability.diary_score import DiaryScore
from traceability.event_template import get_template
from traceability.geography import fold
from traceability.lot_progress import LotStanding
from traceability.lots import PACKED, LotOverlay, LotState, NoSuchLot
from traceability.mending import MendAt
from traceability.pre_harvest import is_harvested_again
from traceability.release import ReleaseCondition, ReleaseGate
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.balance import lot_balance
from webapp.models.diary_score import late_advice
from webapp.models.event_template import learn_templates
from webapp.models.lot import Lot, in_reach_of
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.release import gate_of
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.alerts import alert_of_lot
from webapp.queries.balance_sums import BalanceView, balance_view
from webapp.queries.events import DiaryEntry, diary_of
from webapp.queries.lot_filters import LotFilter, Shown, is_named, is_shown
from webapp.queries.lot_mends import Mends, lot_mends
from webapp.queries.lot_standing import (
    STANDING,
    LotOutlook,
    decisions_of,
    next_step,
    outlook_of,
    standing_of,
    warnings_of,
)
from webapp.queries.lot_steps import (
    Step,
    icon_of,
    needs_test,
    steps_afterwards,
    steps_now,
    works_done,
)
from webapp.queries.season_sums import SeasonSum, season_sums
from webapp.queries.verdict_goods import Message

CARDS: Final = 24
# So much of a long diary is told at first.
_LATEST: Final = 6


@dataclass(frozen=True)
class LotCard:
    """A lot in a list; `day` counts from 1 on the day it was opened."""

    id: UUID
    code: str
    product_name: str
    place_name: str
    standing: LotStanding
    day: int
    icon: str
    photo_sha256: str | None
    next_step: Step | None
    closed_at: datetime | None
    what_next: Message

    @property
    def state(self) -> LotState:
        """Where it stands in its life, whatever lies over it."""
        return self.standing.state

    @property
    def state_code(self) -> str:
        """The code whose words name where it stands."""
        return self.standing.shown_code

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return self.standing.tone

    @property
    def release_code(self) -> str | None:
        """The code whose words tell of the release, where the state alone does not."""
        if self.standing.is_over or self.state in (LotState.AWAITING_RELEASE, LotState.RELEASED):
            return None
        if self.standing.is_released:
            return "lot_release.given"
        return "lot_release.asked" if self.standing.is_asked else None


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
    """One lot: what to do, what matters today, what was done. `steps` begin with the likely one;
    `late_steps` are what may still be told of a lot that has ended.
    """

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
    balance: BalanceView
    seasons: tuple[SeasonSum, ...]
    advice: DiaryScore | None
    gate: ReleaseGate
    mends: Mends
    may_write: bool
    may_correct: bool
    late_steps: tuple[Step, ...]
    outlook: LotOutlook
    alert_id: UUID | None

    @property
    def may_release(self) -> bool:
        """Whether the lot is held by its own diary, and this person may let it go on."""
        return self.outlook.may_release_hold

    @property
    def latest_entries(self) -> tuple[DiaryEntry, ...]:
        """What was done last."""
        return self.entries[:_LATEST]

    @property
    def earlier_entries(self) -> tuple[DiaryEntry, ...]:
        """The rest of the diary, folded away."""
        return self.entries[_LATEST:]

    @property
    def leads_with_gate(self) -> bool:
        """Whether the release, or what it still asks for, is what people come for."""
        asks = self.outlook.actions.leads_with_release or self.lacks_something
        return asks and not self.outlook.is_held

    @property
    def works_class(self) -> str:
        """The likely work is the big button unless something else goes first."""
        is_first = not (self.leads_with_gate or self.outlook.actions.stamp)
        return "works" if is_first else "works works--second"

    @property
    def folds_balance(self) -> bool:
        """Whether the sums are there and add up: nobody comes for them."""
        return self.balance.is_shown and not self.has_imbalance

    @property
    def may_accept_yield(self) -> bool:
        """Whether this person lets the lot go on though its ground gave more than usual."""
        return any(
            it.at == MendAt.YIELD for it in self.mends.get(ReleaseCondition.WITHIN_YIELD, ())
        )

    @property
    def lacks_items(self) -> bool:
        """Whether one of the law's ten is missing."""
        return any(item.is_missing for item in self.gate.items)

    @property
    def has_imbalance(self) -> bool:
        """Whether something of the sums does not add up."""
        return self.balance.has_warnings

    @property
    def lacks_something(self) -> bool:
        """Whether there are packs that may not be sold yet, which is said before all else."""
        return self.has_packs and bool(self.gate.missing)

    @property
    def has_packs(self) -> bool:
        """Whether anything was packed."""
        return self.packed_units > 0


def lots_page(actor: Actor, wanted: LotFilter, *, now: datetime) -> LotsPage:
    """The actor's lots, the latest first."""
    if wanted.shown is Shown.IN_WORK:
        learn_templates()
    query = (
        _select_lots(actor)
        .where(is_shown(wanted.shown), is_named(fold(wanted.words)))
        .order_by(Lot.opened_at.desc(), Lot.code.desc())
        .offset((wanted.page - 1) * CARDS)
        .limit(CARDS + 1)
    )
    with reader() as connection:
        rows = connection.execute(query).all()
        done = works_done(connection, [row.id for row in rows])
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
        row = _get_lot(connection, actor, lot_id)
        done = works_done(connection, [lot_id])[lot_id]
        entries, advice = diary_of(connection, lot_id, actor), late_advice(connection, lot_id)
        balance = lot_balance(connection, row)
        gate = gate_of(connection, lot_id, civil_date(now), seasons=balance.seasons)
        decisions = decisions_of(connection, lot_id)
        seasons = season_sums(connection, actor, lot_id, balance.seasons)
        allowed_from = harvest_allowed_from(connection, lot_id, now)
        alert_id = alert_of_lot(connection, actor, lot_id)
    standing, template = standing_of(row), get_template(row.template_group, row.template_version)
    may_correct = actor.may(Permission.LOT_WORK) and standing.overlay is not LotOverlay.CANCELLED
    may_write = may_correct and not standing.is_over
    likely, others = steps_now(template, done, standing) if may_write else ((), ())
    return LotPage(
        card=_card(row, done, now),
        **_facts(row),
        warnings=warnings_of(standing, decisions, allowed_from, now),
        steps=likely,
        other_steps=others,
        entries=entries,
        balance=balance_view(balance),
        seasons=seasons,
        advice=advice,
        gate=gate,
        mends=lot_mends(actor, row, gate, done),
        may_write=may_write,
        may_correct=may_correct,
        late_steps=steps_afterwards(template) if may_correct and standing.is_over else (),
        outlook=outlook_of(actor, standing, gate, decisions, entries),
        alert_id=alert_id,
    )


def _facts(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """What the page tells of the lot as its row has it."""
    told = ("opened_at", "made_on", "expires_on", "packed_units", "activated_units", "product_id")
    facts = {name: getattr(row, name) for name in ("product_name", *told)}
    return facts | {"product_code": row.gtin or row.internal_code}


def _get_lot(connection: Connection, actor: Actor, lot_id: UUID) -> Row[*tuple[Any, ...]]:
    row = connection.execute(_select_lots(actor).where(Lot.id == lot_id)).one_or_none()
    if row is None:
        raise NoSuchLot
    return row


def _select_lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Lot.place_id,
            Lot.product_id,
            Lot.template_group,
            Lot.template_version,
            Lot.opened_at,
            Lot.closed_at,
            Lot.made_on,
            Lot.expires_on,
            *STANDING,
            Product.name.label("product_name"),
            Product.short_name,
            Product.gtin,
            Product.internal_code,
            Product.photo_sha256,
            Product.retired_at,
            Place.name.label("place_name"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(in_reach_of(actor))
    )


def _card(row: Row[*tuple[Any, ...]], done: Sequence[str], now: datetime) -> LotCard:
    opened_on = civil_date(row.opened_at)
    template = get_template(row.template_group, row.template_version)
    rests = row.state in PACKED and not is_harvested_again(template)
    standing = standing_of(row)
    is_over = standing.is_over or (rests and not needs_test(standing))
    steps = () if is_over else steps_now(template, done, standing)[0]
    return LotCard(
        id=row.id,
        code=row.code,
        product_name=row.short_name,
        place_name=row.place_name,
        standing=standing,
        day=(civil_date(now) - opened_on).days + 1,
        icon=icon_of(row.template_group),
        photo_sha256=row.photo_sha256,
        next_step=steps[0] if steps else None,
        closed_at=row.closed_at or row.cancelled_at,
        what_next=next_step(standing),
    )
