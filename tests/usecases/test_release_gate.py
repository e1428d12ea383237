"""No stamp goes on a lot of which the law's ten items, or its goods, are not told."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.diary import HOST, entry
from tests.filled_forms import filled
from tests.sellable import sellable_lot, show
from traceability.calendar import civil_date
from traceability.event_template import current, get_template
from traceability.release import LotNotReady, ReleaseCondition
from webapp.db import db
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def activate(make, cast, product, now):
    """Let Minh put a stamp on a lot."""
    roll = make.roll(make.order(product))
    return lambda lot: activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=1), now=now)


def test_a_lot_of_which_everything_is_told_takes_stamps(cast, make, product, activate, now):
    lot = sellable_lot(make, product)

    activate(lot)

    assert lot_page(cast.minh, lot.id, now=now).gate.is_open


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"photo_sha256": None}, "legal_item.photo"), ({"standards": " \n"}, "legal_item.standards")],
)
def test_what_is_missing_is_named(cast, make, product, activate, given, missing, now):
    lot = sellable_lot(make, product)
    for name, value in given.items():
        setattr(product, name, value)
    db.session.commit()

    with pytest.raises(LotNotReady) as refused:
        activate(lot)

    assert refused.value.details == {"count": 1, "first": missing}
    assert lot_page(cast.minh, lot.id, now=now).gate.missing == (missing,)


def test_a_lot_without_a_diary_lacks_its_stages_and_their_time(make, product, activate):
    lot = make.packed_lot(product)

    with pytest.raises(LotNotReady) as refused:
        activate(lot)

    assert refused.value.details == {"count": 3, "first": "legal_item.stages"}


def test_a_lot_in_which_nothing_was_taken_yet_has_no_goods(cast, make, product, now):
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    capture_event(cast.lan, entry(lot, "irrigating"), HOST, now=now)
    before = lot_page(cast.lan, lot.id, now=now).gate.missing

    capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now)

    assert before == (ReleaseCondition.GOODS_TOLD, ReleaseCondition.HARVEST_TOLD)
    assert lot_page(cast.lan, lot.id, now=now).gate.missing == ()


def test_a_held_lot_is_not_ready(cast, make, product, now):
    lot = sellable_lot(make, product, on_hold_at=now)

    assert lot_page(cast.minh, lot.id, now=now).gate.missing == (ReleaseCondition.NOT_HELD.value,)


def test_the_page_says_what_is_missing_and_where_to_mend_it(client_of, cast, make):
    lot = sellable_lot(make, make.product(cast.cooperative, photo_sha256=None))
    product = db.session.get(type(make.product()), lot.product_id)
    product.photo_sha256 = None
    db.session.commit()

    page = client_of(cast.minh).get(f"/lots/{lot.id}").text

    assert "Còn thiếu" in page
    assert f"/products/{product.id}/edit" in page


@pytest.fixture
def medicine(make, cast, now):
    """A packed lot of medicines of which nothing is missing but its release."""
    version = current("medicines").version
    product = make.product(cast.cooperative, group="medicines")
    lot = sellable_lot(make, product, template_version=version)
    values = filled(current("medicines").event("receiving"), on=civil_date(now))
    capture_event(cast.minh, entry(lot, "receiving", values=values), HOST, now=now)
    return lot


@pytest.fixture
def decide(cast, medicine, now):
    """Write down what the qualified person decided of the batch."""

    def write(decision, **given):
        values = filled(current("medicines").event("releasing"), on=civil_date(now))
        typed = entry(medicine, "releasing", values=values | {"decision": decision}, **given)
        capture_event(cast.minh, typed, HOST, now=now)

    return write


def test_medicines_leave_after_their_release_is_told(cast, make, medicine, decide, now):
    gate = lot_page(cast.minh, medicine.id, now=now).gate
    assert gate.missing == (ReleaseCondition.WORKS_TOLD,)
    assert [it.code for it in gate.missing_works] == ["releasing"]
    roll = make.roll(make.order(db.session.get(type(make.product()), medicine.product_id)))
    stamp = ActivateRange(roll.id, medicine.id, count=1)
    with pytest.raises(LotNotReady):
        activate_range(cast.minh, stamp, now=now)

    decide("released")

    assert lot_page(cast.minh, medicine.id, now=now).gate.is_open
    activate_range(cast.minh, stamp, now=now)


def test_a_batch_that_was_rejected_last_is_not_released(cast, medicine, decide, now):
    decide("released", event_time=now - timedelta(hours=2))
    decide("rejected", event_time=now - timedelta(hours=1))

    missing = lot_page(cast.minh, medicine.id, now=now).gate.missing

    assert ReleaseCondition.WORKS_TOLD in missing


@pytest.mark.parametrize("last", ["released", "rejected"])
def test_of_two_decisions_of_one_moment_the_one_written_down_later_counts(
    cast, medicine, decide, now, last
):
    (first,) = {"released", "rejected"} - {last}
    decide(first, event_id=UUID(int=2))
    decide(last, event_id=UUID(int=1))

    missing = lot_page(cast.minh, medicine.id, now=now).gate.missing

    assert (ReleaseCondition.WORKS_TOLD in missing) is (last == "rejected")


def test_a_decision_told_late_of_an_earlier_hour_does_not_count(cast, medicine, decide, now):
    decide("rejected", event_time=now - timedelta(hours=1))
    decide("released", event_time=now - timedelta(hours=2))

    missing = lot_page(cast.minh, medicine.id, now=now).gate.missing

    assert ReleaseCondition.WORKS_TOLD in missing


def test_the_page_leads_to_the_work_that_must_be_told(client_of, cast, medicine):
    page = client_of(cast.minh).get(f"/lots/{medicine.id}").text

    assert "Ghi: Duyệt xuất xưởng" in page
    assert f"/lots/{medicine.id}/events/new/releasing" in page


def test_medicines_of_an_older_template_leave_after_their_release_too(cast, make, now):
    lot = sellable_lot(make, make.product(cast.cooperative, group="medicines"))
    before = lot_page(cast.minh, lot.id, now=now)
    values = filled(get_template("medicines", 1).event("releasing"), on=civil_date(now))

    capture_event(cast.minh, entry(lot, "releasing", values=values), HOST, now=now)

    after = dict(lot_page(cast.minh, lot.id, now=now).gate.conditions)
    assert lot.template_version == 1
    assert ReleaseCondition.WORKS_TOLD in before.gate.missing
    assert [it.event_code for it in before.mends[ReleaseCondition.WORKS_TOLD]] == ["releasing"]
    assert after[ReleaseCondition.WORKS_TOLD] is True


@pytest.mark.parametrize(
    ("group", "is_asked"), [("processed_food", True), ("handicraft", True), ("rice", False)]
)
def test_what_is_made_of_others_goods_leads_back_to_them(cast, make, now, group, is_asked):
    lot = sellable_lot(make, make.product(cast.cooperative, group=group))
    told = ReleaseCondition.INPUTS_TOLD

    def conditions():
        return dict(lot_page(cast.minh, lot.id, now=now).gate.conditions)

    assert conditions().get(told) is (False if is_asked else None)
    if is_asked:
        values = filled(current(group).event("receiving"), on=civil_date(now))
        capture_event(cast.minh, entry(lot, "receiving", values=values), HOST, now=now)
        assert conditions()[told] is True
