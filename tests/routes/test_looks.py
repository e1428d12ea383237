"""Where a look was: named by a tap or shared as a cell, kept with that look and no other."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import Clock
from tests.makers import Maker
from traceability.looks import PlaceSource
from traceability.stamp_ledger import StampState
from webapp.db import db
from webapp.gateways.networks.fake import small_table
from webapp.models import Scan, UnknownLooks, UnscoredStamp

HTML = {"Accept": "text/html"}
FORGED = "ABCD1234EFGH5678"


@pytest.fixture
def serial(make: Maker, cast: Cast) -> str:
    """A stamp in use, of Minh's cooperative."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    return make.serial(order)


def look(client: FlaskClient, serial: str, **more) -> None:
    assert client.get(f"/T/{serial}", headers=HTML, **more).status_code == 200


def tell(client: FlaskClient, serial: str, **told: str):
    return client.post("/looks", data={"code": serial, **told})


def the_look() -> Scan:
    return db.session.execute(select(Scan)).scalar_one()


def test_the_page_offers_every_province_without_a_script(client, serial):
    assert f"/looks/place?code={serial}" in client.get(f"/T/{serial}", headers=HTML).text
    page = client.get(f"/looks/place?code={serial}", headers=HTML)

    assert page.text.count('<button type="submit" name="province"') == 34
    assert "Chỉ ghi tỉnh, hoặc một ô rộng chừng 11 km" in page.text


def test_a_province_is_named_by_one_tap_and_kept_with_the_look(client, serial):
    look(client, serial)
    answer = tell(client, serial, province="14")

    kept = the_look()
    assert (kept.province_code, kept.cell, kept.place_source) == ("14", None, PlaceSource.NAMED)
    assert answer.status_code == 303
    page = client.get(answer.location, headers=HTML)
    assert "Đã ghi nơi xem" in page.text
    assert 'name="province"' not in page.text


def test_a_position_is_made_coarse_again_by_the_server(client, serial):
    look(client, serial)
    tell(client, serial, latitude="21.0277644", longitude="105.8341598")

    kept = the_look()
    assert (kept.cell, kept.province_code) == ("210:1058", "01")
    assert kept.place_source is PlaceSource.POSITION


def test_telling_it_twice_is_telling_it_once_and_another_word_corrects_it(client, serial):
    look(client, serial)
    tell(client, serial, province="14")
    tell(client, serial, province="14")
    assert the_look().province_code == "14"

    tell(client, serial, province="01")

    assert the_look().province_code == "01"


def test_another_phone_cannot_place_somebodys_look(client, serial):
    look(client, serial)
    client.delete_cookie("device")

    assert tell(client, serial, province="14").status_code == 409
    assert the_look().province_code is None


def test_after_half_an_hour_a_look_is_placed_no_more(client, serial, clock: Clock):
    look(client, serial)
    clock.forward(minutes=30)
    assert tell(client, serial, province="14").status_code == 303

    clock.forward(seconds=1)

    answer = tell(client, serial, province="01")
    assert answer.status_code == 409
    assert "quá 30 phút" in answer.text
    assert the_look().province_code == "14"


def test_a_place_belongs_to_the_last_look_alone(client, serial, clock: Clock):
    look(client, serial)
    clock.forward(minutes=15)
    look(client, serial)
    tell(client, serial, province="14")

    provinces = db.session.scalars(select(Scan.province_code).order_by(Scan.scanned_at)).all()
    assert provinces == [None, "14"]


@pytest.mark.parametrize(
    "told",
    [
        {"province": "00"},
        {"province": ""},
        {},
        {"latitude": "x", "longitude": "1"},
        {"latitude": "200", "longitude": "1"},
        {"latitude": "21"},
    ],
)
def test_what_is_no_place_is_refused(client, serial, told):
    look(client, serial)

    assert tell(client, serial, **told).status_code == 422
    assert the_look().province_code is None


@pytest.mark.parametrize("code", [FORGED, "", "x", "https://other.example/1"])
def test_a_code_that_is_not_ours_has_no_look_to_place(client, code):
    assert tell(client, code, province="14").status_code in (404, 422)


def test_a_placed_look_is_scored_again(client, serial):
    look(client, serial)
    for waiting in db.session.scalars(select(UnscoredStamp)):
        db.session.delete(waiting)
    db.session.commit()

    tell(client, serial, province="14")
    assert len(db.session.scalars(select(UnscoredStamp)).all()) == 1


def test_a_place_by_the_network_comes_from_the_operators_table(app: Flask, client, serial):
    services = app.extensions["temthat"]
    app.extensions["temthat"] = replace(services, networks=small_table())

    look(client, serial, environ_base={"REMOTE_ADDR": "203.0.113.200"})

    kept = the_look()
    assert (kept.province_code, kept.place_source) == ("01", PlaceSource.NETWORK)
    network = {"REMOTE_ADDR": "203.0.113.9"}
    page = client.get(f"/looks/place?code={serial}", headers=HTML, environ_base=network)
    first = page.text.split('<button type="submit" name="province" value="')[1][:2]
    assert first == "14"


def test_no_address_is_kept_anywhere_with_a_look(app: Flask, client, serial):
    look(client, serial, environ_base={"REMOTE_ADDR": "198.51.100.77"})
    tell(client, serial, province="14")

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert "198.51.100" not in " ".join(map(str, row)), table.name


@pytest.mark.parametrize(("who", "is_staff"), [("minh", True), ("quang", True), ("hoa", False)])
def test_looks_of_the_owners_people_and_of_inspectors_are_marked_as_staffs(
    cast: Cast, client_of, serial, who, is_staff
):
    look(client_of(getattr(cast, who)), serial)

    assert the_look().is_staff is is_staff


@pytest.mark.parametrize(("who", "is_staff"), [("minh", True), ("phuc", True), ("hoa", False)])
@pytest.mark.parametrize("offset", [0, 100])
def test_who_orders_or_prints_is_staff_before_the_roll_is_reported_and_on_the_proof_sheet(
    make: Maker, cast: Cast, client_of, press, press_order, who, is_staff, offset
):
    actor = press.phuc if who == "phuc" else getattr(cast, who)

    look(client_of(actor), make.serial(press_order, offset))

    assert (the_look().verdict, the_look().is_staff) == ("unknown", is_staff)


def test_a_look_of_staff_is_no_check_before_to_a_buyer(cast: Cast, client, client_of, serial):
    look(client_of(cast.minh), serial)

    page = client.get(f"/T/{serial}", headers=HTML)

    assert "Chưa thấy lần kiểm tra nào" in page.text


def test_the_cause_of_a_withdrawal_is_noted_with_the_look(make: Maker, client):
    order = make.order()
    make.roll(order, StampState.STOLEN)

    look(client, make.serial(order))

    assert (the_look().verdict, the_look().cause) == ("withdrawn", "stolen")


def test_codes_that_nobody_issued_are_counted_by_the_hour_and_not_recorded(app: Flask, client, now):
    for _ in range(3):
        client.get(f"/T/{FORGED}", headers=HTML)
    app.extensions["scan_sink"].flush()

    counted = db.session.execute(select(UnknownLooks)).scalar_one()
    assert (counted.hour, counted.count) == (now.replace(minute=0), 3)
    assert db.session.scalars(select(Scan)).all() == []


def test_a_program_that_searches_for_codes_is_counted_and_given_no_cookie(app: Flask, client):
    answer = client.get(f"/T/{FORGED}", headers=HTML | {"User-Agent": "python-requests/2.32"})
    client.get(f"/T/{FORGED}", headers=HTML | {"Sec-Purpose": "prefetch"})
    app.extensions["scan_sink"].flush()

    assert db.session.execute(select(UnknownLooks.count)).scalar_one() == 1
    assert "Set-Cookie" not in answer.headers
