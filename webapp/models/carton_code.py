"""The codes that packings of a lot name, entry by entry, each with its line of the register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from traceability.area_code_use import CodeInUse
from traceability.area_codes import AreaCodeKind
from traceability.mass_balance import PACKING
from traceability.packed_codes import typed_codes
from webapp.models.area_code import AreaCode, code_in_use, select_codes
from webapp.models.event import STANDS, Event, read_values

_Registered = Mapping[tuple[AreaCodeKind, str], CodeInUse]


@dataclass(frozen=True)
class NamedCode:
    """A code as an entry names it; `known` is its line of the register, None where there is none
    of this kind.
    """

    event_id: UUID
    event_time: datetime
    text: str
    known: CodeInUse | None


def codes_named(
    reading: Session | Connection, lot_id: UUID, *, lock: bool = False
) -> list[NamedCode]:
    """Every code of every packing of a lot that stands, in the order in which it was packed.

    With `lock` the standing of those that are registered stays until the end of the transaction.
    """
    query = (
        select(Event.id, Event.event_time, Event.values)
        .where(Event.lot_id == lot_id, Event.event_code == PACKING, STANDS)
        .order_by(Event.event_time, Event.ledger_position)
    )
    entries = [
        (row.id, row.event_time, typed_codes(PACKING, read_values(row.values).fields))
        for row in reading.execute(query)
    ]
    known = _registered(reading, {text for _, _, it in entries for text in it.values()}, lock=lock)
    return [
        NamedCode(event_id, at, text, known.get((kind, text)))
        for event_id, at, typed in entries
        for kind, text in typed.items()
    ]


def _registered(
    reading: Session | Connection, texts: Collection[str], *, lock: bool
) -> _Registered:
    if not texts:
        return {}
    query = select_codes().where(AreaCode.code.in_(texts)).order_by(AreaCode.id)
    if lock:
        query = query.with_for_update(of=AreaCode, read=True)
    found = map(code_in_use, reading.execute(query))
    return {(it.kind, it.code): it for it in found}
