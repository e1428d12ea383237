"""The bar at the bottom: where somebody is."""

import re

import pytest


def current_entry(page: str) -> str:
    found = re.search(r'<a href="([^"]+)" aria-current="page"', page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/home", "/home"),
        ("/products", "/home"),
        ("/places/new", "/home"),
        ("/members", "/home"),
        ("/organisation", "/home"),
        ("/lots", "/lots"),
        ("/stamp-orders/new", "/stamp-orders"),
        ("/account", "/account"),
        ("/account/password", "/account"),
    ],
)
def test_every_page_of_a_manager_lights_one_entry(client_of, cast, path, entry):
    assert current_entry(client_of(cast.minh).get(path).text) == entry


def test_a_roll_belongs_to_stamps(client_of, cast, make):
    roll = make.roll(make.order(make.product(cast.cooperative)))

    page = client_of(cast.minh).get(f"/stamp-rolls/{roll.id}").text

    assert current_entry(page) == "/stamp-orders"


@pytest.mark.parametrize(
    ("language", "asked"),
    [("vi", "Hãy xem thanh địa chỉ"), ("en", "Check that the address bar")],
)
def test_whoever_checks_a_stamp_is_asked_to_check_the_address(client, make, language, asked):
    order = make.order()
    make.activation(make.roll(order))

    for path in (f"/T/{make.serial(order)}", "/T/ABCD1234EFGH5678", "/scan", "/"):
        page = client.get(f"{path}?lang={language}", headers={"Accept": "text/html"}).text
        assert asked in page.split('class="host-line"')[1].split("</p>")[0]
