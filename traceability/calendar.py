"""The calendar that people here live by: every instant falls on one day in Vietnam."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

# A fixed offset needs no time zone database on the server, and Vietnam keeps no summer time.
VIETNAM_TIME: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def civil_date(moment: datetime) -> date:
    """The calendar day in Vietnam at this moment."""
    return moment.astimezone(VIETNAM_TIME).date()


def civil_day_starts(day: date) -> datetime:
    """The first moment of a calendar day in Vietnam."""
    return datetime.combine(day, time(), VIETNAM_TIME)
