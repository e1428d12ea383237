"""Results are held against the limits in force on their day; what is beyond them holds the lot."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.diary import HOST, REPORT, entry
from tests.limits import to_import
from tests.races import at_once
from tests.sellable import show
from traceability.event_flags import EventFlag
from traceability.holds import FailedStill, HoldCause, NoPassedTest
from traceability.laboratory_limit_file import BadLimitFile
from traceability.laboratory_limits import Outcome, OutsideLimitStill
from traceability.roles import Actor
from webapp.db import db
from webapp.models import (
    Event,
    LaboratoryJudgement,
    LaboratoryLimit,
    LaboratoryLimitVersion,
    LedgerEntry,
    Lot,
)
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.laboratory_limits import (
    LimitVersionIdUsed,
    SameLimitFile,
    import_laboratory_limits,
)
from webapp.usecases.lot_markets import SettleMarket, settle_market

TIGHTER = 'Chì,Pb,rice,domestic,,"0,05",mg/kg,Bảng chặt hơn'
OPERATOR = Actor.system()
REASON = "Mẫu thử lại đạt."


@pytest.fixture
def limits(cast, now):
    return import_laboratory_limits(cast.thu, to_import(), now=now)


@pytest.fixture
def lot(make, cast):
    product = show(make, make.product(cast.cooperative))
    return make.lot(product, opened_by_id=cast.lan.account_id, template_version=2)


@pytest.fixture
def write(cast, now):
    """Let Lan write an entry, now or so many hours later."""

    def record(command, hours: int = 0):
        return capture_event(cast.lan, command, HOST, now=now + timedelta(hours=hours))

    return record


def sample(lot, value: str, unit: str = "mg_per_kg", **given):
    said = REPORT | {"sample_code": "M1", "indicator": "chi", "conclusion": "passed"}
    said |= {"result_value": value, "result_value_unit": unit}
    values = said | given.pop("values", {})
    return entry(lot, "laboratory_test", values=values, template_version=2, **given)


def outcomes(lot) -> list[Outcome]:
    query = select(LaboratoryJudgement.outcome).where(LaboratoryJudgement.lot_id == lot.id)
    return list(db.session.scalars(query.order_by(LaboratoryJudgement.judged_at)))


def hold_of(lot) -> str | None:
    return db.session.get(Lot, lot.id, populate_existing=True).on_hold_reason


def test_a_version_is_added_and_none_is_edited(cast, limits, now):
    again = import_laboratory_limits(cast.thu, to_import(TIGHTER), now=now)

    assert (limits.number, again.number) == (1, 2)
    assert (limits.limits, again.limits) == (8, 1)
    assert db.session.scalar(select(func.count()).select_from(LaboratoryLimit)) == 9
    body = db.session.scalar(select(LedgerEntry.body).order_by(LedgerEntry.position.desc()))
    assert "laboratory_limits_imported" in body


def test_pressing_twice_imports_once(cast, now):
    command = to_import()

    first, second = (import_laboratory_limits(cast.thu, command, now=now) for _ in range(2))

    assert first == second
    assert db.session.scalar(select(func.count()).select_from(LaboratoryLimitVersion)) == 1


def test_the_same_file_is_not_imported_again_even_with_other_line_ends(cast, limits, now):
    command = to_import()
    in_windows = to_import(data=b"\xef\xbb\xbf" + command.data.replace(b"\n", b"\r\n"))

    for again in (command, in_windows):
        with pytest.raises(SameLimitFile) as refused:
            import_laboratory_limits(cast.thu, again, now=now)
        assert refused.value.details == {"number": 1}


def test_a_form_that_imported_another_file_is_refused(cast, now):
    version_id = uuid4()
    import_laboratory_limits(cast.thu, to_import(version_id=version_id), now=now)

    with pytest.raises(LimitVersionIdUsed):
        import_laboratory_limits(cast.thu, to_import(TIGHTER, version_id=version_id), now=now)


def test_a_file_with_one_fault_changes_nothing(cast, now):
    with pytest.raises(BadLimitFile):
        import_laboratory_limits(cast.thu, to_import(TIGHTER, "x,,,,,,,"), now=now)

    assert db.session.scalar(select(func.count()).select_from(LaboratoryLimitVersion)) == 0


def test_a_result_within_its_limit_holds_nothing(limits, lot, write):
    captured = write(sample(lot, "0,2"))

    assert outcomes(lot) == [Outcome.WITHIN]
    assert captured.flags == ()
    assert hold_of(lot) is None


def test_a_result_beyond_its_limit_holds_the_lot_even_if_passed_was_ticked(limits, lot, write):
    captured = write(sample(lot, "0,201"))

    assert EventFlag.OUTSIDE_LIMIT in captured.flags
    assert hold_of(lot) == HoldCause.OUTSIDE_LIMIT
    judged = db.session.scalars(select(LaboratoryJudgement)).one()
    assert (judged.limit_version, judged.limit_thousandths, judged.limit_unit) == (
        1,
        200,
        "mg_per_kg",
    )


def test_the_ledger_tells_the_limit_that_a_result_was_held_against(limits, lot, write):
    captured = write(sample(lot, "250", "ug_per_kg"))

    of_event = select(LedgerEntry.body).where(LedgerEntry.subject_id == str(captured.event_id))
    body = db.session.scalar(of_event.order_by(LedgerEntry.position))
    assert '"outcome":"outside"' in body
    assert '"limit_version":1' in body


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"indicator": "Thủy ngân"}, Outcome.NO_LIMIT),
        ({"result_value_unit": "mg_per_l"}, Outcome.NOT_COMPARABLE),
    ],
)
def test_what_cannot_be_judged_is_said_and_holds_nothing(limits, lot, write, values, outcome):
    write(sample(lot, "9", values=values))

    assert outcomes(lot) == [outcome]
    assert hold_of(lot) is None


def test_without_any_register_nothing_is_known(lot, write):
    write(sample(lot, "9"))

    assert outcomes(lot) == [Outcome.NO_LIMIT]


def test_a_result_without_a_number_is_not_judged(limits, lot, write):
    values = {"sample_code": "M1", "indicator": "Chì", "conclusion": "passed", "result": "đạt"}

    write(entry(lot, "laboratory_test", values=values, template_version=2))

    assert outcomes(lot) == []


def test_the_limit_of_the_day_of_the_result_counts(cast, limits, lot, write, now):
    import_laboratory_limits(cast.thu, to_import(TIGHTER, valid_from=date(2026, 11, 20)), now=now)

    write(sample(lot, "0,1", values={"tested_on": "2026-11-19"}))
    write(sample(lot, "0,1", values={"tested_on": "2026-11-20"}), hours=1)

    assert outcomes(lot) == [Outcome.WITHIN, Outcome.OUTSIDE]


def test_a_day_ahead_reaches_no_limit_that_is_not_in_force_yet(cast, limits, lot, write, now):
    milder = 'Chì,Pb,rice,domestic,,"0,9",mg/kg,Bảng dễ hơn'
    import_laboratory_limits(cast.thu, to_import(milder, valid_from=date(2026, 11, 25)), now=now)

    write(sample(lot, "0,3", values={"tested_on": "2026-11-25"}))

    assert outcomes(lot) == [Outcome.OUTSIDE]


def test_a_later_version_does_not_change_what_an_old_result_means(cast, limits, lot, write, now):
    write(sample(lot, "0,1"))

    import_laboratory_limits(cast.thu, to_import(TIGHTER), now=now)

    assert outcomes(lot) == [Outcome.WITHIN]
    assert hold_of(lot) is None


def test_a_passed_test_beyond_the_limit_releases_nothing(cast, limits, lot, write, now):
    write(sample(lot, "0,3"))
    write(sample(lot, "0,25"), hours=1)

    with pytest.raises(OutsideLimitStill) as refused:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    assert refused.value.details == {"indicator": "chi"}


def test_a_good_result_of_another_indicator_releases_nothing(cast, limits, lot, write, now):
    write(sample(lot, "0,3"))
    write(sample(lot, "9", "percent", values={"indicator": "Độ ẩm"}), hours=1)

    with pytest.raises(OutsideLimitStill):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))


def test_a_good_result_of_the_same_indicator_releases_the_lot(cast, limits, lot, write, now):
    write(sample(lot, "0,3"))
    later = sample(lot, "0,1", values={"indicator": "Pb"}, event_time=now + timedelta(hours=1))
    write(later, hours=1)

    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    assert hold_of(lot) is None  # Pb is the same metal under another name


def test_a_slip_is_put_right_and_a_further_test_lifts_its_hold(cast, limits, lot, write, now):
    slip = write(sample(lot, "3"))
    write(sample(lot, "0,03", corrects=slip.event_id), hours=1)
    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=2))

    write(sample(lot, "0,03"), hours=3)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=4))

    assert hold_of(lot) is None


def test_a_result_of_a_day_ahead_is_answered_before_that_day_has_come(
    cast, limits, lot, write, now
):
    slip = write(sample(lot, "3", event_time=now + timedelta(days=365)))
    write(sample(lot, "0,03", corrects=slip.event_id), hours=1)
    write(sample(lot, "0,03"), hours=3)

    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=4))

    assert hold_of(lot) is None


def test_what_is_called_a_slip_is_answered_by_a_test_of_the_same_indicator(
    cast, limits, lot, write, now
):
    slip = write(sample(lot, "3"))
    write(sample(lot, "0,03", corrects=slip.event_id), hours=1)
    write(sample(lot, "9", "percent", values={"indicator": "Độ ẩm"}), hours=2)
    with pytest.raises(FailedStill) as refused:
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=3))

    write(sample(lot, "0,03", values={"indicator": "Pb"}), hours=4)
    release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now + timedelta(hours=5))

    assert refused.value.details == {"indicator": "chi"}
    assert hold_of(lot) is None


def test_two_changes_of_market_do_not_turn_a_bad_result_into_a_slip(cast, limits, lot, write, now):
    """The number that was put right is held against each market; only another test answers it."""
    slip = write(sample(lot, "0,3"))
    write(sample(lot, "0,05", corrects=slip.event_id), hours=1)

    def held_for(market: str) -> str | None:
        settle_market(cast.minh, SettleMarket(lot.id, market, {}), now=now + timedelta(hours=3))
        return hold_of(lot)

    assert held_for("eu") == HoldCause.OUTSIDE_LIMIT
    assert held_for("usa") is None  # where no limit is on record
    assert held_for("domestic") == HoldCause.OUTSIDE_LIMIT
    write(sample(lot, "0,05"), hours=2)
    assert held_for("eu") is None


def test_a_limit_that_is_passed_never_hides_an_early_harvest(cast, limits, lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    write(entry(lot, "harvesting", as_fact=True))
    write(sample(lot, "0,3"), hours=1)

    assert hold_of(lot) == HoldCause.WITHIN_INTERVAL
    assert "lot_hold.outside_limit" in db.session.scalar(
        select(LedgerEntry.body).order_by(LedgerEntry.position.desc())
    )


def test_a_test_of_before_the_hold_releases_nothing(cast, limits, lot, write, now):
    write(sample(lot, "0,1"), hours=-2)
    slip = write(sample(lot, "3"), hours=-1)
    db.session.get(Event, slip.event_id).quarantined_at = now
    db.session.commit()

    with pytest.raises(NoPassedTest):
        release_hold(cast.minh, ReleaseHold(lot.id, REASON), now=now)


@pytest.mark.committed
def test_two_imports_at_once_get_a_number_each(committed_app, now):
    files = iter([to_import(), to_import(TIGHTER)])

    done = at_once(
        committed_app, lambda: import_laboratory_limits(OPERATOR, next(files), now=now), times=2
    )

    assert sorted(it.number for it in done) == [1, 2]
