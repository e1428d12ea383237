"""What the register says of the codes that a packing names."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from traceability.area_codes import AreaCodeKind
from traceability.event_template import TemplateEvent, Value
from traceability.packed_codes import TypedCode, code_flags, typed_codes
from webapp.db import db
from webapp.models.area_code import AreaCode, code_in_use, codes_of_lot, consents_of
from webapp.models.lot import Lot


def packed_code_flags(
    lot: Lot, told: tuple[TemplateEvent, Mapping[str, Value]], day: date
) -> tuple[str, ...]:
    """Flag a packing whose codes are unknown, not in force, not lent, or not those of the lot."""
    event, values = told
    typed = typed_codes(event.code, values)
    if not typed:
        return ()
    of_lot = {it.kind: it.code for it in codes_of_lot(db.session(), lot.id)}
    found = [
        flag
        for kind, text in typed.items()
        for flag in code_flags(_typed(lot, kind, text, of_lot.get(kind)), lot.organisation_id, day)
    ]
    return tuple(dict.fromkeys(flag.value for flag in found))


def _typed(lot: Lot, kind: AreaCodeKind, text: str, of_lot: str | None) -> TypedCode:
    query = select(AreaCode).where(AreaCode.code == text, AreaCode.kind == kind)
    row = db.session.scalar(query)
    if row is None:
        return TypedCode(text, of_lot=of_lot)
    consents = consents_of(db.session(), row.id, lot.organisation_id)
    return TypedCode(text, code_in_use(row), consents, of_lot)
