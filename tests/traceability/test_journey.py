"""The public story of a lot: at most seven stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from traceability.holds import FAILED, PASSED
from traceability.journey import PublicDecision, PublicEvent, days_late, journey
from traceability.lot_decisions import LotDecisionKind
from traceability.waits import Wait, WaitKind

START = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def event(number: int, code: str = "fertilising", **given) -> PublicEvent:
    at = START + timedelta(days=number)
    made = PublicEvent(
        id=UUID(int=number),
        group="rice",
        version=1,
        event_code=code,
        event_time=at,
        received_at=at,
        place_code="LOC-03646-0001",
        commune="Mường Và",
        organisation="Hợp tác xã Mường Và",
    )
    return replace(made, **given)


def test_a_stop_says_what_when_where_and_who():
    planted = event(1, "planting", photo="ab" * 32, received_at=START + timedelta(days=4))

    stops = journey([planted])

    assert stops == [
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "code": "planting",
            "labels": {"vi": "Gieo giống", "en": "Sowing"},
            "at": "2026-06-02T01:00:00+00:00",
            "commune": "Mường Và",
            "place": "LOC-03646-0001",
            "organisation": "Hợp tác xã Mường Và",
            "days_late": 3,
            "also_late": 0,
            "times": 1,
            "places": 1,
            "corrected": False,
            "photo": "ab" * 32,
        }
    ]


def test_stops_stand_in_the_order_of_time_however_they_came():
    stops = journey([event(9, "packing"), event(1, "planting"), event(5, "harvesting")])

    assert [stop["code"] for stop in stops] == ["planting", "harvesting", "packing"]


def test_there_are_seven_stops_at_most():
    assert len(journey([event(number) for number in range(20)])) == 7


def test_every_kind_of_work_is_told_before_any_is_told_twice():
    fed = [event(number) for number in range(2, 12)]

    stops = journey([event(1, "planting"), *fed, event(20, "harvesting"), event(30, "packing")])

    codes = [stop["code"] for stop in stops]
    assert codes == ["planting", *["fertilising"] * 4, "harvesting", "packing"]
    assert stops[1]["at"].startswith("2026-06-09")  # of the ten the latest four


def test_milestones_are_told_before_other_work():
    kinds = ["planting", "fertilising", "spraying", "harvesting", "drying", "milling", "packing"]
    events = [event(number, code) for number, code in enumerate([*kinds, "laboratory_test"])]

    codes = [stop["code"] for stop in journey(events)]

    assert len(codes) == 7
    assert "laboratory_test" in codes  # the later of the two that are no milestones
    assert "fertilising" not in codes


def test_how_tea_was_made_gives_way_to_what_was_planted_and_sprayed():
    sprayed = [event(number, "spraying") for number in range(2, 7)]
    made = ["harvesting", "withering", "fixing", "rolling", "drying", "packing"]
    works = [event(number, code) for number, code in enumerate(made, start=10)]
    season = [event(1, "planting"), *sprayed, *works]

    stops = journey([replace(it, group="tea") for it in season])

    codes = [stop["code"] for stop in stops]
    assert codes == ["planting", *["spraying"] * 3, "harvesting", "drying", "packing"]
    assert [stop.get("others") for stop in stops][1:4] == [None, None, 2]


def test_what_was_corrected_is_told_as_corrected():
    wrong, right = event(1, "planting"), event(2, "planting", corrects=UUID(int=1))

    stops = journey([wrong, right])

    assert [stop["at"][:10] for stop in stops] == ["2026-06-03"]


def test_a_lot_without_public_events_has_no_story():
    assert journey([]) == []


def test_days_are_counted_by_the_calendar_of_vietnam():
    before_midnight = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)  # 23:30 at home

    assert days_late(before_midnight, before_midnight + timedelta(hours=1)) == 1
    assert days_late(before_midnight, before_midnight + timedelta(minutes=5)) == 0


def test_a_clock_that_is_ahead_is_told_and_not_taken_for_the_same_day():
    assert days_late(START + timedelta(days=3), START) == -3


def test_the_same_work_again_on_one_day_is_one_stop():
    again = {"event_time": START, "received_at": START}
    late = {"event_time": START, "received_at": START + timedelta(days=2)}
    events = [event(1, photo="ab" * 32, **again), event(2, **late), event(3, **again)]

    stops = journey([*events, event(9, "packing")])

    assert [(it["code"], it["times"]) for it in stops] == [("fertilising", 3), ("packing", 1)]
    assert (stops[0]["days_late"], stops[0]["photo"]) == (2, "ab" * 32)
    ahead = event(4, event_time=START, received_at=START - timedelta(days=9))
    assert journey([*events, ahead])[0]["days_late"] == -9


SPRAY = {"trade_name": "Thảo mộc 1", "active_ingredient": "Azadirachtin", "phi_days": 7}


def test_a_stop_tells_what_was_done_and_whether_it_was_waited_for():
    wait = Wait(WaitKind.WAITED, 7)

    (stop,) = journey([event(1, "spraying", values=SPRAY | {"dose": "1"}, wait=wait)])

    (work,) = stop["works"]
    assert [it["text"] for it in work["values"]] == ["Thảo mộc 1", "Azadirachtin"]
    assert work["wait"] == {"kind": "waited", "days": 7, "until": None}


def test_of_work_on_one_day_each_that_differs_is_told_once():
    at = {"event_time": START, "received_at": START}
    other = SPRAY | {"trade_name": "Thảo mộc 2"}
    events = [event(n, "spraying", values=it, **at) for n, it in enumerate((SPRAY, other, SPRAY))]

    (stop,) = journey(events)

    assert stop["times"] == 3
    assert [work["values"][0]["text"] for work in stop["works"]] == ["Thảo mộc 2", "Thảo mộc 1"]


def test_what_is_left_out_in_short_is_counted_and_told_in_full():
    at = {"event_time": START + timedelta(days=40), "received_at": START}
    names = [f"Thuốc {n}" for n in range(5)]
    same_day = [
        event(60 + n, "spraying", values={"trade_name": name}, **at) for n, name in enumerate(names)
    ]
    events = [*same_day, *(event(n) for n in range(20)), event(30, "planting")]

    short, whole = journey(events), journey(events, is_whole=True)

    assert {stop["code"]: stop.get("others") for stop in short} == {
        "fertilising": 15,
        "planting": None,
        "spraying": 2,
    }
    fed = [stop.get("others") for stop in short if stop["code"] == "fertilising"]
    assert fed == [None, None, None, None, 15]
    assert [len(stop["works"]) for stop in short if "works" in stop] == [3]
    assert [len(stop["works"]) for stop in whole if "works" in stop] == [5]
    assert not any("others" in stop for stop in whole)


def test_a_corrected_entry_tells_the_corrected_values():
    slip = event(1, "spraying", values=SPRAY)
    right = replace(slip, id=UUID(int=9), corrects=slip.id, values=SPRAY | {"trade_name": "Đúng"})

    (stop,) = journey([slip, right])

    assert "Thảo mộc 1" not in str(stop)
    assert stop["works"][0]["values"][0]["text"] == "Đúng"


def test_a_number_beyond_a_limit_does_not_stand_beside_a_ticked_conclusion():
    ticked = {"indicator": "Chì", "conclusion": "passed"}

    (stop,) = journey([event(1, "laboratory_test", concluded=FAILED, values=ticked)])

    assert stop["said"] == "stop.non_conformant"
    assert [it["name"] for it in stop["works"][0]["values"]] == ["indicator"]


def test_the_same_work_elsewhere_on_another_day_or_after_other_work_is_a_stop_of_its_own():
    elsewhere = event(1, event_time=START, place_code="LOC-03646-0002")
    between = event(2, "spraying", event_time=START + timedelta(hours=1))
    same_day = [event(3, event_time=START), event(4, event_time=START + timedelta(hours=2))]

    stops = journey([elsewhere, between, *same_day, event(5)])

    assert [it["times"] for it in stops] == [1] * 5


def test_a_correction_tells_its_own_lateness_and_that_it_is_one():
    slip = event(1, "planting", received_at=START + timedelta(days=1))
    right = replace(slip, id=UUID(int=99), corrects=slip.id, received_at=START + timedelta(days=13))

    (stop,) = journey([slip, right])

    assert (stop["id"], stop["days_late"], stop["corrected"]) == (str(right.id), 12, True)


def test_a_group_in_which_one_entry_was_corrected_says_so():
    slip, other = event(1), event(2, event_time=START + timedelta(days=1, hours=1))
    right = replace(slip, id=UUID(int=99), corrects=slip.id)

    (stop,) = journey([slip, right, other])

    assert (stop["times"], stop["corrected"]) == (2, True)


def test_in_a_group_an_entry_dated_ahead_does_not_hide_one_that_came_late():
    at = START + timedelta(days=1)
    ahead = event(1, event_time=at, received_at=at - timedelta(days=2))
    late = event(2, event_time=at + timedelta(hours=1), received_at=at + timedelta(days=12))

    (stop,) = journey([ahead, late])

    assert (stop["days_late"], stop["also_late"]) == (-2, 12)


def test_work_on_several_plots_says_on_how_many():
    (stop,) = journey([event(1, "planting", further_places=2)])

    assert stop["places"] == 3


def held(day: int, kind=LotDecisionKind.HELD, cause: str | None = "lot_hold.failed_test"):
    at = START + timedelta(days=day, hours=1)
    return PublicDecision(kind, at, cause, "LOC-03646-0001", "Mường Và", "Hợp tác xã Mường Và")


def test_a_hold_and_its_end_are_told_beside_seven_stops_of_the_diary():
    works = [event(number, code) for number, code in enumerate(["fertilising", "spraying"] * 10)]
    failed = event(30, "laboratory_test", concluded="non_conformant")
    passed = event(32, "laboratory_test", concluded="conformant")
    released = held(33, LotDecisionKind.HOLD_RELEASED)

    stops = journey([*works, failed, passed], [held(30), released])

    assert len(stops) == 11
    told = [(stop["code"], stop.get("said")) for stop in stops][-4:]
    assert told == [
        ("laboratory_test", "stop.non_conformant"),
        ("held", "lot_hold.failed_test"),
        ("laboratory_test", "stop.conformant"),
        ("hold_released", "stop.hold_released"),
    ]


def test_a_failed_test_is_never_told_without_the_one_that_was_passed_since():
    making = ["planting", "spraying", "harvesting", "drying", "milling", "packing", "fertilising"]
    works = [event(number, code) for number, code in enumerate(making)]
    residues = {"indicator": "Abamectin"}
    failed = event(20, "laboratory_test", concluded=FAILED, values=residues)
    passed = event(21, "laboratory_test", concluded=PASSED, values=residues)
    of_another = event(22, "laboratory_test", concluded=PASSED, values={"indicator": "Độ ẩm"})
    before = event(19, "laboratory_test", concluded=PASSED)

    def told(*tests: PublicEvent) -> list[UUID]:
        return [UUID(stop["id"]) for stop in journey([*works, *tests])]

    assert told(failed, passed) == [it.id for it in [*works, failed, passed]]
    assert {failed.id, passed.id, of_another.id} < set(told(failed, passed, of_another))
    assert told(before, failed)[-1] == failed.id


def test_of_many_holds_the_latest_is_told_in_short_and_each_in_full():
    holds = [held(day) for day in (3, 5, 9)]

    assert [stop["at"][:10] for stop in journey([event(1)], holds)][1:] == ["2026-06-10"]
    assert len(journey([event(1)], holds, is_whole=True)) == 4


def test_a_failed_test_and_a_passed_one_of_a_day_are_two_stops():
    same = {"event_time": START, "received_at": START}
    failed = event(1, "laboratory_test", concluded="non_conformant", **same)
    passed = event(2, "laboratory_test", concluded="conformant", **same)

    assert [stop["said"] for stop in journey([failed, passed])] == [
        "stop.non_conformant",
        "stop.conformant",
    ]
