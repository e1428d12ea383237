"""Whether an entry tells of a harvest within a waiting period, be it its own or an earlier one.

A harvest that is about to be told is stopped; one that was told before its treatment is a fact.
Goods that are packed while no harvest of the lot is told count as harvested by then.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from traceability.event_flags import EventFlag
from traceability.event_template import get_template
from traceability.mass_balance import PACKING
from traceability.pre_harvest import (
    Harvest,
    Work,
    first_harvest_day,
    is_too_early,
    is_treatment,
    kept_by,
)
from traceability.stops import HarvestTooEarly
from webapp.db import db
from webapp.models.event import Event, read_values
from webapp.models.lot import Lot
from webapp.models.packed import unharvested
from webapp.models.treatment import Surroundings, harvests_after, treatments_around


@dataclass(frozen=True)
class Waiting:
    """What waiting periods say of an entry; `early_lots` were harvested before they were over.

    `stop` is why a harvest should not be done, for as long as nobody says that it has been.
    """

    flags: tuple[str, ...] = ()
    early_lots: frozenset[UUID] = frozenset()
    stop: HarvestTooEarly | None = None


def waiting(lot: Lot, work: Work, corrected: Event | None) -> Waiting:
    """Hold a harvest against the treatments before it, a treatment against the harvests after it.

    A spray that is written down after the harvest it forbade makes that harvest one too early:
    its lot, which may be another one of the same plot, is among the `early_lots`. A correction by
    which a treatment keeps the goods less long may be true, and is flagged for whoever looks.
    """
    template = get_template(lot.template_group, lot.template_version)
    around = Surroundings(lot.organisation_id, lot.id, template, work.places)
    harvest = Harvest.of(work) or _unharvested(work)
    if harvest is not None:
        there = replace(around, places=harvest.places)
        corrects = corrected.id if corrected else None
        before = treatments_around(db.session(), there, harvest.day, but=corrects)
        stop = HarvestTooEarly.of(harvest, kept_by(before, harvest, around.follows))
        if stop is not None:
            return Waiting((stop.flag.value,), frozenset({lot.id}), stop)
    if is_treatment(work.event):
        after = harvests_after(db.session(), around, work)
        early = frozenset(it.lot_id for it, day in after if is_too_early(it.day, day))
        found = {
            EventFlag.HARVESTED_BEFORE: bool(early),
            EventFlag.WAIT_SHORTENED: _keeps_less_long(work, corrected),
        }
        return Waiting(tuple(flag.value for flag, holds in found.items() if holds), early)
    return Waiting()


def _keeps_less_long(work: Work, corrected: Event | None) -> bool:
    """Whether goods may be taken earlier than by the entry that is put right."""
    if corrected is None:
        return False
    before = first_harvest_day(
        corrected.template,
        corrected.fields,
        corrected.event_time,
        registered_days=read_values(corrected.values).registered_days,
    )
    now = work.keeps_until(None)
    return before is not None and (now is None or now < before)


def _unharvested(work: Work) -> Harvest | None:
    """The harvest that a packing stands for when none was told; None for any other work."""
    if work.event.code != PACKING:
        return None
    lots = unharvested(db.session(), [work.lot_id])
    return Harvest.of_packing(work, lots[work.lot_id]) if work.lot_id in lots else None
