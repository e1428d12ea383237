"""What an entry does to the mass balance of its lot."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update

from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent
from traceability.mass_balance import counts
from traceability.packs import Packing
from traceability.places import GROWING
from traceability.pre_harvest import Work, is_harvest
from webapp.db import db
from webapp.models.balance import lot_balance
from webapp.models.growing import lots_by_ground
from webapp.models.lot import Lot
from webapp.models.place import Place


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


def count_ground_anew(lot: Lot, event: TemplateEvent, places: Collection[Place]) -> None:
    """What a lot takes is held against what others of its ground took: the worker looks again.

    Called before the entry is recorded, for rows are locked before the ledger's head. The others
    are locked whether they are scored or not: the worker may be scoring them without this entry.
    """
    if not is_harvest(event):
        return
    plots = {it.id for it in places if it.kind in GROWING}
    tied = lots_by_ground(db.session(), lot.id, lot.template_group, plots)
    others = tied.keys() - {lot.id}
    if not others:
        return
    query = select(Lot.id, Lot.diary_score).where(Lot.id.in_(others))
    locked = db.session.execute(query.order_by(Lot.id).with_for_update()).all()
    scored = [row.id for row in locked if row.diary_score is not None]
    if scored:
        db.session.execute(update(Lot).where(Lot.id.in_(scored)).values(diary_score=None))
