"""Days, times and numbers as their readers write them."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from webapp.demo import looks as demo_looks
from webapp.routes import looks
from webapp.routes.wording import catalogue
from webapp.routes.wording.catalogue import WORDING
from webapp.routes.words import day, moment, number


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("vi", ("05/11/2026", "06:30, 06/11/2026", "20.000")),
        ("en", ("5 Nov 2026", "06:30, 6 Nov 2026", "20,000")),
    ],
)
def test_a_reader_never_takes_a_day_for_a_month(app, language, shown):
    with app.test_request_context(f"/?lang={language}"):
        instant = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)

        assert (day(date(2026, 11, 5)), moment(instant), number(20_000)) == shown


@pytest.mark.parametrize("way", sorted({"link", *looks.WAYS.values(), *demo_looks.WAYS}))
def test_every_way_of_looking_has_words(way):
    assert f"scan_way.{way}" in WORDING


def test_a_code_has_its_words_in_one_place():
    parts = [part.WORDING for part in vars(catalogue).values() if hasattr(part, "WORDING")]
    codes = Counter(code for part in parts for code in part)

    assert len(parts) > 5
    assert [code for code, times in codes.items() if times > 1] == []
