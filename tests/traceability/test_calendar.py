"""The calendar day of an instant."""

from datetime import UTC, date, datetime

from traceability.calendar import civil_date


def test_the_calendar_day_is_that_of_vietnam():
    assert civil_date(datetime(2026, 11, 21, 16, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert civil_date(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) == date(2026, 11, 22)
