"""The auditor's book tells who did the work, who wrote it down, from which page, on which plots."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, photo
from tests.paper_pages import page_of
from webapp.db import db
from webapp.gateways.printing.flow import Paragraph, Pictures, Together
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import PaperPagePhoto
from webapp.queries.books import lot_book
from webapp.routes.book_pages import book_blocks
from webapp.usecases.events.capture import capture_event
from webapp.usecases.files import StorePhoto, store_photo
from webapp.usecases.objections import (
    AnswerObjection,
    MakeObjection,
    answer_objection,
    make_objection,
)
from webapp.usecases.paper_pages import keep_paper_page


@pytest.fixture
def printed(app, cast, lot, now):
    """The blocks of the lot's book, as the inspector gets them."""
    storage = MemoryStorage()

    def printed():
        with app.test_request_context("/?lang=vi"):
            book = lot_book(cast.quang, lot.id, None, now=now)
            return list(book_blocks(book, storage))

    printed.storage = storage
    return printed


def single(blocks) -> list:
    """The blocks one by one, those that are kept together among them."""
    return [it for one in blocks for it in (one.blocks if isinstance(one, Together) else [one])]


def words(blocks) -> list[str]:
    return [block.text for block in single(blocks) if isinstance(block, Paragraph)]


def test_both_names_stand_in_one_line(cast, clerk, lot, printed, now):
    capture_event(clerk, entry(lot, on_behalf_of=cast.lan.account_id), HOST, now=now)

    assert any("Lan làm, Bình ghi giúp" in text for text in words(printed()))


def test_other_hands_are_named_too(cast, clerk, lot, printed, now):
    told = entry(lot, on_behalf_of=cast.lan.account_id, operator_name="Hai")
    capture_event(clerk, told, HOST, now=now)

    assert any("Việc của Lan, Hai làm, Bình ghi giúp" in text for text in words(printed()))


def test_a_page_of_paper_is_printed_beside_its_entry_and_the_delay_stays(
    cast, clerk, lot, printed, now
):
    picture = store_photo(clerk, StorePhoto(photo(33)), printed.storage, now=now).sha256
    page_id = keep_paper_page(clerk, page_of(picture), now=now)
    at = now - timedelta(days=30)
    capture_event(clerk, entry(lot, paper_page_id=page_id, event_time=at), HOST, now=now)

    blocks = printed()

    told = words(blocks)
    assert "Ghi từ sổ giấy" in told
    original = db.session.scalars(select(PaperPagePhoto.sha256)).one()
    assert f"Ảnh gốc, SHA-256 {original}" in told
    assert any("Cách nhau: 30 ngày" in text for text in told)
    assert any(isinstance(block, Pictures) for block in single(blocks))


def test_every_plot_of_one_round_is_named(make, cast, lot, printed, now):
    further = make.place(cast.cooperative, name="Thửa Đồi", name_folded="thua doi")
    capture_event(cast.lan, entry(lot, other_place_ids=(further.id,)), HOST, now=now)

    assert any("Thửa Đồi" in text for text in words(printed()))


def test_an_objection_and_its_answer_stand_beside_the_entry(cast, clerk, lot, printed, now):
    told = entry(lot, on_behalf_of=cast.lan.account_id)
    event_id = capture_event(clerk, told, HOST, now=now).event_id
    command = MakeObjection(uuid4(), event_id, "Không phải hôm đó")
    objection_id = make_objection(cast.lan, command, now=now)
    answer_objection(cast.minh, AnswerObjection(objection_id, "Đã xem lại"), now=now)

    told = words(printed())

    assert "! Lan nói mục này không đúng: Không phải hôm đó" in told
    assert "Minh trả lời: Đã xem lại" in told
