"""Background work: housekeeping on a clock. What must not be lost is a row first, a job second."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from flask import Flask
from huey import SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer

from traceability.roles import Actor
from webapp.config import Config
from webapp.gateways.witnesses.client import GatewayFailure, Witness
from webapp.queries.unscored_stamps import is_stamp_waiting
from webapp.services import services
from webapp.turns import all_in_turns
from webapp.usecases.audit import forget_old_audit_entries
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.covered_codes import forget_guesses
from webapp.usecases.device_keys import turn_device_keys
from webapp.usecases.diary_scores import AT_ONCE, score_diaries
from webapp.usecases.journeys import AT_ONCE as STORIES_AT_ONCE
from webapp.usecases.journeys import tell_older_journeys
from webapp.usecases.limits import forget_old_counts
from webapp.usecases.odd_activations import AT_ONCE as ACTIVATIONS_AT_ONCE
from webapp.usecases.odd_activations import weigh_activations
from webapp.usecases.reports import forget_old_contacts
from webapp.usecases.scans import forget_old_scans
from webapp.usecases.sign_ins import forget_old_sign_ins
from webapp.usecases.sms_answers import forget_sms_answers
from webapp.usecases.suspicions import AT_ONCE as SCORES_AT_ONCE
from webapp.usecases.suspicions import score_stamps, watch_unknown_codes
from webapp.usecases.witnesses import Attempt, Dispatch, note_attempt, take_due

SCORE_SECONDS: Final = 2.0

log = logging.getLogger(__name__)

HOUSEKEEPING: tuple[Callable[..., int], ...] = (
    forget_old_counts,
    forget_sms_answers,
    forget_old_sign_ins,
    forget_old_scans,
    turn_device_keys,
    forget_old_contacts,
    forget_old_audit_entries,
)


def keep_house(app: Flask, now: datetime) -> dict[str, int]:
    """Run every housekeeping task once and tell how many rows each of them removed."""
    with app.app_context():
        return {task.__name__: task(Actor.system(), now=now) for task in HOUSEKEEPING}


def forget_covered_checks(app: Flask, now: datetime) -> int:
    """Let go what checks of covered codes leave for minutes; tells how many guesses."""
    with app.app_context():
        return forget_guesses(Actor.system(), now=now)


def seal_ledger(app: Flask, now: datetime) -> int | None:
    """Sign a checkpoint of what was appended since the last one; gives back the ledger's size."""
    with app.app_context():
        names = [witness.name for witness in services().witnesses]
        return sign_checkpoint(Actor.system(), services().signer, names, now=now)


def send_checkpoints(app: Flask, now: datetime) -> int:
    """Send what is due to the witnesses; gives back how many were taken."""
    sent = 0
    with app.app_context():
        witnesses = {witness.name: witness for witness in services().witnesses}
        while due := take_due(Actor.system(), tuple(witnesses), now=now):
            attempt = _send(witnesses[due.witness], due)
            note_attempt(Actor.system(), attempt, now=now)
            sent += attempt.fault is None
    return sent


def _send(witness: Witness, due: Dispatch) -> Attempt:
    try:
        witness.send(due.note)
    except GatewayFailure as failure:
        return Attempt(due.id, failure.fault, failure.permanent)
    return Attempt(due.id)


def score_all_diaries(app: Flask, now: datetime) -> int:
    """Score every diary that was written in since it was scored; tells how many."""
    with app.app_context():
        return all_in_turns(partial(score_diaries, Actor.system(), now=now), AT_ONCE)


def tell_all_older_journeys(app: Flask, now: datetime) -> int:
    """Tell anew every public story that an earlier release told; tells how many."""
    with app.app_context():
        return all_in_turns(partial(tell_older_journeys, Actor.system(), now=now), STORIES_AT_ONCE)


def watch_codes(app: Flask, now: datetime) -> bool:
    """Alert agencies to a search for codes; tells whether there is one."""
    with app.app_context():
        return watch_unknown_codes(Actor.system(), now=now)


def watch_activations(app: Flask, now: datetime) -> int:
    """Alert owners and inspectors to activations that are odd; tells how many were weighed."""
    with app.app_context():
        return all_in_turns(
            partial(weigh_activations, Actor.system(), now=now), ACTIVATIONS_AT_ONCE
        )


def score_looked_at(app: Flask, now: datetime) -> int:
    """Score every stamp that was looked at since it was scored; tells how many.

    What another worker is at is left to it.
    """
    with app.app_context():
        if not is_stamp_waiting():  # to ask takes no lock
            return 0
        usual = services().config.usual_display
        work = partial(score_stamps, Actor.system(), usual=usual, now=now)
        return all_in_turns(work, SCORES_AT_ONCE)


def score_continually(app: Flask, stopped: threading.Event) -> None:
    """Score looks within seconds until told to stop; a fault is told and tried again."""
    while not stopped.wait(SCORE_SECONDS):
        try:
            score_looked_at(app, datetime.now(UTC))
        except Exception:  # whatever it was: marks stay, and the next round finds them
            log.exception("stamps could not be scored yet")


EACH_MINUTE: tuple[Callable[[Flask, datetime], object], ...] = (
    seal_ledger,
    send_checkpoints,
    forget_covered_checks,
    watch_codes,
    watch_activations,
    score_all_diaries,
    tell_all_older_journeys,
)


def work_each_minute(app: Flask, clock: Callable[[], datetime]) -> None:
    """Each task by itself: one that fails is told, and keeps the others from nothing."""
    for task in EACH_MINUTE:
        try:
            task(app, clock())
        except Exception:  # whatever it was: what is due stays due, and the next minute finds it
            log.exception("%s could not be done yet", task.__name__)


def make_queue(config: Config) -> Huey:
    """The queue on the disk of this machine."""
    return SqliteHuey("temthat", filename=str(config.instance_dir / "jobs.db"))


def run_worker(app: Flask, config: Config) -> None:
    """Work until told to stop: looks are scored every two seconds; each minute the ledger is
    sealed, activations are weighed, diaries are scored, stories of an earlier release told anew
    and checks of covered codes forgotten; housekeeping runs each hour.
    """
    queue = make_queue(config)

    @queue.periodic_task(crontab(minute="7"))  # type: ignore[untyped-decorator]
    def hourly() -> None:
        keep_house(app, datetime.now(UTC))

    @queue.periodic_task(crontab())  # type: ignore[untyped-decorator]
    def each_minute() -> None:
        work_each_minute(app, lambda: datetime.now(UTC))

    stopped = threading.Event()
    looks = threading.Thread(target=score_continually, args=(app, stopped), name="looks")
    looks.daemon = True
    looks.start()
    try:
        Consumer(queue, workers=1, periodic=True).run()
    finally:
        stopped.set()
        looks.join()
