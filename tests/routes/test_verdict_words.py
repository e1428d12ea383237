"""Every combination of facts has words in both languages, and none contradicts another."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template

from traceability.covered_codes import CoveredCodeLook, OpenedCode
from traceability.gsm7 import ONE_MESSAGE, septets
from traceability.lots import LotOverlay
from traceability.stamp_ledger import StampState
from traceability.stamp_signatures import SignatureState
from traceability.stamps import FlagKind
from traceability.suspicion import ALARM_AT, DisplayKind, Sign
from traceability.verdict import Colour, Display, Flag, StampFacts, Verdict, decide
from webapp.queries.verdicts import StampAnswer
from webapp.routes.covered_code_part import covered_code_part
from webapp.routes.forms import empty_form
from webapp.routes.verdict_pages import MOST_FACTS, verdict_page
from webapp.routes.words import words
from webapp.sms_desk import said_of
from webapp.sms_words import sms_text

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AGO = NOW - timedelta(days=2)
SEEN = {"provinces": 4, "within": 6, "phones": 9}

IN_USE = StampState.ACTIVATED
STATES = (StampState.DELIVERED, StampState.STOLEN, IN_USE)
FLAGS = (None, *(Flag(kind, "") for kind in FlagKind))
OVERLAYS = (None, *LotOverlay)
OPENED = (None, *CoveredCodeLook, "own device")
LOOKED = ((0, False), (1, True), (1, False), (101, False))
LOT_ONLY = (False, True)
SUSPICIONS = (
    (None, ()),
    *(
        (ALARM_AT + 1, (Sign(f"seen_{of}", SEEN),))
        for of in ("in_provinces_days", "by_phones_hours")
    ),
    (ALARM_AT + 1, ()),
)
DISPLAYS = (None, *(Display(kind, AGO) for kind in DisplayKind))
MOST_TICKS = (IN_USE, None, None, False, None, CoveredCodeLook.FIRST, (1, False), False)


def facts_of(state, flag, overlay, expired, province, opened, looked, lot_only) -> StampFacts:
    earlier, own = looked
    facts = StampFacts(
        issued=True,
        state=state,
        flag=flag,
        lot_overlay=overlay,
        activated_at=AGO,
        expires_on=date(2026, 11, 1) if expired else None,
        covered_code_checked_at=AGO if opened else None,
        covered_code_province=province,
        earlier_scans=earlier,
        first_scanned_at=AGO if earlier else None,
        first_scan_province=province,
        own_recent_look=own,
        proves_lot_only=lot_only,
    )
    is_own = opened in (CoveredCodeLook.FIRST, CoveredCodeLook.OWN)
    return replace(
        facts,
        second_factor=is_own,
        own_covered_check=is_own or opened == "own device",
        covered_code_matched=opened is CoveredCodeLook.LATER,
    )


def combined_facts() -> Iterator[tuple[StampFacts, CoveredCodeLook | str | None]]:
    """What may come together; of what is known of the looks, the display and the link only where
    the stamp is in use, for elsewhere the verdict asks none of it.
    """
    cases = itertools.product(
        STATES, FLAGS, OVERLAYS, (False, True), (None, "Sơn La"), OPENED, LOOKED, LOT_ONLY
    )
    yield from ((facts_of(*case), case[5]) for case in cases)
    for state in StampState:
        yield facts_of(state, *MOST_TICKS[1:]), CoveredCodeLook.FIRST
    cases = itertools.product((None, FLAGS[-1]), (False, True), OPENED, LOOKED, LOT_ONLY)
    more = list(itertools.product(SUSPICIONS, DISPLAYS, SignatureState))
    for flag, expired, opened, looked, lot_only in cases:
        facts = facts_of(IN_USE, flag, None, expired, "Sơn La", opened, looked, lot_only)
        for (suspicion, signs), display, signature in more:
            known = {"suspicion": suspicion, "suspicion_reasons": signs}
            yield replace(facts, display=display, signature=signature, **known), opened


def answers() -> list[StampAnswer]:
    """One for each combination, without those that come to the same."""
    found: dict[str, StampAnswer] = {}
    for facts, opened in combined_facts():
        if opened and facts.proves_lot_only:
            continue  # lot stamps have no covered code
        told = OpenedCode(opened, AGO) if isinstance(opened, CoveredCodeLook) else None
        answer = StampAnswer(
            decide(facts, NOW),
            has_covered_code=not facts.proves_lot_only,
            covered_code_checked_at=AGO if opened else None,
            opened=told,
        )
        found[repr(answer)] = answer
    found["proof"] = StampAnswer(decide(StampFacts(issued=True, is_proof=True), NOW))
    return list(found.values())


ANSWERS = answers()


def sentences(answer: StampAnswer) -> list[str]:
    """All that the page says of the verdict."""
    page = verdict_page(answer, None, "ABCD", covered_code_part(answer, "/stamps/ABCD"))
    told = [page.band.title, page.band.advice, page.band.note, page.certainty, *page.facts]
    told += [page.covered.notice] if page.covered else []
    return [words(it) for it in told if it is not None]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_combination_of_facts_has_words_with_all_facts_filled_in(app, language):
    with app.test_request_context(f"/?lang={language}"):
        for answer in ANSWERS:
            for sentence in sentences(answer):
                assert " " in sentence, sentence  # a code without words is shown as it is
                assert "%(" not in sentence
                assert "None" not in sentence
    assert len(ANSWERS) > 60


def test_the_two_languages_never_share_a_sentence(app):
    def told(language: str) -> set[str]:
        # A language is kept for as long as its context lasts.
        with app.app_context(), app.test_request_context(f"/?lang={language}"):
            return {sentence for answer in ANSWERS for sentence in sentences(answer)}

    assert told("vi") & told("en") == set()


def test_no_page_says_fake_but_of_an_authoritys_finding(app):
    with app.test_request_context("/?lang=vi"):
        for answer in ANSWERS:
            is_finding = answer.verdict.cause == "counterfeit"
            assert is_finding or "giả" not in " ".join(sentences(answer)).lower()


def test_nothing_contradicts_the_certainty(app):
    for answer in ANSWERS:
        proven, unproven = reasons(answer.verdict, proven=True), reasons(answer.verdict)
        is_second = answer.opened is not None and answer.opened.is_own
        is_green = answer.verdict.colour is Colour.GREEN
        assert (answer.verdict.certainty == 3) is (is_second and is_green)
        # A lot stamp is alike on every pack: it claims nothing of one item.
        is_open = bool({"copy_not_excluded", "lot_not_item"} & unproven)
        assert is_open is (answer.verdict.certainty == 2) or answer.verdict.certainty == 1
        assert not {"covered_code_used", "covered_code_own"} <= proven


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_the_certainty_and_the_reasons_say_the_same(app, language):
    """Of issuing and of the lot: `issued` and `no record` never stand on one page."""
    levels = {
        (True, False): "certainty.issued_only",
        (True, True): "certainty.2",
        (False, False): "certainty.1",
    }
    with app.test_request_context(f"/?lang={language}"):
        for answer in [*ANSWERS, StampAnswer(decide(StampFacts(issued=False), NOW))]:
            proven = reasons(answer.verdict, proven=True)
            told = verdict_page(answer, None, "ABCD").certainty.code
            if told != "certainty.3":
                is_issued = not proven.isdisjoint({"issued_by_us", "issued_and_signed"})
                assert told == levels[is_issued, "bound_to_lot" in proven]
                assert " " in words(told)


def test_a_page_always_lists_what_is_not_proven_and_what_its_certainty_rests_on(app):
    with app.test_request_context("/?lang=vi"):
        pages = [(answer, verdict_page(answer, None, "ABCD")) for answer in ANSWERS]

    for answer, page in pages:
        told = {fact.code.removeprefix("reason.") for fact in page.facts}
        unproven = [reason.code for reason in answer.verdict.reasons if not reason.proven]
        assert unproven[0] in told
        assert ("second_factor" in told) is (answer.verdict.certainty == 3)
    assert max(len(page.facts) for _, page in pages) == MOST_FACTS


def test_a_display_whose_covered_code_this_phone_checked_is_not_five_ticks(app):
    facts = replace(facts_of(*MOST_TICKS), display=DISPLAYS[1], second_factor=False)
    answer = StampAnswer(decide(facts, NOW))

    with app.test_request_context("/?lang=vi"):
        page = verdict_page(answer, None, "ABCD", covered_code_part(answer, "/stamps/ABCD"))
        html = render_template("verdicts/show.html", page=page, form=empty_form())

    assert "Chưa loại trừ được tem bị sao chép" in html
    assert "được chính máy này kiểm tra" in html
    assert html.count("Đã xác nhận:") == MOST_FACTS - 1


def reasons(verdict: Verdict, *, proven: bool = False) -> set[str]:
    return {reason.code for reason in verdict.reasons if reason.proven is proven}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_text_message_has_words_for_every_combination(language):
    for answer in ANSWERS:
        text = sms_text(said_of(answer, None), language, "tem.example", "1900 888 655")

        is_green = answer.verdict.colour is Colour.GREEN
        assert (septets(text) or ONE_MESSAGE + 1) <= ONE_MESSAGE
        assert ("HOP LE" in text or "VALID" in text) is is_green


def test_a_page_is_drawn_of_every_verdict(app):
    drawn = {answer.verdict.code: answer for answer in ANSWERS}
    with app.test_request_context("/?lang=vi"):
        for answer in drawn.values():
            page = verdict_page(answer, None, "ABCD", covered_code_part(answer, "/stamps/ABCD"))
            assert "band--" in render_template("verdicts/show.html", page=page, form=empty_form())


@pytest.mark.parametrize(
    ("language", "title", "note"),
    [
        ("vi", "Tem lô hợp lệ", "chứng minh lô, không chứng minh riêng gói này"),
        ("en", "Valid lot stamp", "it proves the lot, not this pack"),
    ],
)
@pytest.mark.parametrize("looked", LOOKED)
def test_the_band_of_a_lot_stamp_promises_nothing_of_one_pack(app, language, title, note, looked):
    facts = facts_of(IN_USE, None, None, False, "Sơn La", None, looked, False)

    with app.test_request_context(f"/?lang={language}"):
        lots, packs = (
            verdict_page(StampAnswer(decide(it, NOW)), None, "ABCD").band
            for it in (replace(facts, proves_lot_only=True), facts)
        )
        assert words(lots.title) == title
        assert note in words(lots.note)
        assert words(packs.title) != title


@pytest.mark.parametrize("state", [StampState.STOLEN, StampState.LOST])
def test_of_one_stamp_that_is_gone_nothing_is_said_of_its_roll(app, state):
    answer = StampAnswer(decide(StampFacts(issued=True, state=state), NOW))

    for language, roll in (("vi", "cuộn"), ("en", "roll")):
        with app.test_request_context(f"/?lang={language}"):
            assert roll not in " ".join(sentences(answer)).lower()


def test_no_page_says_that_the_goods_are_genuine(app):
    drawn = {(answer.verdict.code, answer.verdict.certainty): answer for answer in ANSWERS}
    for language, genuine in (("vi", "hàng thật"), ("en", "genuine")):
        with app.test_request_context(f"/?lang={language}"):
            for answer in drawn.values():
                page = verdict_page(answer, None, "ABCD", covered_code_part(answer, "/stamps/ABCD"))
                html = render_template("verdicts/show.html", page=page, form=empty_form())
                assert genuine not in html.lower()
