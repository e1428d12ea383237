"""What each trade is known by: every event, field, unit and check of its work is asked for."""

from typing import Final

import pytest

from traceability.event_template import TemplateEvent, current
from traceability.quantities import UNITS

CROPS: Final = ("rice", "fruit_vegetables", "tea", "coffee", "medicinal_herbs")
# Work of the field that all crops share: what is told of it, and what is looked at.
SHARED: Final = {
    "soil_preparation": "method lime area",
    "planting": "variety seed_source seed_lot quantity seed_treatment area sow_date density "
    "!rate_unusual",
    "irrigating": "source volume water_test_date water_test_number !water_test_old",
    "fertilising": "fertiliser_name type composition amount area method supplier fertiliser_lot "
    "fertiliser_phi_days !rate_high !raw_manure",
    "spraying": "trade_name active_ingredient target_pest dose area water_volume sprayer_name "
    "weather phi_days supplier pesticide_lot expiry protective_gear !after_expiry",
    "scouting": "pests_found density decision",
    "weeding": "method !herbicide_is_spraying",
    "harvesting": "harvest_date quantity harvesters container",
    "input_purchase": "item item_type quantity supplier invoice_number supply_lot expiry",
    "waste_collection": "kind amount disposal",
    "laboratory_test": "sample_code laboratory indicator result limit conclusion !failed",
}
PACKED: Final = "pack_size pack_count best_before"
OWN: Final = {
    "rice": {
        "planting": "season",
        "transplanting": "method",
        "irrigating": "alternate_wetting",
        "roguing": "removed",
        "harvesting": "grade moisture !moisture_unusual",
        "drying": "method temperature moisture_out !moisture_high",
        "milling": "paddy_in milled_out !recovery_unusual",
        "storing": "store",
        "packing": PACKED,
    },
    "fruit_vegetables": {
        "planting": "!plants_unusual",
        "harvesting": "grade",
        "bagging": "bagging_date bag_count",
        "washing": "water_source chemical",
        "cooling": "temperature !temperature_unusual",
        "packing": f"{PACKED} packing_house_code growing_area_code",
    },
    "tea": {
        "planting": "!plants_unusual",
        "harvesting": "picking_standard picking_round",
        "withering": "method",
        "fixing": "temperature duration",
        "rolling": "method",
        "fermenting": "level",
        "drying": "temperature moisture_out fresh_in quantity_out !tea_moisture_high "
        "!tea_yield_unusual",
        "scenting": "method",
        "packing": PACKED,
    },
    "coffee": {
        "planting": "!plants_unusual",
        "harvesting": "ripe_share !unripe",
        "processing": "method",
        "drying": "days moisture_out !coffee_moisture_high",
        "hulling": "dried_in green_out",
        "roasting": "temperature duration",
        "grinding": "fineness",
        "packing": PACKED,
    },
    "medicinal_herbs": {
        "site_check": "subject result heavy_metals",
        "planting": "botanical_name plant_part !plants_unusual",
        "harvesting": "age plant_part wild permit_number !wild_needs_permit",
        "washing": "water_source cutting",
        "drying": "method temperature moisture_out",
        "storing": "store",
        "packing": f"{PACKED} gacp_certificate",
    },
    "honey": {
        "apiary_setup": "colony_count house_distance",
        "moving": "from_place to_place moving_date permit_number",
        "blooming": "flower bloom_start bloom_end",
        "feeding": "feed quantity stop_date",
        "treating": "drug_name dose reason withdrawal_days",
        "health_check": "result",
        "extracting": "extraction_date hive_count quantity water capping !water_high !unripe",
        "filtering": "temperature water_out !too_hot",
        "packing": PACKED,
        "laboratory_test": "hmf diastase antibiotics",
    },
    "livestock": {
        "stocking": "species breed quantity age_days average_weight source_farm "
        "quarantine_certificate health",
        "feeding": "feed_name quantity supplier feed_lot medicated",
        "watering": "source",
        "vaccinating": "vaccine vaccine_lot dose route vet next_due",
        "treating": "drug_name active_ingredient dose reason treated start_date end_date "
        "withdrawal_days",
        "disinfecting": "chemical",
        "mortality": "count cause disposal",
        "weighing": "average_weight",
        "selling": "sale_date animal_count quantity buyer transport_plate quarantine_certificate",
        "slaughtering": "slaughterhouse_code control_stamp head_in quantity",
        "cutting": "quantity_in quantity_out",
        "packing": f"{PACKED} temperature !not_chilled",
    },
    "aquaculture": {
        "pond_preparation": "lime dried_days area depth",
        "stocking": "species size quantity density hatchery_code certificate pcr_test",
        "water_measuring": "ph dissolved_oxygen temperature salinity ammonia alkalinity",
        "feeding": "feed_name quantity protein",
        "treating": "product_name active_ingredient dose reason withdrawal_days",
        "probiotic_dosing": "product_name",
        "water_changing": "share",
        "health_check": "result",
        "mortality": "count",
        "harvesting": "harvest_date quantity size ice buyer vessel_number landing_certificate",
        "transporting": "to_place",
        "processing": "method",
        "freezing": "temperature !not_cold_enough",
        "packing": PACKED,
    },
    "processed_food": {
        "receiving": "item source_lot supplier quantity inspection_result",
        "additive_dosing": "additive_name e_number limit !above_limit",
        "processing": "step machine duration temperature !above_declared_yield",
        "ccp_check": "limit value result !failed",
        "packing": f"{PACKED} label_version declaration_number",
        "laboratory_test": "indicator",
        "storing": "temperature humidity",
        "shipping": "ship_date",
    },
    "handicraft": {
        "receiving": "item",
        "processing": "step",
        "checking": "result",
        "packing": PACKED,
    },
}
CASES: Final = [
    *((group, code, told) for group in CROPS for code, told in SHARED.items()),
    *((group, code, told) for group, works in OWN.items() for code, told in works.items()),
]


def told_of(event: TemplateEvent) -> set[str]:
    """The names of its fields, and of its checks behind a mark."""
    checks = {f"!{check.code.removeprefix(f'{event.code}.')}" for check in event.checks}
    return checks | {field.name for field in event.fields}


@pytest.mark.parametrize(("group", "code", "told"), CASES)
def test_what_a_trade_is_known_by_is_asked_and_looked_at(group: str, code: str, told: str):
    assert set(told.split()) <= told_of(current(group).event(code))


def test_every_measure_that_people_use_is_there():
    measures = (
        "kg g quintal tonne yen l ml ha m2 cong sao_north sao_central head egg fruit plant bunch "
        "sack carton box bottle celsius percent mg_per_l permille ph hour day colony"
    )

    assert set(measures.split()) <= UNITS.keys()


@pytest.mark.parametrize(
    ("group", "code", "field", "measures"),
    [
        ("rice", "planting", "quantity", "kg"),
        ("rice", "packing", "pack_size", "kg"),
        ("fruit_vegetables", "planting", "quantity", "plant kg g"),
        ("tea", "planting", "quantity", "plant kg"),
        ("coffee", "planting", "quantity", "plant kg"),
        ("medicinal_herbs", "planting", "quantity", "plant kg g"),
        ("honey", "extracting", "quantity", "kg l"),
        ("honey", "packing", "pack_size", "ml g"),
        ("livestock", "stocking", "quantity", "head"),
        ("livestock", "egg_collecting", "quantity", "egg"),
        ("aquaculture", "stocking", "density", "head_per_m2"),
        ("aquaculture", "harvesting", "size", "head_per_kg"),
        ("aquaculture", "freezing", "temperature", "frost celsius"),
    ],
)
def test_it_is_measured_as_the_trade_measures(group: str, code: str, field: str, measures: str):
    asked = current(group).event(code).field(field)

    assert asked
    assert set(measures.split()) <= set(asked.units)


@pytest.mark.parametrize("group", CROPS)
def test_area_and_dose_are_told_in_the_measures_of_every_region(group: str):
    planting, spraying = (current(group).event(code) for code in ("planting", "spraying"))
    areas = {"m2", "ha", "sao_north", "sao_central", "cong"}

    for event in (planting, spraying):
        area = event.field("area")
        assert area
        assert set(area.units) == areas
    dose = spraying.field("dose")
    assert dose
    assert {"ml_per_tank", "g_per_tank", "ml_per_ha", "g_per_ha"} <= set(dose.units)
