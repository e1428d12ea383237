"""The book on paper: its pages are read as an auditor reads them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.diary import entry, photo, values_of
from tests.pdfs import pages_of
from tests.registers import PESTICIDES, load
from traceability.canonical import sha256_hex
from traceability.roles import Actor
from webapp.db import db
from webapp.models import AuditEntry, LedgerEntry
from webapp.services import services
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.files import StorePhoto, store_photo

DAY = timedelta(days=1)


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def told(client, path: str) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:300]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=so-nhat-ky-")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return " ".join(pages_of(answer.data))


def test_a_lots_book_tells_the_longer_wait_that_the_register_asks_for(lot, write, minh, now):
    load(*PESTICIDES)
    write(entry(lot, "spraying", values=values_of("spraying", phi_days="2")))

    text = told(minh, f"/lots/{lot.id}/book.pdf")

    assert "được thu hoạch từ ngày 12/12/2026" in text
    assert "24/11/2026" not in text


def test_a_lots_book_tells_its_season_with_what_is_odd_about_it(lot, write, minh, now):
    wrong = entry(lot, "spraying", event_time=now - 10 * DAY)
    write(wrong)
    values = values_of("spraying", phi_days="7")
    write(entry(lot, "spraying", event_time=now - 10 * DAY, values=values, corrects=wrong.event_id))
    write(entry(lot, "harvesting", operator_name="Lò Văn Bình"))

    text = told(minh, f"/lots/{lot.id}/book.pdf")

    for words in (
        "Sổ nhật ký sản xuất",
        "Hợp tác xã Mường Và",
        f"Số lô: {lot.code}",
        "Đã thay bằng mục 2.",
        "Sửa cho mục 1.",
        "Mục 2, Phun thuốc ngày 12/11/2026: được thu hoạch từ ngày 19/11/2026.",
        "Hoạt chất: Imidacloprid",
        "Sản lượng (thóc tươi): 1.234,5 kg",
        "Cách nhau: 10 ngày",
        "! Ghi muộn hơn 7 ngày.",
        "Người làm: Lò Văn Bình · Người ghi: Lan",
        "Ký xác nhận",
        "Trưởng đoàn đánh giá",
        "trang 1/",
    ):
        assert words in text, words


def test_every_entry_is_bound_to_the_ledger(lot, write, minh):
    position = write(entry(lot, "note")).ledger_position
    leaf = db.session.scalar(select(LedgerEntry.leaf_hash).where(LedgerEntry.position == position))

    text = told(minh, f"/lots/{lot.id}/book.pdf")

    assert str(leaf) in text
    assert "(chưa niêm phong)" in text
    assert "Sổ cái chưa được niêm phong lần nào." in text


def test_a_book_prints_the_fingerprint_that_the_pages_of_proofs_are_compared_with(
    lot, write, minh, now
):
    write(entry(lot, "note"))
    sign_checkpoint(Actor.system(), services().signer, now=now)

    text = told(minh, f"/lots/{lot.id}/book.pdf")

    assert services().signer.key.fingerprint in " ".join(text.split())


def test_photos_are_told_by_the_hashes_of_their_originals(cast, lot, write, minh, now):
    data = photo()
    store_photo(cast.lan, StorePhoto(data), services().storage, now=now)
    hash_ = sha256_hex(data)
    write(entry(lot, "note", photos=(hash_,), received_photos=frozenset({hash_})))

    assert f"SHA-256 {hash_}" in told(minh, f"/lots/{lot.id}/book.pdf")


def test_in_english_every_word_of_ours_is_english(lot, write, minh):
    write(entry(lot, "harvesting"))

    text = told(minh, f"/lots/{lot.id}/book.pdf?lang=en")

    for words in ("Production diary", "Fresh paddy: 1,234.5 kg", "22 Nov 2026", "Lead auditor"):
        assert words in text, words
    for words in ("Nhật ký", "Thu hoạch", "trang", "Người"):
        assert words not in text, words


def test_an_organisations_book_lists_its_lots_first(make, cast, lot, write, minh):
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    for one in (lot, other):
        write(entry(one, "note"))

    text = told(minh, f"/organisations/{cast.cooperative.id}/book.pdf")

    assert "Các lô trong sổ" in text
    assert text.count(lot.code) >= 2
    assert text.count(other.code) >= 2


def test_a_book_without_entries_says_so(lot, minh):
    assert "Không có việc nào được ghi." in told(minh, f"/lots/{lot.id}/book.pdf")


@pytest.mark.parametrize("query", ["from=2026-13-01", "from=x", "from=2026-02-01&to=2026-01-01"])
def test_days_that_cannot_be_are_refused_in_words(minh, lot, query: str):
    answer = minh.get(f"/lots/{lot.id}/book.pdf?{query}")

    assert answer.status_code == 422
    assert "Khoảng ngày chưa đúng" in answer.text


def test_another_cooperatives_book_is_not_there(client_of, cast, lot):
    hoa = client_of(cast.hoa)

    assert hoa.get(f"/lots/{lot.id}/book.pdf").status_code == 404
    assert hoa.get(f"/organisations/{cast.cooperative.id}/book.pdf").status_code == 404


def test_who_took_a_book_is_noted(cast, lot, client_of):
    client_of(cast.thu).get(f"/lots/{lot.id}/book.pdf")

    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "book")).all()
    assert [(it.account_id, it.subject) for it in noted] == [(cast.thu.account_id, f"lot {lot.id}")]
