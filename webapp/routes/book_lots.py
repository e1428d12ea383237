"""What an auditor's book says of a lot before its diary: its cover, waiting periods and tests."""

from collections.abc import Iterator

from flask_babel import gettext

from webapp.gateways.printing.flow import Paragraph, Rule
from webapp.gateways.printing.fonts import Style
from webapp.queries.books import BookLot, BookStanding
from webapp.routes.book_lines import DETAIL, facts, heading, judgement_line, value_line
from webapp.routes.words import amount, day, label, moment, number, words


def cover(lot: BookLot) -> Iterator[Paragraph | Rule]:
    """What the lot is, where it comes from, for which market, and where it stands today."""
    yield Rule(above=4)
    yield Paragraph(lot.product_name, 5.2, Style.BOLD, above=3, keep=20)
    area = lot.area_thousandths
    yield from facts(
        (gettext("Số lô"), lot.code),
        (gettext("Mã sản phẩm"), lot.product_code),
        (gettext("Nơi sản xuất"), f"{lot.place_name}, {lot.commune}"),
        (gettext("Mã địa điểm"), f"{lot.place_code} ({words(f'place.scheme.{lot.place_scheme}')})"),
        (gettext("Diện tích"), gettext("%(area)s m²", area=amount(area)) if area else ""),
        (gettext("Người trông coi"), lot.keeper),
        (gettext("Thị trường"), label(lot.standing.market_labels)),
        (gettext("Mã vùng trồng, cơ sở đóng gói"), ", ".join(lot.standing.area_codes)),
        (gettext("Tình trạng"), _state(lot.standing)),
        (gettext("Mở ngày"), day(lot.opened_at)),
        (gettext("Kết thúc ngày"), day(lot.closed_at)),
        (gettext("Đã đóng gói"), gettext("%(count)s gói", count=number(lot.packed_units))),
        (gettext("Tem đã kích hoạt"), number(lot.activated_units)),
        (gettext("Ngày đóng gói"), day(lot.made_on)),
        (gettext("Hạn sử dụng"), day(lot.expires_on)),
    )
    yield from _over(lot.standing)


def waiting(lot: BookLot) -> Iterator[Paragraph]:
    """The intervals that treatments set, as computed from the entries in force."""
    treated = [it for it in lot.entries if it.allowed_from and not it.is_replaced]
    if not treated:
        return
    yield heading(gettext("Thời gian cách ly"))
    for it in treated:
        told = {
            "number": number(it.number),
            "work": label(it.labels),
            "on": day(it.event_time),
            "day": day(it.allowed_from),
        }
        sentence = gettext(
            "Mục %(number)s, %(work)s ngày %(on)s: được thu hoạch từ ngày %(day)s.", **told
        )
        yield Paragraph(sentence, indent=DETAIL)


def tests(lot: BookLot) -> Iterator[Paragraph]:
    """What laboratories found, and how each number stands to the limit of the lot's market."""
    found = [it for it in lot.entries if it.is_test and not it.is_replaced]
    if not found:
        return
    yield heading(gettext("Kết quả kiểm nghiệm"))
    for it in found:
        told = "; ".join(value_line(value) for value in it.values)
        where = gettext("Mục %(number)s, ngày %(day)s", number=it.number, day=day(it.event_time))
        yield Paragraph(f"{where}: {told}", indent=DETAIL)
        for judgement in it.judgements:
            yield Paragraph(judgement_line(judgement), indent=2 * DETAIL)


def _state(standing: BookStanding) -> str:
    told = words(f"lot_state.{standing.state}")
    return f"{told} · {words(f'lot_overlay.{standing.overlay}')}" if standing.overlay else told


def _over(standing: BookStanding) -> Iterator[Paragraph]:
    """What stops the lot as the book is printed, and whether a release is in force."""
    if standing.recalled_at:
        recalled = gettext("Thu hồi từ %(at)s.", at=moment(standing.recalled_at))
        yield _stop(f"{recalled} {standing.recall_reason}")
    if standing.on_hold_at:
        held = gettext("Tạm dừng từ %(at)s.", at=moment(standing.on_hold_at))
        yield _stop(f"{held} {words(standing.hold_cause or 'lot_hold.unsaid')}")
    if standing.cancelled_at:
        yield _stop(gettext("Hủy lúc %(at)s.", at=moment(standing.cancelled_at)))
    yield from facts((gettext("Duyệt xuất"), _release(standing)))


def _release(standing: BookStanding) -> str:
    if standing.released_at:
        return str(gettext("có hiệu lực từ %(at)s", at=moment(standing.released_at)))
    if standing.release_lapsed_at:
        return str(gettext("đã hết hiệu lực lúc %(at)s", at=moment(standing.release_lapsed_at)))
    return str(gettext("chưa có"))


def _stop(text: str) -> Paragraph:
    return Paragraph(f"! {text}", style=Style.BOLD, above=0.8)
