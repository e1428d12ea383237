"""What a text message says: one message long, true, and never that goods are fake."""

import itertools
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.covered_codes import CoveredCodeLook
from traceability.gsm7 import ONE_MESSAGE, septets
from traceability.stamps import FlagKind
from traceability.verdict import Cause, VerdictCode
from webapp.config import DEFAULT_HOTLINE, MOST_NAMED_IN_SMS
from webapp.sms_words import SAID_CODES, SmsSaid, sms_text

AT = datetime(2026, 11, 30, 13, 59, tzinfo=UTC)
HOST = "x" * (MOST_NAMED_IN_SMS - len(DEFAULT_HOTLINE))
LONG = "Gạo nếp tan Mường Và đặc sản Sốp Cộp đóng túi hút chân không " * 4
FACTS = {
    "at": AT,
    "on": date(2026, 11, 30),
    "count": 101,
    "left": 5,
    "place": "Thành phố Hồ Chí Minh",
}
FAKE = re.compile(r"\b(gia|nhai|fake\w*|counterfeit\w*|forge\w*)\b", re.IGNORECASE)
GREEN = re.compile(r"HOP LE|VALID")
EVERY = [*itertools.product(sorted(SAID_CODES), ("vi", "en"))]


def test_every_verdict_and_every_cause_has_its_words():
    causes = {f"withdrawn.{cause}" for cause in Cause}
    verdicts = {code.value for code in VerdictCode if code is not VerdictCode.WITHDRAWN}
    looks = {f"opened.{look}" for look in CoveredCodeLook if look is not CoveredCodeLook.LATER}

    assert causes | verdicts | looks <= SAID_CODES
    assert {f"withdrawn.{kind}" for kind in FlagKind if kind.withdraws} <= SAID_CODES


@pytest.mark.parametrize(("code", "language"), EVERY)
@pytest.mark.parametrize("also", ["", "no_covered_code", "code_right"])
@pytest.mark.parametrize("goods", ["", "Chè", LONG])
def test_an_answer_is_one_message_however_long_the_names(code, language, also, goods):
    text = sms_text(SmsSaid(code, FACTS, goods, also), language, HOST, DEFAULT_HOTLINE)

    assert septets(text) is not None
    assert septets(text) <= ONE_MESSAGE
    assert "{" not in text
    assert text.isascii()
    assert text.endswith(DEFAULT_HOTLINE)
    assert HOST in text


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_no_answer_says_that_goods_are_fake(code, language):
    text = sms_text(SmsSaid(code, FACTS), language, "tem.example", DEFAULT_HOTLINE)

    assert not FAKE.search(text)


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_only_green_verdicts_are_called_valid(code, language):
    text = sms_text(SmsSaid(code, FACTS), language, "tem.example", DEFAULT_HOTLINE)

    is_green = code in {"valid", "valid.lot", "first_check", "opened.first", "opened.own"}
    assert bool(GREEN.search(text)) is is_green


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", ["valid", "first_check"])
def test_a_green_answer_says_what_is_not_proven(code, language):
    text = sms_text(SmsSaid(code, FACTS, "Chè"), language, "tem.example", DEFAULT_HOTLINE)

    assert ("Chua loai tru" if language == "vi" else "not ruled out") in text


def test_the_two_languages_name_the_same_facts():
    def facts(code: str, language) -> set[str]:
        told = {name: f"<{name}>" for name in FACTS} | {"place": ""}
        text = sms_text(SmsSaid(code, told), language, "h", "1")
        return set(re.findall(r"<(at|on|count|left)>", text))

    assert {code for code in SAID_CODES if facts(code, "vi") != facts(code, "en")} == set()


def test_times_are_those_of_the_country_and_names_lose_their_marks():
    said = SmsSaid("valid", {"count": 3, "on": AT.date()}, "Gạo nếp tan")

    assert sms_text(said, "vi", "tem.example", "1900 888 655") == (
        "TEM HOP LE: Gao nep tan. Da kiem tra 3 lan, lan dau 30/11/2026. Chua loai tru tem "
        "sao chep, hay so voi hang. tem.example goi 1900 888 655"
    )
    assert "first 30 Nov 2026" in sms_text(said, "en", "tem.example", "1900 888 655")


def test_an_answer_says_where_a_code_was_checked_if_that_is_known():
    placed = SmsSaid("already_checked", {"at": AT, "place": "Sơn La"})
    unplaced = SmsSaid("already_checked", {"at": AT})

    assert "Lan dau 20:59 30/11/2026 o Son La. Co phai ban?" in sms_text(placed, "vi", "h", "1")
    assert "First 20:59 30 Nov 2026. Was it you?" in sms_text(unplaced, "en", "h", "1")


@given(st.text(max_size=200), st.sampled_from(sorted(SAID_CODES)), st.sampled_from(["vi", "en"]))
def test_whatever_goods_are_called_the_message_is_sent_as_one(goods: str, code: str, language):
    text = sms_text(SmsSaid(code, FACTS, goods), language, HOST, DEFAULT_HOTLINE)

    assert (septets(text) or ONE_MESSAGE + 1) <= ONE_MESSAGE
