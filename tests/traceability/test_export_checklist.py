"""What each market abroad asks for, as data, and how it is looked up in what is on record."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from traceability.area_code_use import CodeInUse, CodeProblem
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.certificates import CertificateKind
from traceability.checklist import Level
from traceability.event_template import groups
from traceability.export_checklist import (
    BadExportChecklist,
    ExportFacts,
    GoodsTest,
    Need,
    export_results,
    load_export_checklists,
    read_export_checklist,
)
from traceability.markets import DOMESTIC, EXPORT_MARKETS, MARKETS, get_market
from traceability.packed_codes import CartonCode

TODAY = date(2026, 11, 22)
UNKNOWN, SUSPENDED = CodeProblem.UNKNOWN, CodeProblem.SUSPENDED
POINT = {
    "code": "growing_area_code",
    "need": "growing_area_code",
    "level": "must",
    "labels": {"vi": "Mã", "en": "Code"},
}
GOOD = {
    "market": "china",
    "version": 1,
    "basis": {"vi": "Thông lệ", "en": "Practice"},
    "points": [POINT],
}


def code(kind: AreaCodeKind = AreaCodeKind.GROWING_AREA) -> CodeInUse:
    return CodeInUse(
        UUID(int=1), kind, "VN-1", AreaCodeStatus.GRANTED, frozenset({"china"}), UUID(int=2)
    )


def results(market: str = "china", group: str = "fruit_vegetables", **given) -> dict[Need, bool]:
    found = export_results(ExportFacts(market, group, TODAY, **given))
    return {it.point.need: it.is_met for it in found}


def missing(**given) -> list[str]:
    said = {"market": "china", "group": "fruit_vegetables", "today": TODAY} | given
    return [it.code for it in export_results(ExportFacts(**said)) if it.is_missing]


def test_every_market_abroad_has_a_checklist_and_home_has_none():
    assert set(load_export_checklists()) == {market.code for market in EXPORT_MARKETS}
    assert results(DOMESTIC) == {}


@pytest.mark.parametrize("market", [it.code for it in EXPORT_MARKETS])
@pytest.mark.parametrize("group", groups())
def test_every_point_can_be_judged_for_every_kind_of_goods(market, group):
    for result in export_results(ExportFacts(market, group, TODAY)):
        assert result.reason
        assert not result.is_met


def test_fruit_for_china_needs_both_codes():
    assert missing() == ["export_need.growing_area_code", "export_need.packing_house_code"]


def test_codes_in_order_are_all_that_fruit_for_china_must_have():
    codes = [(code(), ()), (code(AreaCodeKind.PACKING_HOUSE), ())]

    assert missing(codes=codes) == []


def test_a_code_with_a_problem_is_as_good_as_none_and_says_why():
    codes = [(code(), (CodeProblem.SUSPENDED,)), (code(AreaCodeKind.PACKING_HOUSE), ())]

    (first, *_) = export_results(ExportFacts("china", "fruit_vegetables", TODAY, codes=codes))

    assert first.is_missing
    assert (first.reason, first.details) == ("area_code_problem.suspended", {"code": "VN-1"})


@pytest.mark.parametrize(
    ("plots", "reason", "is_met"),
    [
        ({}, "export_reason.no_plot", False),
        ({"V1": True, "V2": False}, "export_reason.not_located", False),
        ({"V1": True, "V2": True}, "export_reason.located", True),
    ],
)
def test_coffee_for_the_eu_tells_where_every_plot_lies(plots, reason, is_met):
    facts = ExportFacts("eu", "coffee", TODAY, plots=plots)

    told = next(it for it in export_results(facts) if it.point.need is Need.PLOT_POSITIONS)

    assert (told.reason, told.is_met) == (reason, is_met)
    assert told.details == ({"codes": "V2"} if reason.endswith("not_located") else {})


def test_a_bad_code_stops_goods_of_which_none_is_asked():
    codes = [(code(AreaCodeKind.FARMING_AREA), (CodeProblem.REVOKED,))]

    assert missing(group="honey", codes=codes, tests=[drug_test()]) == ["export_need.code_in_order"]


@pytest.mark.parametrize("market", ["canada", "eu"])
def test_a_suspended_code_stops_goods_where_the_market_only_advises_one(market):
    good, suspended = (code(), ()), (code(), (CodeProblem.SUSPENDED,))

    assert "export_need.code_in_order" in missing(market=market, codes=[suspended])
    assert "export_need.code_in_order" not in missing(market=market, codes=[good])
    assert "export_need.code_in_order" not in missing(market=market)


def test_a_bad_code_on_a_carton_stops_goods_though_the_lots_own_are_in_order():
    codes = [(code(), ()), (code(AreaCodeKind.PACKING_HOUSE), ())]
    carton = CartonCode(UUID(int=3), datetime(2026, 11, 22, tzinfo=UTC), "VN-2", (SUSPENDED,))

    *_, told = export_results(
        ExportFacts("china", "fruit_vegetables", TODAY, codes=codes, cartons=[carton])
    )

    assert missing(codes=codes, cartons=[carton]) == ["export_need.code_on_carton"]
    assert (told.reason, told.details, told.carton) == (SUSPENDED.value, {"code": "VN-2"}, carton)


def test_a_code_of_no_register_on_a_carton_is_told_and_stops_nothing():
    """The register is one province's; a packing house of another is lawful (decision 27)."""
    codes = [(code(), ()), (code(AreaCodeKind.PACKING_HOUSE), ())]
    carton = CartonCode(UUID(int=3), datetime(2026, 11, 22, tzinfo=UTC), "VN-2", (UNKNOWN,))

    *_, told = export_results(
        ExportFacts("china", "fruit_vegetables", TODAY, codes=codes, cartons=[carton])
    )

    assert missing(codes=codes, cartons=[carton]) == []
    assert (told.reason, told.point.level, told.is_met) == (UNKNOWN.value, Level.SHOULD, False)


def test_at_home_a_code_asks_for_its_holders_consent_and_says_so():
    codes = [(code(), (CodeProblem.NO_CONSENT,)), (code(AreaCodeKind.PACKING_HOUSE), ())]

    assert missing(market=DOMESTIC, codes=codes) == ["export_need.code_consent"]
    assert results(DOMESTIC, codes=codes[1:]) == {}


def drug_test(day: date = TODAY, *, is_good: bool = True) -> GoodsTest:
    return GoodsTest("dư lượng KHÁNG SINH", day, is_good)


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        ([], "export_reason.no_test"),
        ([GoodsTest("Độ ẩm", TODAY, is_good=True)], "export_reason.no_test"),
        ([drug_test(TODAY - timedelta(days=366))], "export_reason.test_too_old"),
        ([drug_test(is_good=False)], "export_reason.test_not_good"),
        ([drug_test(TODAY - timedelta(days=365))], "export_reason.tested"),
    ],
)
def test_a_test_counts_when_it_is_good_and_not_too_old(tests, reason):
    found = export_results(ExportFacts("eu", "honey", TODAY, tests=tests))

    assert next(it for it in found if it.point.need is Need.PASSED_TEST).reason == reason


def test_one_of_the_certificates_is_enough():
    assert not results()[Need.CERTIFICATE]
    assert results(certificates=frozenset({CertificateKind.VIETGAP}))[Need.CERTIFICATE]


def test_what_is_only_advised_stops_nothing():
    advised = [
        point.need
        for point in load_export_checklists()["china"].points
        if point.level is Level.SHOULD
    ]

    assert Need.CERTIFICATE in advised
    assert "export_need.certificate" not in missing()


def test_a_good_file_is_read():
    assert read_export_checklist(json.dumps(GOOD)).points[0].need is Need.GROWING_AREA_CODE


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"market": "domestic"}, "market: is no market abroad"),
        ({"version": 0}, "version: must be a whole number from 1"),
        ({"basis": {"vi": "x"}}, "basis: must have words in vi and en"),
        ({"points": []}, "points: must be a list with points"),
        ({"points": [POINT, POINT]}, "points: 'growing_area_code' stands twice"),
        ({"points": [POINT | {"level": "may"}]}, "points[0].level: must be one of must, should"),
        ({"points": [POINT | {"groups": ["fish"]}]}, "points[0].groups[0]: is not known"),
        ({"points": [POINT | {"code": "A"}]}, "points[0].code: must be lower case"),
        (
            {"points": [POINT | {"need": "passed_test"}]},
            "points[0]: passed_test needs indicators and no more",
        ),
        (
            {"points": [POINT | {"need": "certificate", "certificates": ["x"]}]},
            "points[0].certificates[0]: is not known",
        ),
        ({"points": [POINT | {"need": "luck"}]}, "points[0].need: must be one of"),
        ({"points": ["x"]}, "points[0]: must have code, labels, level, need"),
        ({"more": 1}, "checklist: must have exactly"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_of_the_fault(changed, fault):
    with pytest.raises(BadExportChecklist) as refused:
        read_export_checklist(json.dumps(GOOD | changed))

    assert any(it.startswith(fault) for it in refused.value.problems)


def test_what_is_no_json_is_refused():
    with pytest.raises(BadExportChecklist):
        read_export_checklist("{")


def test_markets_are_known_by_their_codes():
    assert not get_market(DOMESTIC).is_export
    assert all(market.labels.vi and market.labels.en for market in MARKETS.values())
