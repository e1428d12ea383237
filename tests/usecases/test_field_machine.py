"""Lots driven through seasons nobody thought of, each step held against an oracle of its own.

Sprays with other waiting periods, sprays again, entries that cover several plots, are told late,
dated back, told in another time zone or put right; registers of inputs imported in between, in
force from a day before or to come, by which a product is banned, permitted again or asks for other
days; harvests again and again; packs in every unit; failed tests and passed ones; releases and
stamps in any order. After each step: no violation is
released or stamped, nothing lawful is stopped, and no true fact is refused.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import delete

from tests.diary import HOST, entry
from tests.field_entries import CODES, EPOCH, ITEMS, values_of_fact
from tests.field_oracle import Fact, Field, Lot, Version, home_day
from tests.machines import run_machine
from tests.makers import NOW, Maker
from tests.registers import load
from tests.sellable import show
from traceability.errors import Refusal
from traceability.lots import PACKED
from traceability.roles import Role
from traceability.stops import BannedInput, HarvestTooEarly
from webapp import models
from webapp.db import db
from webapp.models.balance import lot_balance
from webapp.models.event import read_values
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.releases import (
    AskRelease,
    ReleaseLot,
    SendBack,
    ask_release,
    release_lot,
    send_back,
)

EXAMPLES = {"sqlite": 12, "postgresql": 3}  # of 24 steps each
HOMES = {"one": "north", "two": "north", "three": "south"}  # two lots share a plot
LOTS = st.sampled_from(sorted(HOMES))
PLOTS = st.frozensets(st.sampled_from(["north", "south", "hill"]), min_size=1)
# Around midnight at home (17:00 UTC) as at any other hour; a little ahead, and weeks late.
HOURS_AGO = st.one_of(st.integers(-20, 30), st.integers(0, 24 * 25))
SPRAYED_AGO = st.one_of(HOURS_AGO, st.integers(-20, -14))  # dated to the day to come
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))
WAITS = st.sampled_from([0, 3, 7, 14, 21])
ITEM = st.sampled_from(sorted(ITEMS))
AMOUNTS = st.integers(1, 40)
LABELS = st.sampled_from([0, 1, 2, 7, 21])  # often fewer days than the register asks for
SAID = st.tuples(st.sampled_from(["permitted", "permitted", "restricted", "banned"]), WAITS)
LINES = st.dictionaries(ITEM, SAID, min_size=1).map(lambda said: tuple(sorted(said.items())))


class FieldMachine(RuleBasedStateMachine):
    """`make` writes to the database of the running test; each example has people of its own."""

    make: Maker

    def __init__(self) -> None:
        super().__init__()
        make, self.now, self.numbers = self.make, NOW, count(1)
        ours = make.organisation()
        self.farmer, self.manager = (make.actor(it, ours) for it in (Role.FARMER, Role.MANAGER))
        product = show(make, make.product(ours))
        self.plots = {name: make.place(ours).id for name in ("north", "south", "hill")}
        self.ids = {
            name: make.lot(
                product,
                place_id=self.plots[home],
                opened_by_id=self.farmer.account_id,
                code=str(uuid4()),
            ).id
            for name, home in HOMES.items()
        }
        self.roll = make.roll(make.order(product, count=100_000, roll_size=100_000)).id
        self.field = Field({name: Lot(home) for name, home in HOMES.items()})
        self.events: dict[int, UUID] = {}
        self.last: Any = None
        for table in (models.InputRegisterRow, models.InputRegisterVersion):
            db.session.execute(delete(table))  # of the example before: a register is everybody's
        db.session.commit()

    # What is done in the field, and told of it.

    @rule(lot=LOTS, plots=PLOTS, ago=SPRAYED_AGO, zone=OFFSETS, label=LABELS, item=ITEM)
    def spray(self, lot, plots, ago, zone, label, item) -> None:
        self.tell(self.fact(lot, "treat", plots, ago, zone, label=label, item=item))

    @initialize(said=st.lists(LINES, max_size=2))
    def begin_the_register(self, said) -> None:
        """There is none, one of long ago, or also one that is announced for tomorrow."""
        for back, lines in zip((30, -1), said, strict=False):
            self.change_the_register(back, lines)

    @rule(back=st.integers(-2, 25), lines=LINES)
    def change_the_register(self, back, lines) -> None:
        """An office imports a version that counts from a day; nothing older is judged anew."""
        day = home_day(self.pass_time()) - back
        version = Version(day, lines)
        told = [f"pesticide,{it},{ITEMS[it]},{status},,{days}" for it, (status, days) in lines]
        imported = load(*told, effective_from=EPOCH + timedelta(days=day))
        assert imported.is_new == self.field.take_register(version)

    @rule(lot=LOTS, plots=PLOTS, ago=HOURS_AGO, zone=OFFSETS, back=st.integers(-9, 4), kg=AMOUNTS)
    def harvest(self, lot, plots, ago, zone, back, kg) -> None:
        fact = self.fact(lot, "harvest", plots, ago, zone, grams=kg * 1000)
        self.tell(replace(fact, day=home_day(fact.moment) - back))

    @rule(lot=LOTS, ago=st.integers(0, 50), kg=AMOUNTS, part=st.integers(10, 100))
    def mill(self, lot, ago, kg, part) -> None:
        out = kg * part * 10
        self.tell(self.fact(lot, "mill", {HOMES[lot]}, ago, grams=out, used=kg * 1000))

    @rule(lot=LOTS, ago=st.integers(0, 50), packs=st.integers(1, 40), grams=st.integers(1, 8))
    def pack(self, lot, ago, packs, grams) -> None:
        weight = packs * grams * 250
        self.tell(self.fact(lot, "pack", {HOMES[lot]}, ago, packs=packs, grams=weight))

    @rule(lot=LOTS, ago=st.integers(0, 24 * 12), passed=st.booleans())
    def examine(self, lot, ago, passed) -> None:
        self.tell(self.fact(lot, "test", {HOMES[lot]}, ago, passed=passed))

    @precondition(lambda self: self.field.facts)
    @rule(data=st.data(), kg=AMOUNTS, back=st.integers(0, 3), passed=st.booleans())
    def put_right(self, data, kg, back, passed) -> None:
        """Tell one of the standing entries anew, with something changed."""
        old = data.draw(st.sampled_from(self.field.standing()))
        changed: dict[str, Any] = {
            "treat": {
                "label": data.draw(LABELS),
                "item": data.draw(ITEM),
                "moment": old.moment - timedelta(days=back),
            },
            "harvest": {"grams": kg * 1000, "day": old.day - back},
            "mill": {"grams": old.grams // 20 * 10},  # 4,565 kg could be four tonnes
            "pack": {"packs": kg, "grams": kg * 500},
            "test": {"passed": passed},
        }[old.kind]
        number, received = next(self.numbers), self.pass_time()
        self.tell(replace(old, number=number, received=received, corrects=old.number, **changed))

    @precondition(lambda self: self.last)
    @rule()
    def tell_again(self) -> None:
        """The phone sends once more what it is not sure of."""
        told = capture_event(self.farmer, self.last, HOST, now=self.pass_time())

        assert not told.is_new

    # What is decided.

    @rule(lot=LOTS)
    def let_go_on(self, lot) -> None:
        wanted, it = ReleaseHold(self.ids[lot], "Mẫu đạt."), self.field.lots[lot]
        refusal = None if it.held_since else "lot.not_held"
        if it.held_since and not self.field.has_answer(lot):
            refusal = "lot.no_passed_test"
        if self.decide(release_hold, wanted) is None:
            it.held_since = None
        assert self.refused == refusal

    @rule(lot=LOTS)
    def ask(self, lot) -> None:
        it = self.field.lots[lot]
        refusal = "lot.release_already_asked" if it.is_asked else None
        refusal = "lot.already_released" if it.is_released else refusal
        if self.decide(ask_release, AskRelease(self.ids[lot])) is None:
            it.is_asked = True
        assert self.refused == refusal

    @rule(lot=LOTS)
    def give_back(self, lot) -> None:
        it = self.field.lots[lot]
        refusal = None if it.is_asked else "lot.release_not_asked"
        if self.decide(send_back, SendBack(self.ids[lot], "Thiếu ảnh.")) is None:
            it.is_asked = False
        assert self.refused == refusal

    @rule(lot=LOTS)
    def release(self, lot) -> None:
        it = self.field.lots[lot]
        refusal = "lot.not_ready" if self.lacks_something(lot) else None
        refusal = "lot.already_released" if it.is_released else refusal
        if self.decide(release_lot, ReleaseLot(self.ids[lot])) is None:
            it.is_released, it.is_asked, it.has_lapsed = True, False, False
            self.assert_excused(lot)
        assert self.refused == refusal

    @rule(lot=LOTS, wanted=st.integers(1, 25))
    def stamp(self, lot, wanted) -> None:
        it, refusal = self.field.lots[lot], self.no_stamps(lot, wanted)
        if (
            self.decide(activate_range, ActivateRange(self.roll, self.ids[lot], count=wanted))
            is None
        ):
            it.activated += wanted
            it.is_released, it.is_asked = True, False
            self.assert_excused(lot)
        assert self.refused == refusal

    # What must hold after each step.

    @invariant()
    def every_lot_stands_where_the_facts_put_it(self) -> None:
        for name in HOMES:
            self.assert_standing(name)

    def assert_standing(self, name: str) -> None:
        it, session = self.field.lots[name], db.session()
        lot = session.get_one(models.Lot, self.ids[name], populate_existing=True)
        assert (lot.on_hold_at is not None) == (it.held_since is not None)
        assert (lot.state in PACKED) == it.is_packed
        assert (lot.released_at is not None) == it.is_released
        assert (lot.release_asked_at is not None) == it.is_asked
        assert (lot.packed_units, lot.activated_units) == (self.field.packs(name), it.activated)
        supported = lot_balance(session, lot).supported_units(lot.packed_units)
        assert supported == self.field.supported(name)
        allowed = harvest_allowed_from(session, lot.id, self.now)
        expected = self.field.free_from(name, self.now)
        assert (allowed - EPOCH).days == expected if allowed else expected is None
        if not (it.ever_early or it.ever_failed or it.ever_banned):
            assert lot.on_hold_at is None, "what is lawful was stopped"

    def teardown(self) -> None:
        for name in HOMES:
            page = lot_page(self.manager, self.ids[name], now=self.now)
            held = self.field.lots[name].held_since is not None
            assert held == ("lot_warning.on_hold" in [it.code for it in page.warnings])

    def assert_excused(self, lot: str) -> None:
        """What was taken too early, or grew with what is banned, goes on only after a test that its
        goods passed.
        """
        tests = [it for it in self.field.facts if it.lot == lot and it.passed]
        for wrong in (*self.field.early(lot), *self.field.banned(lot)):
            assert any(it.received >= wrong.received for it in tests)

    def lacks_something(self, lot: str) -> bool:
        return self.field.lots[lot].held_since is not None or not self.field.of(lot, "harvest")

    def no_stamps(self, lot: str, wanted: int) -> str | None:
        it, sum_of = self.field.lots[lot], self.field.lots[lot].activated + wanted
        reasons = {
            "stamp.lot_not_packed": it.held_since is not None or not it.is_packed,
            "stamp.exceeds_packed": sum_of > self.field.packs(lot),
            "stamp.exceeds_goods": sum_of > self.field.supported(lot),
            "lot.release_lapsed": it.has_lapsed and not it.is_released,
            "lot.not_ready": not self.field.of(lot, "harvest"),
        }
        return next((code for code, holds in reasons.items() if holds), None)

    # How it is sent.

    def pass_time(self) -> datetime:
        self.now += timedelta(minutes=7)
        return self.now

    def fact(self, lot, kind, plots, ago, zone=timedelta(hours=7), **given: Any) -> Fact:
        now = self.pass_time()
        moment = (now - timedelta(hours=ago)).astimezone(timezone(zone))
        return Fact(next(self.numbers), lot, kind, frozenset(plots), moment, now, **given)

    def tell(self, fact: Fact) -> None:
        """Record it: what should not be done is stopped, what is lawful is not, and a true fact is
        never refused.
        """
        first, *others = sorted(fact.plots)
        code, fact = CODES[fact.kind], self.field.judged(fact)
        self.last = entry(
            models.Lot(id=self.ids[fact.lot]),
            code,
            values=values_of_fact(fact, code),
            event_time=fact.moment,
            place_id=self.plots[first],
            other_place_ids=tuple(self.plots[it] for it in others),
            corrects=None if fact.corrects is None else self.events[fact.corrects],
        )
        if self.field.is_stopped(fact):
            with pytest.raises(BannedInput if fact.kind == "treat" else HarvestTooEarly):
                capture_event(self.farmer, self.last, HOST, now=fact.received)
            self.last = replace(self.last, as_fact=True, request_sha256=uuid4().hex * 2)
        told = capture_event(self.farmer, self.last, HOST, now=fact.received)
        assert told.is_new
        self.events[fact.number] = told.event_id
        self.field.add(fact)
        event = db.session.get_one(models.Event, told.event_id)
        said = read_values(event.values).register
        assert (said.version if said else None) == fact.version

    def decide(self, use_case: Any, command: Any) -> str | None:
        """Let the manager decide; gives the code of the refusal, if there was one."""
        try:
            use_case(self.manager, command, now=self.pass_time())
        except Refusal as refusal:
            self.refused: str | None = refusal.code
        else:
            self.refused = None
        return self.refused


def test_no_order_of_facts_and_decisions_breaks_the_rules(make, database):
    run_machine(FieldMachine, EXAMPLES[database.engine_name], 24, make=make)
