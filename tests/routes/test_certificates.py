"""The pages of certificates, as a manager, an officer and a buyer walk through them."""

import io
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import photo
from tests.papers import PDF, PDF_WITH_SCRIPT, certificate, given_out, verified
from tests.sellable import sellable_lot
from webapp.db import db
from webapp.models import Certificate


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


@pytest.fixture
def thu(client_of, cast):
    return client_of(cast.thu)


def form(file: bytes | None = PDF, name: str = "giay.pdf", **changed):
    typed = {
        "id": str(uuid4()),
        "kind": "vietgap",
        "number": "VG-952-0001",
        "issuer": "Trung tâm Minh Họa",
        "standard": "TCVN 11892-1:2017",
        "issued_on": "10/01/2026",
        "valid_to": "09/01/2028",
        "scope": "organisation",
    } | changed
    return typed if file is None else typed | {"file": (io.BytesIO(file), name)}


def test_a_certificate_goes_from_its_manager_over_an_officer_to_buyers(
    make, cast, minh, thu, client
):
    product = make.product(cast.cooperative)
    public = f"/lot/{product.internal_code}/{sellable_lot(make, product).code}"

    handed_in = minh.post("/certificates", data=form())
    assert handed_in.status_code == 303
    assert "Chờ đối chiếu" in minh.get(handed_in.location).text
    assert "VG-952-0001" not in client.get(public).text
    verdict = {"decision": "verified", "reason": "Đã hỏi nơi cấp"}
    decided = thu.post(f"{handed_in.location}/decision", data=verdict)

    assert decided.status_code == 303
    assert "Đã xác nhận, còn hiệu lực" in minh.get(handed_in.location).text
    assert "VG-952-0001" in client.get(public).text
    withdrawn = minh.post(f"{handed_in.location}/withdrawal", data={"reason": "Nơi cấp đã hủy"})
    assert withdrawn.status_code == 303
    assert "Đã rút" in thu.get(handed_in.location).text
    assert "VG-952-0001" not in client.get(public).text


@pytest.mark.parametrize(
    ("changed", "beside"),
    [
        ({"number": ""}, "number"),
        ({"issuer": "  "}, "issuer"),
        ({"issued_on": "31/02/2026"}, "issued_on"),
        ({"issued_on": ""}, "issued_on"),
        ({"valid_to": "hôm nào"}, "valid_to"),
        ({"valid_to": ""}, "valid_to"),
        ({"valid_to": "09/01/2026"}, "valid_to"),
        ({"kind": "gold"}, "kind"),
        ({"scope": "products"}, "scope"),
        ({"file": None}, "file"),
        ({"file": b""}, "file"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    minh, changed: dict, beside: str
):
    answer = minh.post("/certificates", data=form(**changed))

    assert answer.status_code == 422
    assert f'href="#{beside}"' in answer.text
    if "issuer" not in changed:
        assert 'value="Trung tâm Minh Họa"' in answer.text
    assert db.session.scalars(select(Certificate)).all() == []


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04zip", b"<html></html>", b"%PDF-1.7 cut off", b"\x00" * 100]
)
def test_other_files_are_refused_whatever_they_are_called(minh, data: bytes):
    answer = minh.post("/certificates", data=form(file=data, name="giay.pdf"))

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text


def test_a_ticked_box_stays_ticked_when_the_form_comes_back(make, cast, minh):
    product = make.product(cast.cooperative)
    ticked = {f"covered_{product.id}": "1", "scope": "products", "number": ""}

    page = minh.post("/certificates", data=form(**ticked)).text

    box = page[page.index(f'id="covered_{product.id}"') :]
    assert "checked" in box[: box.index(">")]


def test_pressing_twice_lands_on_the_same_certificate(minh):
    typed = form()
    again = typed | {"file": (io.BytesIO(PDF), "giay.pdf")}

    first, second = minh.post("/certificates", data=typed), minh.post("/certificates", data=again)

    assert (first.status_code, first.location) == (second.status_code, second.location)


@pytest.mark.parametrize(
    ("data", "extension", "mimetype"),
    [
        (PDF_WITH_SCRIPT, "pdf", "application/pdf"),
        (photo(), "png", "application/octet-stream"),
    ],
)
def test_the_paper_is_only_ever_downloaded(minh, thu, data, extension, mimetype):
    location = minh.post("/certificates", data=form(file=data)).location

    answer = thu.get(f"{location}/file")

    assert (answer.status_code, answer.mimetype, answer.data) == (200, mimetype, data)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Disposition"].endswith(f'.{extension}"')
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_paper_whose_bytes_are_gone_is_not_found(make, cast, minh):
    row = certificate(make, cast.cooperative)

    assert minh.get(f"/certificates/{row.id}/file").status_code == 404
    assert given_out() == []


def test_that_a_paper_was_handed_out_is_noted(minh, thu, cast):
    location = minh.post("/certificates", data=form()).location

    thu.get(f"{location}/file")

    assert given_out() == [(cast.thu.account_id, f"certificate {location.rpartition('/')[2]}")]


def test_a_decision_needs_a_choice_and_a_reason(make, cast, thu):
    row = certificate(make, cast.cooperative)

    for typed in (
        {"decision": "verified"},
        {"reason": "x"},
        {"decision": "perhaps", "reason": "x"},
    ):
        assert thu.post(f"/certificates/{row.id}/decision", data=typed).status_code == 422


def test_the_second_officer_reads_how_it_was_decided(make, cast, thu):
    row = verified(make, cast.cooperative)

    answer = thu.post(
        f"/certificates/{row.id}/decision", data={"decision": "refused", "reason": "x"}
    )

    assert answer.status_code == 409
    assert "đã được xử lý trước đó: Đã xác nhận" in answer.text


def test_a_renewal_is_filled_in_from_what_it_renews(make, cast, minh):
    row = verified(make, cast.cooperative, issuer="Trung tâm Cũ")

    page = minh.get(f"/certificates/new?renews={row.id}").text

    assert 'value="Trung tâm Cũ"' in page
    assert f'name="renews_id" value="{row.id}"' in page
    assert minh.get("/certificates/new?renews=x").status_code == 200


def test_buyers_of_the_lot_read_it_until_its_last_day(make, cast, client, clock, now):
    product = make.product(cast.cooperative)
    lot = sellable_lot(make, product)
    verified(make, cast.cooperative, number="VG-952-0009", valid_to=now.date())
    path = f"/lot/{product.internal_code}/{lot.code}"
    page = client.get(path)
    assert page.status_code == 200
    assert "VG-952-0009" in page.text
    assert "Chi cục Minh Họa" in page.text
    assert page.headers["Cache-Control"] == "no-store"

    clock.forward(hours=14)  # midnight in Hanoi

    assert "VG-952-0009" not in client.get(path).text
