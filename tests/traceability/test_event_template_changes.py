"""What a new version changes, and which of it is to be looked at twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.silk import event, field, labels, silk
from traceability.event_template import Template, load_templates, read_template
from traceability.event_template_changes import (
    Change,
    ChangeKind,
    Danger,
    changes,
    in_use,
)


def template(raw: dict[str, Any]) -> Template:
    return read_template(json.dumps(raw))


def changed_by(change: Callable[[dict[str, Any]], object]) -> tuple[Change, ...]:
    old, new = silk(), silk(2)
    change(new)
    return changes(template(old), template(new))


def of(raw: dict[str, Any], code: str) -> dict[str, Any]:
    return next(it for it in raw["events"] if it["code"] == code)


def without(raw: dict[str, Any], code: str) -> None:
    raw["events"].remove(of(raw, code))
    raw["likely"] = {"": ["packing"]}


def test_a_version_that_only_counts_on_changes_nothing():
    assert changed_by(lambda t: t.update(version=2)) == ()


@pytest.mark.parametrize("key", sorted(load_templates()))
def test_nothing_of_ours_differs_from_itself(key):
    assert changes(load_templates()[key], load_templates()[key]) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda t: t["events"].append(event("selling", "Bán", "Selling", [])),
            (ChangeKind.ADDED, "selling", "", "", "", None),
        ),
        (
            lambda t: of(t, "rearing")["fields"].append(field("room", "text", "Nhà", "Room")),
            (ChangeKind.ADDED, "room", "", "", "", None),
        ),
        (
            lambda t: t["crops"].append({"code": "cassava", **labels("Tằm sắn", "Eri")}),
            (ChangeKind.ADDED, "cassava", "", "", "", None),
        ),
        (
            lambda t: of(t, "rearing")["fields"][0].update(max="500"),
            (ChangeKind.CHANGED, "eggs", "max", "900", "500", None),
        ),
        (
            lambda t: of(t, "packing")["fields"][0].update(units=["g"]),
            (ChangeKind.CHANGED, "pack_size", "units", "g, kg", "g", Danger.BALANCE_CHANGED),
        ),
        (
            lambda t: of(t, "rearing")["labels"].update(vi="Chăm tằm"),
            (
                ChangeKind.CHANGED,
                "rearing",
                "labels",
                "Nuôi tằm / Rearing",
                "Chăm tằm / Rearing",
                None,
            ),
        ),
        (
            lambda t: t.update(treatment_follows="place"),
            (
                ChangeKind.CHANGED,
                "silk",
                "treatment_follows",
                "template_follows.lot",
                "template_follows.place",
                Danger.FOLLOWS_CHANGED,
            ),
        ),
        (
            lambda t: t.update(release_requires=["packing"]),
            (ChangeKind.CHANGED, "silk", "release_requires", "", "packing", None),
        ),
        (
            lambda t: without(t, "treating"),
            (ChangeKind.REMOVED, "treating", "", "", "", Danger.TREATMENT_GONE),
        ),
        (
            lambda t: without(t, "harvesting"),
            (ChangeKind.REMOVED, "harvesting", "", "", "", Danger.HARVEST_GONE),
        ),
        (
            lambda t: without(t, "note"),
            (ChangeKind.REMOVED, "note", "", "", "", None),
        ),
        (
            lambda t: of(t, "treating")["epcis"].pop("interval_field"),
            (
                ChangeKind.CHANGED,
                "treating",
                "interval_field",
                "days",
                "",
                Danger.WAITING_CHANGED,
            ),
        ),
        (
            lambda t: of(t, "treating")["fields"][1].update(required=False),
            (
                ChangeKind.CHANGED,
                "days",
                "required",
                "value.yes",
                "value.no",
                Danger.WAITING_CHANGED,
            ),
        ),
        (
            lambda t: of(t, "packing")["epcis"].pop("times"),
            (ChangeKind.CHANGED, "packing", "times", "pack_count", "", Danger.BALANCE_CHANGED),
        ),
        (
            lambda t: of(t, "rearing")["fields"][1].update(personal=False, name="helper"),
            (ChangeKind.REMOVED, "vet", "", "", "", None),
        ),
        (
            lambda t: of(t, "note")["fields"][0].update(personal=False),
            (
                ChangeKind.CHANGED,
                "text",
                "personal",
                "value.yes",
                "value.no",
                Danger.NOT_PERSONAL,
            ),
        ),
        (
            lambda t: of(t, "note")["fields"][0].update(personal=False),
            (ChangeKind.ADDED, "text", "", "", "", Danger.FREE_WORDS),
        ),
        (
            lambda t: of(t, "note").update(public=True),
            (ChangeKind.CHANGED, "note", "public", "value.no", "value.yes", Danger.NOW_PUBLIC),
        ),
        (
            lambda t: of(t, "harvesting").update(checks=[]),
            (
                ChangeKind.REMOVED,
                "harvesting.taken_later",
                "",
                "",
                "",
                Danger.CHECK_GONE,
            ),
        ),
        (
            lambda t: of(t, "harvesting")["checks"][0].update(level="warning"),
            (
                ChangeKind.CHANGED,
                "harvesting.taken_later",
                "level",
                "template_level.invalid",
                "template_level.warning",
                Danger.CHECK_GONE,
            ),
        ),
        (
            lambda t: of(t, "laboratory_test")["epcis"]["dispositions"].pop("failed"),
            (
                ChangeKind.CHANGED,
                "laboratory_test",
                "dispositions",
                "passed: conformant, failed: non_conformant",
                "passed: conformant",
                Danger.CONCLUSION_CHANGED,
            ),
        ),
    ],
)
def test_a_change_is_told_and_a_dangerous_one_is_marked(change, told):
    found = {
        (
            it.kind,
            it.part.code,
            it.facet.removeprefix("template_facet."),
            it.before,
            it.after,
            it.danger,
        )
        for it in changed_by(change)
    }

    assert told in found


def test_a_bound_that_is_wider_or_gone_is_looked_at_twice_and_a_narrower_one_is_not():
    def bound(most: str | None) -> Template:
        raw = silk()
        raw["crops"][0] |= {"yield_max": most} if most else {}
        return template(raw)

    def dangers(old: str | None, new: str | None) -> set[Danger | None]:
        return {it.danger for it in changes(bound(old), bound(new))}

    assert dangers("100", "200") == dangers("100", None) == {Danger.BOUND_WIDENED}
    assert dangers("200", "100") == dangers(None, "100") == {None}


def test_a_new_group_is_new_in_all_its_parts():
    found = changes(None, template(silk()))

    assert {it.kind for it in found} == {ChangeKind.ADDED}
    told = [it.part.code for it in found if it.part.kind == "template_part.event"]
    assert told == [it["code"] for it in silk()["events"]]


def test_work_that_is_gone_and_that_open_lots_have_seen_is_looked_at_twice():
    found = changed_by(lambda t: without(t, "note"))

    assert {it.danger for it in in_use(found, frozenset({"rearing"}))} == {None}
    marked = in_use(found, frozenset({"note"}))
    assert [it.danger for it in marked if it.part.code == "note"] == [Danger.EVENT_IN_USE]


def test_the_graver_danger_of_a_lost_kind_of_work_stays():
    found = in_use(changed_by(lambda t: without(t, "treating")), frozenset({"treating"}))

    assert [it.danger for it in found if it.danger] == [Danger.TREATMENT_GONE]


def test_work_that_is_no_longer_asked_for_before_release_is_told_as_a_danger():
    old = template(silk() | {"release_requires": ["packing"]})

    (change,) = changes(old, template(silk(2)))

    assert (change.facet, change.danger) == ("template_facet.release_requires", Danger.CHECK_GONE)
