"""The audit names what was touched: a hundred draws of chance, and on until each way has come.

`bench/tampering.py` draws half a thousand on each database, or as many as one likes.
"""

import pytest

from tests.tampering_drill import hold_against_chance, write_story

TIMES, SEEDS = {"sqlite": 65, "postgresql": 35}, {"sqlite": 20261122, "postgresql": 20261123}


@pytest.fixture
def written(make, cast, now) -> None:
    write_story(make, cast, now)


def test_every_way_of_touching_the_database_is_found_and_named(written, database):
    name = database.engine_name
    hold_against_chance(SEEDS[name], TIMES[name])
