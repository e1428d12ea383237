"""Decoys: serials that our key makes and that nobody is ever given, so that a look at one tells.

They are laid where nothing should be taken from: in a backup, a print shop's folder, a test export.
Which one lies where is nowhere in the system, so that whoever takes the database does not learn it.
"""

from typing import Final

from traceability.keyring import SerialPlace
from traceability.serials import COUNTER_LIMIT

# The last of all counters; of orders, at twenty million stamps a year, none comes so far in fifty
# thousand years.
MOST_DECOYS: Final = 2**20


def decoy(key_id: int, number: int) -> SerialPlace:
    """Where decoy `number` of a key stands; they are numbered from 1 on."""
    if not 1 <= number <= MOST_DECOYS:
        raise ValueError(f"no such decoy: {number}")
    return SerialPlace(key_id, COUNTER_LIMIT - number)


def decoy_number(place: SerialPlace) -> int | None:
    """Which decoy stands there; None where none does."""
    number = COUNTER_LIMIT - place.counter
    return number if number <= MOST_DECOYS else None
