"""How many codes that are none each network asks for: counted in this process, never written down.

A search for codes costs a guesser more networks than it is worth; the database sees none of it.
"""

import threading
from collections import Counter
from datetime import datetime
from typing import Final

from traceability.looks import network_of
from webapp.usecases.limits import TooManyTries

WINDOW_SECONDS: Final = 600
# Many phones of one carrier share a network, and each may mistype a code or meet a false stamp.
MOST_GUESSES: Final = 300
_MOST_NETWORKS: Final = 100_000  # beyond them further ones are not counted, so that memory is flat


class GuessCounts:
    """One for each process; it begins anew with each ten minutes of the clock."""

    def __init__(self) -> None:
        self._window = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, address: str | None, at: datetime) -> None:
        """Count one answer that nothing is known of a code. An address of no public network, such
        as that of a proxy, stands for everybody and is not counted.

        Raises:
            TooManyTries: this network had as many as a window allows.
        """
        network, seconds = network_of(address), int(at.timestamp())
        if network is None:
            return
        with self._lock:
            if self._window != seconds // WINDOW_SECONDS:
                self._window, self._counts = seconds // WINDOW_SECONDS, Counter()
            if network in self._counts or len(self._counts) < _MOST_NETWORKS:
                self._counts[network] += 1
            is_full = self._counts[network] > MOST_GUESSES
        if is_full:
            left = WINDOW_SECONDS - seconds % WINDOW_SECONDS
            raise TooManyTries(retry_after=left, action="guess.network")
