"""Diary events as EPCIS 2.0: the mapping, exact numbers, and nobody's name."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.filled_forms import filled
from traceability.calendar import VIETNAM_TIME
from traceability.canonical import canonical_json
from traceability.epcis import DiaryEvent, build_event
from traceability.epcis_json import as_document, as_json_ld
from traceability.event_template import check_values, load_templates

ROOT = Path(__file__).parents[2]
HOST = "tem.example.vn"
GTIN = "09520123456788"
DAY = date(2026, 11, 22)
EVENT_ID = UUID("0b0c3f5e-7a41-4c0e-9d5a-3f1f0f6d2a11")
MORNING = datetime(2026, 11, 22, 7, 30, tzinfo=VIETNAM_TIME)
SPRAYED = {
    "trade_name": "Tasieu 1.9EC",
    "active_ingredient": "emamectin benzoate",
    "target_pest": "sâu cuốn lá",
    "dose": "12,5",
    "amount_used": "0,5",
    "area": "2",
    "area_unit": "sao_north",
    "phi_days": "7",
    "sprayer_name": "Lò Thị Lan",
    "supplier": "Đại lý Hoa",
    "pesticide_lot": "L/77",
}
HARVESTED = {"harvest_date": "22/11/2026", "quantity": "1.200,5", "grade": "grade_1"}
LOT = {"product_code": GTIN, "lot": "MVA-261122-01"}


def diary_event(event_code: str, raw: dict[str, str], **changes: Any) -> DiaryEvent:
    group, version = changes.pop("group", "rice"), changes.pop("version", 1)
    template_event = load_templates()[group, version].event(event_code)
    facts: dict[str, Any] = {
        "event_id": EVENT_ID,
        "host": HOST,
        "product_code": "PRD-14-0001",
        "lot": "MVA-261122-01",
        "place_code": "LOC-03646-0001",
        "group": group,
        "version": version,
        "event_code": event_code,
        "values": check_values(template_event, raw, on=DAY).values,
        "event_time": MORNING,
    }
    return DiaryEvent(**(facts | changes))


def exported(event_code: str, raw: dict[str, str], **changes: Any) -> dict[str, Any]:
    return as_json_ld(build_event(diary_event(event_code, raw, **changes)))


def test_spraying_is_an_input_of_the_lots_cycle():
    event = exported("spraying", SPRAYED)

    assert event["type"] == "TransformationEvent"
    assert event["transformationID"] == f"https://{HOST}/cycle/PRD-14-0001/MVA-261122-01"
    assert event["bizStep"] == f"https://{HOST}/voc/biz_step/spraying"
    assert event["disposition"] == "in_progress"
    assert event["inputQuantityList"] == [
        {
            "epcClass": f"https://{HOST}/class/pesticide/Tasieu%201.9EC/L%2F77",
            "quantity": 0.5,
            "uom": "MLT",
        }
    ]
    assert event["vnt:preHarvestIntervalDays"] == 7
    assert event["vnt:earliestHarvestDate"] == "2026-11-29"
    assert event["vnt:activeIngredient"] == "emamectin benzoate"


def test_a_harvest_brings_the_lot_forth():
    event = exported("harvesting", HARVESTED, **LOT)

    lot = f"https://{HOST}/01/{GTIN}/10/MVA-261122-01"
    assert (event["bizStep"], event["disposition"]) == ("commissioning", "active")
    assert event["transformationID"] == f"https://{HOST}/cycle/{GTIN}/MVA-261122-01"
    assert event["outputQuantityList"] == [{"epcClass": lot, "quantity": 1200.5, "uom": "KGM"}]
    assert event["ilmd"] == {
        "cbvmda:lotNumber": "MVA-261122-01",
        "cbvmda:countryOfOrigin": "VN",
        "cbvmda:harvestStartDate": "2026-11-22",
        "cbvmda:harvestEndDate": "2026-11-22",
    }


def test_a_lot_without_gtin_and_a_place_without_gln_have_addresses_of_ours():
    event = exported("harvesting", HARVESTED)

    lot = event["outputQuantityList"][0]["epcClass"]
    assert lot == event["vnt:lot"] == f"https://{HOST}/lot/PRD-14-0001/MVA-261122-01"
    assert event["readPoint"] == {"id": f"https://{HOST}/place/LOC-03646-0001"}


def test_a_place_with_a_gln_is_a_digital_link():
    event = exported("harvesting", HARVESTED, place_code="9520123000014")

    assert event["bizLocation"] == {"id": f"https://{HOST}/414/9520123000014"}


def test_milling_turns_paddy_into_rice_of_the_same_lot():
    raw = {"paddy_in": "1", "paddy_in_unit": "tonne", "milled_out": "650"}

    event = exported("milling", raw)

    assert event["inputQuantityList"][0]["quantity"] == 1000
    assert event["outputQuantityList"][0]["quantity"] == 650
    assert "transformationID" not in event


def test_packing_observes_all_packs_together():
    raw = {"pack_size": "500", "pack_size_unit": "g", "pack_count": "240"}

    event = exported("packing", raw)

    assert (event["type"], event["action"]) == ("ObjectEvent", "OBSERVE")
    assert (event["bizStep"], event["disposition"]) == ("packing", "in_progress")
    assert event["quantityList"][0] | {"epcClass": ""} == {
        "epcClass": "",
        "quantity": 120,
        "uom": "KGM",
    }
    assert event["vnt:packCount"] == 240


@pytest.mark.parametrize(
    ("conclusion", "disposition"), [("passed", "conformant"), ("failed", "non_conformant")]
)
def test_a_laboratory_says_whether_the_lot_conforms(conclusion: str, disposition: str):
    raw = {"sample_code": "M-01", "indicator": "dư lượng", "conclusion": conclusion}

    event = exported("laboratory_test", raw)

    assert (event["bizStep"], event["disposition"]) == ("inspecting", disposition)


def test_what_was_measured_is_a_sensor_report():
    raw = {"store": "silo", "temperature": "28,5", "humidity": "65"}

    event = exported("storing", raw)

    assert event["sensorElementList"] == [
        {
            "sensorReport": [
                {"type": "Temperature", "value": 28.5, "uom": "CEL"},
                {"type": "RelativeHumidity", "value": 65, "uom": "P1"},
            ]
        }
    ]


def test_time_keeps_its_offset_and_intervals_count_vietnamese_days():
    late = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

    morning, night = exported("spraying", SPRAYED), exported("spraying", SPRAYED, event_time=late)

    assert morning["eventTime"] == "2026-11-22T07:30:00.000+07:00"
    assert morning["eventTimeZoneOffset"] == "+07:00"
    assert night["eventTimeZoneOffset"] == "+00:00"
    assert night["vnt:earliestHarvestDate"] == "2026-11-30"


def test_a_time_without_offset_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="offset"):
        exported("harvesting", HARVESTED, event_time=datetime(2026, 11, 22))  # noqa: DTZ001


def test_no_name_of_a_person_is_told():
    told = json.dumps(exported("spraying", SPRAYED), ensure_ascii=False)

    assert "Lan" not in told
    assert "Hoa" not in told


def test_digests_photos_and_the_corrected_event_are_told():
    event = exported(
        "spraying", SPRAYED, sealed={"sprayer_name": "ab12"}, photos=("cd34",), corrects=EVENT_ID
    )

    assert event["vnt:sealed"] == {"vnt:sprayerName": "ab12"}
    assert event["vnt:photoSha256"] == ["cd34"]
    assert event["vnt:corrects"] == event["eventID"] == f"urn:uuid:{EVENT_ID}"


def test_the_ledger_form_knows_no_fractions_and_is_canonical():
    event = build_event(diary_event("spraying", SPRAYED))

    assert event["vnt:area"] == {
        "vnt:quantity": {"thousandths": 2000},
        "vnt:unit": "sao_north",
        "vnt:entered": "2",
    }
    assert event["inputQuantityList"][0]["quantity"] == {"thousandths": 500}
    assert canonical_json(event)


@pytest.mark.parametrize("thousandths", [1, 999, 1_234_567, 10**15 - 1, 123_456_789_012_345])
def test_an_exported_number_is_printed_exactly(thousandths: int):
    printed = json.dumps(as_json_ld({"quantity": {"thousandths": thousandths}})["quantity"])

    whole, _, decimals = printed.partition(".")
    assert int(whole + decimals.ljust(3, "0")) == thousandths


def every_event() -> list[dict[str, Any]]:
    return [
        build_event(
            diary_event(event.code, filled(event, on=DAY), group=group, version=version, **LOT)
        )
        for (group, version), template in load_templates().items()
        for event in template.events.values()
    ]


@pytest.mark.parametrize("version", ["2.0.0", "2.0.1"])
def test_every_kind_of_event_is_valid_epcis(version: str):
    schemas = ROOT.parent.glob(f"*/check/gs1/schemas/epcis/epcis-json-schema-{version}.json")
    schema = next(schemas, None)
    jsonschema = pytest.importorskip("jsonschema")
    formats = jsonschema.FormatChecker()
    # Without these two formats the schema lets bare extension names and bad times through.
    if schema is None or not {"uri", "date-time"} <= formats.checkers.keys():
        pytest.skip("the schema or its format checks are not at hand")
    judge = jsonschema.Draft7Validator(json.loads(schema.read_text()), format_checker=formats)

    document = as_document(every_event(), host=HOST, created_at=MORNING)

    assert [error.message for error in judge.iter_errors(document)] == []
