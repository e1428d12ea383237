"""The page of a stamp: most of it is the same for every stamp of a lot, and is rendered once."""

from dataclasses import dataclass, replace
from typing import Final, cast

from flask import render_template

from traceability.asked_link import AskedStampLink
from traceability.gs1 import Serial
from traceability.serials import printed
from traceability.verdict import Reason, Verdict, VerdictCode
from webapp.queries.verdict_goods import Message
from webapp.queries.verdicts import StampAnswer, StampLook
from webapp.routes.covered_code_part import covered_code_part
from webapp.routes.forms import empty_form
from webapp.routes.frame import other_language_url
from webapp.routes.guard import current_actor
from webapp.routes.kept import kept
from webapp.routes.page_shells import PageShell, PageShells, slot
from webapp.routes.verdict_pages import (
    HISTORY,
    ChecksPart,
    Fact,
    VerdictPage,
    checks_part,
    fact_of,
    foreign_page,
    grouped,
    is_bought_told,
    is_placed,
    note_of,
    place_url,
    report_url,
    stamp_page_path,
    told_reasons,
    verdict_page,
)
from webapp.routes.words import language, words_in

_TEMPLATE: Final = "verdicts/show.html"
_NOTHING_TOLD: Final = (False, False)  # neither where the reader is nor whether they bought


@dataclass(frozen=True)
class StampPage:
    """The page of one look, with the answer that it tells (but for the goods)."""

    answer: StampAnswer
    html: str | bytes


def stamp_page(asked: AskedStampLink, look: StampLook) -> StampPage:
    """From a shell where one was made of the same facts before; else rendered."""
    facts = look.facts
    if facts is None or asked.serial is None or current_actor().account_id is not None:
        return _rendered(asked, look)
    key = facts, language(), (is_placed(), is_bought_told())
    shell = kept().stamp_pages.find(key)
    if shell is None:
        shell = _shell(asked.serial, look)
        kept().stamp_pages.keep(key, shell)
    said = _words(language(), asked, look, other_language_url())
    return StampPage(look.without_goods, shell.filled(said))


def kept_page(
    shells: PageShells, asked: AskedStampLink, look: StampLook, spoken: tuple[str, str]
) -> bytes | None:
    """The page for somebody who is not signed in and asked for nothing but the stamp, where its
    shell is kept; outside a request, so the language comes with the address of the other one.
    """
    if look.facts is None or asked.serial is None:
        return None
    own, other_language = spoken
    shell = shells.find((look.facts, own, _NOTHING_TOLD))
    if shell is None:
        return None
    return shell.filled(_words(own, asked, look, other_language))


def _rendered(asked: AskedStampLink, look: StampLook) -> StampPage:
    answer = look.answer(kept().registered_gtins.knows)
    shown = grouped(asked.serial) if asked.serial else asked.text
    if answer.verdict.code is VerdictCode.FOREIGN:
        foreign = foreign_page(answer.verdict, None, shown)
        return StampPage(answer, render_template("verdicts/foreign.html", page=foreign))
    part = covered_code_part(answer, stamp_page_path(asked))
    page = verdict_page(answer, asked.serial, shown, part)
    return StampPage(answer, render_template(_TEMPLATE, page=page, form=empty_form()))


def _shell(serial: Serial, look: StampLook) -> PageShell:
    answer = look.answer(kept().registered_gtins.knows)
    part = covered_code_part(answer, slot("page"))
    page = _without_words(verdict_page(answer, serial, slot("code"), part), answer.verdict)
    language_url = slot("language")
    html = render_template(_TEMPLATE, page=page, form=empty_form(), lang_switch_url=language_url)
    return PageShell.of(html)


def _without_words(page: VerdictPage, verdict: Verdict) -> VerdictPage:
    """The page with slots for what `_words` says."""
    history, code = _history(verdict), slot("code")
    facts = (
        Fact(slot("history"), proven=fact.proven, details={}) if reason is history else fact
        for reason, fact in zip(told_reasons(verdict), page.facts, strict=True)
    )
    return replace(
        page,
        band=replace(page.band, note=Message(slot("note"))) if history else page.band,
        facts=tuple(facts),
        checks=ChecksPart(slot("first"), slot("count")) if page.checks else None,
        printed_code=code,
        goods=replace(page.goods, serial=code) if page.goods else None,
        report_url=slot("report"),
        bought=replace(page.bought, serial=slot("serial")) if page.bought else None,
        place=replace(page.place, url=slot("place")) if page.place else None,
    )


def _words(
    spoken: str, asked: AskedStampLink, look: StampLook, other_language: str
) -> dict[str, str]:
    """What is said of this stamp and this look alone, by slot, in the language that is `spoken`."""
    answer, serial = look.without_goods, cast(Serial, asked.serial)
    code = printed(serial)
    said = {
        "code": code,
        "serial": serial,
        "report": report_url(code),
        "place": place_url(serial),
        "page": stamp_page_path(asked),
        "language": other_language,
    }
    if history := _history(answer.verdict):
        said["history"] = words_in(spoken, fact_of(history))
        said["note"] = words_in(spoken, note_of(answer.verdict))
    if answer.checks:
        checks = checks_part(answer.checks, spoken)
        said |= {"first": checks.first, "count": checks.count}
    return said


def _history(verdict: Verdict) -> Reason | None:
    """What a verdict says of the looks before."""
    return next((reason for reason in verdict.reasons if reason.code in HISTORY), None)
