"""The register for officers, and the own organisation for its manager."""

import re
from uuid import uuid4

import pytest

from webapp.db import db
from webapp.models import Organisation


@pytest.fixture
def thu(client_of, cast):
    return client_of(cast.thu)


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def form(**others: str) -> dict[str, str]:
    return {
        "id": str(uuid4()),
        "name": "HTX Đại Từ",
        "kind": "cooperative",
        "short_code": "dtv",
        "province_code": "14",
        "commune_code": "03646",
        "address": "Bản 1",
        "tax_code": "0123456789001",
        "manager_name": "Đỗ Thị Hạnh",
        "manager_phone": "0912 345 678",
        "manager_password": "",
    } | others


def registered() -> Organisation | None:
    return db.session.query(Organisation).filter_by(short_code="DTV").one_or_none()


def test_an_officer_registers_an_organisation_and_reads_the_password(app, thu):
    made = re.search(r'name="first_password" value="([^"]+)"', thu.get("/organisations/new").text)
    wanted = form(first_password=made[1])

    answer = thu.post("/organisations", data=wanted)
    again = thu.post("/organisations", data=wanted)

    password = re.search(r'class="receipt code"[^>]*>([^<]+)<', answer.text)[1]
    assert (answer.status_code, again.status_code) == (201, 201)
    assert (registered().name, registered().tax_code) == ("HTX Đại Từ", "0123456789-001")
    assert password == made[1]
    assert password in again.text
    manager = app.test_client()
    manager.post("/sign-in", data={"phone": "0912345678", "password": password})
    assert "HTX Đại Từ" in manager.get("/organisation").text


def test_a_password_that_was_typed_is_not_shown(thu):
    answer = thu.post("/organisations", data=form(manager_password="ruộng bậc thang"))

    page = thu.get(answer.location).text
    assert "Đỗ Thị Hạnh" in page
    assert "0912 345 678" in page
    assert "ruộng bậc thang" not in page


def test_a_number_in_use_joins_only_where_that_is_meant(thu, make):
    make.account(phone="+84912345678")

    refused = thu.post("/organisations", data=form())
    joined = thu.post("/organisations", data=form(manager_may_be_known="1"))

    assert refused.status_code == 409
    assert "đã có tài khoản" in refused.text
    assert joined.status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"short_code": "MƯỜNG"}, "short_code"),
        ({"short_code": "HIO"}, "short_code"),
        ({"tax_code": "123"}, "tax_code"),
        ({"province_code": "99", "commune_code": ""}, "province_code"),
        ({"commune_code": "99999"}, "commune_code"),
        ({"manager_phone": "12"}, "manager_phone"),
        ({"manager_password": "short"}, "manager_password"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(thu, typed, field):
    answer = thu.post("/organisations", data=form(**typed))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert registered() is None


def test_a_short_code_in_use_and_an_agency_are_refused(thu):
    assert thu.post("/organisations", data=form(short_code="MVA")).status_code == 409
    assert thu.post("/organisations", data=form(kind="agency")).status_code == 403


def test_without_a_script_another_province_brings_its_communes(thu, make):
    make.commune("91901", province="19")

    answer = thu.post("/organisations", data=form(province_code="19", choose="province"))

    assert answer.status_code == 200
    assert 'value="91901"' in answer.text
    assert registered() is None


def test_the_register_is_searched_and_narrowed(thu, cast):
    assert "Hợp tác xã Mường Và" in thu.get("/organisations").text
    assert "Hợp tác xã Mường Và" not in thu.get("/organisations?kind=printer").text
    assert "Hợp tác xã Mường Và" not in thu.get("/organisations?q=khac").text


def test_the_form_begins_in_the_province_of_the_officer(thu):
    page = thu.get("/organisations/new").text

    assert '<option value="14" selected>' in page
    assert 'value="agency"' not in page


def test_a_manager_does_not_see_the_register(minh, cast):
    for path in ("/organisations", "/organisations/new", f"/organisations/{cast.cooperative.id}"):
        assert minh.get(path).status_code == 403


def test_a_manager_keeps_the_own_organisation(minh, cast):
    filled = minh.get("/organisation/edit").text
    facts = {
        "address": "Bản Hốc",
        "commune_code": "03646",
        "hotline": "1900 888 655",
        "tax_code": "0123456789",
    }

    answer = minh.post("/organisation", data=facts)

    assert 'value="Bản Mường Và"' in filled
    page = minh.get(answer.location).text
    assert "Bản Hốc" in page
    assert "0123456789" in page
    assert db.session.get(Organisation, cast.other_cooperative.id).address == "Bản Mường Và"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"address": ""}, "address"),
        ({"commune_code": ""}, "commune_code"),
        ({"commune_code": "99999"}, "commune_code"),
        ({"hotline": "gọi tôi"}, "hotline"),
        ({"tax_code": "1"}, "tax_code"),
    ],
)
def test_a_fault_of_the_own_organisation_stands_beside_its_field(minh, typed, field):
    answer = minh.post("/organisation", data={"address": "x", "commune_code": "03646"} | typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_missing_address_is_told_in_red_with_the_way_to_mend_it(client_of, make, cast):
    nowhere = make.organisation(address="")
    keeper = make.actor(cast.minh.role, nowhere)

    page = client_of(keeper).get("/organisation").text

    assert "Còn thiếu địa chỉ" in page
    assert 'href="/organisation/edit"' in page


def test_a_certificate_is_kept_and_shown(client_of, cast):
    hoa = client_of(cast.hoa)
    licence = {"prefix": "9520999", "certificate_no": "952-DEMO-9", "valid_to": "2027-12-31"}

    answer = hoa.post("/organisation/gs1-licence", data=licence)

    page = hoa.get(answer.location).text
    assert "952-DEMO-9" in page
    assert "Còn hiệu lực" in page
    assert 'value="2027-12-31"' in hoa.get("/organisation/gs1-licence").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"prefix": "95"}, "prefix"),
        ({"certificate_no": ""}, "certificate_no"),
        ({"valid_to": ""}, "valid_to"),
        ({"valid_to": "soon"}, "valid_to"),
        ({"valid_to": "2026-11-21"}, "valid_to"),
    ],
)
def test_a_fault_of_a_certificate_stands_beside_its_field(minh, typed, field):
    licence = {"prefix": "9520999", "certificate_no": "952-DEMO-9", "valid_to": "2027-12-31"}

    answer = minh.post("/organisation/gs1-licence", data=licence | typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_prefix_of_others_is_refused(client_of, cast):
    licence = {"prefix": "9520123", "certificate_no": "x", "valid_to": "2027-12-31"}

    answer = client_of(cast.hoa).post("/organisation/gs1-licence", data=licence)

    assert answer.status_code == 409
    assert "trùng với mã đơn vị khác" in answer.text


def test_a_farmer_keeps_no_organisation(client_of, cast):
    assert client_of(cast.lan).get("/organisation").status_code == 403
