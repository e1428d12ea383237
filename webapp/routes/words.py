"""Turning codes, times and amounts into words of the reader's language, for templates."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol, cast

from babel.dates import format_date
from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, force_locale, get_translations
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from traceability.calendar import VIETNAM_TIME
from traceability.event_template import CheckError
from traceability.quantities import format_amount
from traceability.stamp_ledger import Balance, StampState
from webapp.routes.wording.catalogue import WORDING

LANGUAGES = ("vi", "en")


class Coded(Protocol):
    """Anything that carries a message code and the facts to fill it with."""

    @property
    def code(self) -> str:
        """The key into the wording catalogue."""

    @property
    def details(self) -> Mapping[str, object]:
        """Facts, by the names that the sentence uses."""


def start_words(app: Flask) -> None:
    """Wire the language and the template filters into the application."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    Babel(app, locale_selector=language)
    # The extension looks its catalogue up for every word; a page has many.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.add_template_filter(words)
    app.add_template_filter(crop)
    app.add_template_filter(indicator)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(number)
    app.add_template_filter(amount)
    app.add_template_filter(label)
    app.add_template_filter(money)
    app.add_template_filter(account_facts)
    app.add_template_filter(account_line)
    app.add_template_filter(worded)


def _catalogue() -> Translations:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return cast(Translations, g.catalogue)


def language() -> str:
    """`?lang=`, then the cookie, then what the browser asks for, then Vietnamese."""
    known: str | None = g.get("language")
    if known is not None:
        return known
    wanted = request.args.get("lang") or request.cookies.get("lang")
    asked = request.headers.get("Accept-Language", "")
    g.language = wanted if wanted in LANGUAGES else preferred_language(asked)
    return str(g.language)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Meanwhile words are those of this language, whoever reads."""
    before = g.get("language")
    g.language = code
    g.pop("catalogue", None)
    try:
        with force_locale(code):
            yield
    finally:
        g.language = before
        g.pop("catalogue", None)
        if before is None:  # whoever reads is asked anew
            g.pop("language")


@lru_cache(maxsize=1024)
def preferred_language(accept: str) -> str:
    """What a browser asks for by its Accept-Language; Vietnamese where it asks for neither."""
    return parse_accept_header(accept, LanguageAccept).best_match(LANGUAGES, default="vi")


def words(subject: Coded | str | None) -> str:
    """The sentence of a code; a code without words is shown as it is rather than hidden."""
    return words_in(language(), subject)


def words_in(told: str, subject: Coded | str | None) -> str:
    """The same in a language that is known: to ask for it takes longer than to find a sentence."""
    if subject is None:
        return ""
    if isinstance(subject, CheckError):  # its template words it, in the version that was filled in
        return subject.labels.text(told)
    if isinstance(subject, str):
        return _sentence(subject, {}, told)
    details = {name: _fact(value, told) for name, value in subject.details.items()}
    return _sentence(subject.code, details, told)


def crop(name: str) -> str:
    """A crop or animal as a register names it, in the reader's language; one that is not known
    stays as it is written. Marks count: without them `cà` and `cá` are one word.
    """
    return _known(name, "register_crop")


def indicator(name: str) -> str:
    """What a laboratory looked for, in the reader's language; one that is not known stays as its
    report or register writes it.
    """
    return _known(name, "indicator")


def _known(name: str, kind: str) -> str:
    """A name that others wrote, in the reader's language where its words are known."""
    if language() == "vi":
        return name
    return _said(f"{kind}.{name.strip().lower()}", language()) or name


def day(value: date | None) -> str:
    """`22/11/2026`, in English `22 Nov 2026`; an instant is taken at home first."""
    return day_in(language(), value) if value else ""


def day_in(told: str, value: date) -> str:
    """The same in a language that is known."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM_TIME).date()
    return _day(value, told)


@lru_cache(maxsize=4096)  # a verdict page has two dozen, and every stamp of a lot the same ones
def _day(value: date, told: str) -> str:
    # In English 05/11 may be read as the eleventh of May: the month has a name there.
    return format_date(value, "d MMM y" if told == "en" else "dd/MM/y", "en")


def moment(value: datetime | None) -> str:
    """`14:05, 22/11/2026` at home, in English `14:05, 22 Nov 2026`."""
    return _moment(value, language()) if value else ""


def _moment(value: datetime, told: str) -> str:
    at_home = value.astimezone(VIETNAM_TIME)
    return f"{at_home:%H:%M}, {_day(at_home.date(), told)}"


def number(value: int) -> str:
    """`20.000` in Vietnamese, `20,000` in English."""
    return _number(value, language())


def _number(value: int, told: str) -> str:
    grouped = f"{value:,}"
    return grouped if told == "en" else grouped.replace(",", ".")


def money(dong: int) -> str:
    """`1.234.500 đ`, in English `1,234,500 VND`; whole đồng, for nothing smaller is paid."""
    return f"{number(dong)} VND" if language() == "en" else f"{number(dong)} đ"


def account_facts(balance: Balance) -> list[tuple[str, str]]:
    """Accounts of stamps with how many stand there, as label and value; of those in stock, how many
    are on their way.
    """
    told = []
    for state, count in balance.accounts:
        told.append((words(f"stamp_state.{state}"), number(count)))
        if state is StampState.IN_STOCK and balance.on_its_way:
            told.append((words("stamp_state.on_its_way"), number(balance.on_its_way)))
    return told


def account_line(balance: Balance) -> str:
    """The same in one line, where those on their way stand within those in stock."""
    way = f" ({number(balance.on_its_way)} {words('stamp_state.of_these_on_their_way')})"
    return " · ".join(
        f"{number(count)} {words(f'stamp_state.{state}')}"
        + (way if state is StampState.IN_STOCK and balance.on_its_way else "")
        for state, count in balance.accounts
    )


def worded(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices (value, code) as a select shows them."""
    return [(value, words(code)) for value, code in choices]


def amount(thousandths: int) -> str:
    """`1.234,5` in Vietnamese, `1,234.5` in English."""
    return format_amount(thousandths, language())


def label(labels: Mapping[str, str]) -> str:
    """The reader's side of a `{vi, en}` pair, as event templates carry them."""
    return labels[language()]


def _sentence(code: str, details: Mapping[str, str], told: str) -> str:
    sentence = _said(code, told)
    if sentence is None:
        return code
    return sentence % details if details else sentence.replace("%%", "%")


@lru_cache(maxsize=8192)
def _said(code: str, _language: str) -> str | None:
    # To find the catalogue of the request takes longer than to find the sentence in it.
    sentence = WORDING.get(code)
    return None if sentence is None else str(sentence)


def _fact(value: object, told: str) -> str:
    if isinstance(value, datetime):
        return _moment(value, told)
    if isinstance(value, date):
        return _day(value, told)
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(value, told)
    return "" if value is None else str(WORDING.get(str(value), value))
