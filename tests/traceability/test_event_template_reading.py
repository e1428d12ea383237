"""What a wrong template file is told, field by field."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from traceability.event_template import BadTemplate, read_template, read_templates

FAILED = "event receiving, check receiving.inspection_failed"


def general_template() -> dict[str, Any]:
    path = files("traceability") / "event_templates" / "general" / "v1.json"
    return json.loads(path.read_text(encoding="utf-8"))


def problems_after(change: Callable[[dict[str, Any]], object]) -> tuple[str, ...]:
    raw = general_template()
    change(raw)
    with pytest.raises(BadTemplate) as bad:
        read_template(json.dumps(raw))
    return bad.value.problems


def packing(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["events"][2]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t.pop("group"), "template.group: missing"),
        (lambda t: t.update(colour="red"), "template.colour: unknown key"),
        (lambda t: t.update(version="1"), "template.version: must be a whole number"),
        (lambda t: t.update(events={}), "template.events: must be a list"),
        (lambda t: t["events"].append(7), "template.events[4]: must be an object"),
        (lambda t: t.update(likely=[]), "template.likely: must be an object"),
        (lambda t: t["likely"].pop(""), "likely: says nothing for a lot without events (key '')"),
        (lambda t: t["likely"][""].append("note"), "likely[''] note: occurs twice"),
        (lambda t: t["likely"][""].append("pruning"), "likely['']: no event pruning"),
        (lambda t: t["labels"].pop("en"), "template.labels.en: missing"),
        (lambda t: t["labels"].update(vi=" "), "template.labels.vi: must be words"),
        (lambda t: t["units"].append("kgs"), "template.units[9]: must be one of"),
        (lambda t: t["events"].append(t["events"][3]), "event note: occurs twice"),
        (
            lambda t: packing(t)["epcis"].update(biz_step="wrapping"),
            "template.events[2].epcis.biz_step: must be a step of CBV or of the farm",
        ),
        (
            lambda t: packing(t)["epcis"].update(quantity="weight"),
            "event packing, epcis: no field weight",
        ),
        (
            lambda t: packing(t)["epcis"].update(times="pack_size"),
            "event packing, epcis: pack_size is of type amount",
        ),
        (
            lambda t: packing(t)["epcis"].update(kind="transform"),
            "event packing, epcis: transform needs input_quantity",
        ),
        (
            lambda t: t["events"][0]["epcis"]["input"].update(name="supplier"),
            "event receiving, epcis: supplier is personal and must not be told",
        ),
        (
            lambda t: packing(t)["fields"].pop(1),
            "event packing, every group: no field pack_count",
        ),
        (
            lambda t: packing(t)["fields"][0].pop("units"),
            "event packing, field pack_size: units belong to type amount, and it must have them",
        ),
        (
            lambda t: packing(t)["fields"][0].update(max=1000),
            "template.events[2].fields[0].max: must be digits in quotes, as '14.5'",
        ),
        (
            lambda t: packing(t)["fields"][0].update(max="1.234"),
            "template.events[2].fields[0].max: must be digits in quotes, as '14.5'",
        ),
        (
            lambda t: packing(t)["fields"][2].update(default="gold"),
            "event packing, field pack_material: default gold does not fit",
        ),
        (
            lambda t: packing(t)["fields"][3].update(default="tomorrow"),
            "event packing, field best_before: default tomorrow does not fit",
        ),
        (
            lambda t: packing(t)["fields"][2].update(type="text"),
            "event packing, field pack_material: choices belong to type choice",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(pattern="("),
            "event note, field text: pattern is not a regular expression",
        ),
        (
            lambda t: t["events"][3]["fields"][0].update(public=True),
            "event note, field text: a personal field is never public",
        ),
        (
            lambda t: packing(t)["checks"][0].update(field="best_after"),
            "event packing, check packing.best_before_past: no field best_after",
        ),
        (
            lambda t: t["events"][0]["checks"][0].update(value="perhaps"),
            f"{FAILED}: inspection_result has no choice perhaps",
        ),
        (
            lambda t: t["events"][0]["checks"][0].update(
                when={"field": "inspection_result", "value": "never"}
            ),
            f"{FAILED}: inspection_result has no choice never",
        ),
        (
            lambda t: t["events"][1]["checks"][0].pop("other"),
            "event processing, check processing.more_out_than_in: a ratio needs other",
        ),
        (
            lambda t: t["events"][1]["checks"][0].update(share="part"),
            "event processing, check processing.more_out_than_in: no field part",
        ),
        (
            lambda t: t["events"][0]["checks"][0].update(kind="missing"),
            f"{FAILED}: what is missing needs when",
        ),
        (
            lambda t: t["events"][0]["checks"][0].update(
                when={"field": "inspection_result", "value": True}
            ),
            f"{FAILED}: inspection_result is of type choice",
        ),
    ],
)
def test_a_wrong_template_is_told_what_and_where(
    change: Callable[[dict[str, Any]], object], problem: str
):
    problems = problems_after(change)

    assert any(found.startswith(problem) for found in problems), problems


def test_all_problems_of_a_template_are_told_at_once():
    problems = problems_after(lambda t: (t.pop("units"), t["labels"].pop("en")))

    assert problems == ("template.units: missing", "template.labels.en: missing")


def test_a_file_in_the_wrong_place_is_no_template(tmp_path: Path):
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "v1.json").write_text(json.dumps(general_template()))

    with pytest.raises(BadTemplate, match=r"tea/v1\.json: names another group or version"):
        read_templates(tmp_path)


def test_what_is_no_json_is_no_template():
    with pytest.raises(BadTemplate) as bad:
        read_template("{")

    assert bad.value.problems[0].startswith("template: not JSON")
