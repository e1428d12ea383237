"""What is odd about a growing-area or packing-house code that is typed in when goods are packed.

A code on a carton is a fact: it is recorded as it stands there, whatever the register says of it.
Whoever packs is told, and inspectors see it. The lot does not leave the country under a code that
the register holds and that is not in order: whoever mistyped it corrects the entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from traceability.area_code_use import CodeInUse, CodeProblem, Consent, may_use
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value
from traceability.mass_balance import PACKING

# The fields of templates that name a code.
FIELDS: Final = {f"{kind.value}_code": kind for kind in AreaCodeKind}


@dataclass(frozen=True)
class TypedCode:
    """A code as it was typed in; `known` is its line of the register, where there is one, with the
    consents that its holder gave to whoever packs. `of_lot` is the code that the lot carries.
    """

    text: str
    known: CodeInUse | None = None
    consents: Sequence[Consent] = ()
    of_lot: str | None = None


@dataclass(frozen=True)
class CartonCode:
    """A code that an entry of the diary names, and what is wrong with it for the lot's market."""

    event_id: UUID
    event_time: datetime
    code: str
    problems: tuple[CodeProblem, ...]


def typed_codes(event_code: str, values: Mapping[str, Value]) -> dict[AreaCodeKind, str]:
    """The codes that a packing names, by kind; nothing of any other work."""
    if event_code != PACKING:
        return {}
    return {kind: str(values[name]) for name, kind in FIELDS.items() if name in values}


def told_codes(work: TemplateEvent, event: Mapping[str, Any]) -> dict[AreaCodeKind, str]:
    """The same codes, as EPCIS tells the work (`traceability.epcis`)."""
    asked = {name: work.field(name) for name in FIELDS}
    told = {name: event.get(f"vnt:{it.told_name}") for name, it in asked.items() if it}
    return typed_codes(work.code, {name: it for name, it in told.items() if it is not None})


def code_flags(typed: TypedCode, user_id: UUID, day: date) -> Iterator[EventFlag]:
    """What is odd about a code under which an organisation packs on a day."""
    if typed.of_lot is not None and typed.of_lot != typed.text:
        yield EventFlag.CODE_NOT_OF_LOT
    if typed.known is None:
        yield EventFlag.CODE_UNKNOWN
        return
    if not _is_in_force(typed.known, day):
        yield EventFlag.CODE_NOT_IN_FORCE
    if not may_use(typed.known, user_id, typed.consents, day):
        yield EventFlag.CODE_NOT_LENT


def _is_in_force(code: CodeInUse, day: date) -> bool:
    is_over = code.valid_to is not None and code.valid_to < day
    return code.status is AreaCodeStatus.GRANTED and not is_over
