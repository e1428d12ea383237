"""Canonical JSON: one value, one sequence of bytes."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.canonical import NotCanonical, canonical_json, sha256_hex

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
)


@given(values)
def test_what_is_written_reads_back_as_the_same_value(value: object):
    body = canonical_json(value)

    assert json.loads(body) == value
    assert canonical_json(json.loads(body)) == body


@given(st.dictionaries(texts, scalars, min_size=2))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, object]):
    backwards = dict(reversed(value.items()))

    assert canonical_json(backwards) == canonical_json(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-7, b"-7"),
        (2**53 - 1, b"9007199254740991"),
        ([], b"[]"),
        ((1, (2,)), b"[1,[2]]"),
        ({}, b"{}"),
        ({"b": [1, {"z": 1, "a": 2}], "a": "x"}, b'{"a":"x","b":[1,{"a":2,"z":1}]}'),
        ("nếp tan Mường Và", '"nếp tan Mường Và"'.encode()),
        ("\x00\x08\t\n\x0b\x0c\r\x1f\x7f", b'"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\x7f"'),
        ('"\\/', b'"\\"\\\\/"'),
        ("\u2028\U0001f33e", '"\u2028\U0001f33e"'.encode()),
    ],
)
def test_values_are_spelled_as_rfc_8785_says(value: object, expected: bytes):
    assert canonical_json(value) == expected


def test_keys_are_sorted_by_utf_16_code_units():
    # The example of RFC 8785, section 3.2.3: the emoji comes before the Hebrew letter's form.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]

    body = canonical_json(dict.fromkeys(keys, 0))

    assert list(json.loads(body)) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def _nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: 1.0, "type"),
        (lambda: float("nan"), "type"),
        (lambda: Decimal(1), "type"),
        (lambda: date(2026, 11, 22), "type"),
        (lambda: b"x", "type"),
        (lambda: {1, 2}, "type"),
        (lambda: {"a": [0.5]}, "type"),
        (lambda: {1: "a"}, "key"),
        (lambda: {None: "a"}, "key"),
        (lambda: 2**53, "number_too_large"),
        (lambda: -(2**53), "number_too_large"),
        (lambda: "\ud800", "broken_text"),
        (lambda: {"\udc00": 1}, "broken_text"),
        (lambda: _nested(65), "too_deep"),
        (lambda: _nested(5000), "too_deep"),
    ],
)
def test_what_has_no_one_spelling_is_refused(make: Callable[[], object], reason: str):
    value = make()

    with pytest.raises(NotCanonical) as refused:
        canonical_json(value)

    assert refused.value.details["reason"] == reason


def test_nesting_is_allowed_as_deep_as_any_event_needs():
    assert canonical_json(_nested(64)) == b"[" * 64 + b"0" + b"]" * 64


def test_a_hash_is_written_in_lower_case():
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert sha256_hex(b"abc") == expected
