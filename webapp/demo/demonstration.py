"""The demonstration from beginning to end: planned whole, then played in the order of time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from traceability.roles import Actor
from webapp.demo.complaints import COPIED, DISPLAYED, SUSPECTED_COPY
from webapp.demo.days import Days
from webapp.demo.entries import planned_entries
from webapp.demo.field_days import field_steps
from webapp.demo.helping_hands import helping_steps, told_later
from webapp.demo.looks import looks, looks_at_copy, looks_these_days
from webapp.demo.lots import LotPlan, planned_lots
from webapp.demo.market_days import lot_of, market_steps
from webapp.demo.papers import paper_steps
from webapp.demo.register_days import register_steps
from webapp.demo.settling import settle
from webapp.demo.stage import Stage, Step, in_order
from webapp.demo.stamp_days import stamp_steps
from webapp.demo.template_days import template_steps
from webapp.services import Services
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.demonstration import one_transaction
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.scans import record_scans
from webapp.usecases.suspicions import score_stamps

_SHOWN_EVERY: Final = 250


@dataclass(frozen=True)
class Progress:
    """So many of so many entries are written."""

    done: int
    of: int


def make_demonstration(
    services: Services, show: Callable[[Progress], None], *, now: datetime
) -> None:
    """Fill an empty database, all or nothing, through the use cases."""
    days, stage = Days(now), Stage(services)
    lots = planned_lots(days)
    entries = told_later(planned_entries(lots, days), days)
    steps = in_order(
        (
            *field_steps(lots, entries),
            *stamp_steps(lots, days),
            *market_steps(lots, days),
            *paper_steps(days),
            *register_steps(lots, days),
            *helping_steps(entries, days),
            *template_steps(days),
        )
    )
    with one_transaction():
        settle(stage, days)
        _play(stage, steps, Progress(0, len(entries)), show)
        _look_around(stage, lots, days)
    sign_checkpoint(Actor.system(), services.signer, now=now)
    score_diaries(Actor.system(), now=now)
    score_stamps(Actor.system(), now=now)


def _play(
    stage: Stage, steps: Sequence[Step], begun: Progress, show: Callable[[Progress], None]
) -> None:
    done = begun.done
    show(begun)
    for step in steps:
        step.do(stage, step.at)
        done += step.is_entry
        if step.is_entry and (done % _SHOWN_EVERY == 0 or done == begun.of):
            show(Progress(done, begun.of))


def _look_around(stage: Stage, lots: Sequence[LotPlan], days: Days) -> None:
    copied = lot_of(SUSPECTED_COPY, lots)
    # Waiting longest, these are scored first; the rest is left to the worker.
    first = days.now - timedelta(minutes=1)
    often = [
        look
        for stamp in (COPIED, DISPLAYED)
        for look in looks_these_days(stage, lot_of(stamp, lots), stamp.offset, days)
    ]
    record_scans(Actor.system(), often, now=first)
    stamps = {(look.key_id, look.counter) for look in often}
    seen = [
        *(it for it in looks(stage, lots, days) if (it.key_id, it.counter) not in stamps),
        *looks_at_copy(stage, copied, SUSPECTED_COPY.offset, days),
    ]
    record_scans(Actor.system(), sorted(seen, key=lambda look: look.scanned_at), now=days.now)
