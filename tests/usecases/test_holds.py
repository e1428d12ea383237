"""A lot stops by itself for what must not be sold, and goes on with a reason and a passed test."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.diary import HOST, REPORT, entry, values_of
from tests.filled_forms import filled
from tests.limits import to_import
from tests.registers import DRUGS, PESTICIDES, load
from tests.sellable import show
from traceability.calendar import civil_date
from traceability.event_template import current
from traceability.holds import (
    FailedStill,
    HeldByOthers,
    HoldCause,
    LotNotHeld,
    NoPassedTest,
    UnnamedTest,
)
from traceability.lots import NoSuchLot
from traceability.stamps import LotNotPacked
from webapp.db import db
from webapp.models import LedgerEntry, LedgerPersonal, Lot
from webapp.models.ledger import EntryKind
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.laboratory_limits import import_laboratory_limits

HOUR = timedelta(hours=1)
REASON = "Mẫu lấy sau thu hoạch đạt."


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def write(cast, now):
    """Let Lan write an entry, now or so many hours later."""

    def record(command, hours: int = 0):
        return capture_event(cast.lan, command, HOST, now=now + timedelta(hours=hours))

    return record


@pytest.fixture
def held(lot, write, now):
    """A lot that was harvested three days after a spraying that asks for fourteen."""
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    write(entry(lot, "harvesting", as_fact=True))
    return lot


def test_honey_that_is_not_ripe_holds_its_lot(make, cast, write):
    honey = make.lot(
        show(make, make.product(cast.cooperative, group="honey")),
        opened_by_id=cast.lan.account_id,
    )
    extracting = current("honey").event("extracting")
    day = civil_date(make.now)

    write(entry(honey, "extracting", values=filled(extracting, on=day) | {"water": "23"}))
    assert hold_of(honey) is None
    write(entry(honey, "extracting", values=filled(extracting, on=day) | {"water": "23,1"}))

    assert hold_of(honey) == HoldCause.UNFIT


def sample_of(lot, conclusion: str, indicator: str = "Dư lượng", **given):
    values = REPORT | {"sample_code": "M1", "indicator": indicator, "conclusion": conclusion}
    return entry(lot, "laboratory_test", values=values, **given)


def hold_of(lot) -> str | None:
    return db.session.get(Lot, lot.id, populate_existing=True).on_hold_reason


def decisions() -> list[str]:
    query = select(LedgerEntry.body).where(LedgerEntry.kind == EntryKind.DECISION)
    return list(db.session.scalars(query.order_by(LedgerEntry.position)))


def assert_sealed(body: str) -> None:
    """The words of the reason lie beside the ledger, which holds a commitment to them."""
    kept = db.session.scalar(select(LedgerPersonal).where(LedgerPersonal.value == REASON))
    assert REASON not in body
    assert kept.commitment in body


def test_a_harvest_within_a_waiting_period_is_recorded_and_holds_its_lot(held):
    assert hold_of(held) == HoldCause.WITHIN_INTERVAL
    assert "lot_hold.within_interval" in decisions()[-1]


def test_a_failed_test_holds_the_lot(lot, write):
    write(sample_of(lot, "failed"))

    assert hold_of(lot) == HoldCause.FAILED_TEST


def test_a_medicine_that_quality_assurance_rejects_is_held_for_what_it_is(make, cast, write, now):
    product = make.product(cast.cooperative, group="medicines")
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    values = filled(current("medicines").event("releasing"), on=now.date())

    write(entry(lot, "releasing", values=values | {"decision": "released"}))
    assert hold_of(lot) is None

    write(entry(lot, "releasing", values=values | {"decision": "rejected"}))
    assert hold_of(lot) == HoldCause.REJECTED


def test_a_harvest_in_time_and_a_passed_test_hold_nothing(lot, write):
    write(entry(lot, "harvesting"))
    write(sample_of(lot, "passed"))

    assert hold_of(lot) is None
    assert decisions() == []


def test_a_held_lot_takes_no_stamps(make, cast, product, held, write, now):
    write(entry(held, "packing"))
    roll = make.roll(make.order(product))

    with pytest.raises(LotNotPacked):
        activate_range(cast.minh, ActivateRange(roll.id, held.id, count=1), now=now)


def test_a_passed_test_and_a_reason_release_it(make, cast, product, held, write, now):
    write(entry(held, "packing"))
    write(sample_of(held, "passed"), hours=1)

    release_hold(cast.minh, ReleaseHold(held.id, REASON), now=now + timedelta(hours=2))

    assert hold_of(held) is None
    assert_sealed(decisions()[-1])
    roll = make.roll(make.order(product))
    assert activate_range(cast.minh, ActivateRange(roll.id, held.id, count=1), now=now)


@pytest.mark.parametrize(
    ("retested", "is_enough"),
    [("Độ ẩm", False), ("Abamectin", True), ("  abamectin", True), ("Avermectin B1", True)],
)
def test_what_failed_is_answered_by_a_passed_test_of_the_same_indicator(
    cast, lot, write, now, retested, is_enough
):
    """That the goods are dry says nothing of what was found; the register knows synonyms."""
    limits = to_import("Abamectin,Avermectin B1,,domestic,,1,mg/kg,Bảng thử")
    import_laboratory_limits(cast.thu, limits, now=now)
    write(entry(lot, "harvesting"))
    write(sample_of(lot, "failed", "Abamectin"))
    write(sample_of(lot, "passed", retested, event_time=now + HOUR), hours=1)

    if is_enough:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 2 * HOUR)
    else:
        with pytest.raises(FailedStill) as refused:
            release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 2 * HOUR)
        assert refused.value.details == {"indicator": "Abamectin"}

    assert (hold_of(lot) is None) == is_enough


def test_each_indicator_that_failed_is_answered(cast, lot, write, now):
    write(sample_of(lot, "failed", "Chì"))
    write(sample_of(lot, "failed", "Asen"))
    write(sample_of(lot, "passed", "Chì"), hours=1)
    with pytest.raises(FailedStill):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 2 * HOUR)

    write(sample_of(lot, "passed", "Asen"), hours=2)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 3 * HOUR)

    assert hold_of(lot) is None


def test_what_failed_is_not_answered_by_an_older_sample_whose_report_came_later(
    cast, lot, write, now
):
    """Another indicator passed since: of the one that failed only the days before are known."""
    write(entry(lot, "harvesting", event_time=now - timedelta(days=9)))
    write(sample_of(lot, "failed", "Chì"))
    write(sample_of(lot, "passed", "Độ ẩm"), hours=1)
    write(sample_of(lot, "passed", "Chì", event_time=now - timedelta(days=5)), hours=1)
    with pytest.raises(FailedStill) as refused:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 2 * HOUR)

    write(sample_of(lot, "passed", "Chì"), hours=2)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 3 * HOUR)

    assert refused.value.details == {"indicator": "Chì"}
    assert hold_of(lot) is None


def test_a_failed_test_is_not_called_another_one_by_a_correction(cast, lot, write, now):
    """Its name may be put right, though: what stands in its place is asked for, or what stood."""
    failed = write(sample_of(lot, "failed", "Abamectn"))
    write(sample_of(lot, "passed", "Độ ẩm", corrects=failed.event_id), hours=1)
    write(sample_of(lot, "passed", "Chì"), hours=1)
    with pytest.raises(FailedStill) as refused:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 2 * HOUR)

    write(sample_of(lot, "passed", "Abamectn"), hours=2)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 3 * HOUR)

    assert refused.value.details == {"indicator": "Abamectn"}
    assert hold_of(lot) is None


@pytest.mark.parametrize(
    ("failed", "put_right", "conclusion", "is_enough"),
    [
        ("Abamectn", "Độ ẩm", "passed", False),
        ("Abamectin", "Độ ẩm", "failed", False),
        ("Abamectn", "Abamectin", "failed", True),
    ],
)
def test_what_was_put_right_is_answered_by_its_new_name_where_the_first_was_a_slip(
    cast, lot, write, now, failed, put_right, conclusion, is_enough
):
    """Else whoever failed for residues would call them moisture and have the goods dried."""
    limits = to_import("Abamectin,Avermectin B1,,domestic,,1,mg/kg,Bảng thử")
    import_laboratory_limits(cast.thu, limits, now=now)
    wrong = write(sample_of(lot, "failed", failed))
    write(sample_of(lot, conclusion, put_right, corrects=wrong.event_id), hours=1)
    write(sample_of(lot, "passed", put_right), hours=2)

    if is_enough:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 3 * HOUR)
    else:
        with pytest.raises(FailedStill):
            release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + 3 * HOUR)

    assert (hold_of(lot) is None) == is_enough


def test_a_test_of_before_releases_nothing(cast, lot, write, now):
    write(sample_of(lot, "passed"), hours=-1)
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    write(entry(lot, "harvesting", as_fact=True))

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now)


def test_a_further_early_harvest_holds_it_again(cast, held, write, now):
    write(sample_of(held, "passed"), hours=1)
    release_hold(cast.minh, ReleaseHold(held.id, REASON), now=now)
    write(entry(held, "harvesting", as_fact=True), hours=2)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(held.id, REASON), now=now)


def test_a_test_that_was_corrected_to_failed_releases_nothing(cast, held, write, now):
    passed = write(sample_of(held, "passed"), hours=1)
    write(sample_of(held, "failed", corrects=passed.event_id), hours=1)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(held.id, REASON), now=now)


def test_a_sample_of_before_the_banned_input_releases_nothing(cast, lot, write, now):
    load(*PESTICIDES)
    values = values_of("spraying", trade_name="Cỏ Cháy", active_ingredient="Paraquat")
    write(entry(lot, "spraying", values=values, as_fact=True))
    write(sample_of(lot, "passed", event_time=now - timedelta(days=60)), hours=1)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    write(sample_of(lot, "passed", event_time=now + timedelta(hours=1)), hours=1)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))
    assert hold_of(lot) is None


def test_a_cause_that_was_corrected_away_still_asks_for_a_later_sample(cast, lot, write, now):
    load(*PESTICIDES)
    values = values_of("spraying", trade_name="Cỏ Cháy", active_ingredient="Paraquat")
    banned = entry(lot, "spraying", values=values, as_fact=True)
    write(banned)
    write(entry(lot, "spraying", corrects=banned.event_id), hours=1)
    write(sample_of(lot, "passed", event_time=now - timedelta(days=60)), hours=1)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))


def test_the_cause_lasts_to_the_last_day_of_a_treatment(make, cast, write, now):
    load(*DRUGS)
    pigs = make.product(cast.cooperative, group="livestock")
    version = current("livestock").version
    herd = make.lot(pigs, opened_by_id=cast.lan.account_id, template_version=version)
    treated = now - timedelta(days=5)
    values = filled(current("livestock").event("treating"), on=civil_date(treated))
    until = {"active_ingredient": "Chloramphenicol", "end_date": civil_date(now).isoformat()}
    told = entry(herd, "treating", event_time=treated, values=values | until, as_fact=True)
    write(told)
    assert hold_of(herd) is not None
    tested = filled(current("livestock").event("laboratory_test"), on=civil_date(now))
    passed = tested | {"conclusion": "passed"}
    between = now - timedelta(days=3)
    write(entry(herd, "laboratory_test", event_time=between, values=passed), hours=1)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(herd.id, REASON), now=now + timedelta(hours=2))


def test_a_failed_test_that_is_called_a_typing_error_does_not_lift_its_own_hold(
    cast, lot, write, now
):
    failed = write(sample_of(lot, "failed"))
    first = write(sample_of(lot, "passed", corrects=failed.event_id), hours=1)
    write(sample_of(lot, "passed", corrects=first.event_id), hours=1)

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    write(sample_of(lot, "passed"), hours=1)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))
    assert hold_of(lot) is None


def test_what_is_not_held_is_not_released(cast, lot, now):
    with pytest.raises(LotNotHeld):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now)


def test_what_others_hold_they_release(make, cast, product, now):
    lot = make.lot(product, on_hold_at=now, on_hold_reason="Cơ quan chức năng lấy mẫu.")

    with pytest.raises(HeldByOthers):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now)


def test_the_lot_of_another_organisation_is_not_there(cast, held, now):
    with pytest.raises(NoSuchLot):
        release_hold(cast.hoa, ReleaseHold(held.id, REASON), now=now)


def test_a_result_that_nobody_can_look_up_lifts_no_hold(cast, lot, write, now):
    """It is recorded like any other; put right with laboratory and number it answers."""
    write(sample_of(lot, "failed"))
    bare = sample_of(lot, "passed")
    for name in REPORT:
        del bare.values[name]
    write(bare, hours=1)
    with pytest.raises(UnnamedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    write(sample_of(lot, "passed", corrects=bare.event_id), hours=2)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=3))

    assert hold_of(lot) is None
