"""What is odd about a diary event: said to officers, never a reason to refuse it.

Clocks of phones are wrong and phones come back late; the work was done all the same.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from traceability.calendar import civil_date

LATE_AFTER: Final = timedelta(days=7)
# Clocks of phones and servers differ by a little without anybody being at fault.
CLOCKS_DIFFER: Final = timedelta(minutes=5)


class EventFlag(StrEnum):
    """One oddity; the values are message codes."""

    LATE = "event_flag.late"
    HARVEST_DAY_DIFFERS = "event_flag.harvest_day_differs"
    IN_FUTURE = "event_flag.in_future"
    BEFORE_LOT = "event_flag.before_lot"
    LOT_CLOSED = "event_flag.lot_closed"
    LOT_CANCELLED = "event_flag.lot_cancelled"
    WITHIN_INTERVAL = "event_flag.within_interval"
    HARVESTED_BEFORE = "event_flag.harvested_before"
    FED_IN_FLOW = "event_flag.fed_in_flow"
    MORE_STAMPS_THAN_PACKS = "event_flag.more_stamps_than_packs"
    OUTSIDE_LIMIT = "event_flag.outside_limit"
    INPUT_BANNED = "event_flag.input_banned"
    DRUG_NOT_LISTED = "event_flag.drug_not_listed"
    INPUT_RESTRICTED = "event_flag.input_restricted"
    INPUT_NOT_FOR_CROP = "event_flag.input_not_for_crop"
    WAIT_BELOW_REGISTER = "event_flag.wait_below_register"
    WAIT_SHORTENED = "event_flag.wait_shortened"
    FAR_FROM_PLACE = "event_flag.far_from_place"
    CODE_UNKNOWN = "event_flag.code_unknown"
    CODE_NOT_IN_FORCE = "event_flag.code_not_in_force"
    CODE_NOT_LENT = "event_flag.code_not_lent"
    CODE_NOT_OF_LOT = "event_flag.code_not_of_lot"
    STOCK_BELOW_ZERO = "event_flag.stock_below_zero"


# What inspectors of a lot are shown: not the hour of an entry, but what it tells of the goods, or
# that it was written elsewhere.
GRAVE: Final = frozenset(
    {
        EventFlag.WITHIN_INTERVAL,
        EventFlag.HARVESTED_BEFORE,
        EventFlag.OUTSIDE_LIMIT,
        EventFlag.MORE_STAMPS_THAN_PACKS,
        EventFlag.INPUT_BANNED,
        EventFlag.DRUG_NOT_LISTED,
        EventFlag.INPUT_RESTRICTED,
        EventFlag.INPUT_NOT_FOR_CROP,
        EventFlag.WAIT_BELOW_REGISTER,
        EventFlag.WAIT_SHORTENED,
        EventFlag.FAR_FROM_PLACE,
        EventFlag.CODE_UNKNOWN,
        EventFlag.CODE_NOT_IN_FORCE,
        EventFlag.CODE_NOT_LENT,
        EventFlag.CODE_NOT_OF_LOT,
    }
)


def time_flags(
    event_time: datetime, *, received_at: datetime, lot_opened_at: datetime
) -> tuple[EventFlag, ...]:
    """Late, in the future, or before the day on which the lot began."""
    lot_began = civil_date(lot_opened_at)
    found = {
        EventFlag.LATE: event_time < received_at - LATE_AFTER,
        EventFlag.IN_FUTURE: event_time > received_at + CLOCKS_DIFFER,
        EventFlag.BEFORE_LOT: civil_date(event_time) < lot_began,
    }
    return tuple(flag for flag, holds in found.items() if holds)
