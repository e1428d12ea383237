"""Whether an entry was written far from where its work was done, as far as a phone tells.

A position is sent only by a tap, and is never asked for: what is far is said and never refused, and
a place of unknown position says nothing.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from traceability.event_flags import EventFlag
from traceability.positions import Position, metres_between

# Handbook of the field: warn when more than 2 km from the plot.
FAR: Final = 2_000  # metres
_E7: Final = 10_000_000


def far_flags(told: str | None, places: Sequence[Position | None]) -> tuple[EventFlag, ...]:
    """Flag an entry whose phone was more than 2 km from every place of the work.

    `told` is the position as it is kept with an entry: JSON of degrees, and of metres of accuracy,
    which count in favour of whoever wrote.
    """
    known = [it for it in places if it is not None]
    if not told or len(known) < len(places):
        return ()
    said = json.loads(told)
    here = Position(_degrees(said["latitude"]), _degrees(said["longitude"]))
    off = min(metres_between(here, it) for it in known)
    is_far = off - Decimal(said.get("accuracy", "0")) > FAR
    return (EventFlag.FAR_FROM_PLACE,) if is_far else ()


def _degrees(text: str) -> int:
    return int(Decimal(text) * _E7)
