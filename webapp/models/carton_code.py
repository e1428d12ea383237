"""The codes that packings of a lot name, entry by entry, each with its line of the register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from traceability.area_code_use import CodeInUse
from traceability.area_codes import AreaCodeKind
from webapp.models.area_code import AreaCode, code_in_use, select_codes
from webapp.models.event import STANDS, Event
from webapp.models.packed_code import PackedCode

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
        select(Event.id, Event.event_time, PackedCode.kind, PackedCode.code)
        .join(Event, Event.id == PackedCode.event_id)
        .where(Event.lot_id == lot_id, STANDS)
        .order_by(Event.event_time, Event.ledger_position, PackedCode.kind)
    )
    named = reading.execute(query).all()
    known = _registered(reading, {it.code for it in named}, lock=lock)
    return [NamedCode(it.id, it.event_time, it.code, known.get((it.kind, it.code))) for it in named]


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
