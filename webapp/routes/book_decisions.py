"""The decisions about a lot in an auditor's book: who, when, why, and on which result."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from flask_babel import gettext

from traceability.lot_decisions import LotDecisionKind
from traceability.markets import get_market
from webapp.gateways.printing.flow import Paragraph, Together
from webapp.gateways.printing.fonts import Style
from webapp.queries.books import Book, BookLot
from webapp.queries.ledger import Checkpoint
from webapp.queries.lot_decisions import LeantOn, ToldDecision
from webapp.routes.book_lines import DETAIL, detail, heading, judgement_line
from webapp.routes.words import day, label, moment, number, words

_STOPS = frozenset({LotDecisionKind.HELD, LotDecisionKind.CANCELLED, "recalled"})


def decisions(lot: BookLot, book: Book) -> Iterator[Paragraph | Together]:
    """All of them, whatever the days of the book: what stopped the lot before may still stop it."""
    yield heading(gettext("Quyết định về lô"))
    if not lot.decisions:
        yield Paragraph(gettext("Sổ cái không có quyết định nào về lô này."))
        return
    yield Paragraph(gettext("Theo thứ tự trong sổ cái, từ khi mở lô đến lúc in."), grey=True)
    numbers = {entry.id: entry.number for entry in lot.entries}
    for decision in lot.decisions:
        yield Together(tuple(_decision(decision, numbers, book)))


def _decision(
    decision: ToldDecision, numbers: Mapping[UUID, int], book: Book
) -> Iterator[Paragraph]:
    mark = "! " if decision.action in _STOPS else ""
    title = f"{mark}{words(decision.code)} · {moment(decision.at)}"
    yield Paragraph(title, 3.7, Style.BOLD, above=3.2, keep=16)
    if who := _who(decision):
        yield detail(who, grey=True)
    for text in _content(decision):
        yield Paragraph(text, indent=DETAIL)
    for entry in decision.leans_on:
        yield Paragraph(_leant_on(decision, entry, numbers), indent=DETAIL)
    if decision.result:
        yield Paragraph(judgement_line(decision.result), indent=DETAIL)
    yield detail(position_line(decision.position, book.checkpoint), grey=True)
    yield leaf_line(decision.leaf_hash)


def _who(decision: ToldDecision) -> str:
    """A lot is held by what somebody did, not by that person."""
    offices = ", ".join(f"{words(f'role.{it.role}')}, {it.organisation}" for it in decision.offices)
    who = f"{decision.by} ({offices})" if offices else decision.by
    if who and decision.action == LotDecisionKind.HELD:
        return str(gettext("Tự dừng theo việc của %(who)s", who=who))
    return who


def _content(decision: ToldDecision) -> Iterator[str]:
    """The cause, the words of whoever decided, and what else the decision settled."""
    if decision.cause:
        yield f"{_cause_head(decision)}: {words(decision.cause)}"
    if decision.reason:
        yield gettext("Lý do: %(reason)s", reason=decision.reason)
    if decision.market_before:
        told = {"before": _market(decision.market_before), "market": _market(decision.market)}
        yield gettext("Từ %(before)s sang %(market)s.", **told)
    if decision.action == "area_codes_chosen":
        yield ", ".join(decision.codes) or gettext("Không chọn mã nào.")
    if decision.is_with_stamps:
        yield gettext("Duyệt cùng lúc kích hoạt tem.")
    if decision.has_lapsed:
        yield gettext("Lượt duyệt xuất trước đó hết hiệu lực.")


def _cause_head(decision: ToldDecision) -> str:
    if decision.action == LotDecisionKind.HELD:
        return str(gettext("Dừng vì"))
    return str(gettext("Trước đó dừng vì"))


def _market(code: str) -> str:
    labels = get_market(code).labels
    return label({"vi": labels.vi, "en": labels.en})


def _leant_on(decision: ToldDecision, entry: LeantOn, numbers: Mapping[UUID, int]) -> str:
    """By its number in the book; else by where it stands, as far as the reader may know that."""
    told = {"work": label(entry.labels), "on": day(entry.event_time)}
    if entry.event_id in numbers:
        count = number(numbers[entry.event_id])
        return str(gettext("Căn cứ mục %(number)s, %(work)s ngày %(on)s.", number=count, **told))
    if entry.lot_id == decision.lot_id:
        return str(gettext("Căn cứ %(work)s ngày %(on)s, ngoài khoảng ngày của sổ này.", **told))
    if entry.lot_code:
        lot = entry.lot_code
        return str(gettext("Căn cứ %(work)s ngày %(on)s, ghi ở lô %(lot)s.", lot=lot, **told))
    return str(gettext("Căn cứ %(work)s ngày %(on)s, ghi ở một lô khác.", **told))


def position_line(position: int, checkpoint: Checkpoint | None) -> str:
    """Where a line stands in the ledger, and whether it is sealed there."""
    told = gettext("Sổ cái, vị trí %(position)s; mã băm của mục:", position=number(position))
    if checkpoint is not None and position < checkpoint.size:
        return str(told)
    unsealed = gettext("(chưa niêm phong)")
    return f"{told} {unsealed}"


def leaf_line(leaf_hash: str) -> Paragraph:
    """The hash by which it is found there."""
    return Paragraph(leaf_hash, 2.5, Style.SERIAL, indent=DETAIL, grey=True)
