"""What is planted on an area: the form and the API say what is unusual, and keep the entry."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import request_of
from tests.filled_forms import filled
from tests.page_forms import send
from traceability.event_template import current
from webapp.db import db
from webapp.models import Event

DAY = date(2026, 11, 22)
SLIPS = [
    ("tea", "180000", "plant", "planting.plants_unusual"),
    ("tea", "18000", "kg", "planting.rate_unusual"),
    ("coffee", "110", "plant", "planting.plants_unusual"),
    ("coffee", "1100", "kg", "planting.rate_unusual"),
    ("medicinal_herbs", "3000000", "plant", "planting.plants_unusual"),
    ("medicinal_herbs", "40000", "kg", "planting.rate_unusual"),
    ("fruit_vegetables", "3000000", "plant", "planting.plants_unusual"),
    ("fruit_vegetables", "12000", "kg", "planting.rate_unusual"),
]


@pytest.fixture
def lot_of(make, cast):
    """Make a lot that was opened with the version before the newest of its group."""

    def made(group):
        product = make.product(cast.cooperative, group=group)
        before = current(group).version - 1
        return make.lot(product, template_version=before, opened_by_id=cast.lan.account_id)

    return made


def planted(group, quantity, unit):
    typed = {"quantity": quantity, "quantity_unit": unit, "area": "1", "area_unit": "ha"}
    return filled(current(group).event("planting"), on=DAY) | typed


def words_of(group, code):
    checks = current(group).event("planting").checks
    return next(check.labels for check in checks if check.code == code)


@pytest.mark.parametrize(("group", "quantity", "unit", "said"), SLIPS)
def test_the_form_keeps_what_is_unusual_and_says_so(
    cast, client_of, lot_of, group, quantity, unit, said
):
    lot, lan = lot_of(group), client_of(cast.lan)
    typed = {f"values.{name}": text for name, text in planted(group, quantity, unit).items()}

    answer = send(lan, f"/lots/{lot.id}/events/new/planting", "/events", typed)

    assert answer.status_code == 303, answer.text
    kept = db.session.scalars(select(Event)).one()
    assert (kept.flags, kept.template_version) == (said, current(group).version)
    assert words_of(group, said).vi in lan.get(answer.location).text


@pytest.mark.parametrize(("group", "quantity", "unit", "said"), SLIPS[:2])
def test_a_phone_is_told_the_same(cast, client_of, lot_of, group, quantity, unit, said):
    asked = request_of(
        lot_of(group).id,
        "planting",
        values=planted(group, quantity, unit),
        template_version=current(group).version,
    )

    answer = client_of(cast.lan).put(
        f"/api/v1/events/{uuid4()}", json=asked, headers={"X-App": "1"}
    )

    assert (answer.status_code, answer.json["flags"]) == (201, [said])


@pytest.mark.parametrize(
    ("group", "quantity", "unit"),
    [("tea", "18000", "plant"), ("coffee", "1111", "plant"), ("fruit_vegetables", "1200", "kg")],
)
def test_nothing_is_said_of_what_is_usual(cast, client_of, lot_of, group, quantity, unit):
    lot, lan = lot_of(group), client_of(cast.lan)
    typed = {f"values.{name}": text for name, text in planted(group, quantity, unit).items()}

    answer = send(lan, f"/lots/{lot.id}/events/new/planting", "/events", typed)

    assert answer.status_code == 303, answer.text
    assert db.session.scalars(select(Event.flags)).one() == ""


def test_a_phone_that_names_no_version_is_told_what_the_lot_was_opened_with(
    cast, client_of, lot_of
):
    asked = request_of(lot_of("tea").id, "planting", values=planted("tea", "180000", "plant"))

    answer = client_of(cast.lan).put(
        f"/api/v1/events/{uuid4()}", json=asked, headers={"X-App": "1"}
    )

    assert (answer.status_code, answer.json["flags"]) == (201, [])


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Trồng dặm thì để trống"), ("en", "Leave empty where only gaps were filled")],
)
def test_the_form_says_that_gaps_have_no_area(cast, client_of, lot_of, language, words):
    link = f"/lots/{lot_of('tea').id}/events/new/planting?lang={language}"

    assert words in client_of(cast.lan).get(link).text
