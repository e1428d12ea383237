"""A template file that means harm, or was only mangled, is refused with words and hurts nobody."""

import copy
import json
import re
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.silk import field, silk, silk_file
from traceability.event_template import (
    BadTemplate,
    Problem,
    decode_template,
    read_template,
)
from traceability.event_template_fields import LONGEST_WITH_PATTERN, is_safe_pattern
from traceability.event_template_problems import MOST_TOLD, SENTENCES
from traceability.event_template_reading import LARGEST, read_accepted


def faults(text: str) -> set[str]:
    with pytest.raises(BadTemplate) as bad:
        read_template(text)
    assert str(bad.value)
    return {problem.fault for problem in bad.value.problems}


def with_label(words: str) -> str:
    raw = silk()
    raw["events"][0]["labels"]["vi"] = words
    return json.dumps(raw)


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(BadTemplate) as bad:
        decode_template(b" " * (LARGEST + 1))

    assert bad.value.problems[0].fault == "too_large"


def test_a_file_that_is_no_text_is_not_read():
    with pytest.raises(BadTemplate) as bad:
        decode_template(b"\xff\xfe{")

    assert bad.value.problems[0].fault == "not_utf8"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_without_end_is_refused(opening: str):
    assert faults(opening * 100_000) == {"too_deep"}


def test_nesting_that_can_be_read_is_not_followed():
    deep: Any = "x"
    for _ in range(400):
        deep = {"a": [deep]}

    assert faults(json.dumps(silk() | {"deep": deep})) == {"unknown_key"}


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "9" * 5000])
def test_numbers_that_are_none_are_refused(number: str):
    text = silk_file().decode().replace('"version": 1', f'"version": {number}', 1)

    assert faults(text) == {"bad_number"}


def test_a_number_beyond_all_bounds_is_no_version():
    text = silk_file().decode().replace('"version": 1', '"version": 1e999', 1)

    assert faults(text) == {"not_whole"}


def test_a_key_that_stands_twice_is_told_with_its_place():
    text = silk_file().decode().replace('"public": true', '"public": true, "public": false', 1)
    with pytest.raises(BadTemplate) as bad:
        read_template(text)

    assert [str(it) for it in bad.value.problems] == ["events[0]: the key public stands here twice"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("<script>alert(1)</script>", "markup"),
        ("Nuôi <b>tằm", "markup"),
        ("Nuôi &lt;tằm", "markup"),
        ("Nuôi \u202emằt", "control_characters"),
        ("Nuôi\u200btằm", "control_characters"),
        ("Nuôi\x07tằm", "control_characters"),
        ("Nuôi \ud800", "control_characters"),
        ("N" * 61, "too_long"),
    ],
)
def test_labels_are_plain_words(words: str, fault: str):
    assert faults(with_label(words)) == {fault}


@pytest.mark.parametrize("words", ["pH < 4", "Nuôi & thả", "5 > 3", "100% tơ"])
def test_signs_that_people_use_are_no_markup(words: str):
    assert read_template(with_label(words)).event("rearing").labels.vi == words


def test_ten_thousand_fields_are_counted_and_not_walked():
    raw = silk()
    raw["events"][0]["fields"] = [field(f"f_{n}", "text", "x", "x") for n in range(10_000)]

    assert faults(json.dumps(raw)) == {"too_many"}


def test_a_list_of_faults_has_an_end():
    raw = silk()
    for event in raw["events"] * 8:
        copied = copy.deepcopy(event)
        copied["fields"] = [7] * 50
        raw["events"].append(copied)
    with pytest.raises(BadTemplate) as bad:
        read_template(json.dumps(raw))

    assert len(bad.value.problems) == MOST_TOLD + 1
    assert bad.value.problems[-1].fault == "too_many_problems"


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z0-9][A-Z0-9.\\-]{3,39}",
        "[A-Z][a-z\\-]+ [A-Za-z .,()×\\-]+",
        "E[1-9][0-9]{2,3}[A-Z]?",
        "\\d{4}-\\d+",
        "VN-[A-Z]+",
    ],
)
def test_patterns_as_codes_need_them_are_safe(pattern: str):
    assert is_safe_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(.*)*x",
        ".*.*.*x",
        "a+a+a+a+b",
        "[a-z]+[a-z]*[a-z]{2,}[a-z]?",
        "(?=a)a",
        "\\1",
        "(?P<n>a)",
        "a{99999}",
        "[b-a]",
        "[",
        "a**",
        "\\w+",
        "^a$",
        "a|b",
        "(",
    ],
)
def test_patterns_that_may_take_for_ever_are_not(pattern: str):
    assert not is_safe_pattern(pattern)


_ATOMS = ["a", "b", "[a-z]", "[^b]", "\\d", " ", "."]
_REPEATS = ["", "+", "*", "?", "{2,9}", "{3}", "{1,}"]


@given(st.lists(st.tuples(st.sampled_from(_ATOMS), st.sampled_from(_REPEATS)), max_size=12))
def test_a_pattern_that_is_let_in_goes_back_over_few_repeats_of_short_words(parts):
    pattern = "".join(map("".join, parts))
    going_back = [repeat for _, repeat in parts if repeat not in ("", "{3}")]

    is_safe = is_safe_pattern(pattern)

    assert is_safe == (pattern != "" and "." not in pattern and len(going_back) <= 3)
    if is_safe:
        re.fullmatch(pattern, "a" * LONGEST_WITH_PATTERN + "!")  # comes to its end
        assert re.compile(pattern).groups == 0


def test_a_pattern_is_for_short_words_only():
    raw = silk()
    longer = LONGEST_WITH_PATTERN + 1
    asked = field("code", "text", "Mã", "Code", pattern="[A-Z]+", max_length=longer)
    raw["events"][0]["fields"].append(asked)

    assert faults(json.dumps(raw)) == {"pattern_unfit"}


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything that stands in a file."""
    listed = enumerate(value) if isinstance(value, list) else ()
    inside = value.items() if isinstance(value, dict) else listed
    return [path, *(way for key, it in inside for way in paths(it, (*path, key)))]


_EVERYWHERE = [path for path in paths(silk()) if path]
_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["", "kg", "amount", "-1", "packing", "quantity", "vi", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=5,
)


@given(st.lists(st.tuples(st.sampled_from(_EVERYWHERE), _ANYTHING), min_size=1, max_size=4))
def test_a_file_that_was_changed_anywhere_is_read_or_refused(changes):
    raw = silk()
    for path, value in changes:
        put(raw, path, value)

    read_or_refused(json.dumps(raw))


def put(raw: Any, path: tuple[Any, ...], value: Any) -> None:
    *way, last = path
    try:
        for step in way:
            raw = raw[step]
        raw[last] = value
    except (KeyError, IndexError, TypeError):
        return  # an earlier change took the place away


@given(st.data())
def test_a_file_that_lost_or_doubled_a_piece_is_read_or_refused(data):
    text = silk_file().decode()
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, min(len(text), first + 200)))

    read_or_refused(text[:first] + text[last:])
    read_or_refused(text[:last] + text[first:last] + text[last:])


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


def read_or_refused(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        template = read_template(text)
    except BadTemplate as bad:
        template, problems = None, bad.problems
    assert bool(problems) is (template is None)
    assert all(str(it) and it.fault in SENTENCES for it in problems)
    assert template is None or read_accepted(text) == template


def test_labels_whose_marks_were_typed_apart_are_composed():
    raw = silk()
    raw["labels"]["vi"] = normalize("NFD", "Sản phẩm")

    assert read_template(json.dumps(raw)).labels.vi == normalize("NFC", "Sản phẩm")


def test_a_mark_of_byte_order_before_the_file_is_no_fault():
    text = json.dumps(silk())

    assert read_template(decode_template(b"\xef\xbb\xbf" + text.encode())) == read_template(text)
