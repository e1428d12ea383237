"""Single lines of an auditor's book: headings, facts, details, values with their units."""

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext

from webapp.gateways.printing.flow import Paragraph
from webapp.gateways.printing.fonts import Style
from webapp.queries.book_entries import BookValue
from webapp.queries.shown_judgements import ShownJudgement
from webapp.queries.shown_values import ShownValue
from webapp.routes.words import amount, day, indicator, label, number, words

DETAIL: Final = 6.0  # millimetres that what belongs to an entry is set in


def heading(text: str) -> Paragraph:
    """The head of a section; some of the section follows on its page."""
    return Paragraph(text, 4.4, Style.BOLD, above=5, keep=14)


def facts(*pairs: tuple[str, str]) -> Iterator[Paragraph]:
    """A line for each name that has a value."""
    for name, value in pairs:
        if value:
            yield Paragraph(f"{name}: {value}", above=0.4)


def detail(text: str, *, grey: bool) -> Paragraph:
    """A small line that belongs to an entry or a decision."""
    return Paragraph(text, 2.9, indent=DETAIL, grey=grey)


def value_line(value: BookValue) -> str:
    """A value as it was entered, and the same in kg, m² or °C where it differs."""
    told = f"{label(value.shown.label)}: {_shown(value.shown)}"
    if value.si is None:
        return told
    thousandths, unit = value.si
    return f"{told} (= {amount(thousandths)} {label(unit)})"


def judgement_line(judgement: ShownJudgement) -> str:
    """A laboratory's number, the limit of the market with its version, and what came of it."""
    result = f"{amount(judgement.result_thousandths)} {label(judgement.result_unit)}"
    told = [f"{indicator(judgement.indicator)}, {label(judgement.market_labels)}: {result}"]
    if judgement.limit_unit is not None:
        limit = f"{amount(judgement.limit_thousandths)} {label(judgement.limit_unit)}"
        told.append(f"{gettext('cho phép')} {words(judgement.bound_code)} {limit}")
    told.append(words(judgement.outcome_code))
    if judgement.limit_unit is not None:
        version = number(judgement.version)
        told.append(gettext("Bảng mức cho phép phiên bản %(number)s", number=version))
    return "; ".join(told)


def _shown(value: ShownValue) -> str:
    if value.unit:
        return f"{amount(value.thousandths)} {label(value.unit)}"
    if value.choice or value.answer:
        return str(label(value.choice) if value.choice else words(value.answer))
    if value.is_whole:
        return number(value.whole or 0)
    return day(value.day) if value.day else value.text
