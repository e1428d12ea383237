"""Which lots the worker looks at again when what their ground gives, or gave others, changes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.statements import counted_statements
from tests.yields import harvest
from traceability.places import PlaceKind
from traceability.quantities import Quantity
from traceability.roles import Actor
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import Lot, LotNoticed
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.lots import CancelLot, cancel_lot
from webapp.usecases.places import KeepPlace, PlaceFacts, edit_place
from webapp.usecases.products import KeepProduct, ProductFacts, edit_product

COUNTED = re.compile(r"UPDATE lot SET diary_score\b.* IN ", re.DOTALL)


def test_other_lots_are_counted_anew_before_the_ledger_goes_on_and_once(cast, lots, write, now):
    for lot in lots[1:]:
        write(lot, "harvesting", **harvest(9))
    score_diaries(Actor.system(), now=now)
    told = []
    for lot in lots[:2]:
        with counted_statements() as made:
            write(lot, "harvesting", **harvest(9))
        told.append(made)

    first, second = ([n for n, it in enumerate(some) if COUNTED.search(it)] for some in told)
    head = next(n for n, it in enumerate(told[0]) if "ledger_head" in it)
    assert [n < head for n in first] == [True]
    assert second == []
    assert set(db.session.scalars(select(Lot.diary_score))) == {None}


def test_a_harvest_on_a_further_plot_counts_the_lots_of_that_plot_anew(
    make, cast, lots, product, write, now
):
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    theirs, empty = (make.lot(product, place_id=elsewhere.id, **given) for _ in range(2))
    write(theirs, "harvesting", **harvest(9))
    score_diaries(Actor.system(), now=now)

    write(lots[0], "harvesting", place_id=elsewhere.id, **harvest(9))

    db.session.expire_all()
    assert theirs.diary_score is None
    assert empty.diary_score is not None  # what took nothing has no season that could change


@pytest.fixture
def seen(make, cast, lots, product, now):
    """Tells which of two lots of the plot, and of one elsewhere, the worker looks at again."""
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    three = [*lots[:2], make.lot(product, place_id=elsewhere.id, **given)]

    def again() -> list[bool]:
        db.session.expire_all()
        waiting = [it.diary_score is None for it in three]
        score_diaries(Actor.system(), now=now)
        return waiting

    return again


def noticed(lot) -> list[str]:
    return sorted(
        db.session.scalars(select(LotNoticed.code).where(LotNoticed.lot_id == lot.id)).all()
    )


def sized(plot, square_metres: int | None) -> KeepPlace:
    area = Quantity(square_metres * 1000, "m2") if square_metres else None
    facts = PlaceFacts(PlaceKind.PLOT, plot.name, plot.commune_code, area=area)
    return KeepPlace(plot.id, facts)


def test_a_plot_that_was_measured_anew_has_its_lots_looked_at_again(
    cast, lots, plot, seen, write, now
):
    write(lots[0], "harvesting", **harvest(900))
    write(lots[1], "harvesting", **harvest(40))
    seen()
    assert noticed(lots[0]) == []

    edit_place(cast.minh, sized(plot, 500), now=now)

    assert seen() == [True, True, False]
    assert noticed(lots[0]) == ["imbalance"]
    edit_place(cast.minh, sized(plot, 500), now=now)
    assert seen() == [False, False, False]


def test_a_planting_that_is_told_later_has_the_lots_worked_since_looked_at_again(
    lots, seen, write, now
):
    for lot, day in zip(lots[:2], (120, 10), strict=True):
        at = now - timedelta(days=day)
        write(lot, "harvesting", event_time=at, **harvest(500, f"{at:%Y-%m-%d}"))
    seen()

    sown = {"variety": "Nếp tan", "quantity": "8", "seed_source": "Đại lý"}
    sown |= {"sow_date": "2026-08-14"}
    planted = write(lots[2], "planting", values=sown, event_time=now - timedelta(days=100))
    assert seen() == [False, True, False]

    moved = {"corrects": planted.event_id, "event_time": now - timedelta(days=130)}
    write(lots[2], "planting", values=sown, **moved)
    assert seen() == [True, True, False]


def test_a_planting_that_is_put_right_counts_for_each_plot_that_it_named(
    make, cast, lots, product, write, now
):
    """Sown on two plots, as it was told first; a lot that is at home on the second, and took
    something of it elsewhere, is looked at again.
    """
    second, field = (make.place(cast.cooperative, area_thousandths=1_000_000) for _ in range(2))
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    there = make.lot(product, place_id=second.id, **given)
    write(there, "harvesting", place_id=field.id, **harvest(9))
    sown = {
        "variety": "Nếp tan",
        "quantity": "8",
        "seed_source": "Đại lý",
        "sow_date": "2026-08-14",
    }
    told = {"values": sown, "event_time": now - timedelta(days=100)}
    planted = write(lots[0], "planting", other_place_ids=(second.id,), **told)
    score_diaries(Actor.system(), now=now)

    write(lots[0], "planting", corrects=planted.event_id, **told)

    db.session.expire_all()
    assert there.diary_score is None


def test_a_plot_that_is_none_any_more_has_its_lots_looked_at_again(
    cast, lots, plot, seen, write, now
):
    write(lots[0], "harvesting", **harvest(9))
    seen()

    facts = PlaceFacts(
        PlaceKind.FACTORY, plot.name, plot.commune_code, area=Quantity(1000_000, "m2")
    )
    edit_place(cast.minh, KeepPlace(plot.id, facts), now=now)

    assert seen() == [True, False, False]


def test_a_product_of_another_name_has_its_lots_and_those_of_their_ground_looked_at_again(
    make, cast, lots, product, plot, seen, write, now
):
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    neighbour = make.lot(make.product(cast.cooperative), place_id=plot.id, **given)
    for lot in (lots[0], neighbour):
        write(lot, "harvesting", **harvest(450))
    seen()
    assert noticed(lots[0]) == noticed(neighbour) == []

    named = {"short_name": product.short_name, "group": product.group, "standards": ("TCCS 01",)}
    upland = ProductFacts(name="Gạo nương Mường Và", **named)
    edit_product(cast.minh, KeepProduct(product.id, upland), MemoryStorage(), now=now)

    assert seen() == [True] * 3
    assert noticed(lots[0]) == []  # of two crops the wider bound holds
    edit_product(cast.minh, KeepProduct(neighbour.product_id, upland), MemoryStorage(), now=now)
    assert (seen()[0], noticed(lots[0]), noticed(neighbour)) == (True, ["imbalance"], ["imbalance"])
    edit_product(cast.minh, KeepProduct(product.id, upland), MemoryStorage(), now=now)
    assert seen() == [False] * 3


def test_other_work_on_a_further_plot_has_the_lots_of_that_plot_looked_at_again(
    make, cast, lots, product, write, now
):
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    theirs = make.lot(product, place_id=elsewhere.id, **given)
    for lot, kg in ((theirs, 500), (lots[0], 500), (lots[1], 600)):
        write(lot, "harvesting", **harvest(kg))
    score_diaries(Actor.system(), now=now)
    assert [noticed(it) for it in (theirs, lots[0])] == [[], ["imbalance"]]

    watered = write(theirs, "irrigating", place_id=lots[0].place_id)

    assert waiting(lots[:2]) == [True, True]
    score_diaries(Actor.system(), now=now)
    write(theirs, "irrigating", place_id=lots[0].place_id)
    assert waiting(lots[:2]) == [False, False]  # it is tied already
    write(theirs, "irrigating", place_id=elsewhere.id, corrects=watered.event_id)
    assert waiting(lots[:2]) == [False, False]  # by the second entry, too


def waiting(lots) -> list[bool]:
    db.session.expire_all()
    return [it.diary_score is None for it in lots]


def test_work_that_was_told_of_the_wrong_plot_ties_none_any_more(make, cast, lots, write, now):
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    write(lots[1], "harvesting", **harvest(9))
    write(lots[0], "harvesting", **harvest(9))
    wrong = write(lots[0], "irrigating", place_id=elsewhere.id)
    score_diaries(Actor.system(), now=now)

    write(lots[0], "irrigating", corrects=wrong.event_id)

    assert waiting(lots[1:2]) == [True]


def test_the_lots_of_one_ground_are_looked_at_again_with_few_statements(cast, lots, write, now):
    def statements_for(some) -> int:
        for lot in some:
            write(lot, "harvesting", **harvest(9))
        with counted_statements() as made:
            score_diaries(Actor.system(), now=now)
        return sum("harvested_on" in it for it in made)

    assert statements_for(lots[:1]) == statements_for(lots[1:])


def test_a_lot_that_is_cancelled_has_the_others_looked_at_again(cast, lots, seen, write, now):
    for lot in lots[:2]:
        write(lot, "harvesting", **harvest(500))
    seen()
    assert noticed(lots[0]) == ["imbalance"]

    cancel_lot(cast.minh, CancelLot(lots[1].id, "Nhầm thửa"), now=now)

    assert seen()[0] is True
    assert noticed(lots[0]) == []


def test_inspectors_find_the_lots_with_the_arithmetic(cast, lots, client_of, write, now):
    for lot in lots:
        write(lot, "harvesting", **harvest(310))
    score_diaries(Actor.system(), now=now)
    before = db.session.scalars(select(LotNoticed.code)).all()
    write(lots[0], "harvesting", **harvest(310))
    score_diaries(Actor.system(), now=now)
    quang = client_of(cast.quang)

    listed = quang.get("/diaries?notice=imbalance").text
    page = quang.get(f"/diaries/{lots[1].id}").text

    assert before == []
    assert all(lot.code in listed for lot in lots)
    assert "1.240 kg" in page
    assert f"Lô {lots[0].code}" in page
