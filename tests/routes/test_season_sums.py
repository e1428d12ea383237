"""What the ground gave in a season stands in the auditor's book and in what people take away."""

from datetime import date

import pytest

from tests.archives import table, taken
from tests.diary import HOST, entry, values_of
from tests.statements import counted_statements
from webapp.gateways.printing.flow import Paragraph
from webapp.gateways.storage.fake import MemoryStorage
from webapp.queries.books import Period, lot_book, organisation_book
from webapp.queries.export_warnings import judged_lots
from webapp.routes.book_pages import book_blocks
from webapp.routes.book_sums import sums
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def lots(make, cast, now):
    """Two lots of rice that took a tonne from a tenth of a hectare, where 950 kg grow at most."""
    product = make.product(cast.cooperative)
    plot = make.place(cast.cooperative, area_thousandths=1_000_000)
    given = {"place_id": plot.id, "opened_by_id": cast.lan.account_id, "template_version": 2}
    lots = [make.lot(product, **given) for _ in range(2)]
    for lot, kilograms in zip(lots, (600, 400), strict=True):
        harvest = values_of("harvesting", quantity=str(kilograms), harvest_date="2026-11-22")
        capture_event(cast.lan, entry(lot, "harvesting", values=harvest), HOST, now=now)
    return lots


@pytest.fixture
def printed(app, cast, now):
    """The lines of a lot's sums, in a language, as the inspector reads them."""

    def printed(lot, language: str = "vi") -> list[str]:
        with app.test_request_context(f"/?lang={language}"):
            (told,) = lot_book(cast.quang, lot.id, None, now=now).lots
            blocks = list(sums(told.sums))
            assert all(isinstance(it, Paragraph) for it in blocks)
            return [it.text for it in blocks]

    return printed


def test_the_book_shows_the_arithmetic_of_a_season_with_its_warning(lots, printed):
    assert printed(lots[0]) == [
        "Hàng vào, hàng ra",
        "! Thu hoạch nhiều hơn diện tích này thường cho.",
        "Thu hoạch: 600 kg",
        "Diện tích này thường cho nhiều nhất: 950 kg",
        "Còn để đóng gói: = 600 kg",
        "Được đóng nhiều nhất: 459 kg",
        "Cả vụ từ 22/11/2026 trên cùng mảnh đất",
        "Lô này: 600 kg",
        f"Lô {lots[1].code}: + 400 kg",
        "Cộng lại: = 1.000 kg",
        "Diện tích: 1.000 m²",
        "Diện tích này thường cho nhiều nhất: 950 kg",
    ]


def test_the_book_is_told_in_english_too(lots, printed):
    assert "Together: = 1,000 kg" in printed(lots[0], "en")


def test_the_book_of_some_days_says_that_the_sums_are_of_all_days(app, cast, lots, now):
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    with app.test_request_context("/?lang=en"):
        book = organisation_book(cast.minh, cast.cooperative.id, november, now=now)
        told = [it.text for it in book_blocks(book, MemoryStorage()) if isinstance(it, Paragraph)]

    assert told.count("Counted since the lot was opened, not only on the days of this book.") == 2


def test_a_lot_of_which_nothing_was_measured_has_no_sums(make, cast, printed):
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)

    assert printed(lot) == []


def test_the_seasons_are_taken_away(client_of, cast, lots):
    rows = table(taken(client_of(cast.minh)), "season-yields")

    first = next(it for it in rows if it["lot"] == lots[0].code)
    assert first["own_thousandths"] == "600000"
    assert first["other_lots"] == f"{lots[1].code}=400000"
    assert first["harvested_thousandths"] == "1000000"
    assert first["most_yield_thousandths"] == "950000"
    assert first["is_above"] == "yes"


def test_ground_that_lots_share_is_read_once_for_book_and_export(cast, lots, now):
    def reads(work) -> int:
        with counted_statements() as made:
            work()
        return sum("event.harvested_on BETWEEN" in it for it in made)

    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    of_all = reads(lambda: organisation_book(cast.minh, cast.cooperative.id, november, now=now))

    assert of_all == reads(lambda: lot_book(cast.minh, lots[0].id, None, now=now)) > 0
    assert reads(lambda: judged_lots(cast.minh, now=now)) == of_all


def test_a_lot_is_taken_away_with_the_day_on_which_it_began(client_of, cast, lots):
    rows = table(taken(client_of(cast.minh)), "lots")

    assert [it["began_on"] for it in rows] == ["2026-11-22"] * 2
