"""What is odd about the time of an entry."""

from datetime import UTC, datetime, timedelta

import pytest

from traceability.event_flags import EventFlag, time_flags

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OPENED = NOW - timedelta(days=100)


@pytest.mark.parametrize(
    ("event_time", "flags"),
    [
        (NOW, ()),
        (NOW - timedelta(days=7), ()),
        (NOW - timedelta(days=7, seconds=1), (EventFlag.LATE,)),
        (NOW + timedelta(minutes=5), ()),
        (NOW + timedelta(minutes=6), (EventFlag.IN_FUTURE,)),
        (OPENED - timedelta(hours=9), (EventFlag.LATE,)),  # one in the morning of the first day
        (OPENED - timedelta(days=2), (EventFlag.LATE, EventFlag.BEFORE_LOT)),
    ],
)
def test_an_odd_time_is_flagged(event_time: datetime, flags: tuple[EventFlag, ...]):
    assert time_flags(event_time, received_at=NOW, lot_opened_at=OPENED) == flags
