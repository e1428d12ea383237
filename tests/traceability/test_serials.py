"""Serials: issued, opened, printed, and typed by people who make slips."""

import contextlib
import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability import serials
from traceability.errors import Refusal

KEY = serials.SerialKey.derive(b"a secret of the installation", 1)
OTHER_KEY = serials.SerialKey.derive(b"a secret of the installation", 2)

GOLDEN = ["6A7FPXBRZ9M7KQ89", "2G7230NVW0RA29V1", "63A0TG6DSRCZH9AS"]
GOLDEN_FINGERPRINT = "398c906245ed"

counters = st.integers(0, serials.COUNTER_LIMIT - 1)
words = st.text(serials.ALPHABET, min_size=16, max_size=16)


@given(counters)
def test_a_serial_opens_to_the_counter_it_was_issued_for(counter: int):
    serial = serials.issue(KEY, counter)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", serial)
    assert serials.open_serial(KEY, serial) == counter


@given(counters)
def test_a_serial_says_nothing_to_another_key(counter: int):
    serial = serials.issue(KEY, counter)

    assert serials.open_serial(OTHER_KEY, serial) is None


@given(counters, st.integers(0, 15), st.sampled_from(serials.ALPHABET))
def test_a_changed_serial_does_not_open(counter: int, place: int, character: str):
    serial = serials.issue(KEY, counter)
    changed = serial[:place] + character + serial[place + 1 :]

    assert (serials.open_serial(KEY, changed) is None) is (changed != serial)


@pytest.mark.parametrize(
    "text", ["", "0" * 15, "0" * 17, "u" * 16, "U" * 16, "o" * 16, "٠" * 16, "\ud800" * 16]
)
def test_what_has_not_the_form_of_a_serial_does_not_open(text: str):
    assert serials.open_serial(KEY, text) is None


def test_serials_are_the_same_on_every_machine():
    first = [serials.issue(KEY, counter) for counter in (0, 1, serials.COUNTER_LIMIT - 1)]

    assert first == GOLDEN
    assert KEY.fingerprint == GOLDEN_FINGERPRINT


def test_a_key_is_known_by_its_fingerprint_and_shows_nothing_else():
    again = serials.SerialKey.derive(b"a secret of the installation", 1)
    changed = serials.SerialKey.derive(b"another secret", 1)

    assert again.fingerprint == KEY.fingerprint
    assert len({KEY.fingerprint, OTHER_KEY.fingerprint, changed.fingerprint}) == 3
    assert repr(KEY) == f"SerialKey(key_id=1, fingerprint='{KEY.fingerprint}')"


@pytest.mark.parametrize("counter", [-1, serials.COUNTER_LIMIT])
def test_a_counter_outside_forty_bits_is_a_fault_of_ours(counter: int):
    with pytest.raises(ValueError, match="out of range"):
        serials.issue(KEY, counter)


@pytest.mark.parametrize(
    ("first", "count"),
    [(0, 0), (0, 1), (7, 4096), (7, 4097), (8191, 9000), (serials.COUNTER_LIMIT - 3, 3)],
)
def test_bulk_issue_gives_what_single_issue_gives(first: int, count: int):
    in_bulk = list(serials.issue_many(KEY, first, count))

    assert in_bulk == [serials.issue(KEY, counter) for counter in range(first, first + count)]


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, -1), (serials.COUNTER_LIMIT - 1, 2)])
def test_bulk_issue_outside_forty_bits_is_a_fault_of_ours(first: int, count: int):
    with pytest.raises(ValueError, match="out of range"):
        list(serials.issue_many(KEY, first, count))


def test_threads_share_a_key_and_open_what_the_others_issued():
    def issued_then_opened(counters: range) -> list[int | None]:
        return [serials.open_serial(KEY, serials.issue(KEY, counter)) for counter in counters]

    shares = [range(start, start + 500) for start in range(0, 4000, 500)]
    with ThreadPoolExecutor(len(shares)) as threads:
        opened = list(threads.map(issued_then_opened, shares))

    assert opened == [list(share) for share in shares]


def test_neighbouring_serials_share_no_more_than_chance():
    issued = list(serials.issue_many(KEY, 0, 2000))

    same = sum(
        sum(left == right for left, right in zip(one, other, strict=True))
        for one, other in itertools.pairwise(issued)
    )

    assert len(set(issued)) == 2000
    assert 700 < same < 1300  # 2000 pairs of 16 characters, one in 32 alike: 1000 expected


def test_no_two_characters_that_differ_get_one_check_character():
    """With linearity (next test) this proves every single substitution, at each of 17 places."""
    for place in range(16):
        body = ["0"] * 16
        checks = set()
        for character in serials.ALPHABET:
            body[place] = character
            checks.add(serials.check_character("".join(body)))

        assert len(checks) == 32


@given(words, words)
def test_the_check_character_is_linear(one: str, other: str):
    def digits(word: str) -> list[int]:
        return [serials.ALPHABET.index(character) for character in word]

    total = "".join(
        serials.ALPHABET[a ^ b] for a, b in zip(digits(one), digits(other), strict=True)
    )

    assert digits(serials.check_character(total)) == [
        digits(serials.check_character(one))[0] ^ digits(serials.check_character(other))[0]
    ]


def test_every_swap_of_any_two_characters_is_noticed():
    """By linearity a swap adds the same difference at two places; exhaustive over both."""
    for (one, other), difference in itertools.product(
        itertools.combinations(range(17), 2), serials.ALPHABET[1:]
    ):
        error = ["0"] * 17
        error[one] = error[other] = difference

        assert serials.check_character("".join(error[:16])) != error[16]


@given(words, st.data())
def test_a_slip_in_typing_is_refused_before_the_server_is_asked(serial: str, data: st.DataObject):
    whole = serial + serials.check_character(serial)
    place = data.draw(st.integers(0, 15))
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    character = data.draw(st.sampled_from(serials.ALPHABET))
    changed = whole[:place] + character + whole[place + 1 :]

    for typed in {swapped, changed} - {whole}:
        with pytest.raises(serials.BadCheckCharacter):
            serials.normalise(typed)


@given(counters)
def test_what_is_printed_is_what_may_be_typed(counter: int):
    serial = serials.issue(KEY, counter)

    text = serials.printed(serial)

    assert re.fullmatch(r"(\w{4} ){4}\w", text)
    assert serials.normalise(text) == serials.normalise(text.lower()) == serial


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789ABCDEF",
        "0123 4567 89AB CDEF",
        "0123-4567-89ab-cdef",
        "0123.4567.89ab.cdef",
        "  0123–4567\u00a089ab\u2011cdef\n",
        "oi23456789ABCDEF",
        "OL23456789ABCDEF",
        "O123 4567 89AB CDEF" + serials.check_character("0123456789ABCDEF"),
    ],
)
def test_groups_small_letters_and_lookalikes_are_understood(typed: str):
    serial = serials.normalise(typed)

    assert serial == "0123456789ABCDEF"


@pytest.mark.parametrize(
    ("typed", "details"),
    [
        ("", {"length": 0}),
        ("0123", {"length": 4}),
        ("0" * 18, {"length": 18}),
        ("U123456789ABCDEF", {"character": "U", "position": 1}),
        ("0123 4567 89au cdef", {"character": "U", "position": 12}),
        ("u" * 16, {"character": "U", "position": 1}),
        ("０" * 16, {"character": "０", "position": 1}),
        ("ı123456789ABCDEF", {"character": "ı", "position": 1}),
        ("0123 4567 89ab cdeſ", {"character": "ſ", "position": 16}),
        ("0123/456789ABCDE", {"character": "/", "position": 5}),
    ],
)
def test_what_cannot_be_a_serial_is_refused_with_the_reason(
    typed: str, details: dict[str, str | int]
):
    with pytest.raises((serials.BadSerialCharacter, serials.BadSerialLength)) as refused:
        serials.normalise(typed)

    assert refused.value.details == details


def test_a_wrong_check_character_gives_back_what_was_read_in_groups():
    with pytest.raises(serials.BadCheckCharacter) as refused:
        serials.normalise("oi23456789abcdef0")

    assert refused.value.details == {"groups": "0123 4567 89AB CDEF 0"}


@given(st.text())
def test_no_typed_text_brings_anything_but_a_refusal(typed: str):
    with contextlib.suppress(Refusal):
        serial = serials.normalise(typed)

        assert serials.is_serial(serial)
