"""The verdict of one look: every answer in its order of precedence, from rows to codes."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.makers import GTIN, Maker
from tests.statements import counted_statements
from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind, OrderState
from traceability.verdict import Cause, VerdictCode
from webapp.db import db
from webapp.models import Province, Stamp, StampHolding, StampOrder
from webapp.queries.verdict_select import MOST_SEARCHED
from webapp.queries.verdicts import AskedStamp, StampAnswer, public_verdict

Look = Callable[..., StampAnswer]


def place_of(order: StampOrder, offset: int = 0) -> SerialPlace:
    return SerialPlace(order.key_id, order.first + offset)


@pytest.fixture
def look(app: Flask, now: datetime) -> Look:
    """Look at a stamp of an order, as a phone with the given device hash."""

    def look_at(order: StampOrder, offset: int = 0, **asked: str | None) -> StampAnswer:
        db.session.commit()
        question = AskedStamp(place_of(order, offset), **asked)  # type: ignore[arg-type]
        return public_verdict(question, lambda gtin: gtin in (None, GTIN), now=now)

    return look_at


@pytest.fixture
def order(make: Maker) -> StampOrder:
    """An order whose hundred stamps are on the goods of a packed lot."""
    order = make.order(make.product(gtin=GTIN))
    make.activation(make.roll(order))
    return order


def keep_stamp(order: StampOrder, offset: int = 0, **given: object) -> None:
    db.session.add(
        Stamp(
            key_id=order.key_id,
            counter=order.first + offset,
            organisation_id=order.organisation_id,
            **given,
        )
    )
    db.session.commit()


def test_a_stamp_nobody_looked_at_is_a_first_check(order: StampOrder, look: Look) -> None:
    answer = look(order)

    assert answer.verdict.code is VerdictCode.FIRST_CHECK
    assert answer.checks is None


def test_a_stamp_that_was_looked_at_before_is_valid(
    order: StampOrder, make: Maker, look: Look
) -> None:
    make.scan(order, province_code=make.province().code)

    answer = look(order)

    assert answer.verdict.code is VerdictCode.VALID
    assert answer.checks is not None
    assert answer.checks.first_province == "Sơn La"
    assert answer.checks.count.details == {"count": 1}


def test_what_the_previous_release_wrote_while_it_still_ran_is_told_the_same(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.scan(order)
    told = look(order)
    assert told.goods is not None
    assert told.checks is not None

    db.session.execute(update(StampHolding).values(lot_id=None, activated_at=None))

    assert look(order) == told


def test_looks_at_other_stamps_do_not_count(order: StampOrder, make: Maker, look: Look) -> None:
    make.scan(order, offset=1)

    assert look(order).verdict.code is VerdictCode.FIRST_CHECK


def test_what_its_makers_looked_at_before_the_goods_had_it_does_not_count(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.scan(order, scanned_at=now - timedelta(days=300))

    answer = look(order)

    assert (answer.verdict.code, answer.checks) == (VerdictCode.FIRST_CHECK, None)


def test_ones_own_look_a_moment_ago_is_still_the_first(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.scan(order, device_hash="mine", scanned_at=now - timedelta(minutes=9))

    assert look(order, device_hash="mine").verdict.code is VerdictCode.FIRST_CHECK
    assert look(order, device_hash="another").verdict.code is VerdictCode.VALID
    assert look(order).verdict.code is VerdictCode.VALID


def test_ones_own_look_of_an_hour_ago_is_an_earlier_check(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.scan(order, device_hash="mine", scanned_at=now - timedelta(hours=1))

    assert look(order, device_hash="mine").verdict.code is VerdictCode.VALID


def test_own_looks_that_are_not_counted_hide_no_buyers_check(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.scan(order, device_hash="buyer", scanned_at=now - timedelta(days=1))
    make.scan(order, device_hash="staff", scanned_at=now - timedelta(minutes=3), is_staff=True)

    answer = look(order, device_hash="staff")

    assert answer.verdict.code is VerdictCode.VALID
    assert answer.checks is not None
    assert answer.checks.count.details == {"count": 1}
    assert answer.own_recent_look  # and so is not noted again


def test_of_many_looks_in_one_moment_the_latest_are_searched_for_ones_own(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    """A picture of a stamp goes round: what one look reads must not grow with all the others."""
    moments = [now - timedelta(minutes=5, seconds=it) for it in range(MOST_SEARCHED)]
    make.scan(order, device_hash="late", scanned_at=moments[-1])
    make.scan(order, device_hash="early", scanned_at=moments[-1] - timedelta(seconds=1))
    for moment in moments[:-1]:
        make.scan(order, device_hash="others", scanned_at=moment)

    assert look(order, device_hash="late").own_recent_look
    assert not look(order, device_hash="early").own_recent_look


def test_many_looks_are_counted_up_to_a_hundred(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    for minute in range(105):
        make.scan(order, scanned_at=now - timedelta(days=1, minutes=minute))

    answer = look(order)

    assert answer.checks is not None
    assert answer.checks.count.code == "checks.many"
    assert answer.checks.first_at == now - timedelta(days=1, minutes=104)


def test_a_serial_of_no_key_of_ours_is_unknown_without_asking_the_database(
    app: Flask, now: datetime
) -> None:
    with counted_statements() as statements:
        answer = public_verdict(AskedStamp(None), lambda _: True, now=now)

    assert answer.verdict.code is VerdictCode.UNKNOWN
    assert statements == []


def test_a_verdict_is_one_statement(order: StampOrder, make: Maker, now: datetime) -> None:
    make.flag(order, FlagKind.ON_HOLD)
    make.scan(order)
    asked = AskedStamp(place_of(order), Gtin(GTIN), "mine")

    with counted_statements() as statements:
        public_verdict(asked, lambda _: False, now=now)

    assert len(statements) == 1


def test_a_counter_beyond_every_order_is_unknown(order: StampOrder, look: Look) -> None:
    assert look(order, offset=100).verdict.code is VerdictCode.UNKNOWN


@pytest.mark.parametrize("state", [OrderState.ORDERED, OrderState.REFUSED])
def test_an_order_that_is_not_approved_has_issued_nothing(
    state: OrderState, make: Maker, look: Look
) -> None:
    order = make.order(state=state)

    assert look(order).verdict.code is VerdictCode.UNKNOWN


def test_what_was_never_printed_is_unknown(make: Maker, look: Look) -> None:
    without_roll = make.order()
    unprinted = make.order()
    make.roll(unprinted, state=StampState.NOT_PRINTED)

    assert look(without_roll).verdict.code is VerdictCode.UNKNOWN
    assert look(unprinted).verdict.code is VerdictCode.UNKNOWN


def test_a_link_with_another_gtin_of_ours_is_unknown(make: Maker, look: Look) -> None:
    order = make.order(make.product(gtin="09520123000014"))
    make.activation(make.roll(order))

    assert look(order, gtin=Gtin(GTIN)).verdict.code is VerdictCode.UNKNOWN
    assert look(order, gtin=Gtin("09520123000014")).verdict.code is VerdictCode.FIRST_CHECK


def test_a_link_with_a_gtin_of_nobody_here_is_foreign(order: StampOrder, look: Look) -> None:
    assert look(order, gtin=Gtin("04012345123456")).verdict.code is VerdictCode.FOREIGN


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (StampState.STOLEN, Cause.STOLEN),
        (StampState.LOST, Cause.LOST),
        (StampState.VOID, Cause.VOID),
        (StampState.DESTROYED, Cause.DESTROYED),
    ],
)
def test_a_roll_that_is_gone_withdraws_its_stamps(
    state: StampState, cause: Cause, make: Maker, look: Look
) -> None:
    order = make.order()
    make.roll(order, state=state)

    verdict = look(order).verdict

    assert (verdict.code, verdict.cause) == (VerdictCode.WITHDRAWN, cause)


def test_a_recalled_lot_withdraws_its_stamps_with_the_reason(
    make: Maker, look: Look, now: datetime
) -> None:
    product = make.product()
    lot = make.packed_lot(product, recalled_at=now, recall_reason="Dư lượng thuốc")
    order = make.order(product)
    make.activation(make.roll(order), lot)

    verdict = look(order).verdict

    assert (verdict.code, verdict.cause) == (VerdictCode.WITHDRAWN, Cause.RECALLED)
    assert verdict.public_reason == "Dư lượng thuốc"


def test_a_counterfeit_flag_shows_what_the_public_may_read(
    order: StampOrder, make: Maker, look: Look
) -> None:
    make.flag(order, FlagKind.COUNTERFEIT, reason="Tin của ông A", public_reason="Hàng giả ở chợ")

    answer = look(order)

    assert answer.verdict.cause is Cause.COUNTERFEIT
    assert answer.verdict.public_reason == "Hàng giả ở chợ"


def test_the_gravest_flag_decides(order: StampOrder, make: Maker, look: Look) -> None:
    make.flag(order, FlagKind.SUSPECTED_COPY)
    make.flag(order, FlagKind.COUNTERFEIT)
    make.flag(order, FlagKind.ON_HOLD)

    assert look(order).verdict.cause is Cause.COUNTERFEIT


def test_of_equal_flags_the_one_that_tells_the_buyer_something_is_told(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.flag(order, FlagKind.ON_HOLD, public_reason="Đang lấy mẫu.")
    make.flag(order, FlagKind.ON_HOLD, raised_at=now)

    assert look(order).verdict.public_reason == "Đang lấy mẫu."


def test_a_lifted_flag_and_one_on_other_stamps_do_not_count(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.flag(order, FlagKind.COUNTERFEIT, lifted_at=now)
    make.flag(order, FlagKind.ON_HOLD, first=order.first + 1)

    assert look(order).verdict.code is VerdictCode.FIRST_CHECK
    assert look(order, offset=1).verdict.code is VerdictCode.ON_HOLD


def test_a_held_lot_holds_its_stamps(make: Maker, look: Look, now: datetime) -> None:
    product = make.product()
    lot = make.packed_lot(product, on_hold_at=now, on_hold_reason="Chờ kết quả")
    order = make.order(product)
    make.activation(make.roll(order), lot)

    verdict = look(order).verdict

    assert (verdict.code, verdict.public_reason) == (VerdictCode.ON_HOLD, "Chờ kết quả")


@pytest.mark.parametrize("state", [StampState.IN_STOCK, StampState.DELIVERED])
def test_a_printed_stamp_without_a_lot_is_not_activated(
    state: StampState, make: Maker, look: Look
) -> None:
    order = make.order()
    make.roll(order, state=state)

    answer = look(order)

    assert answer.verdict.code is VerdictCode.NOT_ACTIVATED
    assert answer.goods is None
    assert answer.stops == ()


def test_only_the_activated_part_of_a_roll_is_active(make: Maker, look: Look) -> None:
    order = make.order()
    make.activation(make.roll(order), first=order.first + 10, last=order.first + 20)

    assert look(order, offset=9).verdict.code is VerdictCode.NOT_ACTIVATED
    assert look(order, offset=10).verdict.code is VerdictCode.FIRST_CHECK
    assert look(order, offset=19).verdict.code is VerdictCode.FIRST_CHECK
    assert look(order, offset=20).verdict.code is VerdictCode.NOT_ACTIVATED


def test_an_activation_that_was_undone_does_not_count(
    make: Maker, look: Look, now: datetime
) -> None:
    order = make.order()
    make.activation(make.roll(order), undone_at=now)

    assert look(order).verdict.code is VerdictCode.NOT_ACTIVATED


def test_an_inspectors_suspicion_is_a_suspected_copy(
    order: StampOrder, make: Maker, look: Look
) -> None:
    make.flag(order, FlagKind.SUSPECTED_COPY)

    assert look(order).verdict.code is VerdictCode.SUSPECTED_COPY


def test_a_score_above_its_threshold_is_a_suspected_copy(order: StampOrder, look: Look) -> None:
    keep_stamp(order, suspicion=1001, suspicion_reasons=json.dumps(["far_apart"]))
    keep_stamp(order, offset=1, suspicion=1000)

    assert look(order).verdict.code is VerdictCode.SUSPECTED_COPY
    assert look(order, offset=1).verdict.code is VerdictCode.FIRST_CHECK


def test_goods_past_their_date_are_expired(make: Maker, look: Look) -> None:
    product = make.product()
    lot = make.packed_lot(product, expires_on=date(2026, 11, 21))
    order = make.order(product)
    make.activation(make.roll(order), lot)

    assert look(order).verdict.code is VerdictCode.EXPIRED


def test_a_covered_code_that_was_used_is_already_checked(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    make.province()
    db.session.add(Province(code="38", name="Thanh Hóa", kind="province"))
    keep_stamp(order, covered_code_checked_at=now - timedelta(days=3), covered_code_province="38")

    verdict = look(order).verdict

    assert verdict.code is VerdictCode.ALREADY_CHECKED
    assert [r.details["province"] for r in verdict.reasons if "province" in r.details] == [
        "Thanh Hóa"
    ]


def test_opening_the_covered_code_may_have_been_the_first_check(
    order: StampOrder, make: Maker, look: Look, now: datetime
) -> None:
    opened_at = now - timedelta(days=3)
    keep_stamp(order, covered_code_checked_at=opened_at, covered_code_province="38")
    make.scan(order)

    checks = look(order).checks

    assert checks is not None
    assert (checks.first_at, checks.first_province) == (opened_at, "38")


def test_the_page_has_the_ten_legal_items_and_the_journey(
    make: Maker, look: Look, now: datetime
) -> None:
    product = make.product(gtin=GTIN, brand="Mường Và", standards="TCCS 01:2026/MV\nVietGAP")
    told = {
        "code": "harvesting",
        "labels": {"vi": "Thu hoạch", "en": "Harvest"},
        "at": "2026-10-20T02:00:00+00:00",
        "commune": "Mường Và",
        "place": "LOC-03646-0001",
        "organisation": "HTX Mường Và",
        "days_late": 2,
        "photo": None,
    }
    lot = make.packed_lot(product, journey=json.dumps([told]))
    order = make.order(product)
    make.activation(make.roll(order), lot)

    answer = look(order)

    goods = answer.goods
    assert goods is not None
    assert goods.product_name == "Gạo nếp tan Mường Và"
    assert goods.address == "Bản Mường Và, Mường Và, Sơn La"
    assert goods.trace_code.startswith(f"{GTIN}.LOC-03646-")
    assert f".{lot.code}." in goods.trace_code
    assert goods.standards == ("TCCS 01:2026/MV", "VietGAP")
    assert goods.net_content is not None
    assert [stop.labels["vi"] for stop in answer.stops] == ["Thu hoạch"]
    assert answer.stops[0].recorded.details == {"days": 2}
    assert answer.stops[0].product_code == GTIN
