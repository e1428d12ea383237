"""What each product group asks for, what buyers see of it, and what the rest builds on."""

import hashlib
from datetime import date
from importlib.resources import files

import pytest

from tests.filled_forms import NAME, filled, minimal
from traceability.event_template import (
    FieldType,
    Template,
    TemplateEvent,
    TreatmentFollows,
    check_values,
    current,
    get_template,
    groups,
    load_templates,
    lot_quantity,
    public_values,
    without_personal,
)
from traceability.pre_harvest import is_harvest, is_harvested_again
from traceability.quantities import UNITS

DAY = date(2026, 11, 22)
# What fits beside a pictogram on a small phone.
LONGEST_LABEL = 32


def every(template: Template) -> list[TemplateEvent]:
    return list(template.events.values())


ALL = [
    pytest.param(event, id=f"{group}-{version}-{event.code}")
    for (group, version), template in sorted(load_templates().items())
    for event in every(template)
]


@pytest.mark.parametrize("form_of", [filled, minimal])
@pytest.mark.parametrize("event", ALL)
def test_every_kind_of_work_can_be_written_down_well(event: TemplateEvent, form_of):
    form = form_of(event, on=DAY)

    checked = check_values(event, form, on=DAY)

    assert checked.warnings == ()
    assert checked.values.keys() == {name for name in form if event.field(name)}
    if event.epcis.quantity in form:
        assert lot_quantity(event, checked.values)


@pytest.mark.parametrize("event", ALL)
def test_nobody_is_named_to_buyers_or_in_the_ledger(event: TemplateEvent):
    values = check_values(event, filled(event, on=DAY), on=DAY).values
    personal = event.personal_fields

    assert personal.isdisjoint(public_values(event, values))
    assert personal.isdisjoint(without_personal(event, values))
    assert without_personal(event, values).keys() == values.keys() - personal
    # Who sold, bought, tended or drove is a person, whatever the field is called.
    telling = {"supplier", "buyer", "recipient", "vet", "source_farm", "transport_plate"}
    assert {field.name for field in event.fields} & telling <= personal


@pytest.mark.parametrize("event", ALL)
def test_the_name_of_the_work_fits_beside_its_picture(event: TemplateEvent):
    assert len(event.labels.vi) <= LONGEST_LABEL
    assert len(event.labels.en) <= LONGEST_LABEL


def test_prices_deaths_and_notes_stay_within_the_cooperative():
    hidden = {"note", "input_purchase", "mortality", "waste_collection", "deviation", "shipping"}

    public = {event.code for t in load_templates().values() for event in every(t) if event.public}

    assert hidden.isdisjoint(public)


@pytest.mark.parametrize("group", ["tea", "coffee", "medicinal_herbs", "honey", "livestock"])
def test_what_was_sprayed_or_given_is_public_with_its_waiting_days(group: str):
    treated = [e for e in every(current(group)) if e.code in {"spraying", "treating"}]

    assert treated
    for event in treated:
        assert event.epcis.interval_field in event.public_fields
        assert "active_ingredient" in event.public_fields


@pytest.mark.parametrize("group", groups())
def test_every_group_records_tests_that_a_machine_can_judge(group: str):
    test = current(group).event("laboratory_test")
    types = {field.name: field.type for field in test.fields}
    values = test.field("result_value")

    assert types["indicator"] is types["result"] is FieldType.TEXT
    assert (types["result_value"], types["tested_on"]) == (FieldType.AMOUNT, FieldType.DATE)
    assert values
    assert {"mg_per_kg", "ug_per_kg", "percent", "mg_per_l"} <= set(values.units)
    assert test.epcis.dispositions == {"passed": "conformant", "failed": "non_conformant"}


def test_only_a_laboratory_says_that_a_lot_conforms():
    """A control point that holds, or a quality department that is content, lifts no hold."""
    told = {
        event.code
        for template in load_templates().values()
        for event in every(template)
        if "conformant" in (event.epcis.dispositions or {}).values()
    }

    assert told == {"laboratory_test"}


@pytest.mark.parametrize(
    ("group", "follows"),
    [
        ("rice", "place"),
        ("tea", "place"),
        ("medicinal_herbs", "place"),
        ("livestock", "lot"),
        ("aquaculture", "lot"),
        ("honey", "both"),
    ],
)
def test_a_treatment_stays_with_the_ground_or_with_the_animals(group: str, follows: str):
    assert current(group).treatment_follows is TreatmentFollows(follows)


@pytest.mark.parametrize(
    ("group", "brought_forth"),
    [
        ("tea", {"harvesting"}),
        ("honey", {"extracting"}),
        ("livestock", {"selling", "slaughtering", "egg_collecting", "milking"}),
        ("aquaculture", {"harvesting"}),
        ("processed_food", {"finishing"}),
        ("medicines", {"finishing"}),
        ("handicraft", {"finishing"}),
    ],
)
def test_what_brings_the_goods_forth_is_dated_and_measured(group: str, brought_forth: set[str]):
    found = {event.code: event for event in every(current(group)) if is_harvest(event)}

    assert found.keys() == brought_forth
    for event in found.values():
        quantity = event.field(event.epcis.quantity or "")
        assert quantity
        assert (quantity.required, quantity.public) == (True, True)
        assert (event.epcis.ilmd or {})["cbvmda:harvestStartDate"] in event.public_fields


def test_drugs_count_from_their_last_day_and_differ_for_meat_eggs_and_milk():
    treating = current("livestock").event("treating").epcis

    assert (treating.interval_field, treating.interval_from) == ("withdrawal_days", "end_date")
    assert treating.intervals == {
        "egg_collecting": "egg_withdrawal_days",
        "milking": "milk_withdrawal_days",
    }
    assert current("honey").event("feeding").epcis.interval_from == "stop_date"
    assert current("aquaculture").event("treating").epcis.interval_from == "end_date"


def test_crops_have_the_bounds_of_what_a_field_can_bring():
    rice = {crop.code: crop for crop in current("rice").crops}
    tea = {crop.code: crop for crop in current("tea").crops}

    assert rice["ordinary"].yield_max == 13_000_000
    assert {crop.recovery_max for crop in rice.values()} == {75_000}
    assert tea["green_tea"].recovery_max == 28_000
    assert {crop.recovery_max for crop in current("livestock").crops} == {None}
    assert {crop.yield_max for crop in get_template("rice", 1).crops} == {None}


@pytest.mark.parametrize(
    ("group", "version", "sha256"),
    [
        ("aquaculture", 1, "9c0742e45f14041110878a358b9f9019f97b31960dfd859d96d4d75d140997bd"),
        ("coffee", 1, "9983cf7e1637f11acec345f62fa6350a2fa9f525e6b9864971d94cf47809a23a"),
        ("coffee", 2, "3f4b664ba8f6d88d7b06ad03378f1a81c363bed5b584ba241fa92c22c82b6734"),
        ("fruit_vegetables", 1, "c9cb020e6ad39b6d9076bfbb77adfa0ddb2f76cfeb1ee7bbc756928bce1636dc"),
        ("fruit_vegetables", 2, "325fd5d941311621cce04d18a29df8ca31ec9145a7c63d75f90327a0b0fa14ea"),
        ("fruit_vegetables", 3, "6f67e726ef84e46bb4429a61170bb1f7036ffcfcd00d12b82a3429f3c4373691"),
        ("general", 1, "b808ac585da81be9d13be594cb838072e7d244553e574143286bef14d0863794"),
        ("general", 2, "68c1231a9d2c37cbd699e54de8ce7daeae75ca8fef089f58375a3b964a0a4544"),
        ("handicraft", 1, "10f80f79a177af2db72858e877d2f7244cf9f998e85c5b0666d2cc94a46894a6"),
        ("handicraft", 2, "2a14295f2668033d6e6145fce01b6de9c2a2196de9fa7d922d32d8473c652e98"),
        ("honey", 1, "2b129c007836c5417fbd2808b2dc30ea45b47994995df09cb60058f9bab60109"),
        ("livestock", 1, "29172af9ed49a4f068a8afb72e569a28b81edfe3838b47176895e97683aab3d4"),
        ("medicinal_herbs", 1, "8fcc78e0580524e2ce8353b906f2cbc5b17c68362970ab234981e2bcddb60d83"),
        ("medicinal_herbs", 2, "c2c8c1a864192c23a464be44f7c774563b6f12b1218a809219ae285bd96d2ba2"),
        ("medicines", 1, "8cde2c364df3fb6adcd283718c932bdaf69c71f8d35cb1563c6c896e26081f43"),
        ("processed_food", 1, "177665428a39d544a5817817fe13dcba137a6231b00bd68b511a028115f63be2"),
        ("rice", 1, "6640d86e0c416a9ffc89dfb811cc209e0a388695e5d6c6048a38703e879c7070"),
        ("rice", 2, "bcace6614bc565f38919851530c2b878d9072a6585be2f9ca4c8b99f7326aeee"),
        ("tea", 1, "9b16eb9e507679a70138db9bce51cc2ad8df3dd17ca8f36417b7e8e11aa2847f"),
        ("tea", 2, "2c3ec327167bd38346ee9598283439e2184d4218f4edf89057dde0cf553ba97f"),
    ],
)
def test_a_template_that_lots_were_recorded_with_never_changes(
    group: str, version: int, sha256: str
):
    file = files("traceability").joinpath("event_templates", group, f"v{version}.json")

    assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def test_newer_templates_ask_no_less_than_older_ones():
    for group, version in load_templates():
        if version == 1:
            continue
        old, new = get_template(group, version - 1), get_template(group, version)
        for code, event in old.events.items():
            names = {field.name for field in event.fields}
            required = {field.name for field in event.fields if field.required}

            assert names <= {field.name for field in new.event(code).fields}
            assert required == {f.name for f in new.event(code).fields if f.required}


@pytest.mark.parametrize(
    ("group", "is_again"),
    [("fruit_vegetables", True), ("tea", False), ("honey", False), ("processed_food", False)],
)
def test_only_what_is_picked_all_season_is_harvested_after_packing(group: str, is_again: bool):
    assert is_harvested_again(current(group)) is is_again


def test_every_unit_of_a_template_can_be_packed_or_measured():
    for template in load_templates().values():
        pack = template.event("packing").field("pack_size")
        assert pack
        assert {UNITS[unit].dimension for unit in pack.units} <= {
            "mass",
            "volume",
            "count",
            "length",
        }


def test_what_is_typed_into_a_personal_field_is_told_to_nobody():
    event = current("livestock").event("selling")
    values = check_values(event, filled(event, on=DAY), on=DAY).values

    assert values["buyer"] == values["transport_plate"] == NAME
    assert NAME not in public_values(event, values).values()
