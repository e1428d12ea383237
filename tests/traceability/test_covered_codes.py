"""Covered codes: derived, forgivingly read, and of no use to somebody who guesses."""

import hashlib
import hmac
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from traceability.covered_codes import (
    CODE_LENGTH,
    MOST_WRONG,
    WINDOW,
    BadCoveredCode,
    CoveredCodeKey,
    covered_code,
    covered_codes,
    guess_mark,
    is_covered_code,
    open_again_at,
    printed_code,
    read_covered_code,
    tries_left,
)
from traceability.keyring import Keyring
from traceability.serials import ALPHABET, COUNTER_LIMIT, SerialKey, issue

SECRET = b"the secret of the tests"
KEY = CoveredCodeKey.derive(SECRET, 1)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
counters = st.integers(0, COUNTER_LIMIT - 1)
codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_a_code_is_the_first_40_bits_of_an_hmac_that_anybody_with_the_secret_can_recompute():
    info = b"temthat covered code 7"
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(SECRET)
    number = hmac.new(key, b"c" + (1234).to_bytes(5), hashlib.sha256).digest()[:5]
    bits = int.from_bytes(number)
    expected = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))

    assert covered_code(CoveredCodeKey.derive(SECRET, 7), 1234) == expected


@given(counters)
def test_a_code_has_eight_characters_of_the_alphabet_and_is_the_same_every_time(counter: int):
    code = covered_code(KEY, counter)

    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    assert code == covered_code(CoveredCodeKey.derive(SECRET, 1), counter)
    assert is_covered_code(KEY, counter, code)


@given(counters)
def test_another_secret_or_key_id_gives_another_code(counter: int):
    others = (CoveredCodeKey.derive(SECRET, 2), CoveredCodeKey.derive(SECRET + b"x", 1))

    assert all(covered_code(other, counter) != covered_code(KEY, counter) for other in others)


@given(counters)
def test_the_serial_tells_nothing_of_its_code(counter: int):
    serial = issue(SerialKey.derive(SECRET, 1), counter)
    code = covered_code(KEY, counter)

    assert code not in (serial[:8], serial[8:])


@given(st.integers(0, COUNTER_LIMIT - 60), st.integers(0, 50))
def test_codes_of_a_range_are_those_of_its_counters(first: int, count: int):
    expected = [covered_code(KEY, counter) for counter in range(first, first + count)]

    assert list(covered_codes(KEY, first, count)) == expected


def test_a_range_of_a_million_is_made_only_as_far_as_it_is_read():
    assert len(list(islice(covered_codes(KEY, 0, 10**6), 3))) == 3


def test_every_character_is_as_frequent_as_any_other_in_every_place():
    made = list(covered_codes(KEY, 0, 32_000))

    for place in range(CODE_LENGTH):
        seen = Counter(code[place] for code in made)
        # A thousand of each are expected; six standard deviations to either side.
        assert all(810 < seen[character] < 1190 for character in ALPHABET)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("counter", [-1, COUNTER_LIMIT])
def test_there_is_no_code_of_a_counter_that_no_stamp_has(counter: int):
    with pytest.raises(ValueError, match="out of range"):
        covered_code(KEY, counter)


@given(counters, st.data())
def test_a_code_with_one_other_character_is_wrong(counter: int, data: st.DataObject):
    code = covered_code(KEY, counter)
    place = data.draw(st.integers(0, CODE_LENGTH - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))

    assert not is_covered_code(KEY, counter, code[:place] + other + code[place + 1 :])


@given(codes, st.sampled_from(["", " ", "-", " . ", "\u00a0", "\n"]), st.booleans())
def test_case_and_separators_do_not_matter(code: str, between: str, lower: bool):
    typed = between.join(code.lower() if lower else code)

    assert read_covered_code(f" {typed} ") == code
    assert read_covered_code(printed_code(code)) == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [("o1il lO23", "01111023"), ("OOOO-IIII", "00001111")],
)
def test_letters_that_look_like_digits_are_taken_for_them(typed: str, read: str):
    assert read_covered_code(typed) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("ABCD234", "length"),
        ("ABCD23456", "length"),
        ("ABCDU345", "character"),
        ("ABCD-é34", "character"),
        ("ABC\u0663 2345", "character"),
        ("ABCD*345", "character"),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(typed: str, reason: str):
    with pytest.raises(BadCoveredCode) as refusal:
        read_covered_code(typed)

    assert refusal.value.details["reason"] == reason


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_by_name(text: str):
    try:
        code = read_covered_code(text)
    except BadCoveredCode:
        return
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)


@given(counters, codes)
def test_what_is_kept_of_a_guess_is_neither_the_guess_nor_the_code(counter: int, guess: str):
    mark = guess_mark(KEY, counter, guess)

    assert guess.lower() not in mark
    assert covered_code(KEY, counter).lower() not in mark
    assert mark == guess_mark(KEY, counter, guess)
    assert mark != guess_mark(CoveredCodeKey.derive(SECRET, 2), counter, guess)


def test_the_key_is_not_shown_where_it_is_printed():
    assert "_key" not in repr(KEY)


def test_the_keyring_gives_the_key_of_every_key_id():
    keyring = Keyring(SECRET, 3)

    assert covered_code(keyring.covered_code_key(1), 5) == covered_code(KEY, 5)
    assert keyring.covered_code_key(3).key_id == 3


def test_five_wrong_guesses_within_an_hour_close_a_stamp_until_the_first_is_an_hour_old():
    wrong = [NOW + timedelta(minutes=10 * n) for n in range(MOST_WRONG)]
    now = wrong[-1]

    assert [tries_left(wrong[:n], now) for n in range(MOST_WRONG + 1)] == [5, 4, 3, 2, 1, 0]
    assert open_again_at(wrong, now) == wrong[0] + WINDOW
    assert tries_left(wrong, wrong[0] + WINDOW - timedelta(microseconds=1)) == 0
    assert tries_left(wrong, wrong[0] + WINDOW) == 1
    assert open_again_at(wrong[1:], now) == now


@given(st.lists(st.integers(0, 4 * 3600), max_size=120))
def test_no_hour_ever_holds_more_than_five_guesses(seconds: list[int]):
    taken: list[datetime] = []
    for second in sorted(seconds):
        now = NOW + timedelta(seconds=second)
        if tries_left(taken, now):
            taken.append(now)
        else:
            assert open_again_at(taken, now) > now

    for at in taken:
        assert sum(at <= other < at + WINDOW for other in taken) <= MOST_WRONG


def test_a_hundred_thousand_guesses_at_one_stamp_do_not_find_its_code():
    """One guess every ten seconds for eleven days, each a new one: few are compared at all."""
    counter, taken, compared, found = 77, [], 0, 0
    for number, guess in enumerate(covered_codes(CoveredCodeKey.derive(b"a guesser", 1), 0, 10**5)):
        now = NOW + timedelta(seconds=10 * number)
        taken = [at for at in taken if at > now - WINDOW]
        if tries_left(taken, now):
            compared += 1
            found += is_covered_code(KEY, counter, guess)
            taken.append(now)

    assert found == 0
    assert compared <= MOST_WRONG * (10**6 // 3600 + 1)
    # A year of it finds one stamp's code with less than one chance in twenty million.
    assert MOST_WRONG * 24 * 366 / 32**CODE_LENGTH < 1 / 20_000_000
