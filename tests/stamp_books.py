"""A naive ledger of stamps, told of each one by itself: it cannot be wrong, and is far too slow."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, Holding, StampState, move
from traceability.stretches import NumberedRoll, Stretch
from webapp.db import db
from webapp.models import Activation, StampMovement


@dataclass
class Stamp:
    """One by one: where it stands, what bound it, and whose pack it stands on."""

    state: StampState = StampState.NOT_PRINTED
    activation: UUID | None = None
    on_pack_of: UUID | None = None


@dataclass
class Roll:
    """Its stamps by their counters; `delivery` while it is on the road, `reported` what was spoilt
    on the press once it came off.
    """

    id: UUID
    is_supplied: bool
    stamps: dict[int, Stamp]
    delivery: UUID | None = None
    reported: list[int] | None = None

    def all_in(self, *states: StampState) -> bool:
        """Whether every stamp stands in one of these accounts."""
        return all(it.state in states for it in self.stamps.values())

    @property
    def lost_on_goods(self) -> bool:
        """Whether some are missing that stand on packs."""
        missing = (StampState.LOST, StampState.STOLEN)
        return any(it.on_pack_of and it.state in missing for it in self.stamps.values())

    def counters(self, *states: StampState) -> list[int]:
        """Of the stamps in these accounts."""
        return [counter for counter, it in self.stamps.items() if it.state in states]

    def part(self, first: int, length: int, *states: StampState) -> SerialRange:
        """Some of it, beginning with a stamp in these accounts, where there is one."""
        likely = self.counters(*states) or list(self.stamps)
        begin = likely[first % len(likely)]
        return SerialRange(begin, min(begin + 1 + length % len(self.stamps), max(self.stamps) + 1))

    def named(self, first: int, length: int) -> Stretch:
        """Some of it or the whole, as a line of a form names it."""
        whole = SerialRange(min(self.stamps), max(self.stamps) + 1)
        part = self.part(first, length, StampState.DELIVERED) if length % 3 else whole
        return Stretch(1, NumberedRoll(self.id, 1, whole), part)

    def put(
        self,
        counters: Iterable[int],
        state: StampState,
        activation: UUID | None = None,
    ) -> None:
        """Stamps leave their packs when they are void on them, found elsewhere or given back."""
        for counter in counters:
            stamp = self.stamps[counter]
            is_void_on_pack = state is StampState.VOID and stamp.state is StampState.ACTIVATED
            if is_void_on_pack or state in (StampState.IN_STOCK, StampState.DELIVERED):
                stamp.on_pack_of = None
            if state in (StampState.IN_STOCK, StampState.DELIVERED, StampState.ACTIVATED):
                stamp.activation = activation
            stamp.state = state


@dataclass
class Books:
    """All that the naive ledger knows."""

    waiting: list[UUID] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    activations: list[UUID] = field(default_factory=list)
    forms: dict[UUID, UUID] = field(default_factory=dict)
    # What waits for a second person: of each form the lot, and the stamps by roll and counter.
    asked: dict[UUID, tuple[UUID, frozenset[tuple[UUID, int]]]] = field(default_factory=dict)

    def stamp(self, roll_id: UUID, counter: int) -> Stamp:
        (roll,) = [it for it in self.rolls if it.id == roll_id]
        return roll.stamps[counter]

    def bind(self, activations: Iterable[Activation]) -> None:
        """Enter what was activated, on the packs of its lot."""
        for it in activations:
            (roll,) = [one for one in self.rolls if one.id == it.roll_id]
            roll.put(range(it.first, it.last), StampState.ACTIVATED, it.id)
            for counter in range(it.first, it.last):
                roll.stamps[counter].on_pack_of = it.lot_id
            self.activations.append(it.id)
            self.forms[it.id] = it.form_id or it.id

    def of_form(self, activation_id: UUID) -> list[UUID]:
        """What was activated with it and stands."""
        form_id = self.forms[activation_id]
        return [it for it in self.activations if self.forms[it] == form_id]

    def stamped(self) -> Counter[UUID | None]:
        """How many stamps stand on packs of each lot."""
        return Counter(it.on_pack_of for roll in self.rolls for it in roll.stamps.values())


def assert_even(balance: Balance, ordered: int) -> None:
    """The equation of the double entry, as the page shows it."""
    assert balance.printed == (
        balance.in_stock
        + balance.delivered
        + balance.activated
        + balance.void
        + balance.lost
        + balance.stolen
        + balance.destroyed
    )
    assert balance.printed + balance.not_printed == ordered


def replayed(roll: Roll) -> tuple[Holding, ...]:
    """The journal of a roll from its first line on."""
    whole = SerialRange(min(roll.stamps), max(roll.stamps) + 1)
    held: tuple[Holding, ...] = (Holding(whole, StampState.NOT_PRINTED),)
    query = select(StampMovement).where(StampMovement.roll_id == roll.id)
    for line in db.session.scalars(query.order_by(StampMovement.position, StampMovement.part)):
        serials = SerialRange(line.first, line.last)
        held = move(held, serials, line.kind, line.activation_id).holdings
    return held
