"""An auditor's book in the reader's language, block by block, for the press."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flask_babel import gettext
from PIL import Image

from scanner.picture import public_copy
from traceability.checkpoint import short_form
from traceability.errors import Refusal
from webapp.gateways.printing.flow import (
    Block,
    Jpeg,
    PageBreak,
    Paragraph,
    Pictures,
    Rule,
    Together,
)
from webapp.gateways.printing.fonts import Style
from webapp.gateways.storage.client import Storage
from webapp.queries.book_entries import BookEntry
from webapp.queries.books import Book
from webapp.queries.ledger import Checkpoint
from webapp.routes.book_decisions import decisions, leaf_line, position_line
from webapp.routes.book_lines import DETAIL, detail, facts, heading, value_line
from webapp.routes.book_lots import cover, tests, waiting
from webapp.routes.book_sums import sums
from webapp.routes.words import day, label, moment, number, words
from webapp.services import services

MOST_PICTURES: Final = 60  # of a book; the rest are told by their hashes alone
_SMALL: Final = 320  # pixels of the longer side


@dataclass
class _Album:
    """Small pictures, each made once, as long as there is room."""

    storage: Storage
    made: dict[str, Jpeg | None] = field(default_factory=dict)

    def picture(self, sha256: str) -> Jpeg | None:
        """A small copy; None where there is no room, or no picture any more."""
        if sha256 not in self.made:
            if len(self.made) >= MOST_PICTURES:
                return None
            self.made[sha256] = self._small(sha256)
        return self.made[sha256]

    def _small(self, sha256: str) -> Jpeg | None:
        try:
            data = public_copy(self.storage.open(sha256), _SMALL)
        except (KeyError, Refusal):
            return None
        with Image.open(io.BytesIO(data)) as image:
            return Jpeg(sha256, data, image.width, image.height)


def book_blocks(book: Book, storage: Storage) -> Iterator[Block]:
    """The whole book: for each lot its cover, decisions and entries; at the end what binds it."""
    album = _Album(storage)
    yield from _title(book)
    if len(book.lots) > 1:
        yield from _contents(book)
    for index, lot in enumerate(book.lots):
        if index:
            yield PageBreak()
        yield from cover(lot)
        yield from waiting(lot)
        yield from tests(lot)
        yield from sums(lot.sums, is_of_period=book.period is not None)
        yield from decisions(lot, book)
        yield heading(gettext("Nhật ký"))
        for entry in lot.entries:
            yield Together(tuple(_entry(entry, album, book)))
        if not lot.entries:
            yield Paragraph(gettext("Không có việc nào được ghi."))
    yield Together(tuple(binding(book.checkpoint)))
    yield Together(tuple(_signatures()))


def _title(book: Book) -> Iterator[Block]:
    yield Paragraph(gettext("Sổ nhật ký sản xuất"), 7.0, Style.BOLD)
    yield Paragraph(book.organisation, 4.6, Style.BOLD, above=2)
    if book.address:
        yield Paragraph(book.address)
    if book.period:
        told = {"first": day(book.period.first), "last": day(book.period.last)}
        yield Paragraph(gettext("Từ ngày %(first)s đến hết ngày %(last)s", **told))
    lots = gettext("%(count)s lô", count=number(len(book.lots)))
    printed = gettext("In lúc %(at)s", at=moment(book.printed_at))
    yield Paragraph(f"{lots} · {printed}", grey=True)
    if seal := printed_seal(book.checkpoint):
        yield Paragraph(seal, grey=True)


def printed_seal(sealed: Checkpoint | None) -> str:
    """The checkpoint in one line: whoever keeps the paper keeps a witness of the ledger."""
    if sealed is None:
        return ""
    told = {"seal": short_form(sealed.size, sealed.root), "day": day(sealed.signed_at)}
    return str(gettext("Niêm %(seal)s · %(day)s. ", **told))


def _contents(book: Book) -> Iterator[Block]:
    """The lots in the order in which they are printed."""
    yield heading(gettext("Các lô trong sổ"))
    for lot in book.lots:
        entries = gettext("%(count)s mục", count=number(len(lot.entries)))
        yield Paragraph(f"{lot.code} · {lot.product_name} · {lot.place_name} · {entries}")


def _entry(entry: BookEntry, album: _Album, book: Book) -> Iterator[Paragraph | Rule | Pictures]:
    struck = entry.is_replaced
    title = f"{number(entry.number)}. {label(entry.labels)} · {moment(entry.event_time)}"
    yield Paragraph(title, 3.7, Style.BOLD, struck=struck, above=3.2, keep=16)
    for text in _corrections(entry):
        yield Paragraph(text, style=Style.BOLD, indent=DETAIL)
    yield detail(_times(entry), grey=True)
    yield detail(_people(entry), grey=True)
    if entry.values:
        told = " · ".join(value_line(value) for value in entry.values)
        yield Paragraph(told, indent=DETAIL, struck=struck)
    if entry.note:
        noted = gettext("Ghi chú: %(note)s", note=entry.note)
        yield Paragraph(noted, indent=DETAIL, struck=struck)
    if entry.allowed_from:
        sentence = gettext("Được thu hoạch từ ngày %(day)s.", day=day(entry.allowed_from))
        yield Paragraph(sentence, indent=DETAIL, struck=struck)
    for odd in (*map(words, entry.flags), *map(label, entry.warnings)):
        yield Paragraph(f"! {odd}", style=Style.BOLD, indent=DETAIL)
    yield from _photos(entry.photos, album)
    if entry.lacks_report:
        yield detail(gettext("Chưa đính kèm phiếu kết quả."), grey=False)
    yield from _paper(entry, album)
    yield from _objections(entry)
    yield detail(position_line(entry.position, book.checkpoint), grey=True)
    yield leaf_line(entry.leaf_hash)


def _corrections(entry: BookEntry) -> Iterator[str]:
    if entry.replaces is not None:
        yield gettext("Sửa cho mục %(number)s.", number=number(entry.replaces))
    elif entry.is_correction:
        yield gettext("Sửa cho một mục ngoài khoảng ngày của sổ này.")
    if entry.replaced_by is not None:
        yield gettext("Đã thay bằng mục %(number)s.", number=number(entry.replaced_by))
    elif entry.is_replaced:
        yield gettext("Đã thay bằng một mục ngoài khoảng ngày của sổ này.")


def _times(entry: BookEntry) -> str:
    told = [
        gettext("Lúc làm: %(at)s", at=moment(entry.event_time)),
        gettext("Nhận: %(at)s", at=moment(entry.received_at)),
        gettext("Cách nhau: %(gap)s", gap=_gap(entry.gap, entry.days_late)),
    ]
    if entry.device_time:
        told.insert(1, gettext("Đồng hồ máy: %(at)s", at=moment(entry.device_time)))
    return " · ".join(told)


def _gap(gap: timedelta, days: int) -> str:
    """In the largest unit that tells it; before the work where a clock ran ahead."""
    minutes = abs(gap) // timedelta(minutes=1)
    if minutes < 60:
        told = gettext("%(count)s phút", count=number(minutes))
    elif minutes < 2 * 24 * 60:
        told = gettext("%(count)s giờ", count=number(minutes // 60))
    else:
        told = gettext("%(count)s ngày", count=number(abs(days)))
    return str(gettext("%(gap)s trước lúc làm", gap=told) if gap < timedelta(0) else told)


def _people(entry: BookEntry) -> str:
    told, entered = [", ".join(entry.places)], entry.origin.entered(entry.operator)
    if entered:
        return " · ".join([*told, words(entered)])
    if entry.operator:
        told.append(gettext("Người làm: %(name)s", name=entry.operator))
    if entry.recorder:
        told.append(gettext("Người ghi: %(name)s", name=entry.recorder))
    return " · ".join(told)


def _photos(
    photos: Sequence[tuple[str, str | None]], album: _Album
) -> Iterator[Paragraph | Pictures]:
    found = (album.picture(shown) for _, shown in photos if shown is not None)
    pictures = tuple(it for it in found if it is not None)
    if pictures:
        yield Pictures(pictures, indent=DETAIL)
    for original, shown in photos:
        told = gettext("Ảnh gốc, SHA-256 %(hash)s", hash=original)
        if shown is None:
            told = gettext("Phiếu kết quả (PDF), SHA-256 %(hash)s", hash=original)
        yield Paragraph(told, 2.5, indent=DETAIL, grey=True)


def _paper(entry: BookEntry, album: _Album) -> Iterator[Paragraph | Pictures]:
    """The page of paper that an entry was read off: it explains the delay and proves the words."""
    if entry.origin.paper_page_id:
        yield Paragraph(gettext("Ghi từ sổ giấy"), style=Style.BOLD, indent=DETAIL)
        yield from _photos(entry.origin.paper_photos, album)


def _objections(entry: BookEntry) -> Iterator[Paragraph]:
    for it in entry.origin.objections:
        told = gettext("%(name)s nói mục này không đúng:", name=it.made_by)
        yield Paragraph(f"! {told} {it.reason}", style=Style.BOLD, indent=DETAIL)
        if it.answer:
            answered = gettext("%(name)s trả lời:", name=it.answered_by)
            yield Paragraph(f"{answered} {it.answer}", indent=DETAIL)


def binding(checkpoint: Checkpoint | None) -> Iterator[Paragraph | Rule]:
    """What ties the paper to the ledger: who has the ledger can hold every line against it."""
    yield Rule(above=6)
    yield Paragraph(gettext("Niêm phong sổ cái"), 4.4, Style.BOLD, above=3, keep=40)
    if checkpoint is None:
        yield Paragraph(gettext("Sổ cái chưa được niêm phong lần nào."))
        return
    yield from facts(
        (gettext("Số mục"), number(checkpoint.size)),
        (gettext("Mã gốc (root)"), checkpoint.root),
        (gettext("Ký lúc"), moment(checkpoint.signed_at)),
        (gettext("Dấu vân tay của khóa"), services().signer.key.fingerprint),
    )
    yield Paragraph(checkpoint.note.rstrip("\n"), 2.6, Style.SERIAL, above=2)
    yield Paragraph(
        gettext(
            "Mỗi mục ở trên là một lá của sổ cái tại vị trí đã ghi. Sửa một mục thì mã băm của nó"
            " và mã gốc này đều đổi."
        ),
        above=2,
        grey=True,
    )


def _signatures() -> Iterator[Paragraph | Rule]:
    """Where those who answer for the book and those who audited it sign on paper."""
    yield Paragraph(gettext("Ký xác nhận"), 4.4, Style.BOLD, above=8)
    for who in (
        gettext("Người ghi sổ"),
        gettext("Đại diện đơn vị"),
        gettext("Trưởng đoàn đánh giá"),
    ):
        yield Paragraph(gettext("%(who)s (ký, ghi rõ họ tên, ngày):", who=who), above=4)
        yield Rule(above=14)
