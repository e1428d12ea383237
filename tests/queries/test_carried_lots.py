"""Inspectors carry every lot that has stamps, signed or not, and learn only what changed."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from tests.database_work import know_sizes, work_of
from tests.sellable import sellable_lot
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotOverlay
from traceability.signed_lists import open_list
from traceability.stamp_standing import Standing, standing_of_lot
from webapp import ledger
from webapp.db import db, transactional
from webapp.models import LedgerEntry, Lot
from webapp.models.lot_decision import LotDecision
from webapp.queries import carried_lots
from webapp.queries.inspection_cache import inspection_list
from webapp.queries.revocations import ListAsked
from webapp.queries.signed_orders import SignedOrders
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation


@pytest.fixture
def carried(app, cast, now):
    """What is carried, by the lots' numbers, and the size of the ledger then."""
    ring = app.extensions["temthat"].signing
    kept = SignedOrders(ring, 0.0)

    def asked(since=None):
        data = inspection_list(cast.quang, kept, ListAsked("tem.example", since), now=now)
        heading, body = open_list(data, [ring.current.public])
        lots = [it for it in map(json.loads, body.splitlines()) if "lot" in it]
        assert heading["lots"] == len(lots)
        return {it["code"]: it for it in lots}, heading["sequence"]

    return asked


@transactional
def decide(actor, lot, *, now, **columns):
    """What any use case does that lays something over a lot."""
    for name, value in columns.items():
        setattr(db.session.get(Lot, lot.id), name, value)
    ledger.append_decision(
        db.session(), actor, LotDecision.of(lot, LotDecisionKind.RELEASED), now=now
    )


def test_a_lot_with_unsigned_stamps_is_carried_and_one_without_stamps_is_not(
    carried, make, product, cast
):
    lot = make.packed_lot(product)
    make.activation(make.roll(make.order(product)), lot)
    make.packed_lot(product)

    lots, _ = carried()

    assert list(lots) == [lot.code]
    assert lots[lot.code] == {
        "lot": str(lot.id),
        "standing": "active",
        "code": lot.code,
        "expires": "2027-11-01",
        "product": product.name,
        "organisation": cast.cooperative.name,
    }


@pytest.mark.parametrize(
    ("column", "standing"),
    [("recalled_at", "recalled"), ("on_hold_at", "on_hold"), ("cancelled_at", "void")],
)
def test_what_lies_over_it_is_told_and_comes_with_the_changes(
    carried, make, product, cast, now, column, standing
):
    lot, other = sellable_lot(make, product), sellable_lot(make, product)
    for one in (lot, other):
        activate_range(cast.minh, ActivateRange(make.roll(make.order(product)).id, one.id), now=now)
    _, since = carried()

    decide(cast.minh, lot, now=now, **{column: now})

    changes, later = carried(since)
    assert {code: it["standing"] for code, it in changes.items()} == {lot.code: standing}
    assert carried(later) == ({}, later)
    assert {it["standing"] for it in carried()[0].values()} == {"active", standing}


def test_an_activation_and_its_undoing_are_changes(carried, make, product, cast, now):
    lot, roll = sellable_lot(make, product), make.roll(make.order(product))
    _, since = carried()

    done = activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)
    changes, between = carried(since)
    assert changes[lot.code]["standing"] == "active"

    undo_activation(cast.minh, UndoActivation(done.id, "Nhầm"), now=now)
    changes, _ = carried(between)
    assert changes[lot.code]["standing"] is None
    assert lot.code not in carried()[0]


def test_what_is_carried_is_bounded_and_warnings_come_first(
    carried, make, product, now, monkeypatch
):
    monkeypatch.setattr(carried_lots, "MOST_CARRIED", 2)
    recalled, _, newest = (
        make.packed_lot(product, opened_at=now - timedelta(days=days), recalled_at=recalled_at)
        for days, recalled_at in ((300, now), (200, None), (100, None))
    )
    for lot in db.session.query(Lot).all():
        make.activation(make.roll(make.order(product)), lot)

    assert set(carried()[0]) == {recalled.code, newest.code}


@pytest.mark.counted
def test_what_changed_is_found_by_its_entries_and_not_lot_by_lot(make, cast, product, now):
    lot = sellable_lot(make, product)
    activate_range(cast.minh, ActivateRange(make.roll(make.order(product)).id, lot.id), now=now)
    size = db.session.query(LedgerEntry).count()

    def ask():
        connection = db.session.connection()
        return carried_lots.carried_lots(connection, size - 1, size, now=now)

    assert [json.loads(line)["lot"] for line in ask()] == [str(lot.id)]
    few = work_of(ask)
    values = {it.key: getattr(lot, it.key) for it in Lot.__mapper__.column_attrs}
    more = [values | {"id": uuid4(), "code": f"{number:05}"} for number in range(1_000)]
    db.session.execute(insert(Lot), more)
    know_sizes("lot", "event", "activation", "lot_decision", "ledger_entry")

    assert 0 < work_of(ask) <= 2 * few


def test_lots_of_long_ago_are_not_carried(carried, make, product, now):
    lot = make.packed_lot(product, opened_at=now - timedelta(days=1_200))
    make.activation(make.roll(make.order(product)), lot)

    assert carried()[0] == {}


@pytest.mark.parametrize("overlay", [None, *LotOverlay])
def test_only_a_lot_with_nothing_over_it_is_active(overlay):
    assert (standing_of_lot(overlay) is Standing.ACTIVE) is (overlay is None)
