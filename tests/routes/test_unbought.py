"""What was used and never bought on record is said mildly, with the way to tell of the purchase."""

import html
import re

import pytest

from tests.diary import HOST, entry, values_of
from tests.page_forms import send
from traceability.event_template import get_template
from traceability.input_stock import name_to_buy
from webapp.db import db
from webapp.models import Event
from webapp.usecases.events.capture import capture_event

NOTE = "Chưa ghi lần mua nào của Trừ Rầy 10WP."


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


def sprayed(lot, **changed):
    return entry(lot, "spraying", values=values_of("spraying", **changed))


def test_a_spray_of_what_was_never_bought_says_so_and_leads_to_the_purchase(cast, lot, lan, now):
    captured = capture_event(cast.lan, sprayed(lot), HOST, now=now)
    page = html.unescape(lan.get(f"/lots/{lot.id}").text)
    link = next(iter(re.findall(r'<a href="([^"]+)">Ghi lần mua', page)))

    bought = {"values.supplier": "Đại lý", "values.quantity": "100", "values.quantity_unit": "g"}
    answer = send(lan, link, "/events", bought | {"values.item_type": "pesticide"})

    assert captured.flags == ()
    assert NOTE in page
    assert "values.item=Tr" in link
    assert answer.status_code == 303, answer.text
    assert NOTE not in html.unescape(lan.get(f"/lots/{lot.id}").text)


def test_the_form_says_so_once_it_is_saved(lot, lan):
    link = f"/lots/{lot.id}/events/new/spraying"
    typed = {f"values.{name}": text for name, text in values_of("spraying").items()}

    saved = send(lan, link, "/events", typed)

    assert html.unescape(lan.get(saved.location).text).count(NOTE) == 2  # and at the entry
    assert html.unescape(lan.get(saved.location).text).count(NOTE) == 1


def test_a_purchase_of_another_organisation_is_none_of_ours(make, cast, lot, lan, now):
    theirs = make.lot(make.product(cast.other_cooperative), opened_by_id=cast.hoa.account_id)
    values = {"item": "Trừ Rầy 10WP", "item_type": "pesticide", "quantity": "9"}
    values |= {"quantity_unit": "kg", "supplier": "Đại lý"}
    capture_event(cast.hoa, entry(theirs, "input_purchase", values=values), HOST, now=now)
    capture_event(cast.lan, sprayed(lot), HOST, now=now)

    assert NOTE in html.unescape(lan.get(f"/lots/{lot.id}").text)


def test_what_was_corrected_away_says_nothing(cast, lot, lan, now):
    first = capture_event(cast.lan, sprayed(lot), HOST, now=now)
    again = sprayed(lot, trade_name="Khác 5EC")
    capture_event(
        cast.lan, type(again)(**vars(again) | {"corrects": first.event_id}), HOST, now=now
    )

    page = html.unescape(lan.get(f"/lots/{lot.id}").text)

    assert NOTE not in page
    assert "Chưa ghi lần mua nào của Khác 5EC." in page


@pytest.mark.parametrize(
    ("group", "code", "values", "name"),
    [
        ("rice", "fertilising", {"fertiliser_name": "Ủ", "type": "composted_manure"}, ""),
        ("rice", "fertilising", {"fertiliser_name": "NPK", "type": "inorganic"}, "NPK"),
        ("honey", "feeding", {"feed": "honey"}, ""),
        ("honey", "feeding", {"feed": "sugar"}, "Đường"),
        ("rice", "irrigating", {"source": "canal"}, ""),
        ("rice", "input_purchase", {"item": "NPK"}, ""),
        ("rice", "note", {"text": "NPK"}, ""),
        ("rice", "spraying", {"trade_name": "  "}, ""),
    ],
)
def test_what_people_make_themselves_is_not_asked_for(group, code, values, name):
    assert name_to_buy(get_template(group, 1).event(code), values) == name


def test_an_inspector_reads_it_without_the_link(cast, client_of, lot, now):
    captured = capture_event(cast.lan, sprayed(lot), HOST, now=now)

    page = html.unescape(client_of(cast.quang).get(f"/diaries/{lot.id}").text)

    assert NOTE in page
    assert "Ghi lần mua" not in page
    assert db.session.get_one(Event, captured.event_id).flags == ""
