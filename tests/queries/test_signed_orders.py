"""Signed orders as lists tell of them: read anew where the ledger tells of a change."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sellable import sellable_lot
from tests.signed_stamps import SignedStamps, listed_in, signed_order
from traceability.keyring import SerialPlace
from traceability.lot_decisions import LotDecisionKind
from traceability.signed_lists import open_list, read_runs
from traceability.stamp_ledger import StampState
from traceability.stamp_standing import Standing
from traceability.stamps import FlagKind
from webapp import ledger
from webapp.db import db, transactional
from webapp.models import Lot, StampRoll
from webapp.models.lot_decision import LotDecision
from webapp.queries import revocations, signed_orders
from webapp.queries.inspection_cache import inspection_list
from webapp.queries.revocations import ListAsked, public_revocations
from webapp.queries.signed_orders import SignedOrders
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.flags import FlagScope, LiftFlag, RaiseFlag, lift_flag, raise_flag

ASKED = ListAsked("tem.example")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.time = 100.0

    def __call__(self):
        return self.time


@pytest.fixture
def ring(app):
    return app.extensions["temthat"].signing


@pytest.fixture
def kept(ring) -> SignedOrders:
    """What a process keeps, brought up to date whenever it is asked."""
    return SignedOrders(ring, 0.0)


@pytest.fixture
def stamps(make, product, ring) -> SignedStamps:
    """A hundred signed stamps on one roll, delivered, none of them active."""
    order = signed_order(make, ring.current, product)
    make.roll(order)
    return SignedStamps(make, order, ring.current)


@transactional
def decide(actor, lot, *, now, **columns):
    """What any use case does that lays something over a lot."""
    for name, value in columns.items():
        setattr(db.session.get(Lot, lot.id), name, value)
    decision = LotDecision.of(lot, LotDecisionKind.RELEASED)
    ledger.append_decision(db.session(), actor, decision, now=now)


def flag_stamp(actor, stamps, now, offset=0, kind=FlagKind.ON_HOLD, scope=FlagScope.STAMP):
    place = SerialPlace(stamps.order.key_id, stamps.order.first + offset)
    return raise_flag(actor, RaiseFlag(uuid4(), place, kind, scope, "Thấy lạ"), now=now)


def listed(kept, ring, now, since=None):
    data = public_revocations(kept, ListAsked("tem.example", since), now=now)
    return listed_in(data, ring.current)


def test_what_is_laid_over_a_stamp_is_on_the_next_list(
    cast, make, product, stamps, kept, ring, now
):
    lot = sellable_lot(make, product)
    assert stamps.standing(listed(kept, ring, now)) == "not_activated"

    roll = db.session.query(StampRoll).one()
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=60), now=now)
    assert stamps.standing(listed(kept, ring, now), 59) is None
    assert stamps.standing(listed(kept, ring, now), 60) == "not_activated"

    flag_id = flag_stamp(cast.quang, stamps, now, 7)
    assert stamps.standing(listed(kept, ring, now), 7) == "on_hold"
    assert stamps.standing(listed(kept, ring, now), 8) is None

    flag_stamp(cast.quang, stamps, now, 7, FlagKind.COUNTERFEIT)
    assert stamps.standing(listed(kept, ring, now), 7) == "counterfeit"

    decide(cast.minh, lot, recalled_at=now, now=now)
    assert stamps.standing(listed(kept, ring, now), 8) == "recalled"
    assert stamps.standing(listed(kept, ring, now), 7) == "counterfeit"

    decide(cast.minh, lot, recalled_at=None, now=now)
    lift_flag(cast.quang, LiftFlag(flag_id, "Đã xem"), now=now)
    assert stamps.standing(listed(kept, ring, now), 8) is None
    assert stamps.standing(listed(kept, ring, now), 7) == "counterfeit"


def test_stamps_of_a_proof_sheet_are_told_as_never_issued(make, product, ring, kept, now):
    order = signed_order(make, ring.current, product, proof_count=5)
    make.activation(make.roll(order))
    stamps = SignedStamps(make, order, ring.current)

    found = listed(kept, ring, now)

    assert [stamps.standing(found, offset) for offset in (99, 100, 104)] == [
        None,
        "not_issued",
        "not_issued",
    ]


def test_stamps_without_a_signature_are_on_no_list(make, kept, ring, now):
    make.roll(make.order(), state=StampState.STOLEN)

    assert listed(kept, ring, now) == {}
    assert kept.current().orders == {}


def test_a_process_looks_again_only_after_a_while_and_then_reads_what_changed(
    cast, stamps, ring, now
):
    clock = Clock()
    kept = SignedOrders(ring, 10.0, clock)
    assert "on_hold" not in listed(kept, ring, now)
    flag_stamp(cast.quang, stamps, now)

    clock.time += 9
    assert "on_hold" not in listed(kept, ring, now)
    clock.time += 1
    assert stamps.standing(listed(kept, ring, now)) == "on_hold"


def test_changes_hold_what_a_phone_lacks_and_nothing_else(cast, make, stamps, kept, ring, now):
    other = SignedStamps(make, signed_order(make, ring.current), ring.current)
    make.roll(other.order)
    before = kept.current().sequence
    flag_stamp(cast.quang, stamps, now, 3)

    data = public_revocations(kept, ListAsked("tem.example", before), now=now)
    heading, _ = open_list(data, [ring.current.public])
    found = listed_in(data, ring.current)

    assert heading["since"] == before
    assert stamps.standing({"replaced": found["replaced"]}) == "replaced"
    assert other.standing(found) is None
    del found["replaced"]
    assert stamps.standing(found, 3) == "on_hold"
    assert stamps.standing(found, 4) == "not_activated"


def test_nothing_new_is_a_list_of_no_changes(cast, stamps, kept, ring, now):
    flag_stamp(cast.quang, stamps, now)
    sequence = kept.current().sequence

    data = public_revocations(kept, ListAsked("tem.example", sequence), now=now)

    assert open_list(data, [ring.current.public])[0]["sections"] == []


@pytest.mark.parametrize("since", [10**9, 999])
def test_who_knows_more_than_the_ledger_gets_the_whole_list(stamps, kept, ring, now, since):
    data = public_revocations(kept, ListAsked("tem.example", since), now=now)

    assert open_list(data, [ring.current.public])[0]["since"] is None
    assert stamps.standing(listed_in(data, ring.current)) == "not_activated"


def test_lists_of_one_half_minute_are_the_same_bytes(stamps, kept, ring, now):
    first = public_revocations(kept, ASKED, now=now)

    assert public_revocations(kept, ASKED, now=now + timedelta(seconds=29)) == first
    assert public_revocations(kept, ASKED, now=now + timedelta(seconds=30)) != first


def test_inspectors_read_lot_and_standing_of_every_signed_stamp(
    cast, make, product, stamps, kept, ring, now
):
    lot = make.packed_lot(product)
    roll = db.session.query(StampRoll).one()
    make.activation(roll, lot, last=roll.first + 40)
    flag_stamp(cast.quang, stamps, now, 5)

    data = inspection_list(cast.quang, kept, ASKED, now=now)
    heading, body = open_list(data, [ring.current.public])
    line, of_lot = sorted(map(json.loads, body.splitlines()), key=lambda it: "lot" in it)

    assert (heading["orders"], heading["lots"]) == (1, 1)
    assert (of_lot["code"], of_lot["standing"]) == (lot.code, "active")
    assert (line["id"], line["count"]) == (str(stamps.order.id), 100)
    assert (line["product"], line["organisation"]) == (product.name, cast.cooperative.name)
    assert line["lots"] == [[lot.code, "2027-11-01"]]
    assert list(read_runs(line["runs"])) == [
        (5, Standing.ACTIVE, 0),
        (1, Standing.ON_HOLD, 0),
        (34, Standing.ACTIVE, 0),
        (60, Standing.NOT_ACTIVATED, None),
    ]


steps = st.lists(
    st.tuples(
        st.sampled_from(["flag", "lift", "recall", "free", "activate", "look"]),
        st.integers(0, 2),
        st.integers(0, 99),
    ),
    max_size=12,
)


class World:
    """Three signed orders with a lot each, and what may happen to them."""

    def __init__(self, make, cast, product, ring, now):
        self.cast, self.now = cast, now
        self.lots, self.orders, self.flags = [], [], []
        for _ in range(3):
            order = signed_order(make, ring.current, product)
            self.orders.append((SignedStamps(make, order, ring.current), make.roll(order)))
            self.lots.append(sellable_lot(make, product))

    def flag(self, which, offset):
        scope = [FlagScope.STAMP, FlagScope.ROLL][offset % 2]
        stamps, _ = self.orders[which]
        self.flags.append(flag_stamp(self.cast.quang, stamps, self.now, offset, scope=scope))

    def lift(self, _which, offset):
        for flag_id in self.flags[offset % 3 :][:1]:
            self.flags.remove(flag_id)
            lift_flag(self.cast.quang, LiftFlag(flag_id, "Đã xem"), now=self.now)

    def recall(self, which, _offset):
        decide(self.cast.minh, self.lots[which], on_hold_at=self.now, now=self.now)

    def free(self, which, _offset):
        decide(self.cast.minh, self.lots[which], on_hold_at=None, now=self.now)

    def activate(self, which, _offset):
        lot = db.session.get(Lot, self.lots[which].id)
        if lot.on_hold_at is None and lot.activated_units < 20:
            activation = ActivateRange(self.orders[which][1].id, lot.id, count=5)
            activate_range(self.cast.minh, activation, now=self.now)


def test_whoever_missed_much_gets_the_whole_list_and_no_statement(app, kept, stamps, monkeypatch):
    moment = replace(kept.current(), sequence=signed_orders.MOST_ENTRIES_TOLD + 7)
    monkeypatch.setattr(signed_orders, "snapshot", None)  # calling it would fail

    assert kept.changed(moment, 6) is None
    assert kept.changed(moment, moment.sequence + 1) is None
    assert kept.changed(moment, -1) is None


def test_one_list_is_sealed_once_for_all_who_ask(app, kept, stamps, now, monkeypatch):
    sealed = []
    real = revocations.seal_list
    monkeypatch.setattr(revocations, "seal_list", lambda *it: sealed.append(it) or real(*it))

    first = public_revocations(kept, ASKED, now=now)

    assert public_revocations(kept, ASKED, now=now + timedelta(seconds=9)) == first
    assert len(sealed) == 1
    assert public_revocations(kept, ASKED, now=now + timedelta(seconds=31)) != first
    for since in range(20):
        public_revocations(kept, ListAsked("tem.example", since), now=now)
    assert len(kept._sealed) == 8


@given(steps)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_reading_what_changed_gives_what_reading_everything_gives(
    app, make, cast, product, ring, now, steps
):
    kept = SignedOrders(ring, 0.0)
    world = World(make, cast, product, ring, now)
    held = kept.current()
    for step, which, offset in steps:
        if step == "look":
            held = kept.current()
        else:
            getattr(world, step)(which, offset)

    brought_up, fresh = kept.current(), SignedOrders(ring, 0.0).current()

    assert brought_up == fresh
    changed = kept.changed(brought_up, held.sequence)
    same = [it for it in fresh.orders if it in held.orders and it not in changed]
    assert all(fresh.orders[it] == held.orders[it] for it in same)
