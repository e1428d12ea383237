"""One diary event as an EPCIS 2.0 event, as the ledger keeps it.

JSON-LD names, but every number exact: a quantity stands as `{"thousandths": 12500}`, for canonical
JSON here knows no fractions. `epcis_json.as_json_ld` makes it the JSON number 12.5 at export.

No person's name and no position enters; what is personal stays with the caller, who may add its
salted digests (`sealed`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from traceability.digital_link import lot_uri
from traceability.event_template import (
    Amount,
    EventKind,
    TemplateEvent,
    Value,
    amount_of,
    get_template,
    lot_quantity,
    without_personal,
)
from traceability.event_template_shape import camel
from traceability.gs1 import Gtin, Lot
from traceability.pre_harvest import first_harvest_day
from traceability.quantities import Quantity, get_unit, is_exact_in_si, to_si
from traceability.vocab import biz_step

Json = dict[str, Any]

THOUSANDTHS: Final = "thousandths"
COUNTRY: Final = "VN"


@dataclass(frozen=True)
class DiaryEvent:
    """What happened to a lot, as checked by its template.

    `product_code` is a GTIN of 14 digits or an internal code; `place_code` a GLN of 13 digits, an
    internal or a growing-area code; `other_place_codes` are further places that the same work was
    done at. `photos` are SHA-256 in hex. `registered_days` is the waiting period that the register
    of inputs asks for.
    """

    event_id: UUID
    host: str
    product_code: str
    lot: str
    place_code: str
    group: str
    version: int
    event_code: str
    values: Mapping[str, Value]
    event_time: datetime
    photos: tuple[str, ...] = ()
    sealed: Mapping[str, str] = field(default_factory=dict)
    corrects: UUID | None = None
    other_place_codes: tuple[str, ...] = ()
    registered_days: int | None = None

    @property
    def template(self) -> TemplateEvent:
        """The kind of work, as the template of its version describes it."""
        return get_template(self.group, self.version).event(self.event_code)

    @property
    def lot_class(self) -> str:
        """The lot as a class of goods."""
        return lot_class_uri(self.host, self.product_code, self.lot)


def lot_class_uri(host: str, product_code: str, lot: str) -> str:
    """GS1 Digital Link of a lot with a GTIN, else an address of ours."""
    if len(product_code) == 14 and product_code.isdigit():
        return lot_uri(host, Gtin(product_code), Lot(lot))
    return f"https://{host}/lot/{_segment(product_code)}/{_segment(lot)}"


def place_uri(host: str, place_code: str) -> str:
    """GS1 Digital Link of a place with a GLN, else an address of ours."""
    is_gln = len(place_code) == 13 and place_code.isdigit()
    return f"https://{host}/{'414' if is_gln else 'place'}/{_segment(place_code)}"


def cycle_uri(host: str, product_code: str, lot: str) -> str:
    """The transformation from seed to harvest: the inputs of months and one output share it."""
    return f"https://{host}/cycle/{_segment(product_code)}/{_segment(lot)}"


def build_event(event: DiaryEvent) -> Json:
    """The event as the ledger keeps it: EPCIS in JSON-LD names, without fractions."""
    if event.event_time.utcoffset() is None:
        raise ValueError("an event's time has an offset")
    body = _KINDS[event.template.epcis.kind](event)
    return body | _when_and_where(event) | _why(event) | _sensors(event) | _extensions(event)


def _observe(event: DiaryEvent) -> Json:
    lot = _of_lot(event, lot_quantity(event.template, event.values))
    return {"type": "ObjectEvent", "action": "OBSERVE", "quantityList": _inputs(event) or [lot]}


def _cycle_input(event: DiaryEvent) -> Json:
    return _cycle(event) | {"inputQuantityList": _inputs(event)}


def _cycle_output(event: DiaryEvent) -> Json:
    outputs = [_of_lot(event, lot_quantity(event.template, event.values))]
    return _cycle(event) | {"outputQuantityList": outputs, "ilmd": _ilmd(event)}


def _transform(event: DiaryEvent) -> Json:
    taken = amount_of(event.values, event.template.epcis.input_quantity)
    left = lot_quantity(event.template, event.values)
    return {
        "type": "TransformationEvent",
        "inputQuantityList": [_of_lot(event, taken)],
        "outputQuantityList": [_of_lot(event, left)],
    }


_KINDS: Final = {
    EventKind.OBSERVE: _observe,
    EventKind.CYCLE_INPUT: _cycle_input,
    EventKind.CYCLE_OUTPUT: _cycle_output,
    EventKind.TRANSFORM: _transform,
}


def _cycle(event: DiaryEvent) -> Json:
    cycle = cycle_uri(event.host, event.product_code, event.lot)
    return {"type": "TransformationEvent", "transformationID": cycle}


def _ilmd(event: DiaryEvent) -> Json:
    named = event.template.epcis.ilmd or {}
    told = {key: event.values[name] for key, name in named.items() if name in event.values}
    return {"cbvmda:lotNumber": event.lot, "cbvmda:countryOfOrigin": COUNTRY} | told


def _inputs(event: DiaryEvent) -> list[Json]:
    """What was used, as a class under our host: its type, name and, where known, its lot."""
    took = event.template.epcis.input
    if took is None:
        return []
    named = (event.values.get(name) for name in (took.name, took.lot) if name is not None)
    segments = "/".join(_segment(str(part)) for part in (took.type, *named) if part)
    listed = {"epcClass": f"https://{event.host}/class/{segments}"}
    return [listed | _measure(amount_of(event.values, took.quantity))]


def _of_lot(event: DiaryEvent, quantity: Quantity | None) -> Json:
    return {"epcClass": event.lot_class} | _measure(quantity)


def _measure(quantity: Quantity | None) -> Json:
    """Quantity in kg, litre, ... of Rec 20; in its own unit where that alone is exact."""
    if quantity is None:
        return {}
    told = to_si(quantity) if is_exact_in_si(quantity) else quantity
    return {"quantity": {THOUSANDTHS: told.thousandths}, "uom": get_unit(told.unit).uncefact}


def _when_and_where(event: DiaryEvent) -> Json:
    offset = event.event_time.strftime("%z")
    place = {"id": place_uri(event.host, event.place_code)}
    return {
        "eventID": f"urn:uuid:{event.event_id}",
        "eventTime": event.event_time.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:5]}",
        "readPoint": place,
        "bizLocation": dict(place),
    }


def _why(event: DiaryEvent) -> Json:
    epcis = event.template.epcis
    concluded = str(event.values.get(epcis.disposition_field or ""))
    disposition = (epcis.dispositions or {}).get(concluded, epcis.disposition)
    return {"bizStep": biz_step(event.host, epcis.biz_step), "disposition": disposition}


def _sensors(event: DiaryEvent) -> Json:
    named = event.template.epcis.sensors or {}
    amounts = ((type_, amount_of(event.values, name)) for type_, name in named.items())
    reports = [_report(type_, amount) for type_, amount in amounts if amount is not None]
    return {"sensorElementList": [{"sensorReport": reports}]} if reports else {}


def _report(type_: str, amount: Quantity) -> Json:
    measure = _measure(amount)
    return {"type": type_, "value": measure["quantity"], "uom": measure["uom"]}


def _extensions(event: DiaryEvent) -> Json:
    """What EPCIS has no name for, under the prefix `vnt:` of our own vocabulary."""
    told: Json = {
        "vnt:eventCode": event.event_code,
        "vnt:template": f"{event.group}/{event.version}",
        "vnt:lot": event.lot_class,
    }
    for name, value in without_personal(event.template, event.values).items():
        told[f"vnt:{_epcis_name(event, name)}"] = _told(value)
    work = (event.template, event.values, event.event_time)
    if day := first_harvest_day(*work, registered_days=event.registered_days):
        told["vnt:earliestHarvestDate"] = day.isoformat()
    if event.other_place_codes:
        told["vnt:otherPlaces"] = [place_uri(event.host, it) for it in event.other_place_codes]
    if event.photos:
        told["vnt:photoSha256"] = list(event.photos)
    if event.sealed:
        told["vnt:sealed"] = {f"vnt:{camel(name)}": it for name, it in event.sealed.items()}
    if event.corrects is not None:
        told["vnt:corrects"] = f"urn:uuid:{event.corrects}"
    return told


def _epcis_name(event: DiaryEvent, name: str) -> str:
    asked = event.template.field(name)
    return asked.told_name if asked else camel(name)


def _told(value: Value) -> str | int | Json:
    return _told_amount(value) if isinstance(value, dict) else value


def _told_amount(amount: Amount) -> Json:
    """An amount as entered, with its Rec 20 code where the unit has one."""
    told: Json = {
        "vnt:quantity": {THOUSANDTHS: amount[THOUSANDTHS]},
        "vnt:unit": amount["unit"],
        "vnt:entered": amount["entered"],
    }
    code = get_unit(str(amount["unit"])).uncefact
    return told | ({"vnt:uom": code} if code else {})


def _segment(text: str) -> str:
    return quote(text, safe="")
