"""Orders, rolls and stamps driven through lives nobody thought of, by all who have a hand in them.

A naive ledger is kept stamp by stamp beside it. After each step the accounts of every order are a
partition that adds up, the journal tells how they came about, what lots count as stamped is what
stands on their packs, and no stamp is in two activations that are in force. What is refused changes
nothing, and what is lawful is not refused.
"""

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from tests.machines import run_machine
from tests.makers import NOW
from tests.printers import appointed, proven
from tests.second_person import ANY, ONE_OF_TWO, PACKS, SOME, SecondPersonRules
from tests.sellable import sellable_lot, show
from tests.stamp_books import Books, Roll, Stamp, assert_even, replayed
from traceability.errors import Refusal
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import RULES, Balance, MovementKind, StampState
from webapp import models
from webapp.db import db
from webapp.models.stamp_holding import holdings_of
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.activations.undo import UndoActivation, undo_activation, undo_form
from webapp.usecases.stamp_deliveries import ReceiveRoll, SendRolls, receive_roll, send_rolls
from webapp.usecases.stamp_moves import TOLD_BY_HAND, MoveStamps, move_stamps
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    OrderStamps,
    RefuseOrder,
    WithdrawOrder,
    approve_order,
    order_stamps,
    refuse_order,
    withdraw_order,
)
from webapp.usecases.stamp_printing import ReportPrinting, record_printing, report_printing

EXAMPLES = {"sqlite": 30, "postgresql": 6}  # of 30 steps each
ROLL, MOST_ROLLS = 5, 6
_S, _K = StampState, MovementKind
_AT_HAND = (_S.IN_STOCK, _S.DELIVERED, _S.ACTIVATED)
KINDS = st.sampled_from(sorted(TOLD_BY_HAND))
WHO = st.sampled_from(["minh", "minh", "thu", "thu", "phuc"])


class StampMachine(SecondPersonRules, RuleBasedStateMachine):
    """`make` and `cast` write to the database of the running test."""

    numbers = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.now, self.books = NOW, Books()
        self.press = appointed(self.make, self.cast, NOW, f"{next(self.numbers)}/QĐ-SKHCN")
        self.product = show(self.make, self.make.product(self.cast.cooperative))
        self.lots = [
            sellable_lot(self.make, self.product, packed_units=PACKS, code=str(uuid4())).id
            for _ in range(2)
        ]
        self.people: dict[str, Actor] = {
            "minh": self.cast.minh,
            "thu": self.cast.thu,
            "phuc": self.press.phuc,
        }

    # Orders.

    @initialize()
    def begin_with_stamps(self) -> None:
        """A roll at the producer, one at the printer, and one on the road."""
        for is_supplied in (False, True):
            self.order(size=2 * ROLL if is_supplied else ROLL)
            self.decide(which=0, what="supplied" if is_supplied else "own")
        self.print_own(which=0)
        for which in (1, 2):
            self.report(which=which, bad=[])
        self.send(which=2)

    @precondition(lambda self: len(self.books.rolls) < MOST_ROLLS)
    @rule(size=st.integers(1, 12))
    def order(self, size) -> None:
        ordered = OrderStamps(uuid4(), self.product.id, size, ROLL)
        for _ in range(2):  # pressing twice orders once
            order_stamps(self.cast.minh, ordered, self.make.keyring, now=self.later())
        self.books.waiting.append(ordered.order_id)

    @precondition(lambda self: self.books.waiting)
    @rule(which=ANY, what=st.sampled_from(["own", "supplied", "refused", "withdrawn"]))
    def decide(self, which, what) -> None:
        order_id = self.books.waiting.pop(which % len(self.books.waiting))
        thu, minh = self.cast.thu, self.cast.minh
        decisions: dict[str, Any] = {
            "own": (approve_order, thu, ApproveOrder(order_id)),
            "supplied": (approve_order, thu, ApproveOrder(order_id, self.press.supplier_id)),
            "refused": (refuse_order, thu, RefuseOrder(order_id, "Chưa có kế hoạch.")),
            "withdrawn": (withdraw_order, minh, WithdrawOrder(order_id, "Đặt nhầm.")),
        }
        assert self.said(*decisions.pop(what)) is None
        assert all(self.said(*another) for another in decisions.values())
        if what in ("own", "supplied"):
            self.take(order_id, is_supplied=what == "supplied")

    def take(self, order_id: UUID, *, is_supplied: bool) -> None:
        """Its rolls, into the naive ledger."""
        if is_supplied:
            proven(self.cast, db.session.get_one(models.StampOrder, order_id), self.later())
        query = select(models.StampRoll).where(models.StampRoll.order_id == order_id)
        for roll in db.session.scalars(query.order_by(models.StampRoll.number)):
            stamps = {counter: Stamp() for counter in range(roll.first, roll.last)}
            self.books.rolls.append(Roll(roll.id, is_supplied, stamps))

    # Printing and the road.

    @rule(which=ANY)
    def print_own(self, which) -> None:
        roll = self.roll(which, _S.NOT_PRINTED)
        is_first = roll.all_in(_S.NOT_PRINTED)
        refused = self.said(record_printing, self.cast.minh, roll.id)
        if is_first:
            assert (refused is None) == (not roll.is_supplied)
        if refused is None and is_first:
            roll.put(roll.stamps, _S.DELIVERED)

    @rule(which=ANY, bad=st.lists(ANY, max_size=3))
    def report(self, which, bad) -> None:
        roll = self.roll(which, _S.NOT_PRINTED)
        spoilt = sorted({min(roll.stamps) + it % len(roll.stamps) for it in bad})
        wanted = ReportPrinting((roll.id,), [SerialRange.of(it, 1) for it in spoilt], "Nhòe")
        may = roll.is_supplied and roll.all_in(_S.NOT_PRINTED)
        again = roll.reported == spoilt  # told as before: nothing changes
        assert (self.said(report_printing, self.press.phuc, wanted) is None) == (may or again)
        if may:
            roll.reported = spoilt
            roll.put(roll.stamps, _S.IN_STOCK)
            roll.put(spoilt, _S.VOID)

    @rule(which=ANY)
    def send(self, which) -> None:
        roll = self.roll(which, _S.IN_STOCK)
        order_id = db.session.get_one(models.StampRoll, roll.id).order_id
        wanted = SendRolls(uuid4(), order_id, (roll.id,))
        may = roll.is_supplied and roll.delivery is None and roll.counters(_S.IN_STOCK)
        assert (self.said(send_rolls, self.press.phuc, wanted) is None) == bool(may)
        if may:
            roll.delivery = wanted.delivery_id
            assert self.said(send_rolls, self.press.phuc, wanted) is None  # pressed twice

    @precondition(lambda self: any(it.delivery for it in self.books.rolls))
    @rule(which=ANY, bad=st.lists(ANY, max_size=3))
    def receive(self, which, bad) -> None:
        sent = [it for it in self.books.rolls if it.delivery]
        roll = sent[which % len(sent)]
        inside = roll.counters(_S.IN_STOCK)
        missing = sorted({inside[it % len(inside)] for it in bad if inside})
        ranges = [SerialRange.of(it, 1) for it in missing]
        here = len(inside) - len(missing)
        wanted = ReceiveRoll(roll.delivery, roll.id, here, ranges, "Rách bao")
        assert self.said(receive_roll, self.cast.minh, wanted) is None
        roll.put(inside, _S.DELIVERED)
        roll.put(missing, _S.LOST)
        assert self.said(receive_roll, self.cast.minh, wanted)  # counted once, and told so
        roll.delivery = None

    # On goods, and what else happens to stamps.

    @rule(which=ANY, lot=st.integers(0, 1), first=ANY)
    def activate_one(self, which, lot, first) -> None:
        self.activate(which, lot, first, length=0)

    @rule(which=ANY, lot=st.integers(0, 1), first=ANY, length=ANY)
    def activate(self, which, lot, first, length) -> None:
        roll, lot_id = self.roll(which, _S.DELIVERED), self.lots[lot]
        serials = roll.part(first, length, _S.DELIVERED)
        asked = range(serials.first, serials.last)
        wanted = ActivateRange(roll.id, lot_id, first=serials.first, last=serials.last)
        is_room = self.books.stamped()[lot_id] + serials.count <= PACKS
        may = is_room and all(roll.stamps[it].state is _S.DELIVERED for it in asked)
        assert (self.said(activate_range, self.cast.minh, wanted) is None) == may
        if may:
            assert self.said(activate_range, self.cast.minh, wanted) is None  # pressed twice
            self.books.bind([db.session.get_one(models.Activation, wanted.activation_id)])

    @rule(which=ANY, some=st.lists(st.tuples(ANY, SOME), min_size=1, max_size=3), lot=ONE_OF_TWO)
    def activate_several(self, which, some, lot) -> None:
        """Whole rolls and stretches of one order in one form: all of them or none."""
        order = self.order_of(self.roll(which, _S.DELIVERED))
        rolls = [it for it in self.books.rolls if self.order_of(it) == order]
        named = [rolls[at % len(rolls)].named(*part) for at, part in some]
        wanted = ActivateStretches(order, self.lots[lot], named)
        asked = {(it.roll.id, n) for it in named for n in range(it.serials.first, it.serials.last)}
        stamps = [self.books.stamp(*one) for one in asked]
        is_room = self.books.stamped()[self.lots[lot]] + len(asked) <= PACKS
        may = is_room and all(it.state is _S.DELIVERED for it in stamps)
        assert (self.said(activate_stretches, self.cast.minh, wanted) is None) == may
        if may:
            assert self.said(activate_stretches, self.cast.minh, wanted) is None  # pressed twice
            made = select(models.Activation).where(models.Activation.form_id == wanted.form_id)
            self.books.bind(db.session.scalars(made.order_by(models.Activation.first)))

    @precondition(lambda self: self.books.activations)
    @rule(which=ANY, is_whole=st.booleans())
    def undo(self, which, is_whole) -> None:
        """One activation, or all that stand of its form."""
        activation_id = self.books.activations[which % len(self.books.activations)]
        gone = self.books.of_form(activation_id) if is_whole else [activation_id]
        undo = undo_form if is_whole else undo_activation
        wanted = UndoActivation(activation_id, "Nhầm lô")
        assert self.said(undo, self.cast.minh, wanted) is None
        for roll in self.books.rolls:
            bound = roll.counters(_S.ACTIVATED)
            mine = [it for it in bound if roll.stamps[it].activation in gone]
            roll.put(mine, _S.DELIVERED)
        for it in gone:
            self.books.activations.remove(it)
        assert self.said(undo, self.cast.minh, wanted)

    @rule(who=WHO, which=ANY, some=SOME, kind=st.sampled_from([_K.LOST, _K.STOLEN]))
    def miss(self, who, which, some, kind) -> None:
        self.tell(who, kind, self.roll(which, _S.ACTIVATED), some)

    @rule(which=ANY, some=SOME)
    def find(self, which, some) -> None:
        """Where there are some that were lost on goods, these: they leave their packs."""
        bound = [it for it in self.books.rolls if it.lost_on_goods]
        roll = bound[which % len(bound)] if bound else self.roll(which, _S.LOST, _S.STOLEN)
        self.tell("thu", _K.FOUND, roll, some)

    @rule(who=WHO, which=ANY, some=SOME)
    def void(self, who, which, some) -> None:
        self.tell(who, _K.VOIDED, self.roll(which, *_AT_HAND, _S.LOST), some)

    @rule(who=WHO, which=ANY, some=SOME)
    def destroy(self, who, which, some) -> None:
        self.tell(who, _K.DESTROYED, self.roll(which, _S.VOID), some)

    @rule(who=WHO, kind=KINDS, which=ANY)
    def move_the_whole(self, who, kind, which) -> None:
        self.tell(who, kind, self.roll(which), None)

    def tell(self, who: str, kind: MovementKind, roll: Roll, some: tuple[int, int] | None) -> None:
        """Say that it happened to some stamps of a roll, or to all that are on no goods."""
        part = roll.part(*some, *RULES[kind].before) if some else None
        record = "BB-7" if kind is _K.DESTROYED else ""
        wanted = MoveStamps(roll.id, kind, "Đã xem tận nơi", (part,) if part else (), record)
        before = RULES[kind].before
        moved = [*range(part.first, part.last)] if part else roll.counters(*before - {_S.ACTIVATED})
        follows = bool(moved) and all(roll.stamps[it].state in before for it in moved)
        refused = self.said(move_stamps, self.people[who], wanted)
        assert refused or follows
        if who == "thu" and roll.delivery is None:
            assert (refused is None) == follows
        if refused is None:
            roll.put(moved, RULES[kind].after)

    # What must hold after each step.

    @invariant()
    def every_stamp_is_where_it_was_put(self) -> None:
        for roll in self.books.rolls:
            held = holdings_of(db.session(), roll.id)
            told = {n: it.state for it in held for n in range(it.serials.first, it.serials.last)}
            assert told == {counter: it.state for counter, it in roll.stamps.items()}
            assert sum(it.serials.count for it in held) == len(roll.stamps)
            assert_even(Balance.of(held), len(roll.stamps))
            assert held == replayed(roll)

    @invariant()
    def lots_count_what_stands_on_their_packs(self) -> None:
        for lot_id in self.lots:
            lot = db.session.get_one(models.Lot, lot_id, populate_existing=True)
            assert lot.activated_units == self.books.stamped()[lot_id] <= PACKS

    @invariant()
    def no_stamp_is_in_two_activations_in_force(self) -> None:
        query = select(models.Activation).where(
            models.Activation.undone_at.is_(None), models.Activation.lot_id.in_(self.lots)
        )
        bound = Counter(
            counter
            for it in db.session.scalars(query)
            for counter in range(it.first, it.last)
            if self.books.stamp(it.roll_id, counter).activation == it.id
        )
        assert all(times == 1 for times in bound.values())

    # The naive ledger.

    def roll(self, which: int, *states: StampState) -> Roll:
        """One that has stamps in these accounts, where there is one: else nothing would happen."""
        fitting = [it for it in self.books.rolls if it.counters(*states)] or self.books.rolls
        return fitting[which % len(fitting)]

    def later(self) -> Any:
        self.now += timedelta(minutes=1)
        return self.now

    def said(self, use_case: Any, actor: Actor, command: Any, **more: Any) -> str | None:
        """Try it; gives the code of the refusal, if there was one."""
        try:
            use_case(actor, command, now=self.later(), **more)
        except Refusal as refusal:
            return refusal.code
        return None


def test_no_life_of_stamps_breaks_the_double_entry_or_activates_twice(make, cast, database):
    run_machine(StampMachine, EXAMPLES[database.engine_name], 30, make=make, cast=cast)
