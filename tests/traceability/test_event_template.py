"""Event templates: what comes with the package, and what a farmer is offered next."""

import json
from collections.abc import Iterator

import pytest

from traceability.event_template import (
    FieldType,
    Labels,
    Template,
    TemplateEvent,
    UnknownEventCode,
    UnknownTemplate,
    current,
    get_template,
    groups,
    likely_next,
    load_templates,
    read_template,
)
from traceability.event_template_reading import BadTemplate
from traceability.event_template_registry import package_file
from traceability.pre_harvest import is_harvest

VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
CROP_EVENTS = {
    "soil_preparation",
    "planting",
    "irrigating",
    "fertilising",
    "spraying",
    "scouting",
    "weeding",
    "harvesting",
    "packing",
    "input_purchase",
    "waste_collection",
    "laboratory_test",
    "note",
}


EVERYWHERE = {"packing", "input_purchase", "laboratory_test", "note"}


def all_events() -> Iterator[tuple[Template, TemplateEvent]]:
    for template in load_templates().values():
        for event in template.events.values():
            yield template, event


def all_labels() -> Iterator[Labels]:
    for template in load_templates().values():
        yield template.labels
        yield from (crop.labels for crop in template.crops)
    for _, event in all_events():
        yield event.labels
        yield from (check.labels for check in event.checks)
        for field in event.fields:
            yield field.labels
            yield from (choice.labels for choice in field.choices)


GROUPS = (
    "aquaculture",
    "coffee",
    "fruit_vegetables",
    "general",
    "handicraft",
    "honey",
    "livestock",
    "medicinal_herbs",
    "medicines",
    "processed_food",
    "rice",
    "tea",
)


def test_twelve_groups_come_with_the_package():
    assert groups() == GROUPS
    assert current("rice") is get_template("rice", 3) is load_templates()["rice", 3]


def test_a_group_or_version_that_is_not_there_is_not_found():
    with pytest.raises(UnknownTemplate):
        current("seafood")
    with pytest.raises(UnknownTemplate):
        get_template("rice", 4)


@pytest.mark.parametrize("asked", ["packing", ["no_such_work"], ["packing", "packing"]])
def test_what_a_release_requires_is_work_of_the_template(asked: object):
    raw = json.loads(package_file("medicines", 2) or b"") | {"release_requires": asked}

    with pytest.raises(BadTemplate):
        read_template(json.dumps(raw))


def test_an_event_that_is_not_there_is_refused():
    with pytest.raises(UnknownEventCode):
        current("rice").event("bagging")


def test_each_group_has_its_kinds_of_work():
    rice, fruit = current("rice").events.keys(), current("fruit_vegetables").events.keys()

    assert rice == CROP_EVENTS | {"transplanting", "roguing", "drying", "milling", "storing"}
    assert fruit == CROP_EVENTS | {"bagging", "washing", "cooling"}
    made = {"receiving", "processing", "storing", "packing"}
    assert current("general").events.keys() == made | EVERYWHERE | {"waste_collection"}


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_packs_tests_buys_and_notes(group: str):
    assert current(group).events.keys() >= EVERYWHERE


@pytest.mark.parametrize("group", ["rice", "fruit_vegetables", "tea", "coffee", "medicinal_herbs"])
def test_what_grows_has_the_work_of_the_field(group: str):
    assert current(group).events.keys() >= CROP_EVENTS


@pytest.mark.parametrize("group", GROUPS)
def test_packing_says_how_many_packs_of_what_size(group: str):
    packing = current(group).event("packing")

    kinds = {field.name: (field.type, field.required) for field in packing.fields}

    assert kinds["pack_size"] == (FieldType.AMOUNT, True)
    assert kinds["pack_count"] == (FieldType.INTEGER, True)


@pytest.mark.parametrize("group", ["rice", "fruit_vegetables"])
def test_spraying_asks_for_the_days_before_harvest(group: str):
    phi_days = current(group).event("spraying").field("phi_days")

    assert phi_days is not None
    assert (phi_days.required, phi_days.minimum, phi_days.maximum) == (True, 0, 730)


def test_a_photo_is_asked_for_at_harvest_and_packing():
    asked = {event.code for _, event in all_events() if event.asks_photo}
    brought_forth = {event.code for _, event in all_events() if is_harvest(event)}

    assert asked >= {"harvesting", "packing", "laboratory_test"}
    assert brought_forth - asked == {"egg_collecting", "milking"}


def test_what_a_buyer_may_see_is_what_the_programme_says():
    public = {event.code for _, event in all_events() if event.public}
    spraying = current("rice").event("spraying")
    purchase = current("rice").event("input_purchase")

    assert {"planting", "fertilising", "spraying", "harvesting", "packing"} < public
    assert public.isdisjoint({"note", "input_purchase", "scouting", "waste_collection"})
    assert spraying.public_fields == {"trade_name", "active_ingredient", "phi_days"}
    assert purchase.public_fields == frozenset()


def test_fields_that_hold_names_of_people_are_marked():
    personal = {name for _, event in all_events() for name in event.personal_fields}

    assert personal == {
        "buyer",
        "checked_by",
        "colony_source",
        "harvesters",
        "maker",
        "recipient",
        "released_by",
        "seed_source",
        "source_farm",
        "sprayer_name",
        "supplier",
        "text",
        "transport_plate",
        "vessel_number",
        "vet",
    }


def test_every_label_is_there_in_both_languages():
    for labels in all_labels():
        assert labels.text("vi") == labels.vi.strip() != ""
        assert labels.text("en") == labels.en.strip() != ""


def test_every_event_is_named_in_vietnamese_with_its_marks():
    unmarked = [e.code for _, e in all_events() if not VIETNAMESE & set(e.labels.vi.lower())]

    assert unmarked == []


def test_the_same_finding_has_the_same_words_in_every_group():
    words: dict[str, set[Labels]] = {}
    for _, event in all_events():
        for check in event.checks:
            words.setdefault(check.code, set()).add(check.labels)

    # What is unusual differs by trade, and the words say from where to where.
    told = {code: labels for code, labels in words.items() if not code.endswith("_unusual")}
    differing = {code for code, labels in told.items() if len(labels) > 1}

    assert differing <= {"planting.date_in_future"}


@pytest.mark.parametrize(
    ("group", "done", "first"),
    [
        ("rice", [], ["planting", "soil_preparation"]),
        ("rice", ["soil_preparation"], ["planting"]),
        ("rice", ["planting"], ["irrigating", "fertilising"]),
        ("rice", ["planting", "irrigating", "note"], ["irrigating", "fertilising"]),
        ("rice", ["planting", "harvesting"], ["drying", "milling", "packing"]),
        ("rice", ["planting", "harvesting", "milling"], ["packing"]),
        ("fruit_vegetables", [], ["planting"]),
        ("fruit_vegetables", ["planting", "harvesting"], ["packing"]),
        ("general", ["receiving"], ["processing"]),
        ("tea", ["spraying", "harvesting"], ["withering", "fixing", "rolling", "drying"]),
        ("honey", [], ["apiary_setup"]),
        ("honey", ["blooming", "extracting"], ["extracting", "filtering", "packing"]),
        (
            "livestock",
            ["stocking", "egg_collecting", "packing", "egg_collecting"],
            ["egg_collecting"],
        ),
        ("aquaculture", ["stocking"], ["feeding", "water_measuring"]),
    ],
)
def test_the_likeliest_work_comes_first(group: str, done: list[str], first: list[str]):
    template = current(group)

    likely = likely_next(template, done)

    assert list(likely[: len(first)]) == first
    assert len(likely) == len(set(likely)) == min(6, len(template.events))
