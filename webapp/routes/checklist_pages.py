"""The dossier of a self-assessment in the reader's language, block by block, for the press."""

from collections.abc import Iterator

from flask_babel import gettext

from traceability.checklist_evidence import Outcome
from webapp.gateways.printing.flow import Block, Paragraph, Rule, Together
from webapp.gateways.printing.fonts import Style
from webapp.queries.checklist_dossiers import Dossier
from webapp.queries.checklists import Evidence, PointView
from webapp.routes.book_decisions import leaf_line, position_line
from webapp.routes.book_lines import DETAIL, detail, facts, heading
from webapp.routes.book_pages import binding, printed_seal
from webapp.routes.words import day, label, moment, number, words

_MISSING = (Outcome.NOT_MET, Outcome.OPEN)


def dossier_blocks(dossier: Dossier) -> Iterator[Block]:
    """The whole dossier: what is assessed, what is missing, every point, what binds it."""
    yield from _title(dossier)
    yield from _missing(dossier)
    count = 0
    for topic in dossier.page.topics:
        yield heading(label(topic.labels))
        for point in topic.points:
            count += 1
            yield Together(tuple(_point(count, point, dossier)))
    yield Together(tuple(binding(dossier.checkpoint)))
    yield Together(tuple(_signatures()))


def _title(dossier: Dossier) -> Iterator[Paragraph]:
    page = dossier.page
    yield Paragraph(label(page.row.labels), 7.0, Style.BOLD)
    yield Paragraph(page.row.standard, 4.0, above=1)
    yield Paragraph(page.row.organisation_name, 4.6, Style.BOLD, above=2)
    finished = page.row.finished_at
    yield from facts(
        (gettext("Đánh giá"), page.row.subject),
        (gettext("Người bắt đầu"), page.started_by),
        (gettext("Bắt đầu ngày"), day(page.row.started_at)),
        (gettext("Người hoàn thành"), page.finished_by or ""),
        (gettext("Hoàn thành lúc"), moment(finished)),
    )
    if finished is None:
        yield Paragraph(gettext("Chưa hoàn thành: kết quả còn thay đổi."), style=Style.BOLD)
    counts = (f"{words(code)}: {number(count)}" for code, count in page.counts)
    yield Paragraph(" · ".join(counts), above=2)
    printed = gettext("In lúc %(at)s", at=moment(dossier.printed_at))
    yield Paragraph(printed, grey=True)
    if seal := printed_seal(dossier.checkpoint):
        yield Paragraph(seal, grey=True)


def _missing(dossier: Dossier) -> Iterator[Paragraph]:
    """What an auditor asks for first."""
    yield heading(gettext("Còn thiếu"))
    missing = dossier.missing
    if not missing:
        yield Paragraph(gettext("Không thiếu điểm nào."))
    numbers = {point.code: count for count, point in enumerate(dossier.points, 1)}
    for point in missing:
        name = f"{number(numbers[point.code])}. {label(point.labels)}"
        yield Paragraph(f"{name} {words(point.outcome_code)} · {_weight(point)}", indent=DETAIL)


def _point(count: int, point: PointView, dossier: Dossier) -> Iterator[Paragraph]:
    mark = "! " if point.outcome in _MISSING else ""
    title = f"{mark}{number(count)}. {label(point.labels)}"
    yield Paragraph(title, 3.7, Style.BOLD, above=3.2, keep=16)
    told = f"{words(point.outcome_code)} · {_weight(point)}"
    if point.by_diary:
        told += " · " + gettext("Theo nhật ký: %(count)s mục", count=number(point.entries))
    yield Paragraph(told, indent=DETAIL)
    for entry in point.evidence:
        yield from _entry(entry, dossier)
    if further := point.entries - len(point.evidence):
        more = gettext("Và %(count)s mục nữa trong nhật ký.", count=number(further))
        yield detail(more, grey=True)
    yield from _answer(point, dossier)


def _entry(entry: Evidence, dossier: Dossier) -> Iterator[Paragraph]:
    """An entry that proves or disproves the point, and where anybody finds it in the ledger."""
    leaf = dossier.leaves[entry.event_id]
    told = {"work": label(entry.labels), "on": day(entry.day), "lot": leaf.lot_code}
    yield Paragraph(gettext("%(work)s ngày %(on)s, lô %(lot)s", **told), indent=DETAIL)
    yield Paragraph(
        position_line(leaf.position, dossier.checkpoint), 2.9, indent=2 * DETAIL, grey=True
    )
    yield leaf_line(leaf.leaf_hash)


def _answer(point: PointView, dossier: Dossier) -> Iterator[Paragraph]:
    """What somebody said to it: the answer, the words, the paper, who and when."""
    if point.answer:
        answer = words(f"checklist.answer.{point.answer}")
        yield Paragraph(gettext("Trả lời: %(answer)s", answer=answer), indent=DETAIL)
    if point.note:
        yield Paragraph(gettext("Ghi chú: %(note)s", note=point.note), indent=DETAIL)
    if file := dossier.files.get(point.code):
        yield Paragraph(gettext("Tệp: %(name)s", name=file.name), indent=DETAIL)
        yield Paragraph(f"SHA-256 {file.sha256}", 2.5, indent=DETAIL, grey=True)
    if point.answered_at:
        yield detail(f"{point.answered_by} · {moment(point.answered_at)}", grey=True)


def _weight(point: PointView) -> str:
    return str(gettext("Bắt buộc") if point.is_must else gettext("Nên có"))


def _signatures() -> Iterator[Paragraph | Rule]:
    """Where those who answer for it and those who audited it sign on paper."""
    yield Paragraph(gettext("Ký xác nhận"), 4.4, Style.BOLD, above=8)
    for who in (
        gettext("Người tự đánh giá"),
        gettext("Đại diện đơn vị"),
        gettext("Trưởng đoàn đánh giá"),
    ):
        yield Paragraph(gettext("%(who)s (ký, ghi rõ họ tên, ngày):", who=who), above=4)
        yield Rule(above=14)
