"""Messages as people type them on phones with keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.covered_codes import CODE_LENGTH
from traceability.serials import (
    ALPHABET,
    SERIAL_LENGTH,
    BadCheckCharacter,
    SerialKey,
    check_character,
    issue,
    printed,
)
from traceability.sms import KEYWORDS, BadSmsForm, SmsQuestion, is_sender, language_of, read_sms

SERIAL = issue(SerialKey.derive(b"the secret of the tests", 1), 77)
CODE = "AB12CD34"
serials = st.text(ALPHABET, min_size=SERIAL_LENGTH, max_size=SERIAL_LENGTH)
codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@pytest.mark.parametrize(
    ("text", "covered", "language"),
    [
        (SERIAL, None, "vi"),
        (f"TEM {SERIAL}", None, "vi"),
        (f"tem{SERIAL.lower()}", None, "vi"),
        (f"Tem: {printed(SERIAL)}.", None, "vi"),
        (f"TEM {printed(SERIAL)} {CODE}", CODE, "vi"),
        (f"TEM {SERIAL} {CODE[:4]} {CODE[4:]}", CODE, "vi"),
        (f"  {SERIAL}\n{CODE.lower()} ", CODE, "vi"),
        (f"STAMP {printed(SERIAL)}", None, "en"),
        (f"check#{SERIAL}/{CODE}", CODE, "en"),
        (f"TEM <{SERIAL}> <{CODE}>", CODE, "vi"),
        (f"TEM\u00a0{SERIAL} – {CODE}", CODE, "vi"),
    ],
)
def test_a_message_is_read_however_it_is_spaced(text: str, covered: str | None, language: str):
    assert read_sms(text) == SmsQuestion(SERIAL, covered, language)


@given(
    serials,
    st.none() | codes,
    st.sampled_from(["", *KEYWORDS]),
    st.booleans(),
    st.sampled_from(["", " ", "-", ". "]),
)
def test_what_is_written_is_what_is_read(
    serial: str, code: str | None, word: str, with_check: bool, between: str
):
    whole = serial + (check_character(serial) if with_check else "")
    text = between.join([word, *whole, *(code or "")])

    assert read_sms(text.lower()) == SmsQuestion(serial, code, KEYWORDS.get(word, "vi"))


def test_a_serial_that_begins_like_a_keyword_is_a_serial():
    serial = "TEM" + "0" * 13

    assert read_sms(serial) == SmsQuestion(serial, None, "vi")
    assert read_sms(f"TEM {serial}") == SmsQuestion(serial, None, "vi")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TEM",
        "HELLO",
        SERIAL[:15],
        f"TEM {SERIAL}A{CODE}1",
        f"{SERIAL[:15]}U",
        "tem thật",
        "é" * 16,
    ],
)
def test_what_is_no_question_is_refused_by_name(text: str):
    with pytest.raises(BadSmsForm):
        read_sms(text)


def test_a_wrong_check_character_is_told_apart():
    other = next(it for it in ALPHABET if it != check_character(SERIAL))

    with pytest.raises(BadCheckCharacter):
        read_sms(f"TEM {SERIAL}{other}")


@given(st.text(max_size=300))
def test_whatever_is_sent_is_read_or_refused_by_name(text: str):
    try:
        question = read_sms(text)
    except (BadSmsForm, BadCheckCharacter):
        return
    assert set(question.serial) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("text", "language"), [("STAMP", "en"), ("check abc", "en"), ("tem abc", "vi"), ("", "vi")]
)
def test_the_language_is_the_keywords_even_where_nothing_else_was_understood(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("+84912345678", True), ("0912345678", True), ("", False), ("+", False), ("1 2", False)],
)
def test_a_sender_is_a_number(text, is_one):
    assert is_sender(text) is is_one
