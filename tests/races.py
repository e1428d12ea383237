"""Several people, or one impatient one, doing a thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

T = TypeVar("T")


def at_once(app: Flask, act: Callable[[], T], times: int = 8) -> list[T]:
    """Let so many threads do it together, each in an application context of its own."""
    together = Barrier(times)

    def race(_: int) -> T:
        with app.app_context():
            together.wait()
            return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(race, range(times)))
