"""Serials cannot be guessed: a million tries find nothing, and near misses are misses."""

import itertools
import random

from tests.guesses import body_of, guessed, hits, spelled
from traceability.keyring import Keyring, SerialPlace
from traceability.serials import ALPHABET, issue, issue_many, open_serial

KEYRING = Keyring(b"a secret of the tests, and of nothing else", 3)
KEY = KEYRING.key(KEYRING.current_id)


def test_a_million_guesses_find_nothing() -> None:
    bodies = random.Random(1).randbytes(10 * 1_000_000)  # noqa: S311

    assert hits(KEY, bodies) == []


def test_the_guesser_would_have_noticed_a_hit() -> None:
    bodies = bytearray(random.Random(2).randbytes(10 * 3000))  # noqa: S311
    for place, counter in ((0, 0), (1234, 77), (2999, 2**40 - 1)):
        bodies[10 * place : 10 * place + 10] = body_of(issue(KEY, counter))

    assert hits(KEY, bytes(bodies)) == [0, 1234, 2999]


def test_the_guesser_asks_what_a_look_asks() -> None:
    bodies = random.Random(3).randbytes(10 * 2000) + body_of(issue(KEY, 5))  # noqa: S311

    opened = [n for n, serial in enumerate(spelled(bodies)) if open_serial(KEY, serial) is not None]

    assert opened == hits(KEY, bodies) == [2000]


def test_no_key_of_the_ring_opens_a_guess() -> None:
    assert not any(KEYRING.open(serial) for serial in guessed(5000))


def test_whoever_knows_a_roll_guesses_none_of_its_neighbours() -> None:
    """One, two or three characters of genuine serials changed, swapped, or taken from the next."""
    known = list(issue_many(KEY, 1000, 500))
    chance = random.Random(5)  # noqa: S311

    for one, after in itertools.pairwise(known):
        for places in ((0,), (15,), (3, 9), (1, 7, 14)):
            changed = list(one)
            for place in places:
                changed[place] = chance.choice(ALPHABET)
            crossed = one[: places[0]] + after[places[0] :]
            for guess in ("".join(changed), crossed):
                found = KEYRING.open(guess)
                assert found is None or guess in (one, after)


def test_a_serial_counted_on_as_a_number_opens_nothing() -> None:
    start = int.from_bytes(body_of(issue(KEY, 1000)))
    near = b"".join((start + step).to_bytes(10) for step in range(-20_000, 20_001))

    assert hits(KEY, near) == [20_000]


def test_the_same_counter_under_another_key_is_another_stamp() -> None:
    serials = {issue(KEYRING.key(key_id), 7) for key_id in (1, 2, 3)}

    assert len(serials) == 3
    assert [KEYRING.open(issue(KEYRING.key(key_id), 7)) for key_id in (1, 2, 3)] == [
        SerialPlace(key_id, 7) for key_id in (1, 2, 3)
    ]
