"""The words EPCIS events are told in: those of CBV 2.0 exactly as published, and our farm steps.

CBV has no planting or spraying; such steps are addresses under our own host.
"""

from enum import StrEnum
from typing import Final


class BizStep(StrEnum):
    """The 41 business steps of CBV 2.0."""

    ACCEPTING = "accepting"
    ARRIVING = "arriving"
    ASSEMBLING = "assembling"
    COLLECTING = "collecting"
    COMMISSIONING = "commissioning"
    CONSIGNING = "consigning"
    CREATING_CLASS_INSTANCE = "creating_class_instance"
    CYCLE_COUNTING = "cycle_counting"
    DECOMMISSIONING = "decommissioning"
    DEPARTING = "departing"
    DESTROYING = "destroying"
    DISASSEMBLING = "disassembling"
    DISPENSING = "dispensing"
    ENCODING = "encoding"
    ENTERING_EXITING = "entering_exiting"
    HOLDING = "holding"
    INSPECTING = "inspecting"
    INSTALLING = "installing"
    KILLING = "killing"
    LOADING = "loading"
    OTHER = "other"
    PACKING = "packing"
    PICKING = "picking"
    RECEIVING = "receiving"
    REMOVING = "removing"
    REPACKAGING = "repackaging"
    REPAIRING = "repairing"
    REPLACING = "replacing"
    RESERVING = "reserving"
    RETAIL_SELLING = "retail_selling"
    SAMPLING = "sampling"
    SENSOR_REPORTING = "sensor_reporting"
    SHIPPING = "shipping"
    STAGING_OUTBOUND = "staging_outbound"
    STOCK_TAKING = "stock_taking"
    STOCKING = "stocking"
    STORING = "storing"
    TRANSPORTING = "transporting"
    UNLOADING = "unloading"
    UNPACKING = "unpacking"
    VOID_SHIPPING = "void_shipping"


class Disposition(StrEnum):
    """The 33 dispositions of CBV 2.0."""

    ACTIVE = "active"
    AVAILABLE = "available"
    COMPLETENESS_INFERRED = "completeness_inferred"
    COMPLETENESS_VERIFIED = "completeness_verified"
    CONFORMANT = "conformant"
    CONTAINER_CLOSED = "container_closed"
    CONTAINER_OPEN = "container_open"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    DISPENSED = "dispensed"
    DISPOSED = "disposed"
    ENCODED = "encoded"
    EXPIRED = "expired"
    IN_PROGRESS = "in_progress"
    IN_TRANSIT = "in_transit"
    INACTIVE = "inactive"
    MISMATCH_CLASS = "mismatch_class"
    MISMATCH_INSTANCE = "mismatch_instance"
    MISMATCH_QUANTITY = "mismatch_quantity"
    NEEDS_REPLACEMENT = "needs_replacement"
    NO_PEDIGREE_MATCH = "no_pedigree_match"
    NON_CONFORMANT = "non_conformant"
    NON_SELLABLE_OTHER = "non_sellable_other"
    PARTIALLY_DISPENSED = "partially_dispensed"
    RECALLED = "recalled"
    RESERVED = "reserved"
    RETAIL_SOLD = "retail_sold"
    RETURNED = "returned"
    SELLABLE_ACCESSIBLE = "sellable_accessible"
    SELLABLE_NOT_ACCESSIBLE = "sellable_not_accessible"
    STOLEN = "stolen"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


class FarmStep(StrEnum):
    """Work on a farm, in a pond or a workshop for which CBV has no business step."""

    ADDITIVE_DOSING = "additive_dosing"
    ANIMAL_STOCKING = "animal_stocking"
    APIARY_SETUP = "apiary_setup"
    BAGGING = "bagging"
    BLOOMING = "blooming"
    CLEANING = "cleaning"
    COOLING = "cooling"
    CUTTING = "cutting"
    DEVIATION = "deviation"
    DISINFECTING = "disinfecting"
    DRYING = "drying"
    FEEDING = "feeding"
    FERMENTING = "fermenting"
    FERTILISING = "fertilising"
    FILTERING = "filtering"
    FIXING = "fixing"
    FREEZING = "freezing"
    GRINDING = "grinding"
    HULLING = "hulling"
    IRRIGATING = "irrigating"
    MILLING = "milling"
    MORTALITY = "mortality"
    MOVING = "moving"
    PLANTING = "planting"
    POND_PREPARATION = "pond_preparation"
    PROBIOTIC_DOSING = "probiotic_dosing"
    PROCESSING = "processing"
    ROASTING = "roasting"
    ROGUING = "roguing"
    ROLLING = "rolling"
    SCENTING = "scenting"
    SCOUTING = "scouting"
    SITE_CHECK = "site_check"
    SOIL_PREPARATION = "soil_preparation"
    SPRAYING = "spraying"
    TRANSPLANTING = "transplanting"
    TREATING = "treating"
    VACCINATING = "vaccinating"
    WASHING = "washing"
    WASTE_COLLECTION = "waste_collection"
    WATER_CHANGING = "water_changing"
    WATER_MEASURING = "water_measuring"
    WATERING = "watering"
    WEEDING = "weeding"
    WEIGHING = "weighing"
    WITHERING = "withering"


_CBV_STEPS: Final = frozenset(step.value for step in BizStep)
_FARM_STEPS: Final = frozenset(step.value for step in FarmStep)

# EPCIS 2.0 schema, measurementType: a closed list of 72, of which a farm needs these.
SENSOR_TYPES: Final = frozenset({"Temperature", "RelativeHumidity", "Volume", "Mass", "Area"})


def namespace(host: str) -> str:
    """What the prefix `vnt:` stands for in events of this host."""
    return f"https://{host}/voc/"


def is_biz_step(name: str) -> bool:
    """Whether the name is a step of CBV or one of our own."""
    return name in _CBV_STEPS or name in _FARM_STEPS


def biz_step(host: str, name: str) -> str:
    """The step as it stands in an event: a bare CBV word, or the address of our own."""
    if name in _CBV_STEPS:
        return name
    return f"{namespace(host)}biz_step/{FarmStep(name)}"
