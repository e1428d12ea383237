"""From the order to the shelf: printer, proof, files, delivery, activation, and what it cost."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.printers import appointed, approved_for, proven
from tests.rolls import rolls_of
from tests.sellable import sellable_lot
from traceability.keyring import SerialPlace
from traceability.roles import Role
from traceability.roll_codes import ids_of_roll_code, roll_code
from traceability.serials import printed
from webapp.db import db
from webapp.models import (
    Activation,
    LedgerEntry,
    Lot,
    Product,
    StampDelivery,
    StampPrintFile,
)
from webapp.usecases.stamp_supplies import MakeProgramme, make_programme


@pytest.fixture
def order(press_order):
    return press_order


@pytest.fixture
def roll(order):
    return rolls_of(order)[0]


@pytest.fixture
def code(make, order):
    """The code as it is printed on the order's stamp of an offset."""

    def of(offset: int) -> str:
        serial = make.keyring.serial(SerialPlace(order.key_id, order.first + offset))
        return printed(serial)

    return of


def test_a_printer_finds_its_orders_and_nobody_elses(make, cast, client_of, press, order, now):
    other = appointed(make, cast, now, number="13/QĐ-SKHCN")

    assert f"/printing/{order.id}" in client_of(press.phuc).get("/printing").text
    assert f"/printing/{order.id}" not in client_of(other.phuc).get("/printing").text
    assert client_of(other.phuc).get(f"/printing/{order.id}").status_code == 404
    assert client_of(cast.minh).get("/printing").status_code == 403


def test_a_proof_is_scanned_then_the_file_is_the_same_each_time(
    cast, client_of, press, order, roll, code
):
    phuc, minh = client_of(press.phuc), client_of(cast.minh)
    proof = phuc.post(f"/printing/{order.id}/proof", data={"layout": "a4-65"})
    scanned = minh.post(f"/stamp-orders/{order.id}/proof", data={"proof": code(order.count)})
    file_id = uuid4()
    made = {"file_id": str(file_id), "rolls": str(roll.number), "layout": "a4-65"}

    answered = phuc.post(f"/printing/{order.id}/files", data=made)
    taken = [phuc.post(f"/printing/files/{file_id}/download").data for _ in range(2)]

    assert proof.data.startswith(b"%PDF")
    assert (scanned.status_code, answered.status_code) == (303, 303)
    sha256 = db.session.get(StampPrintFile, file_id).sha256
    assert {hashlib.sha256(it).hexdigest() for it in taken} == {sha256}


def test_who_ordered_and_who_approved_read_who_took_which_file(
    cast, client_of, press, order, roll, made, now
):
    proven(cast, order, now)
    _, file_id = made(roll, layout="a4-65")
    for _ in range(2):
        client_of(press.phuc).post(f"/printing/files/{file_id}/download")
    address = f"/stamp-orders/{order.id}/files"
    sha256 = db.session.get(StampPrintFile, file_id).sha256

    for actor in (cast.minh, cast.thu):
        reader = client_of(actor)
        assert address in reader.get(f"/stamp-orders/{order.id}").text
        shown = reader.get(address).text
        assert sha256 in shown
        assert re.findall(r"Tải lần (\d): Phúc, 10:00, 22/11/2026", shown) == ["1", "2"]
    assert client_of(cast.hoa).get(address).status_code == 404
    assert client_of(press.phuc).get(address).status_code == 403


def test_the_label_of_a_roll_bears_the_code_that_activates_it(cast, client_of, press, order, roll):
    pages = {
        cast.minh: f"/stamp-orders/{order.id}/roll-labels",
        press.phuc: f"/printing/{order.id}/roll-labels",
    }

    for actor, address in pages.items():
        shown = client_of(actor).get(address).text
        assert shown.count("<svg xmlns") == len(rolls_of(order))
        assert roll_code(roll.id) in shown
        assert address in client_of(actor).get(address.rsplit("/", 1)[0]).text
        assert client_of(cast.hoa).get(address).status_code in (403, 404)
    assert ids_of_roll_code(roll_code(roll.id))[0].int <= roll.id.int


def test_an_order_without_files_says_so(cast, client_of, order):
    assert "Chưa có tệp in nào" in client_of(cast.minh).get(f"/stamp-orders/{order.id}/files").text


@pytest.fixture
def made(client_of, press):
    """A file of a roll as the printer's form asks for it: the answer, and its id."""

    def of(roll, **form):
        file_id = uuid4()
        asked = {"file_id": str(file_id), "rolls": str(roll.number)} | form
        return client_of(press.phuc).post(f"/printing/{roll.order_id}/files", data=asked), file_id

    return of


def test_what_a_press_needs_beside_the_paper_is_in_file_row_and_ledger(
    cast, client_of, press, order, roll, made, now
):
    proven(cast, order, now)
    plain = made(roll, layout="grid-30")[1]
    answer, wished = made(roll, layout="grid-30", cut_line="1", registration_marks="1")
    assert answer.status_code == 303

    taken = client_of(press.phuc).post(f"/printing/files/{wished}/download").data

    files = [db.session.get(StampPrintFile, it) for it in (plain, wished)]
    assert [it.format for it in files] == ["grid-30", "grid-30+cut_line+registration_marks"]
    assert hashlib.sha256(taken).hexdigest() == files[1].sha256 != files[0].sha256
    assert b"CutContour" in taken
    entries = db.session.query(LedgerEntry).order_by(LedgerEntry.position)
    told = [json.loads(it.body)["content"] for it in entries]
    assert [it["format"] for it in told if it["action"] == "file_made"] == [
        file.format for file in files
    ]
    for address in (f"/printing/rolls/{roll.id}", f"/printing/{order.id}/files"):
        shown = client_of(press.phuc).get(address).text
        assert "Đường bế quanh từng tem · Dấu canh ở bốn góc trang" in shown


def test_the_next_roll_is_offered_the_paper_and_the_wishes_of_the_last_one(
    cast, client_of, press, order, made, now
):
    proven(cast, order, now)
    assert made(rolls_of(order)[0], layout="grid-25", outlines="1")[0].status_code == 303

    page = client_of(press.phuc).get(f"/printing/{order.id}/files?rolls=2").text

    assert '<option value="grid-25" selected>' in page
    assert re.search(r'name="outlines"\s+value="1" checked', page)
    assert not re.search(r'name="cut_line"\s+value="1" checked', page)
    assert re.search(r'name="rolls"\s+value="2"', page)


def test_a_paper_that_has_no_such_extra_is_refused_with_its_name_and_the_form_stays(
    cast, order, roll, made, now
):
    proven(cast, order, now)

    answer, file_id = made(roll, layout="a4-65", registration_marks="1")

    assert answer.status_code == 422
    assert "không có “Dấu canh ở bốn góc trang”" in answer.text
    assert re.search(r'name="registration_marks"\s+value="1" checked', answer.text)
    assert db.session.get(StampPrintFile, file_id) is None


def test_a_proof_is_made_with_the_extras_of_the_run(client_of, press, order):
    asked = {"layout": "grid-30", "cut_line": "1"}

    proof = client_of(press.phuc).post(f"/printing/{order.id}/proof", data=asked).data

    assert b"CutContour" in proof


@pytest.mark.parametrize("layout", ["csv", "svg-50x30"])
def test_a_format_without_a_proof_sheet_says_so(client_of, press, order, layout):
    answer = client_of(press.phuc).post(f"/printing/{order.id}/proof", data={"layout": layout})

    assert answer.status_code == 422
    assert "không có tờ in thử. Hãy chọn khổ A4 hoặc cuộn." in answer.text


@pytest.fixture
def delivered(cast, client_of, press, order, roll, code, now):
    """The first roll: two stamps spoilt, one missing, 47 received."""
    proven(cast, order, now)
    phuc, minh = client_of(press.phuc), client_of(cast.minh)
    spoilt = {"rolls": "1", "spoilt": f"{code(0)} – {code(1)}", "reason": "Lem mực"}
    assert phuc.post(f"/printing/{order.id}/report", data=spoilt).status_code == 303
    delivery_id = uuid4()
    sent = {"delivery_id": str(delivery_id), "rolls": str(roll.number), "note": "Phiếu 7"}
    assert phuc.post(f"/printing/{order.id}/deliveries", data=sent).status_code == 303
    receipt = f"/stamp-deliveries/{delivery_id}/rolls/{roll.id}/receipt"
    assert minh.post(receipt, data={"counted": "47"}).status_code == 422
    missing = {"missing": code(49), "reason": "Thiếu"}
    assert minh.post(receipt, data={"counted": "47"} | missing).status_code == 303
    return roll


def test_a_strip_is_activated_by_its_two_ends_and_undone(
    make, cast, client_of, order, delivered, code
):
    minh = client_of(cast.minh)
    lot = sellable_lot(make, db.session.get(Product, order.product_id))
    ends = {"first": code(2), "last": code(11)}
    found = minh.post("/stamp-activations", data=ends)
    page = minh.get(found.location).text
    bound = {"activation_id": str(uuid4()), "lot_id": str(lot.id), **ends}

    activated = minh.post(f"/stamp-rolls/{delivered.id}/activation", data=bound)
    undoing = f"/stamp-activations/{bound['activation_id']}/undoing"
    asked = minh.post(undoing, data={})
    undone = minh.post(undoing, data={"reason": ["Nhầm dải tem", ""]})  # pressed, nothing typed

    assert ends["first"] in page
    assert 'name="reason" value="Nhầm dải tem"' in asked.text
    statuses = [it.status_code for it in (activated, asked, undone)]
    assert statuses == [303, 422, 303]
    assert db.session.query(Activation).one().undone_reason == "Nhầm dải tem"
    assert db.session.get(Lot, lot.id, populate_existing=True).activated_units == 0


def test_the_page_of_the_order_tells_where_every_stamp_is_and_why(
    cast, client_of, order, delivered
):
    shown = client_of(cast.minh).get(f"/stamp-orders/{order.id}").text

    for told in ("Lem mực", "Phiếu 7", "Đã nhận, chưa kích hoạt", "Báo mất", "12/QĐ-SKHCN"):
        assert told in shown


def test_a_proof_stamp_is_unknown_to_everybody(client, make, order):
    serial = make.keyring.serial(SerialPlace(order.key_id, order.first + order.count))

    answer = client.get(f"/T/{serial}", headers={"Accept": "application/json"})

    assert answer.json["verdict"] == "unknown"


def test_a_roll_is_found_by_its_own_code_typed_as_people_type(make, cast, client_of, order, roll):
    minh = client_of(cast.minh)
    told = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", minh.get(f"/stamp-rolls/{roll.id}").text)[0]

    for text in (told, told.lower().replace("-", " ")):
        found = minh.post("/stamp-activations", data={"roll_code": text})
        assert found.location.endswith(f"/stamp-rolls/{roll.id}")
    assert minh.post("/stamp-activations", data={"roll_code": "R-1"}).status_code == 422
    assert minh.post("/stamp-activations", data={}).status_code == 422
    hoa = client_of(cast.hoa)
    assert hoa.post("/stamp-activations", data={"roll_code": told}).status_code == 404


def test_stamps_are_reported_lost_with_a_reason_and_the_page_shows_the_line(make, cast, client_of):
    product = make.product(cast.cooperative)
    roll = make.roll(make.order(product))
    minh = client_of(cast.minh)
    lost = {"kind": "lost", "reason": "Rơi ở bến xe", "whole_roll": "1"}

    assert minh.post(f"/stamp-rolls/{roll.id}/moves", data={"kind": "lost"}).status_code == 422
    assert minh.post(f"/stamp-rolls/{roll.id}/moves", data=lost).status_code == 303
    assert minh.post(f"/stamp-rolls/{roll.id}/moves", data=lost).status_code == 409

    assert "Rơi ở bến xe" in minh.get(f"/stamp-rolls/{roll.id}").text


def test_an_officer_appoints_a_printer_and_sees_what_a_programme_owes(
    make, cast, client_of, press, now
):
    thu = client_of(cast.thu)
    form = {
        "id": str(uuid4()),
        "name": "Hỗ trợ tem 2026",
        "decision_number": "310/QĐ-UBND",
        "begins_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "subsidy_percent": "70",
        "budget": "20.000.000",
    }
    assert thu.post("/stamp-supplies/programmes", data=form).status_code == 303
    again = form | {"id": str(uuid4()), "name": "Tên khác"}
    assert thu.post("/stamp-supplies/programmes", data=again).status_code == 409
    page = thu.get("/stamp-supplies").text

    assert "12/QĐ-SKHCN" in page
    assert "20.000.000 đ" in page


def test_the_reconciliation_counts_what_was_delivered(make, cast, client_of, press, now):
    programme = MakeProgramme(
        uuid4(), "=HỖ TRỢ", "1/QĐ", date(2026, 1, 1), date(2026, 12, 31), 70, 10**8
    )
    make_programme(cast.thu, programme, now=now)
    order = approved_for(make, cast, press, now)
    order.programme_id, order.subsidy_percent = programme.programme_id, 70
    db.session.commit()
    proven(cast, order, now)
    roll = rolls_of(order)[0]
    client_of(press.phuc).post(f"/printing/{order.id}/report", data={"rolls": "1"})
    sent = {"delivery_id": str(uuid4()), "rolls": str(roll.number)}
    client_of(press.phuc).post(f"/printing/{order.id}/deliveries", data=sent)
    delivery = db.session.query(StampDelivery).one()
    receipt = f"/stamp-deliveries/{delivery.id}/rolls/{roll.id}/receipt"
    client_of(cast.minh).post(receipt, data={"counted": "50"})

    answer = client_of(cast.thu).get(f"/stamp-supplies/programmes/{programme.programme_id}.csv")

    (line,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (line["stamps_ordered"], line["stamps_delivered"]) == ("100", "50")
    assert (line["subsidy_due"], line["own_share_due"]) == ("5250", "2250")
    assert (line["printer"], line["printer_decision"]) == ("Công ty In Phúc", "12/QĐ-SKHCN")
    assert "Công ty In Phúc · 12/QĐ-SKHCN" in client_of(cast.thu).get("/stamp-supplies").text


def test_above_the_limit_a_second_manager_agrees_on_the_page(make, cast, client_of, app):
    product = make.product(cast.cooperative)
    roll, lot = make.roll(make.order(product)), sellable_lot(make, product)
    services = app.extensions["temthat"]
    careful = replace(services.config, activation_limit=5)
    app.extensions["temthat"] = replace(services, config=careful)
    hue = make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))
    asked = {"activation_id": str(uuid4()), "lot_id": str(lot.id), "count": "10"}

    client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/activation", data=asked)
    own, other = client_of(cast.minh), client_of(hue)
    address = f"/stamp-activation-requests/{asked['activation_id']}/decision"
    assert own.post(address, data={"decision": "agree"}).status_code == 403
    assert address in other.get(f"/stamp-rolls/{roll.id}").text
    assert other.post(address, data={"decision": "agree"}).status_code == 303

    assert db.session.query(Activation).one().activated_by_id == hue.account_id
    app.extensions["temthat"] = services


def test_an_empty_field_touches_no_stamp(make, cast, client_of):
    """Whoever means the whole roll says so; who names a part does not mean the whole."""
    order = make.order(make.product(cast.cooperative))
    roll, minh = make.roll(order), client_of(cast.minh)
    said = {"kind": "voided", "reason": "In mờ"}
    part = {"moved": printed(make.serial(order, 3))}

    empty = minh.post(f"/stamp-rolls/{roll.id}/moves", data=said)
    both = minh.post(f"/stamp-rolls/{roll.id}/moves", data=said | part | {"whole_roll": "1"})

    assert (empty.status_code, both.status_code) == (422, 422)
    assert "Kê những tem nào, hoặc chọn cả cuộn." in empty.text
    assert "không cả hai" in both.text
    assert minh.post(f"/stamp-rolls/{roll.id}/moves", data=said | part).status_code == 303
