"""Time for one picture: a pass begins only if it should also end in time."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

Clock = Callable[[], float]
Result = TypeVar("Result")

# Sharpened and enlarged views hold more edges for their size than the view before them.
_CAUTION: Final = 1.2


class Budget:
    """Seconds from its making on, and what the passes so far cost for each pixel.

    They are seconds of work of this thread: a busy neighbour must not change what a photo says.
    """

    def __init__(self, seconds: float, clock: Clock = time.thread_time) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._per_pixel = 0.0

    def allows(self, pixels: int) -> bool:
        """Whether a pass over so many pixels should end in time, judged by the dearest so far."""
        return self._clock() + _CAUTION * self._per_pixel * pixels <= self._end

    def spend(self, pixels: int, work: Callable[[], Result]) -> Result:
        """Do the work and remember its price."""
        begun = self._clock()
        result = work()
        self._per_pixel = max(self._per_pixel, (self._clock() - begun) / max(1, pixels))
        return result
