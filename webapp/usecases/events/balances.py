"""What an entry does to the mass balance of its lot."""

from collections.abc import Sequence
from uuid import UUID

from traceability.event_flags import EventFlag
from traceability.mass_balance import Work, counts
from traceability.packs import Packing
from webapp.db import db
from webapp.models.balance import lot_balance
from webapp.models.lot import Lot


def balance_flags(
    lot: Lot, work: Work, packings: Sequence[Packing], corrects: UUID | None
) -> tuple[str, ...]:
    """What does not add up any more since this entry, and whether stamps are left without goods."""
    event, _ = work
    if not counts(event):
        return ()
    before = lot_balance(db.session(), lot)
    after = lot_balance(db.session(), lot, also=work, but=corrects)
    found = sorted(it.value for it in after.imbalances - before.imbalances)
    packed = sum(it.units for it in packings) if packings else lot.packed_units
    if lot.activated_units > after.supported_units(packed):
        found.append(EventFlag.MORE_STAMPS_THAN_PACKS.value)
    return tuple(found)
