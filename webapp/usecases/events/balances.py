"""What an entry does to the mass balance of its lot, and of the lots on the same ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from traceability.event_flags import EventFlag
from traceability.mass_balance import counts
from traceability.packs import Packing
from traceability.pre_harvest import Work, is_harvest
from webapp.db import db
from webapp.models.balance import lot_balance
from webapp.models.growing import SharedGround, moves_ground, shared_ground
from webapp.models.lot import Lot


@dataclass(frozen=True)
class Weighed:
    """What does not add up any more since an entry, and whether stamps are left without goods.

    `sharing` are the lots that took from the same ground in the same season: their sums change.
    """

    flags: tuple[str, ...] = ()
    sharing: frozenset[UUID] = frozenset()


def weigh(lot: Lot, work: Work, packings: Sequence[Packing], corrects: UUID | None) -> Weighed:
    """Hold an entry against its lot; the ground is read once, for harvests and for other work that
    ties further plots to what was taken, or none any more.
    """
    ground = _ground(lot, work, corrects)
    sharing = frozenset(it.id for it in ground.others)
    if not counts(work.event):
        return Weighed(sharing=sharing)
    before = lot_balance(db.session(), lot, ground=ground)
    after = lot_balance(db.session(), lot, also=work, but=corrects, ground=ground)
    found = sorted(it.value for it in after.imbalances - before.imbalances)
    packed = sum(it.units for it in packings) if packings else lot.packed_units
    if lot.activated_units > after.supported_units(packed):
        found.append(EventFlag.MORE_STAMPS_THAN_PACKS.value)
    return Weighed(tuple(found), sharing)


def _ground(lot: Lot, work: Work, corrects: UUID | None) -> SharedGround:
    if is_harvest(work.event) or moves_ground(db.session(), lot, work, corrects):
        return shared_ground(db.session(), lot, also=work, but=corrects)
    return SharedGround.unknown(lot)
