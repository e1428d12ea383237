"""A harvest that came before a waiting period was over is recorded, and flagged."""

from datetime import timedelta

import pytest

from tests.diary import HOST, entry, values_of
from traceability.event_flags import EventFlag
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def lot(make, cast):
    return make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)


@pytest.fixture
def write(cast, now):
    """Let Lan write an entry now."""
    return lambda command: capture_event(cast.lan, command, HOST, now=now)


def test_what_was_sprayed_after_a_harvest_does_not_reach_back(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))
    values = values_of("harvesting", harvest_date="2026-11-19")

    recorded = write(entry(lot, "harvesting", event_time=now - timedelta(days=3), values=values))

    assert EventFlag.WITHIN_INTERVAL not in recorded.flags


def test_fertiliser_that_needs_time_keeps_from_harvesting_too(lot, write, now):
    fed = {
        "fertiliser_name": "NPK 16-16-8",
        "type": "inorganic",
        "amount": "20",
        "area": "1000",
        "fertiliser_phi_days": "7",
    }
    write(entry(lot, "fertilising", values=fed))

    assert EventFlag.WITHIN_INTERVAL in write(entry(lot, "harvesting")).flags


def test_a_harvest_within_the_interval_is_recorded_and_flagged(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))

    too_early = write(entry(lot, "harvesting"))
    in_time = write(
        entry(lot, "harvesting", values=values_of("harvesting", harvest_date="2026-11-23"))
    )

    assert EventFlag.WITHIN_INTERVAL in too_early.flags
    assert EventFlag.WITHIN_INTERVAL not in in_time.flags
