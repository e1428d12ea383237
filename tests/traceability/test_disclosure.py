"""What the public is told of an event is taken from the event, and holds nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.disclosure import are_true_of, fact_name, public_facts, read_value
from traceability.epcis import DiaryEvent, build_event

CODES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)


def facts_of(**others: object) -> dict[str, object]:
    return {
        "event_id": UUID(int=1),
        "host": "tem.example",
        "product_code": "PRD-14-0001",
        "lot": "MVA-261122-01",
        "place_code": "LOC-03646-0001",
        "group": "rice",
        "version": 1,
        "event_code": "irrigating",
        "values": {"source": "canal"},
        "event_time": datetime(2026, 11, 22, 3, tzinfo=UTC),
    } | others


def told(**others: object) -> dict[str, str]:
    event = DiaryEvent(**facts_of(**others))
    return public_facts(build_event(event), event.template)


@pytest.mark.parametrize("product_code", ["PRD-14-0001", "09520123456788"])
def test_work_time_goods_and_place_are_told_as_codes(product_code: str):
    assert told(product_code=product_code) == {
        "event_code": "irrigating",
        "template": "rice/1",
        "at": "2026-11-22T03:00:00.000+00:00",
        "product_code": product_code,
        "lot": "MVA-261122-01",
        "place_code": "LOC-03646-0001",
    }


@given(lot=CODES, place=CODES, product=CODES)
def test_codes_come_back_whatever_signs_they_have(lot: str, place: str, product: str):
    facts = told(lot=lot, place_code=place, product_code=product)

    assert (facts["lot"], facts["place_code"], facts["product_code"]) == (lot, place, product)


KILOS = {"thousandths": 677_500, "unit": "kg", "entered": "677,5"}


def test_values_that_a_template_calls_public_are_told_and_no_others():
    values = {"quantity": KILOS, "note": "một nghìn lít", "operator_name": "Lò Văn Bình"}
    facts = told(event_code="harvesting", version=2, values=values)

    assert facts["vnt:quantity"] == "677.5 kg"
    assert "Bình" not in str(facts)
    assert "lít" not in str(facts)


def test_a_work_that_is_not_public_tells_no_value():
    assert "canal" not in str(told())


@pytest.mark.parametrize(
    "change", [{"vnt:quantity": "977.5 kg"}, {"lot": "another"}, {"vnt:x": "1"}]
)
def test_another_value_than_the_event_has_is_not_true_of_it(change):
    event = DiaryEvent(**facts_of(event_code="harvesting", version=2, values={"quantity": KILOS}))
    facts = public_facts(build_event(event), event.template)

    assert are_true_of(facts, build_event(event))
    assert not are_true_of(facts | change, build_event(event))


def test_an_entry_of_before_values_were_told_is_true():
    event = DiaryEvent(**facts_of(event_code="harvesting", version=2, values={"quantity": KILOS}))
    facts = public_facts(build_event(event), event.template)

    without = {name: text for name, text in facts.items() if not name.startswith("vnt:")}
    assert are_true_of(without, build_event(event))


@pytest.mark.parametrize(
    ("event_code", "name", "value"),
    [
        ("harvesting", "moisture", {"thousandths": 14_000, "unit": "percent", "entered": "14"}),
        ("harvesting", "harvest_date", "2026-11-20"),
        ("harvesting", "grade", "grade_1"),
        ("spraying", "phi_days", 14),
        ("spraying", "trade_name", "Thuốc A 5 EC"),
    ],
)
def test_what_is_told_is_read_back_as_it_was_entered(event_code: str, name: str, value: object):
    event = DiaryEvent(**facts_of(event_code=event_code, version=2, values={name: value}))
    field = event.template.field(name)

    text = public_facts(build_event(event), event.template)[fact_name(field)]
    assert read_value(field, text) == value


@pytest.mark.parametrize("thousandths", [0, 1, -18_500, 1_000_000, 12_345_678])
def test_amounts_are_told_exactly_and_without_an_exponent(thousandths: int):
    value = {"thousandths": thousandths, "unit": "kg", "entered": ""}
    event = DiaryEvent(**facts_of(event_code="harvesting", version=2, values={"quantity": value}))

    text = public_facts(build_event(event), event.template)["vnt:quantity"]
    assert "E" not in text
    assert read_value(event.template.field("quantity"), text)["thousandths"] == thousandths
