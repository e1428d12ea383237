"""Where a kind of work is likely done."""

import pytest

from traceability.event_template import get_template, known_templates
from traceability.places import PlaceKind
from traceability.work_places import is_indoors, likely_place

PLACES = {
    "field": PlaceKind.PLOT,
    "other field": PlaceKind.PLOT,
    "mill": PlaceKind.FACTORY,
    "packing house": PlaceKind.PACKING_HOUSE,
    "store": PlaceKind.WAREHOUSE,
}


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("packing", "packing house"),
        ("storing", "store"),
        ("milling", "mill"),
        ("drying", "mill"),
        ("spraying", "field"),
        ("commissioning", "field"),
        ("inspecting", "field"),
    ],
)
def test_work_under_a_roof_is_offered_there_and_field_work_in_the_field(step, place):
    assert likely_place(step, "field", PLACES) == place


def test_the_kinds_that_exist_decide():
    fields_alone = {"field": PlaceKind.PLOT, "other field": PlaceKind.PLOT}
    with_point = fields_alone | {"point": PlaceKind.COLLECTION_POINT}

    assert likely_place("packing", "field", fields_alone) == "field"
    assert likely_place("packing", "field", with_point) == "point"
    assert likely_place("milling", "field", with_point) == "field"


def test_where_it_was_done_last_goes_first_unless_it_is_closed_or_another_field():
    assert likely_place("packing", "field", PLACES, "mill") == "mill"
    assert likely_place("packing", "field", PLACES, "closed long ago") == "packing house"
    assert likely_place("packing", "field", PLACES, "other field") == "packing house"
    assert likely_place("spraying", "field", PLACES, "other field") == "field"


def test_a_lot_that_is_made_in_a_workshop_stays_there():
    assert likely_place("packing", "mill", PLACES) == "mill"


def test_every_group_packs_under_a_roof():
    for group, version in known_templates():
        event = get_template(group, version).events["packing"]
        assert is_indoors(event.epcis.biz_step)
