"""Long work in parts, between which others write.

SQLite keeps no queue of writers: who waits asks again every tenth of a second, and a lock that is
let go for less is missed until the waiting is given up.
"""

from collections.abc import Callable, Iterator, Sequence
from time import sleep
from typing import Final, TypeVar

TURN_SECONDS: Final = 0.15
R = TypeVar("R")


def turns(ids: Sequence[R], size: int) -> Iterator[Sequence[R]]:
    """So many of them at a time as one transaction is to write."""
    for first in range(0, len(ids), size):
        if first:
            sleep(TURN_SECONDS)
        yield ids[first : first + size]


def all_in_turns(work: Callable[[], int], size: int) -> int:
    """Work through what is due, at most `size` with each call, and tell how much it was."""
    total = done = work()
    while done >= size:
        sleep(TURN_SECONDS)
        done = work()
        total += done
    return total
