"""The demonstration's calendar: days are counted back from the moment it is made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from traceability.calendar import VIETNAM_TIME

_JUST_NOW: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Days:
    """`now` is when the demonstration is made; nothing in it lies later."""

    now: datetime

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of a day gone by, on the clock at home."""
        today = self.now.astimezone(VIETNAM_TIME)
        midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=days_ago) + timedelta(hours=hour, minutes=minute)

    def has_been(self, moment: datetime) -> bool:
        """Whether the moment is over, with a little time to write it down."""
        return moment <= self.now - 2 * _JUST_NOW

    def no_later(self, moment: datetime) -> datetime:
        """The moment, or the last one before now."""
        return min(moment, self.now - _JUST_NOW)
