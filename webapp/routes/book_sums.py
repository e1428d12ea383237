"""What an auditor's book says of a lot's mass balance: every sum with its arithmetic."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from webapp.gateways.printing.flow import Paragraph
from webapp.gateways.printing.fonts import Style
from webapp.queries.balance_sums import BalanceSum, HerdSum
from webapp.queries.books import BookSums
from webapp.queries.season_sums import SeasonSum
from webapp.queries.verdict_goods import Message
from webapp.routes.book_lines import facts, heading
from webapp.routes.words import amount, day, label, number, words

_KILOGRAM: Final[Mapping[str, str]] = {"vi": "kg", "en": "kg"}
_HERD: Final = (
    ("stocked", "", _l("Số con nhập vào")),
    ("dead", "− ", _l("Chết, loại")),
    ("left", "− ", _l("Xuất bán, giết mổ")),
    ("sized", "− ", _l("Thu hoạch, tính theo cỡ")),
)


def sums(told: BookSums, *, is_of_period: bool = False) -> Iterator[Paragraph]:
    """Goods and animals in and out, and what the ground gave in a season; nothing where nothing was
    measured yet. A book of some days says that these are not theirs alone.
    """
    if not told.balance.is_shown:
        return
    yield heading(gettext("Hàng vào, hàng ra"))
    if is_of_period:
        yield Paragraph(gettext("Tính từ khi mở lô, không chỉ các ngày của sổ này."), grey=True)
    yield from map(_warning, told.balance.warnings)
    for line in told.balance.sums:
        yield from map(_warning, line.warnings)
        yield from _goods(line)
    if told.balance.herd:
        yield from _animals(told.balance.herd)
    for season in told.seasons:
        if season.is_told:
            yield from _season(season)


def _warning(message: Message) -> Paragraph:
    return Paragraph(f"! {words(message)}", style=Style.BOLD, above=0.8)


def _goods(line: BalanceSum) -> Iterator[Paragraph]:
    if line.litre_grams:
        weight = amount(line.litre_grams)
        yield Paragraph(
            gettext(
                "Lô ghi cả kg và lít: 1 lít tính là %(weight)s kg, mức có lợi cho người làm ra.",
                weight=weight,
            ),
            grey=True,
        )
    available, most = (line.available, line.most_packed) if line.is_measured else (None, None)
    yield from facts(
        (gettext("Thu hoạch"), _told(line.harvested, line.unit)),
        (gettext("Diện tích này thường cho nhiều nhất"), _told(line.most_yield, line.unit)),
        (gettext("Nhận về"), _told(line.brought, line.unit)),
        (gettext("Đưa vào làm"), _told(line.used, line.unit, "− ")),
        (gettext("Làm ra"), _told(line.left, line.unit, "+ ")),
        (gettext("Còn để đóng gói"), _asked(available, line.unit, "= ")),
        (gettext("Đã đóng gói"), _told(line.packed, line.unit)),
        (gettext("Được đóng nhiều nhất"), _asked(most, line.unit)),
    )


def _animals(herd: HerdSum) -> Iterator[Paragraph]:
    counted = ((str(name), sign, getattr(herd, field)) for field, sign, name in _HERD)
    yield from facts(*((name, f"{sign}{number(it)}") for name, sign, it in counted if it))
    yield from facts(
        (gettext("Còn nuôi"), f"= {number(herd.remaining)}" if herd.stocked else ""),
        (gettext("Thức ăn đã dùng"), _told(herd.fed, _KILOGRAM)),
        (gettext("Thức ăn cho mỗi kg thu được (FCR)"), _told(herd.feed_ratio, _KILOGRAM)),
    )


def _season(season: SeasonSum) -> Iterator[Paragraph]:
    """All lots of the same ground: what each took, and the most that the ground usually gives."""
    title = (
        gettext("Cả năm %(year)s trên cùng mảnh đất", year=season.since.year)
        if season.is_year
        else gettext("Cả vụ từ %(day)s trên cùng mảnh đất", day=day(season.since))
    )
    yield Paragraph(title, style=Style.BOLD, above=2, keep=10)
    others = (
        (gettext("Lô %(code)s", code=code), _told(taken, _KILOGRAM, "+ "))
        for _, code, taken in season.others
    )
    yield from facts(
        (gettext("Lô này"), _asked(season.own, _KILOGRAM)),
        *others,
        (gettext("Lô khác của đơn vị"), _told(season.unseen, _KILOGRAM, "+ ")),
        (gettext("Cộng lại"), _asked(season.harvested, _KILOGRAM, "= ")),
        (gettext("Diện tích"), gettext("%(amount)s m²", amount=amount(season.area))),
        (gettext("Diện tích này thường cho nhiều nhất"), _asked(season.most, _KILOGRAM)),
    )


def _told(thousandths: int | None, unit: Mapping[str, str], sign: str = "") -> str:
    """Nothing where there is nothing of it."""
    return _asked(thousandths or None, unit, sign)


def _asked(thousandths: int | None, unit: Mapping[str, str], sign: str = "") -> str:
    """Told where it is nought, too: that nothing is left is an answer."""
    return "" if thousandths is None else f"{sign}{amount(thousandths)} {label(unit)}"
