"""Places of an organisation, as its people see them."""

from uuid import uuid4

import pytest

from webapp.db import db
from webapp.models import Place


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def form(**others: str) -> dict[str, str]:
    return {
        "id": str(uuid4()),
        "name": "Ruộng Nà Khoang",
        "kind": "plot",
        "province_code": "14",
        "commune_code": "03646",
        "area": "",
        "area_unit": "m2",
        "code_scheme": "internal",
        "code": "",
    } | others


def only_place() -> Place:
    return db.session.query(Place).one()


def test_a_farmer_adds_a_plot(lan):
    wanted = form(
        area="1,5",
        area_unit="ha",
        position_latitude="20.9512345678",
        position_longitude="103.7001",
    )

    answer = lan.post("/places", data=wanted)
    lan.post("/places", data=wanted)

    place = only_place()
    assert answer.location == f"/places/{place.id}"
    assert (place.area_thousandths, place.latitude_e7) == (15_000_000, 209512346)
    page = lan.get(answer.location).text
    assert "LOC-03646-0001" in page
    assert "15.000 m²" in page
    assert "20.9512346, 103.7001" in page


def test_coordinates_can_be_typed(lan):
    lan.post("/places", data=form(latitude="20,95", longitude="103,70"))

    assert only_place().longitude_e7 == 1_037_000_000


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"commune_code": ""}, "commune_code"),
        ({"commune_code": "99999"}, "commune_code"),
        ({"area": "1,234"}, "area"),
        ({"area": "-1"}, "area"),
        ({"area": "1", "area_unit": "kg"}, "area"),
        ({"code_scheme": "growing_area"}, "code"),
        ({"code_scheme": "growing_area", "code": "vùng"}, "code"),
        ({"code_scheme": "gln", "code": "9520123000005"}, "code"),
        ({"code_scheme": "gln", "code": "9520000000127"}, "code"),
        ({"latitude": "103,7", "longitude": "20,9"}, "latitude"),
        ({"latitude": "20,9"}, "latitude"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(minh, typed, field):
    answer = minh.post("/places", data=form(**typed))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert typed.get("name", "Ruộng Nà Khoang") in answer.text
    assert db.session.query(Place).count() == 0


def test_without_a_script_another_province_brings_its_communes_and_saves_nothing(lan, make):
    make.province("19", "Thái Nguyên")
    make.commune("91901", province="19").name = "Tân Cương"
    db.session.commit()

    answer = lan.post("/places", data=form(province_code="19", choose="province"))

    assert answer.status_code == 200
    assert 'value="91901"' in answer.text
    assert 'value="Ruộng Nà Khoang"' in answer.text
    assert db.session.query(Place).count() == 0


def test_a_script_gets_the_communes_of_a_province(client, make):
    make.commune()

    assert client.get("/communes?province_code=14").json["items"] == [
        {"code": "03646", "name": "Mường Và"}
    ]
    assert client.get("/communes").json["items"] == []


def test_the_list_is_searched_without_marks(minh, make, cast):
    make.place(cast.cooperative, name="Ruộng Nà Khoang", name_folded="ruong na khoang")

    assert "Ruộng Nà Khoang" in minh.get("/places?q=na+khoang&kind=plot").text
    assert "Ruộng Nà Khoang" not in minh.get("/places?q=na+khoang&state=closed").text
    assert "Ruộng Nà Khoang" in minh.get("/places?kind=castle").text


def test_a_manager_edits_a_place(minh, make, cast):
    place = make.place(cast.cooperative, name="Cũ")
    filled = minh.get(f"/places/{place.id}/edit").text

    answer = minh.post(f"/places/{place.id}", data=form(area="2", area_unit="sao_north"))

    assert 'value="Cũ"' in filled
    assert 'value="3.600"' in filled
    assert answer.location == f"/places/{place.id}"
    db.session.refresh(place)
    assert (place.name, place.area_thousandths) == ("Ruộng Nà Khoang", 720_000)


def test_a_fault_brings_the_edit_form_back(minh, make, cast):
    place = make.place(cast.cooperative)

    answer = minh.post(f"/places/{place.id}", data=form(name=""))
    chosen = minh.post(f"/places/{place.id}", data=form(choose="province"))

    assert (answer.status_code, chosen.status_code) == (422, 200)
    assert 'id="name-error"' in answer.text


def test_a_manager_closes_a_place_once(minh, make, cast):
    place = make.place(cast.cooperative)

    answer = minh.post(f"/places/{place.id}/closure")

    assert "Địa điểm đã đóng ngày 22/11/2026." in minh.get(answer.location).text
    assert minh.post(f"/places/{place.id}/closure").status_code == 409


def test_a_farmer_edits_and_closes_nothing(lan, make, cast):
    place = make.place(cast.cooperative, keeper_id=cast.lan.account_id)

    assert "edit" not in lan.get(f"/places/{place.id}").text
    assert lan.get(f"/places/{place.id}/edit").status_code == 403
    assert lan.post(f"/places/{place.id}/closure").status_code == 403


def test_places_of_others_are_not_there(client_of, make, cast):
    place, hoa = make.place(cast.cooperative), client_of(cast.hoa)

    for path in (f"/places/{place.id}", f"/places/{place.id}/edit"):
        assert hoa.get(path).status_code == 404
    for path in (f"/places/{place.id}", f"/places/{place.id}/closure"):
        assert hoa.post(path, data=form()).status_code == 404
