"""The audit names what was touched: half a thousand draws of chance, on both databases together."""

import pytest

from tests.tampering_drill import hold_against_chance, write_story

# `bench/tampering.py` draws as many as one likes on each.
TIMES, SEEDS = {"sqlite": 400, "postgresql": 100}, {"sqlite": 20261122, "postgresql": 20261123}


@pytest.fixture
def written(make, cast, now) -> None:
    write_story(make, cast, now)


def test_every_way_of_touching_the_database_is_found_and_named(written, database):
    name = database.engine_name
    hold_against_chance(SEEDS[name], TIMES[name])
