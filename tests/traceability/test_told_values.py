"""What buyers read of the values of any kind of work, in any group and version."""

from datetime import date, timedelta

import pytest

from tests.filled_forms import NAME, filled
from traceability.canonical import canonical_json
from traceability.event_template import (
    FieldType,
    TemplateEvent,
    check_values,
    get_template,
    load_templates,
)
from traceability.told_values import told_values, waiting_fields

DAY = date(2026, 11, 22)
SECRET = "Lò Thị Bí Mật"
ALL = [
    pytest.param(event, id=f"{group}-{version}-{event.code}")
    for (group, version), template in sorted(load_templates().items())
    for event in template.events.values()
]


def written(event: TemplateEvent, **changed: str):
    return check_values(event, filled(event, on=DAY) | changed, on=DAY).values


@pytest.mark.parametrize("event", ALL)
def test_every_public_field_is_told_or_said_better_elsewhere_and_no_other(event: TemplateEvent):
    values = written(event)

    told = told_values(event, values, on=DAY + timedelta(days=1), is_concluded=False)

    assert {it["name"] for it in told} == event.public_fields - waiting_fields(event)
    assert all(it["labels"]["vi"] and it["labels"]["en"] for it in told)
    canonical_json(told)  # no fractions, nothing but JSON


@pytest.mark.parametrize("event", ALL)
def test_nothing_of_a_personal_field_is_ever_told(event: TemplateEvent):
    personal = {
        field.name: SECRET
        for field in event.fields
        if field.personal and field.type is FieldType.TEXT and not field.upper
    }

    told = told_values(event, written(event) | personal, on=DAY, is_concluded=False)

    assert SECRET not in str(told)
    assert event.personal_fields.isdisjoint(it["name"] for it in told)


@pytest.mark.parametrize("event", ALL)
def test_of_hidden_work_nothing_is_told(event: TemplateEvent):
    if not event.public:
        assert told_values(event, written(event), on=DAY, is_concluded=False) == []


def test_amounts_are_told_as_they_were_entered_and_choices_by_their_words():
    event = get_template("tea", 1).event("harvesting")
    values = written(event, quantity="3,5", quantity_unit="quintal", harvest_date="2026-11-20")

    told = {it["name"]: it for it in told_values(event, values, on=DAY, is_concluded=False)}

    assert (told["quantity"]["thousandths"], told["quantity"]["unit"]) == (3500, "quintal")
    assert told["picking_standard"]["choice"].keys() == {"vi", "en"}
    assert told["harvest_date"]["day"] == "2026-11-20"


def test_the_own_day_of_a_stop_is_not_told_twice():
    event = get_template("tea", 1).event("harvesting")

    told = told_values(event, written(event), on=DAY, is_concluded=False)

    assert "harvest_date" not in {it["name"] for it in told}


def test_a_conclusion_that_the_stop_says_is_not_told_beside_it():
    event = get_template("tea", 1).event("laboratory_test")
    values = written(event, conclusion="passed")

    def names(*, is_concluded: bool) -> set[str]:
        told = told_values(event, values, on=DAY, is_concluded=is_concluded)
        return {it["name"] for it in told}

    assert names(is_concluded=False) - names(is_concluded=True) == {"conclusion"}


def test_free_words_are_told_as_they_stand():
    event = get_template("tea", 1).event("planting")

    told = told_values(event, written(event), on=DAY, is_concluded=False)

    assert {it["name"]: it.get("text") for it in told}["variety"] == NAME
