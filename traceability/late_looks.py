"""Stamps that are looked at when the goods they were stuck on should long be gone.

Either such goods are still sold, or their stamps are on other goods: peeled off, or packs filled
anew. One such look says nothing: somebody found a jar at the back of a cupboard. In a lot, more of
them than chance brings do.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from traceability.calendar import civil_date
from traceability.clone_score import LOT_CHANCE, chance_of_at_least

# The last goods leave the shelf on their last day and are looked at at home within weeks.
LATE_AFTER: Final = timedelta(days=30)
# Whoever scratched the cover has bought the pack; half a year later it is eaten, and who looks now
# holds something else, or looks at an empty jar.
OPENED_LONG_AGO: Final = timedelta(days=180)
# So many of the stamps that are looked at may be late without anybody doing wrong (a guess, to be
# set anew when there are real looks), and fewer than so many speak for themselves only.
_LATE_SHARE: Final = 0.02
FEWEST_LATE: Final = 3


def is_late(looks: Sequence[datetime], expires_on: date | None, opened_at: datetime | None) -> bool:
    """Whether a stamp counts as looked at late, by its counted looks in the order of time: the
    first came long after the last good day, or one came long after its covered code was opened.
    """
    if not looks:
        return False
    if expires_on is not None and civil_date(looks[0]) > expires_on + LATE_AFTER:
        return True
    return opened_at is not None and looks[-1] > opened_at + OPENED_LONG_AGO


def is_lot_late(looked_at: int, late: int) -> bool:
    """Whether so many of a lot's stamps that were looked at are late that chance does it in fewer
    than one lot in a thousand.
    """
    return late >= FEWEST_LATE and chance_of_at_least(late, looked_at, _LATE_SHARE) < LOT_CHANCE
