"""An auditor reads on paper where a lot stands, and who decided what about it, and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.decided_lots import LIFTED, RETURNED, decided_lot
from tests.pdfs import pages_of
from traceability.roles import Role
from webapp.db import db
from webapp.models import LedgerEntry, LotDecision
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.lots import CancelLot, cancel_lot


@pytest.fixture
def told(client_of):
    """What a person reads in a book."""

    def told(actor, lot, query: str = "") -> str:
        answer = client_of(actor).get(f"/lots/{lot.id}/book.pdf{query}")
        assert answer.status_code == 200, answer.text[:300]
        return " ".join(" ".join(pages_of(answer.data)).split())

    return told


def in_order(text: str, *parts: str) -> bool:
    """Whether all of them stand there, each behind the one before."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, part
        at = found
    return True


def test_each_decision_stands_with_who_when_why_and_its_result(make, cast, told, now):
    lot = decided_lot(make, cast, now).lot

    text = told(cast.quang, lot)

    farmer = "Lan (Nông hộ, Hợp tác xã Mường Và)"
    manager = "Minh (Người quản lý, Hợp tác xã Mường Và)"
    assert in_order(
        text, "Thị trường: Trong nước", "Tình trạng: Đã đóng gói", "Duyệt xuất: có hiệu"
    )
    assert in_order(
        text,
        "Quyết định về lô",
        "! Tạm dừng ·",
        f"Tự dừng theo việc của {farmer}",
        "Căn cứ mục 2, Thu hoạch",
    )
    assert in_order(text, "Dừng vì: Mẫu kiểm nghiệm không đạt.", "Căn cứ mục 3, Kiểm nghiệm")
    assert in_order(
        text,
        "Gỡ tạm dừng · 13:00, 22/11/2026",
        manager,
        f"Lý do: {LIFTED}",
        "Căn cứ mục 4, Kiểm nghiệm",
        "Đề nghị duyệt xuất ·",
        "Trả lại để làm tiếp ·",
        f"Lý do: {RETURNED}",
        "Duyệt xuất · 15:00, 22/11/2026",
        manager,
        "Nhật ký",
    )


def test_every_decision_is_bound_to_the_ledger(make, cast, told, now):
    lot = decided_lot(make, cast, now).lot
    positions = select(LotDecision.ledger_position).where(LotDecision.lot_id == lot.id)
    leaves = select(LedgerEntry.leaf_hash).where(LedgerEntry.position.in_(positions))

    text = told(cast.quang, lot).replace(" ", "")

    assert [leaf for leaf in db.session.scalars(leaves) if leaf not in text] == []


def test_it_is_told_in_english(make, cast, told, now):
    lot = decided_lot(make, cast, now).lot

    text = told(cast.quang, lot, "?lang=en")

    assert in_order(text, "Market: Domestic (Viet Nam)", "Released: in force since 15:00")
    assert in_order(
        text,
        "Decisions about the lot",
        "In the order of the ledger",
        "Held because:",
        "Leans on entry 2, Harvest on",
        "Was held because:",
        f"Reason: {LIFTED}",
        "Leans on entry 4,",
    )


def test_a_book_of_few_days_tells_of_a_hold_of_before_them(make, cast, told, now):
    lot = decided_lot(make, cast, now).lot
    later = (now + timedelta(days=2)).date().isoformat()

    text = told(cast.quang, lot, f"?from={later}&to={later}")

    assert in_order(text, "Gỡ tạm dừng", "ngoài khoảng ngày của sổ này", "Không có việc nào")


def test_a_recalled_and_a_cancelled_lot_say_so_on_their_cover(make, cast, told, now):
    product = make.product(cast.cooperative)
    recalled, cancelled = (
        make.lot(product, opened_by_id=cast.lan.account_id, on_hold_at=hold) for hold in (now, None)
    )
    recall_lot(cast.quang, RecallLot(recalled.id, "Dư lượng vượt mức"), now=now)
    cancel_lot(cast.minh, CancelLot(cancelled.id, "Mưa đá hỏng hết."), now=now)

    assert in_order(
        told(cast.minh, recalled),
        "Tình trạng: Đang sản xuất · Đang thu hồi",
        "! Thu hồi từ 10:00, 22/11/2026. Dư lượng vượt mức",
        "! Tạm dừng từ 10:00, 22/11/2026. Chưa ghi lý do.",
        "Quyết định về lô",
        "! Thu hồi ·",
        "Quang (Kiểm soát viên, Đội 1)",
        "Lý do: Dư lượng vượt mức",
    )
    assert in_order(
        told(cast.minh, cancelled),
        "Đang sản xuất · Đã hủy",
        "! Hủy lúc",
        "Duyệt xuất: chưa có",
        "! Hủy lô ·",
        "Lý do: Mưa đá hỏng hết.",
    )


def test_a_lot_of_which_nothing_was_decided_says_so_and_no_more(make, cast, told):
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)

    text = told(cast.quang, lot)

    assert "Sổ cái không có quyết định nào về lô này." in text
    assert "Tạm dừng" not in text


def test_who_may_not_read_a_lot_reads_no_decision_of_it(client_of, make, cast, now):
    lot = decided_lot(make, cast, now).lot
    neighbour = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))

    for stranger in (cast.hoa, neighbour):
        assert client_of(stranger).get(f"/lots/{lot.id}/book.pdf").status_code == 404
