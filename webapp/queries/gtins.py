"""Which GTINs are registered here: what tells another system's code from an unknown one of ours."""

import time
from collections.abc import Callable

from sqlalchemy import select

from traceability.gs1 import Gtin
from webapp.db import reader
from webapp.models.product import Product


def public_registered_gtins() -> frozenset[str]:
    """Every GTIN of a product, retired ones too: their stamps are still out there."""
    with reader() as connection:
        found = connection.execute(select(Product.gtin)).scalars()
        return frozenset(gtin for gtin in found if gtin)


class RegisteredGtins:
    """The same, kept for a while in this process, so that made-up serials cost no statement.

    A stamp that is ours never asks here; the worst that an old copy does is to call a made-up
    serial under a new GTIN `foreign` for that while instead of `unknown`.
    """

    def __init__(self, keep_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._kept: frozenset[str] = frozenset()
        self._stale_at = -1.0

    def knows(self, gtin: Gtin | None) -> bool:
        """Whether a link with this GTIN is about goods of ours; one without is."""
        return gtin is None or gtin in self._current()

    def _current(self) -> frozenset[str]:
        if self._clock() >= self._stale_at:
            self._kept = public_registered_gtins()
            self._stale_at = self._clock() + self._keep_seconds
        return self._kept
