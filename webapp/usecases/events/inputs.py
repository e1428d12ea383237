"""What is known of the input that an entry used: the register on that day, and the stock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value, get_template
from traceability.grown import Grown
from traceability.input_facts import RegisterFacts, UsedInput
from traceability.input_register import AskedInput, look_up
from traceability.input_stock import Movement, Shortage, shortage
from traceability.stops import Stopped, input_stop
from webapp.db import db
from webapp.models.event import REGISTER, STOCK
from webapp.models.input_register import rows_about, version_in_force
from webapp.models.input_stock import movements_of
from webapp.models.lot import Lot
from webapp.models.product import Product


@dataclass(frozen=True)
class KnownOfInput:
    """What is kept and flagged of the input; `stop` is why it must not be used."""

    facts: Mapping[str, Any]
    flags: tuple[str, ...]
    registered_days: int | None = None
    stop: Stopped | None = None
    movement: Movement | None = None


def known_of_input(
    lot: Lot,
    work: tuple[TemplateEvent, Mapping[str, Value]],
    on: date,
    corrects: UUID | None,
) -> KnownOfInput:
    """Hold what was used on a day against the register of that day, and against the stock."""
    facts: dict[str, Any] = {}
    flags: list[EventFlag] = []
    used, movement = UsedInput.of(*work), Movement.of(*work)
    register = _in_register(lot, used, on) if used else None
    if used and register:
        facts[REGISTER] = register.as_json()
        flags += register.finding.flags(used.days)
    short = _shortage(lot, movement, corrects) if movement else None
    if short:
        facts[STOCK] = short.as_json()
        flags.append(EventFlag.STOCK_BELOW_ZERO)
    return KnownOfInput(
        facts=facts,
        flags=tuple(flag.value for flag in flags),
        registered_days=register.finding.registered_days if register else None,
        stop=_stop(used, register),
        movement=movement,
    )


def _in_register(lot: Lot, used: UsedInput, on: date) -> RegisterFacts | None:
    """What the version in force said; None where no such register has been imported."""
    session = db.session()
    version = version_in_force(session, used.kind, on)
    if version is None:
        return None
    product = session.get_one(Product, lot.product_id)
    grown = Grown.of(get_template(lot.template_group, lot.template_version), product.name)
    finding = look_up(
        rows_about(session, version.id, used.name),
        AskedInput(used.name, used.ingredients, grown),
        lists_antibiotics=version.lists_antibiotics,
    )
    return RegisterFacts(version.number, version.effective_from, finding)


def _stop(used: UsedInput | None, register: RegisterFacts | None) -> Stopped | None:
    if used is None or register is None:
        return None
    return input_stop(used.name, register.finding, register.effective_from)


def _shortage(lot: Lot, movement: Movement, corrects: UUID | None) -> Shortage | None:
    moved = movements_of(db.session(), lot.organisation_id, movement.item, also=corrects)
    corrected = moved.pop(corrects, None) if corrects else None
    return shortage(moved.values(), movement, corrected)
