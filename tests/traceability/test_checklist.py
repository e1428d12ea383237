"""Checklists as data: what a file must hold, and that diaries say what each point looks for."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from traceability.checklist import (
    BadChecklist,
    NoSuchChecklist,
    NoSuchPoint,
    ProofRule,
    current_checklist,
    current_checklists,
    get_checklist,
    load_checklists,
    read_checklist,
    read_checklists,
)
from traceability.event_flags import EventFlag
from traceability.event_template import FieldType, TemplateField, current
from traceability.mass_balance import Imbalance

# The product groups whose diaries a checklist is held against.
GROUPS = {
    "vietgap_crops": ("rice", "fruit_vegetables", "tea", "coffee"),
    "organic_crops": ("rice", "fruit_vegetables", "tea", "coffee"),
    "gacp_herbs": ("medicinal_herbs",),
    "vietgahp_livestock": ("livestock",),
    "vietgap_aquaculture": ("aquaculture",),
}
AUTOMATIC = [
    pytest.param(checklist.code, point, id=f"{checklist.code}-{point.code}")
    for checklist in load_checklists().values()
    for point in checklist.points
    if point.proof.rule is not ProofRule.ANSWER
]


def raw() -> dict[str, Any]:
    path = files("traceability") / "checklists" / "vietgap_crops" / "v1.json"
    return json.loads(path.read_text(encoding="utf-8"))


def proof(changed: dict[str, Any]) -> dict[str, Any]:
    """The first automatic proof of the file."""
    return next(it["proof"] for it in changed["points"] if it["proof"]["kind"] == "auto")


def fields_of(group: str, events: tuple[str, ...]) -> list[dict[str, TemplateField]]:
    known = current(group).events
    return [{it.name: it for it in known[code].fields} for code in events if code in known]


def takes(field: TemplateField, value: str | bool) -> bool:
    if isinstance(value, bool):
        return field.type is FieldType.BOOLEAN
    return field.choice(value) is not None


def test_every_standard_that_is_asked_for_has_a_checklist():
    assert {it.code for it in current_checklists()} == GROUPS.keys()
    assert all(len(it.points) >= 25 for it in current_checklists())


@pytest.mark.parametrize("checklist", current_checklists(), ids=lambda it: it.code)
def test_every_topic_is_gone_through_and_every_point_is_worded_once(checklist):
    assert {it.topic for it in checklist.points} == checklist.topics.keys()
    for lang in ("vi", "en"):
        words = [it.labels.text(lang) for it in checklist.points]
        assert len(set(words)) == len(words)
        assert all(it.endswith(".") for it in words)


@pytest.mark.parametrize(("code", "point"), AUTOMATIC)
def test_what_the_diary_proves_is_asked_for_by_the_diary(code: str, point):
    asked = point.proof
    for group in GROUPS[code]:
        found = fields_of(group, asked.events)

        assert found, f"{group} has none of {asked.events}"
        for fields in found:
            assert fields.keys() >= set(asked.fields), group
            if asked.where:
                assert takes(fields[asked.where[0]], asked.where[1]), group
            if asked.value != "":
                assert takes(fields[asked.fields[0]], asked.value), group


@pytest.mark.parametrize(("code", "point"), AUTOMATIC)
def test_the_flags_that_disprove_a_point_are_raised_by_something(code: str, point):
    assert set(point.proof.flags) <= {*EventFlag, *Imbalance}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda r: r.pop("standard"), "checklist: must have exactly"),
        (lambda r: r.update(code="VietGAP"), "code: must be lower case"),
        (lambda r: r.update(version=0), "version: must be a whole number from 1"),
        (lambda r: r.update(standard=""), "standard: must be a text"),
        (lambda r: r["labels"].pop("en"), "labels: must have words in vi and en"),
        (lambda r: r.update(points=[]), "points: must be a list with points"),
        (lambda r: r["topics"].append({}), "topics[7]: must have code and labels"),
        (lambda r: r["points"].append(r["points"][0]), "points: 'trained_people' stands twice"),
        (lambda r: r["points"][0].update(topic="x"), "points[0].topic: is none of the topics"),
        (lambda r: r["points"][0].update(level="may"), "points[0].level: must be one of"),
        (lambda r: r["points"][0].pop("level"), "points[0]: must have exactly"),
        (lambda r: proof(r).update(rule="guessed"), "points[1].proof: must be an answer, or auto"),
        (lambda r: proof(r).pop("value"), "points[1].proof: always needs fields, value"),
        (lambda r: proof(r).update(within_days=3), "points[1].proof: always needs fields, value"),
        (lambda r: proof(r).update(events=[]), "points[1].proof.events: must be a list of names"),
        (lambda r: proof(r).update(fields=["A"]), "points[1].proof.fields[0]: must be lower case"),
        (lambda r: proof(r).update(where={"field": "x"}), "points[1].proof.where: must have field"),
        (lambda r: proof(r).update(value=7), "points[1].proof.value: must be a choice or a flag"),
        (
            lambda r: proof(r).update(rule="unflagged", flags=["x"], fields=[]),
            "points[1].proof.flags: must be a list of dotted codes",
        ),
        (
            lambda r: proof(r).update(rule="recent", within_days=0),
            "points[1].proof.within_days: must be a whole number from 1",
        ),
    ],
)
def test_a_wrong_file_is_told_where_it_is_wrong(
    change: Callable[[dict[str, Any]], object], problem: str
):
    changed = raw()
    change(changed)

    with pytest.raises(BadChecklist) as bad:
        read_checklist(json.dumps(changed))

    assert any(it.startswith(problem) for it in bad.value.problems), bad.value.problems


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_what_is_no_checklist_at_all_is_refused(text: str):
    with pytest.raises(BadChecklist):
        read_checklist(text)


def test_a_file_stands_where_its_name_says(tmp_path: Path):
    (tmp_path / "organic_crops").mkdir()
    (tmp_path / "organic_crops" / "v1.json").write_text(json.dumps(raw()), encoding="utf-8")

    with pytest.raises(BadChecklist, match="names another code"):
        read_checklists(tmp_path)


def test_what_is_not_there_is_told_as_such():
    with pytest.raises(NoSuchChecklist):
        get_checklist("vietgap_crops", 99)
    with pytest.raises(NoSuchChecklist):
        current_checklist("globalgap")
    with pytest.raises(NoSuchPoint):
        get_checklist("vietgap_crops", 1).point("none")
