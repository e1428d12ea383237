"""Which GTINs are ours, asked of the database once in a while."""

from flask import Flask

from tests.makers import GTIN, Maker
from traceability.gs1 import Gtin
from webapp.queries.gtins import RegisteredGtins

OTHER = Gtin("04012345123456")


def test_a_registered_gtin_is_known_and_another_is_not(app: Flask, make: Maker) -> None:
    make.product(gtin=GTIN)
    registered = RegisteredGtins(keep_seconds=60)

    assert registered.knows(Gtin(GTIN))
    assert not registered.knows(OTHER)


def test_a_link_without_a_gtin_is_about_ours(app: Flask) -> None:
    assert RegisteredGtins(keep_seconds=60).knows(None)


def test_the_database_is_asked_again_when_the_time_is_over(app: Flask, make: Maker) -> None:
    time = [0.0]
    registered = RegisteredGtins(keep_seconds=60, clock=lambda: time[0])
    assert not registered.knows(Gtin(GTIN))
    make.product(gtin=GTIN)

    time[0] = 59.0
    too_early = registered.knows(Gtin(GTIN))
    time[0] = 60.0

    assert not too_early
    assert registered.knows(Gtin(GTIN))
