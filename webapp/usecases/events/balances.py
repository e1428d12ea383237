"""What an entry does to the mass balance of its lot."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent
from traceability.mass_balance import counts
from traceability.packs import Packing
from traceability.pre_harvest import Work, is_harvest
from webapp.db import db
from webapp.models.balance import lot_balance
from webapp.models.growing import lots_by_ground
from webapp.models.lot import Lot


def balance_flags(
    lot: Lot, work: Work, packings: Sequence[Packing], corrects: UUID | None
) -> tuple[str, ...]:
    """What does not add up any more since this entry, and whether stamps are left without goods."""
    if not counts(work.event):
        return ()
    before = lot_balance(db.session(), lot)
    after = lot_balance(db.session(), lot, also=work, but=corrects)
    found = sorted(it.value for it in after.imbalances - before.imbalances)
    packed = sum(it.units for it in packings) if packings else lot.packed_units
    if lot.activated_units > after.supported_units(packed):
        found.append(EventFlag.MORE_STAMPS_THAN_PACKS.value)
    return tuple(found)


def count_ground_anew(lot: Lot, event: TemplateEvent) -> None:
    """What a lot takes is held against what others of its ground took: the worker looks again."""
    if not is_harvest(event):
        return
    others = lots_by_ground(db.session(), lot.id, lot.template_group).keys() - {lot.id}
    if others:
        db.session.execute(update(Lot).where(Lot.id.in_(others)).values(diary_score=None))
