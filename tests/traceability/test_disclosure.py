"""What the public is told of an event is taken from the event, and holds nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.disclosure import public_facts
from traceability.epcis import DiaryEvent, build_event

CODES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)


def told(**given_: object) -> dict[str, object]:
    facts = {
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
    } | given_
    return public_facts(build_event(DiaryEvent(**facts)))


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


def test_what_was_used_and_how_much_is_not_told():
    facts = told(values={"source": "canal", "note": "một nghìn lít"})

    assert "canal" not in str(facts)
    assert "lít" not in str(facts)
    assert facts == told(values={"source": "stream"})
