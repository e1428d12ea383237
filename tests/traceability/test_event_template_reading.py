"""What a wrong template file is told, field by field."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from traceability.event_template import (
    BadTemplate,
    read_template,
    read_templates,
)
from traceability.event_template_problems import landmarks

FAILED = "events[0].checks[0]"


def general_template() -> dict[str, Any]:
    path = files("traceability") / "event_templates" / "general" / "v1.json"
    return json.loads(path.read_text(encoding="utf-8"))


def bad_after(change: Callable[[dict[str, Any]], object]) -> BadTemplate:
    raw = general_template()
    change(raw)
    with pytest.raises(BadTemplate) as bad:
        read_template(json.dumps(raw))
    return bad.value


def packing(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["events"][2]


def made_a_laboratory(note: dict[str, Any]) -> None:
    note["fields"][0]["name"] = "indicator"
    note["epcis"]["biz_step"] = "inspecting"


def failed(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["events"][0]["checks"][0]


def has(found: BadTemplate, pointer: str, fault: str) -> bool:
    return any((it.pointer, it.fault) == (pointer, fault) for it in found.problems)


@pytest.mark.parametrize(
    ("change", "pointer", "fault"),
    [
        (lambda t: t.pop("group"), "template", "missing"),
        (lambda t: t.update(colour="red"), "template", "unknown_key"),
        (lambda t: t.update(version="1"), "version", "not_whole"),
        (lambda t: t.update(version=0), "version", "not_whole"),
        (lambda t: t.update(events={}), "events", "not_list"),
        (lambda t: t.update(events=[]), "events", "too_few"),
        (lambda t: t["events"].append(7), "events[4]", "not_object"),
        (lambda t: t.update(likely=[]), "likely", "not_object"),
        (lambda t: t["likely"].pop(""), "likely", "no_start"),
        (lambda t: t["likely"][""].append("note"), "likely.[4]", "twice"),
        (lambda t: t["likely"][""].append("pruning"), "likely.", "no_event"),
        (lambda t: t["labels"].pop("en"), "labels", "missing_language"),
        (lambda t: t["labels"].update(vi=" "), "labels.vi", "not_words"),
        (lambda t: t["units"].append("kgs"), "units[9]", "not_one_of"),
        (lambda t: t["units"].append(["kg"]), "units[9]", "not_one_of"),
        (lambda t: t["events"].append(t["events"][3]), "events[4]", "twice"),
        (lambda t: t["events"].pop(2), "events", "no_packing"),
        (lambda t: t["events"][3].update(code="event_flag"), "events[3].code", "reserved_event"),
        (lambda t: t["crops"].append({"code": "a b"}), "crops[4].code", "not_code"),
        (lambda t: packing(t).update(icon="A box"), "events[2].icon", "not_icon"),
        (lambda t: packing(t).update(public="yes"), "events[2].public", "not_flag"),
        (
            lambda t: packing(t)["epcis"].update(biz_step="wrapping"),
            "events[2].epcis.biz_step",
            "not_biz_step",
        ),
        (
            lambda t: packing(t)["epcis"].update(quantity="weight"),
            "events[2].epcis.quantity",
            "no_field",
        ),
        (
            lambda t: packing(t)["epcis"].update(times="pack_size"),
            "events[2].epcis.times",
            "wrong_type",
        ),
        (
            lambda t: packing(t)["epcis"].update(kind="transform"),
            "events[2].epcis",
            "epcis_needs",
        ),
        (
            lambda t: packing(t)["epcis"].update(ilmd={"cbv:date": "best_before"}),
            "events[2].epcis.ilmd.cbv:date",
            "not_ilmd_name",
        ),
        (
            lambda t: packing(t)["epcis"].update(sensors={"Mass": "pack_size"}),
            "events[2].epcis.sensors.Mass",
            "sensor_unit",
        ),
        (
            lambda t: packing(t)["epcis"].update(interval_field="pack_count"),
            "events[2].epcis.interval_field",
            "interval_unbounded",
        ),
        (
            lambda t: packing(t)["epcis"].update(intervals={"note": "pack_count"}),
            "events[2].epcis.intervals.note",
            "not_a_harvest",
        ),
        (
            lambda t: t["events"][0]["epcis"]["input"].update(name="supplier"),
            "events[0].epcis.input.name",
            "told_personal",
        ),
        (lambda t: made_a_laboratory(t["events"][3]), "events[3].epcis", "told_personal"),
        (lambda t: packing(t)["fields"].pop(1), "events[2]", "no_field"),
        (
            lambda t: packing(t)["fields"][1].update(required=False),
            "events[2]",
            "not_required",
        ),
        (
            lambda t: packing(t)["fields"][1].pop("max"),
            "events[2].epcis.times",
            "times_unbounded",
        ),
        (
            lambda t: packing(t)["fields"][0].update(units=["celsius"]),
            "events[2]",
            "pack_unit",
        ),
        (
            lambda t: packing(t)["fields"][0].pop("units"),
            "events[2].fields[0].units",
            "units_unfit",
        ),
        (
            lambda t: packing(t)["fields"][0].update(max=1000),
            "events[2].fields[0].max",
            "not_decimal",
        ),
        (
            lambda t: packing(t)["fields"][0].update(max="1.234"),
            "events[2].fields[0].max",
            "not_decimal",
        ),
        (
            lambda t: packing(t)["fields"][1].update(min="9", max="3"),
            "events[2].fields[1].min",
            "bounds_crossed",
        ),
        (
            lambda t: packing(t)["fields"][3].update(min="3"),
            "events[2].fields[3]",
            "bounds_unfit",
        ),
        (
            lambda t: packing(t)["fields"][2].update(default="gold"),
            "events[2].fields[2].default",
            "default_unfit",
        ),
        (
            lambda t: packing(t)["fields"][3].update(default="tomorrow"),
            "events[2].fields[3].default",
            "default_unfit",
        ),
        (
            lambda t: packing(t)["fields"][2].update(type="text"),
            "events[2].fields[2].choices",
            "choices_unfit",
        ),
        (
            lambda t: packing(t)["fields"][3].update(type="text"),
            "events[2]",
            "wrong_type",
        ),
        (
            lambda t: packing(t)["fields"][3].update(epcis_name="best before"),
            "events[2].fields[3].epcis_name",
            "not_epcis_name",
        ),
        (
            lambda t: packing(t)["fields"][3].update(epcis_name="packSize"),
            "events[2].fields[3]",
            "same_epcis_name",
        ),
        (
            lambda t: packing(t)["fields"][3].update(name="lot"),
            "events[2].fields[3]",
            "reserved_name",
        ),
        (
            lambda t: packing(t)["fields"][3].update(name="pack_size_unit"),
            "events[2].fields[3]",
            "unit_name_taken",
        ),
        (
            lambda t: packing(t)["fields"].append(packing(t)["fields"][3]),
            "events[2].fields[4]",
            "twice",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(pattern="(a+)+"),
            "events[3].fields[0].pattern",
            "pattern_unsafe",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(pattern="[A-Z]+"),
            "events[3].fields[0].pattern",
            "pattern_unfit",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(public=True),
            "events[3].fields[0].public",
            "personal_public",
        ),
        (
            lambda t: packing(t)["fields"][3].update(personal=True),
            "events[2].fields[3].personal",
            "personal_not_text",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(name="buyer", personal=False),
            "events[3].fields[0].personal",
            "not_personal",
        ),
        (
            lambda t: packing(t)["checks"][0].update(field="best_after"),
            "events[2].checks[0].field",
            "no_field",
        ),
        (
            lambda t: packing(t)["checks"][0].update(code="note.best_before_past"),
            "events[2].checks[0].code",
            "not_check_code",
        ),
        (
            lambda t: packing(t)["checks"][0].update(kind="range", field="pack_count"),
            "events[2].checks[0]",
            "range_needs_bound",
        ),
        (lambda t: failed(t).update(value="perhaps"), f"{FAILED}.value", "no_choice"),
        (lambda t: failed(t).pop("value"), FAILED, "is_needs_value"),
        (lambda t: failed(t).update(value=3), f"{FAILED}.value", "not_chosen"),
        (
            lambda t: failed(t).update(when={"field": "inspection_result", "value": "never"}),
            f"{FAILED}.when.value",
            "no_choice",
        ),
        (
            lambda t: failed(t).update(when={"field": "inspection_result", "value": True}),
            f"{FAILED}.when.field",
            "wrong_type",
        ),
        (lambda t: failed(t).update(kind="missing"), FAILED, "missing_needs_when"),
        (
            lambda t: t["events"][1]["checks"][0].pop("other"),
            "events[1].checks[0]",
            "ratio_needs_other",
        ),
        (
            lambda t: t["events"][1]["checks"][0].update(share="part"),
            "events[1].checks[0].share",
            "no_field",
        ),
        (
            lambda t: t["events"][0]["epcis"].update(
                disposition_field="inspection_result", dispositions={"passed": "conformant"}
            ),
            "events[0].epcis.dispositions.passed",
            "conformant_elsewhere",
        ),
    ],
)
def test_a_wrong_template_is_told_what_and_where(
    change: Callable[[dict[str, Any]], object], pointer: str, fault: str
):
    found = bad_after(change)

    assert has(found, pointer, fault), [str(it) for it in found.problems]


def test_all_problems_of_a_template_are_told_at_once():
    def change(template: dict[str, Any]) -> None:
        template.pop("units")
        template["labels"].pop("en")
        packing(template)["epcis"].update(quantity="weight")
        template["events"][3]["fields"][0].update(type="words")

    told = [str(it).split(":")[0] for it in bad_after(change).problems]

    assert told == ["template", "labels", "events[3].fields[0].type", "events[2].epcis.quantity"]


def test_a_fault_is_found_by_the_names_that_people_gave():
    found = bad_after(lambda t: packing(t)["fields"][0].update(max=1000))

    parts, rest = landmarks(found.raw, found.problems[0].path)

    assert [(it.kind, it.name) for it in parts] == [("event", "packing"), ("field", "pack_size")]
    assert rest == ("max",)


def test_what_has_no_name_is_found_by_its_number():
    found = bad_after(lambda t: t["events"].append({"code": 7}))

    parts, _ = landmarks(found.raw, ("events", 4, "code"))

    assert [(it.kind, it.name) for it in parts] == [("event", "5")]
    assert landmarks(None, ("events", 4))[0][0].name == "5"


def test_a_file_in_the_wrong_place_is_no_template(tmp_path: Path):
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "v1.json").write_text(json.dumps(general_template()))

    with pytest.raises(BadTemplate, match=r"names another group or version .* tea/v1\.json"):
        read_templates(tmp_path)


def test_what_is_no_json_is_told_with_its_line():
    with pytest.raises(BadTemplate) as bad:
        read_template('{\n "group": tea\n}')

    assert bad.value.problems[0].fault == "not_json"
    assert bad.value.problems[0].details == {"line": 2, "column": 11}


def test_an_icon_must_be_one_of_those_there_are():
    text = json.dumps(general_template())
    with pytest.raises(BadTemplate) as bad:
        read_template(text, frozenset({"package"}))

    assert {it.fault for it in bad.value.problems} == {"unknown_icon"}
    assert read_template(text, {event["icon"] for event in general_template()["events"]})
