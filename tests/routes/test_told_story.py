"""The public story as buyers read it: on the page of a stamp, of its lot, and as JSON."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.diary import entry, values_of
from tests.makers import GTIN
from tests.papers import verified
from webapp.db import db
from webapp.models import Event, Lot

# What loads a page before anybody looks counts nothing.
AHEAD = {"Accept": "text/html", "Sec-Purpose": "prefetch"}
JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Sold:
    """A stamp on goods of a lot, and where the lot's own page is."""

    lot: Lot
    stamp: str

    @property
    def page(self) -> str:
        return f"/lot/{GTIN}/{self.lot.code}"


@pytest.fixture
def sold(make, cast) -> Sold:
    product = make.product(cast.cooperative, gtin=GTIN)
    lot = make.packed_lot(product, opened_by_id=cast.lan.account_id)
    order = make.order(product)
    make.activation(make.roll(order), lot)
    return Sold(lot, f"/01/{GTIN}/21/{make.serial(order)}")


@pytest.fixture
def sprayed(sold: Sold, write, now) -> str:
    """Sprayed twenty days ago, harvested today; gives the id of the spraying."""
    told = entry(sold.lot, "spraying", event_time=now - timedelta(days=20))
    write(told)
    write(entry(sold.lot, "harvesting"))
    return told.event_id


@pytest.mark.parametrize("where", ["stamp", "page"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["Tên thuốc", "Đã chờ đủ 14 ngày cách ly", "1.234,5 kg", "Loại 1"]),
        ("en", ["waiting period of 14 days was kept", "1,234.5 kg", "Grade 1"]),
    ],
)
def test_both_pages_tell_names_values_and_waiting_in_both_languages(
    client: FlaskClient, sold: Sold, sprayed, where: str, language: str, words: list[str]
) -> None:
    page = client.get(f"{getattr(sold, where)}?lang={language}", headers=AHEAD).text

    assert [it for it in ("Trừ Rầy 10WP", "Imidacloprid", *words) if it not in page] == []
    assert "Lò Văn Bình" not in page
    assert "rầy nâu" not in page  # not marked public


def test_programs_are_told_the_same_of_a_stamp_and_of_its_lot(
    client: FlaskClient, sold: Sold, sprayed
) -> None:
    stamp = client.get(sold.stamp, headers=JSON).get_json()
    lot = client.get(sold.page, headers=JSON).get_json()

    spraying, harvesting = stamp["journey"]
    assert spraying["works"][0]["wait"] == {"code": "wait.waited", "days": 14}
    assert spraying["works"][0]["values"][0]["value"] == "Trừ Rầy 10WP"
    quantity = harvesting["works"][0]["values"][0]
    assert (quantity["thousandths"], quantity["unit"]["en"]) == (1_234_500, "kg")
    assert harvesting["works"][0]["values"][1]["value"]["en"] == "Grade 1"
    assert lot["journey"] == stamp["journey"]
    assert lot["lot"]["began_on"] == "2026-11-02"


def test_a_correction_is_told_at_once_on_a_page_that_was_kept(
    client: FlaskClient, sold: Sold, sprayed, write, now
) -> None:
    assert "Trừ Rầy 10WP" in client.get(sold.stamp, headers=AHEAD).text
    right = values_of("spraying", trade_name="Tên Đúng")

    write(
        entry(
            db.session.merge(sold.lot),
            "spraying",
            corrects=sprayed,
            values=right,
            event_time=now - timedelta(days=20),
        )
    )

    for page in (sold.stamp, sold.page):
        text = client.get(page, headers=AHEAD).text
        assert ("Tên Đúng" in text, "Trừ Rầy 10WP" in text) == (True, False)


def test_free_words_become_no_markup(client: FlaskClient, sold: Sold, write) -> None:
    values = values_of("spraying", trade_name="<script>alert(1)</script>")

    write(entry(sold.lot, "spraying", values=values))

    for page in (sold.stamp, sold.page):
        text = client.get(page, headers=AHEAD).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_a_version_of_a_template_that_is_not_here_leaves_the_story_as_it_was_told(
    client: FlaskClient, sold: Sold, sprayed
) -> None:
    db.session.get_one(Event, sprayed).template_version = 99
    db.session.commit()

    for page in (sold.stamp, sold.page):
        answer = client.get(page, headers=AHEAD)
        assert (answer.status_code, "Trừ Rầy 10WP" in answer.text) == (200, True)


def test_standards_are_called_the_producers_own_words_until_a_certificate_is_in_force(
    client: FlaskClient, sold: Sold, make, cast, clock: Clock
) -> None:
    bare, proven = "chưa có giấy chứng nhận còn hiệu lực", "Giấy chứng nhận còn hiệu lực ghi ở"

    def said() -> list[tuple[bool, bool]]:
        pages = [client.get(page, headers=AHEAD).text for page in (sold.stamp, sold.page)]
        assert all("TCCS 01:2026/MV" in page for page in pages)
        return [(bare in page, proven in page) for page in pages]

    assert said() == [(True, False)] * 2
    last_day = clock.time.date() + timedelta(days=30)
    verified(make, cast.cooperative, valid_to=last_day)

    assert said() == [(False, True)] * 2
    leads = f'href="{sold.page}#certificates"'
    assert leads in client.get(sold.stamp, headers=AHEAD).text
    assert '<h2 id="certificates">' in client.get(sold.page, headers=AHEAD).text
    clock.forward(days=31)

    assert said() == [(True, False)] * 2
    assert leads not in client.get(sold.stamp, headers=AHEAD).text


def test_beside_a_warning_no_certificate_comforts(client: FlaskClient, sold: Sold, make, cast):
    verified(make, cast.cooperative)
    assert "#certificates" in client.get(sold.stamp, headers=AHEAD).text

    sold.lot.recalled_at = make.now
    db.session.commit()

    assert "#certificates" not in client.get(sold.stamp, headers=AHEAD).text


def test_without_any_entry_the_making_began_with_the_lot(client: FlaskClient, sold: Sold) -> None:
    told = client.get(sold.page, headers=JSON).get_json()

    assert told["lot"]["began_on"] == sold.lot.opened_at.date().isoformat()
    assert told["lot"]["has_certificate"] is False
