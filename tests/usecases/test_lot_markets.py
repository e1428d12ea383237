"""Where a lot is to be sold: chosen until stamps are active, and judged anew with each change."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.area_codes import TONNE, area_code, consent
from tests.cast import make_cast
from tests.diary import HOST, REPORT, entry
from tests.limits import to_import
from tests.makers import Maker
from tests.races import at_once
from tests.sellable import sellable_lot, show
from traceability.area_code_use import CodeNotGranted
from traceability.area_codes import AreaCodeKind, AreaCodeStatus, NoSuchAreaCode
from traceability.errors import Refusal
from traceability.holds import HoldCause
from traceability.laboratory_limits import Outcome
from traceability.lots import LotClosed, LotState, NoSuchLot
from traceability.markets import MarketFixed, UnknownMarket
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.release import LotNotReady
from traceability.stamps import OrderKind
from webapp.db import db
from webapp.models import LaboratoryJudgement, LedgerEntry, Lot, LotAreaCode
from webapp.queries.area_codes import AreaCodeFilter, CodesShown, area_code_list
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.area_code_consents import WithdrawConsent, withdraw_consent
from webapp.usecases.area_codes import MoveAreaCode, move_area_code
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits
from webapp.usecases.lot_markets import SettleMarket, settle_market
from webapp.usecases.lots import OpenLot, open_lot

GROWING, PACKING = AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative, group="fruit_vegetables"))


@pytest.fixture
def lot(make, cast, product):
    return sellable_lot(make, product, template_version=2, opened_by_id=cast.lan.account_id)


@pytest.fixture
def codes(make, cast):
    """A growing area and a packing house of the cooperative, both granted for China."""
    return {
        GROWING: area_code(make, cast.cooperative),
        PACKING: area_code(make, cast.cooperative, kind=PACKING, yield_thousandths=None),
    }


@pytest.fixture
def settle(cast, now):
    """Let Minh settle the market of a lot."""

    def settled(lot, market: str, codes=(), actor=None):
        ids = {kind: code.id for kind, code in dict(codes).items()}
        settle_market(actor or cast.minh, SettleMarket(lot.id, market, ids), now=now)

    return settled


@pytest.fixture
def activate(make, cast, product, now):
    """Let Minh put a stamp on a lot."""
    rolls = {kind: make.roll(make.order(product, kind=kind)).id for kind in OrderKind}
    return lambda lot, kind=OrderKind.ITEM: activate_range(
        cast.minh, ActivateRange(rolls[kind], lot.id, count=1), now=now
    )


def fresh(lot) -> Lot:
    return db.session.get(Lot, lot.id, populate_existing=True)


def decisions() -> list[str]:
    return list(db.session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.position)))


def missing(cast, lot, now) -> tuple[str, ...]:
    return lot_page(cast.minh, lot.id, now=now).gate.missing


def write_lead(cast, lot, value: str, now, conclusion: str = "passed") -> None:
    values = REPORT | {"sample_code": "M1", "indicator": "Chì", "conclusion": conclusion}
    values |= {"result_value": value, "result_value_unit": "mg_per_kg"}
    command = entry(lot, "laboratory_test", values=values, template_version=2)
    capture_event(cast.lan, command, HOST, now=now)


def test_a_lot_is_opened_for_home_or_for_a_market(cast, make, product, now):
    place = make.place(cast.cooperative)

    home, abroad = (
        open_lot(cast.minh, OpenLot(product.id, place.id, uuid4(), **given), now=now)
        for given in ({}, {"market": "china"})
    )

    assert db.session.get(Lot, home).market == "domestic"
    assert db.session.get(Lot, abroad).market == "china"
    with pytest.raises(UnknownMarket):
        open_lot(cast.minh, OpenLot(product.id, place.id, uuid4(), market="mars"), now=now)


def test_a_change_is_a_decision_in_the_ledger(lot, codes, settle):
    settle(lot, "china", codes)

    chosen, changed = decisions()[-2:]
    assert fresh(lot).market == "china"
    assert codes[GROWING].code in chosen
    assert '"from":"domestic"' in changed
    assert '"to":"china"' in changed


def test_the_same_again_changes_nothing(lot, codes, settle):
    settle(lot, "china", codes)
    before = decisions()

    settle(lot, "china", codes)

    assert decisions() == before


def test_a_choice_is_taken_back(lot, codes, settle):
    settle(lot, "china", codes)
    settle(lot, "domestic")

    assert fresh(lot).market == "domestic"
    assert db.session.scalars(select(LotAreaCode)).all() == []


@pytest.mark.parametrize("kind", OrderKind)
def test_it_is_settled_once_stamps_are_active(lot, codes, settle, activate, kind):
    settle(lot, "china", codes)
    activate(lot, kind)

    for market in ("domestic", "china"):  # the latter without the codes
        with pytest.raises(MarketFixed):
            settle(lot, market)
    settle(lot, "china", codes)  # nothing new is said


@pytest.mark.parametrize("market", ["china", "domestic"])
def test_an_ended_lot_and_that_of_others_are_not_settled(make, cast, product, settle, market):
    ended = make.lot(product, state=LotState.CLOSED, market="eu")
    strange = make.lot(make.product(cast.other_cooperative))

    with pytest.raises(LotClosed):
        settle(ended, market)
    with pytest.raises(NoSuchLot):
        settle(strange, market)
    with pytest.raises(UnknownMarket):
        settle(ended, "mars")


def test_a_code_of_others_is_chosen_only_with_a_consent_for_today(make, cast, lot, settle, now):
    code = area_code(make, cast.other_cooperative)

    with pytest.raises(NoSuchAreaCode):
        settle(lot, "china", {GROWING: code})
    consent(make, code, cast.cooperative, valid_to=date(2026, 11, 21))
    with pytest.raises(CodeNotGranted):
        settle(lot, "china", {GROWING: code})
    consent(make, code, cast.cooperative, valid_from=date(2026, 11, 22))
    settle(lot, "china", {GROWING: code})

    assert db.session.scalars(select(LotAreaCode.area_code_id)).one() == code.id


def test_a_code_is_chosen_for_what_it_is(lot, codes, settle):
    with pytest.raises(NoSuchAreaCode):
        settle(lot, "china", {GROWING: codes[PACKING]})


def test_a_stricter_market_holds_the_lot_and_a_laxer_one_lets_it_go(cast, lot, settle, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    write_lead(cast, lot, "0,15", now)
    assert fresh(lot).on_hold_reason is None

    settle(lot, "china")
    assert fresh(lot).on_hold_reason == HoldCause.OUTSIDE_LIMIT
    assert '"outcome":"outside"' in decisions()[-1]

    settle(lot, "domestic")
    assert fresh(lot).on_hold_reason is None
    assert "hold_released" in decisions()[-1]


def test_a_market_without_limits_knows_nothing_of_the_result(cast, lot, settle, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    write_lead(cast, lot, "0,15", now)

    settle(lot, "usa")

    query = select(LaboratoryJudgement.outcome).where(LaboratoryJudgement.market == "usa")
    assert db.session.scalar(query) is Outcome.NO_LIMIT
    assert fresh(lot).on_hold_reason is None


def test_coming_back_to_a_market_does_not_judge_anew(cast, lot, settle, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    write_lead(cast, lot, "0,15", now)
    settle(lot, "china")
    settle(lot, "domestic")
    laxer = "Chì,,fruit_vegetables,china,,9,mg/kg,Bảng khác"
    import_laboratory_limits(cast.thu, to_import(laxer), now=now)

    settle(lot, "china")

    assert fresh(lot).on_hold_reason == HoldCause.OUTSIDE_LIMIT


def test_a_laxer_market_does_not_forgive_a_failed_test(cast, lot, settle, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    write_lead(cast, lot, "0,15", now, conclusion="failed")
    settle(lot, "china")

    settle(lot, "domestic")

    assert fresh(lot).on_hold_reason == HoldCause.FAILED_TEST


def test_a_result_beyond_the_limit_keeps_the_gate_shut(cast, lot, settle, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    write_lead(cast, lot, "0,3", now)
    row = fresh(lot)
    row.on_hold_at = row.on_hold_reason = None  # whoever lifted it
    db.session.commit()

    assert missing(cast, lot, now) == ("release_condition.within_limits",)


def test_fruit_for_china_takes_stamps_when_both_codes_are_in_order(
    cast, lot, codes, settle, activate, now
):
    settle(lot, "china")
    assert missing(cast, lot, now) == (
        "export_need.growing_area_code",
        "export_need.packing_house_code",
    )
    with pytest.raises(LotNotReady):
        activate(lot)

    settle(lot, "china", codes)

    assert missing(cast, lot, now) == ()
    assert activate(lot)


@pytest.mark.parametrize(
    "given",
    [
        {"status": AreaCodeStatus.SUSPENDED},
        {"status": AreaCodeStatus.REVOKED},
        {"status": AreaCodeStatus.UNDER_INSPECTION},
        {"valid_to": date(2026, 11, 21)},
        {"markets": "usa japan"},
    ],
)
def test_a_code_out_of_order_stops_the_stamps(lot, codes, settle, activate, given):
    settle(lot, "china", codes)
    for name, value in given.items():
        setattr(codes[GROWING], name, value)
    db.session.commit()

    with pytest.raises(LotNotReady) as refused:
        activate(lot)

    assert refused.value.details["first"] == "export_need.growing_area_code"


def test_the_same_code_stops_nothing_at_home(lot, codes, settle, activate):
    settle(lot, "domestic", codes)
    codes[GROWING].status = AreaCodeStatus.SUSPENDED
    db.session.commit()

    assert activate(lot)


def test_at_home_too_a_strangers_code_needs_a_consent(make, cast, product, activate, now):
    theirs = area_code(make, cast.other_cooperative)
    place = make.place(
        cast.cooperative,
        kind=PlaceKind.ORCHARD,
        code=theirs.code,
        code_scheme=PlaceCodeScheme.GROWING_AREA,
    )
    lot = sellable_lot(make, product, place_id=place.id, template_version=2)
    assert missing(cast, lot, now) == ("export_need.code_consent",)
    with pytest.raises(LotNotReady):
        activate(lot)

    consent(make, theirs, cast.cooperative)

    assert missing(cast, lot, now) == ()
    assert activate(lot)


def test_a_place_that_carries_the_code_needs_no_choice(make, cast, product, codes, settle, now):
    place = make.place(
        cast.cooperative,
        kind=PlaceKind.ORCHARD,
        code=codes[GROWING].code,
        code_scheme=PlaceCodeScheme.GROWING_AREA,
    )
    lot = sellable_lot(make, product, place_id=place.id, template_version=2)

    settle(lot, "china", {PACKING: codes[PACKING]})

    assert missing(cast, lot, now) == ()


def test_a_place_that_carries_a_strangers_code_does_not_go_abroad(
    make, cast, product, codes, settle, now
):
    code = area_code(make, cast.other_cooperative)
    place = make.place(cast.cooperative, code=code.code, code_scheme=PlaceCodeScheme.GROWING_AREA)
    lot = sellable_lot(make, product, place_id=place.id, template_version=2)

    settle(lot, "china", {PACKING: codes[PACKING]})

    assert missing(cast, lot, now) == ("export_need.growing_area_code",)


def pack(cast, lot, boxes: int, now, kilograms: str = "100") -> None:
    values = {"pack_size": kilograms, "pack_size_unit": "kg", "pack_count": str(boxes)}
    command = entry(lot, "packing", values=values, template_version=2, event_time=now)
    capture_event(cast.lan, command, HOST, now=now)


def test_packing_more_than_the_consent_names_stops_the_lot(make, cast, lot, codes, settle, now):
    code = area_code(make, cast.other_cooperative)
    consent(make, code, cast.cooperative, most_thousandths=TONNE)
    settle(lot, "china", {GROWING: code, PACKING: codes[PACKING]})

    pack(cast, lot, 10, now)
    assert missing(cast, lot, now) == ()

    pack(cast, lot, 1, now)
    assert missing(cast, lot, now) == ("export_need.growing_area_code",)


def test_a_withdrawn_consent_stops_what_is_packed_from_then_on(make, cast, lot, codes, settle, now):
    code = area_code(make, cast.other_cooperative)
    given = consent(make, code, cast.cooperative)
    settle(lot, "china", {GROWING: code, PACKING: codes[PACKING]})
    pack(cast, lot, 1, now - timedelta(days=1))
    withdraw_consent(cast.hoa, WithdrawConsent(given.id, "Hết mùa"), now=now)

    assert missing(cast, lot, now) == ()

    pack(cast, lot, 1, now)
    assert missing(cast, lot, now) == ("export_need.growing_area_code",)


def test_more_packed_than_grows_is_flagged_for_holder_officers_and_inspectors(
    cast, lot, codes, settle, now
):
    settle(lot, "china", codes)
    wanted = AreaCodeFilter(shown=CodesShown.ABOVE_YIELD)
    pack(cast, lot, 110, now)
    assert [area_code_list(it, wanted, now=now).total for it in (cast.minh, cast.quang)] == [0, 0]

    pack(cast, lot, 1, now, "1")

    for looker in (cast.minh, cast.thu, cast.quang):
        (row,) = area_code_list(looker, wanted, now=now).rows
        assert (row.code, row.season.packed) == (codes[GROWING].code, 11_001 * 1000)
    assert area_code_list(cast.hoa, wanted, now=now).rows == ()


@pytest.mark.committed
def test_a_suspension_comes_wholly_before_or_wholly_after_an_activation(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = show(make, make.product(cast.cooperative, group="fruit_vegetables"))
        lot = sellable_lot(make, product, template_version=2, market="china")
        codes = {kind: area_code(make, cast.cooperative, kind=kind) for kind in (GROWING, PACKING)}
        chosen = {kind: code.id for kind, code in codes.items()}
        settle_market(cast.minh, SettleMarket(lot.id, "china", chosen), now=now)
        roll = make.roll(make.order(product))
        activation = ActivateRange(roll.id, lot.id, count=1)
        suspension = MoveAreaCode(codes[GROWING].id, AreaCodeStatus.SUSPENDED, "Văn bản 9", uuid4())
    acts = [
        lambda: activate_range(cast.minh, activation, now=now),
        lambda: move_area_code(cast.thu, suspension, now=now),
    ]

    def act() -> str:
        try:
            acts.pop()()
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = at_once(committed_app, act, times=2)

    with committed_app.app_context():
        is_stamped = db.session.get(Lot, lot.id).activated_units == 1
        told = [it for it in decisions() if "area_code_moved" in it or '"activated"' in it]
        assert sorted(outcomes) == (["done", "done"] if is_stamped else ["done", "lot.not_ready"])
        # Who was first is what the ledger says, too: stamps never follow a suspension.
        assert "area_code_moved" in told[-1]
