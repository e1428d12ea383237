"""Several rolls are activated in one form: typed by number or code, scanned one after another."""

import html
import re
from uuid import uuid4

import pytest

from tests.page_forms import error_at, forms_of
from tests.sellable import sellable_lot
from traceability.keyring import SerialPlace
from traceability.roles import Role
from traceability.roll_codes import roll_code
from traceability.serials import printed
from traceability.stamp_ledger import MovementKind
from webapp.db import db
from webapp.models import Activation, Lot
from webapp.usecases.activations.stretches import activate_stretches

ROLLS, SIZE = 4, 10


@pytest.fixture
def product(make, cast):
    return make.product(cast.cooperative, name="Gạo nếp")


@pytest.fixture
def order(make, product):
    return make.order(product, count=ROLLS * SIZE, roll_size=SIZE)


@pytest.fixture
def rolls(make, order):
    firsts = range(order.first, order.first + ROLLS * SIZE, SIZE)
    return [
        make.roll(order, number=n, first=first, last=first + SIZE)
        for n, first in enumerate(firsts, start=1)
    ]


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product, packed_units=1000)


@pytest.fixture
def address(order):
    return f"/stamp-orders/{order.id}/activation"


@pytest.fixture
def typed(lot):
    def typed(lines, **changed):
        return {"form_id": str(uuid4()), "lot_id": str(lot.id), "stretches": lines} | changed

    return typed


@pytest.fixture
def code(make, order):
    def code(offset):
        return printed(make.keyring.serial(SerialPlace(order.key_id, order.first + offset)))

    return code


def activated_units(lot):
    return db.session.get(Lot, lot.id, populate_existing=True).activated_units


def summary(text):
    """What the list above the form says, line by line."""
    listed = re.search(r'id="error-summary">(.*?)</ul>', text, re.DOTALL)[1]
    return [
        html.unescape(re.sub(r"<[^>]*>", "", it)).strip()
        for it in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)
    ]


def test_rolls_are_found_from_a_roll_an_order_or_the_room_of_stamps(
    cast, client_of, order, rolls, lot, address
):
    minh = client_of(cast.minh)

    assert f'href="{address}"' in minh.get(f"/stamp-orders/{order.id}").text
    assert f'href="{address}"' in minh.get("/stamp-activations/new").text
    code = roll_code(rolls[2].id)
    assert f"{address}?stretches={code}" in minh.get(f"/stamp-rolls/{rolls[2].id}").text
    page = minh.get(f"{address}?stretches={code}")
    (form,) = [it for it in forms_of(page.text) if it.action == address]
    assert form.values["stretches"].strip() == code
    assert "1–4" in page.text


def test_one_form_activates_what_its_lines_name(cast, client_of, rolls, lot, address, typed, code):
    lines = f"0001-0002\r\n{roll_code(rolls[2].id)}\r\n{code(30)} – {code(32)}, {code(35)}\r\n"
    told = typed(lines)

    minh = client_of(cast.minh)
    answers = [minh.post(address, data=told) for _ in range(2)]  # pressed twice

    assert [it.status_code for it in answers] == [303, 303]
    assert activated_units(lot) == 3 * SIZE + 4
    assert "Đã kích hoạt 34 tem." in minh.get(answers[0].location).text


def test_each_wrong_line_is_named_and_nothing_typed_is_lost(
    make, cast, client_of, rolls, lot, address, typed, code
):
    lines = f"1-9\nhai cuộn\n3\n{make.serial(make.order(make.product(cast.cooperative)))}"

    answer = client_of(cast.minh).post(address, data=typed(lines))

    assert answer.status_code == 422
    unclear = "Dòng 2 không đọc được: ghi số cuộn như 12-51, mã cuộn, mã tem, hoặc mã tem đầu –"
    assert summary(answer.text) == [
        "Dòng 1: đơn này không có cuộn số 5.",
        f"{unclear} mã tem cuối.",
        "Dòng 4: cuộn hoặc tem này không thuộc đơn này.",
    ]
    assert error_at(answer.text, "stretches") == "Dòng 1: đơn này không có cuộn số 5."
    (form,) = [it for it in forms_of(answer.text) if it.action == address]
    assert form.values["stretches"].strip() == lines
    assert form.values["lot_id"] == str(lot.id)
    assert activated_units(lot) == 0


def test_a_list_that_is_too_long_is_not_read(cast, client_of, rolls, lot, address, typed):
    answer = client_of(cast.minh).post(address, data=typed("8-9\n" * 8_000))

    assert answer.status_code == 422
    (told,) = summary(answer.text)
    assert "30000" in told.replace(".", "")


def test_what_cannot_be_activated_is_named_to_people_and_to_programs(
    make, cast, client_of, rolls, lot, address, typed
):
    make.moved(rolls[1], MovementKind.LOST)
    minh = client_of(cast.minh)
    assert minh.post(address, data=typed("1")).status_code == 303

    page = minh.post(address, data=typed("4\n1-2"))
    problem = minh.post(address, data=typed("4\n1-2"), headers={"Accept": "application/json"})

    assert (page.status_code, problem.status_code) == (409, 409)
    active, lost = summary(page.text)
    assert active.startswith("Dòng 2, cuộn 1: có tem đã được Minh kích hoạt lúc")
    assert lost == "Dòng 2, cuộn 2: có tem không kích hoạt được (Báo mất)."
    assert problem.json["code"] == "stamp.stretches_unusable"
    assert [(it["pointer"], it["code"]) for it in problem.json["errors"]] == [
        ("stretches", "stamp.stretch_activated"),
        ("stretches", "stamp.stretch_not_delivered"),
    ]
    assert activated_units(lot) == SIZE


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"stretches": " \n"}, "stretches", "Chưa điền mục này."),
        ({"lot_id": ""}, "lot_id", "Chưa điền mục này."),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    cast, client_of, rolls, lot, address, typed, changed, field, told
):
    answer = client_of(cast.minh).post(address, data=typed("1", **changed))

    assert (answer.status_code, error_at(answer.text, field)) == (422, told)
    assert activated_units(lot) == 0


def test_more_than_the_lot_takes_is_refused_with_the_numbers(
    make, cast, client_of, product, rolls, address, typed
):
    lot = sellable_lot(make, product, packed_units=25)

    answer = client_of(cast.minh).post(address, data=typed("1-3", lot_id=str(lot.id)))

    assert answer.status_code == 409
    assert "Lô đóng 25 gói, đã kích hoạt 0 tem, nên không thêm được 30." in answer.text
    assert "1-3" in answer.text


def test_the_second_person_agrees_on_the_page_of_the_order(
    make, app, cast, client_of, rolls, lot, address, typed, monkeypatch
):
    monkeypatch.setattr(
        "webapp.routes.stamp_activations.activate_stretches",
        lambda *told, **given: activate_stretches(*told, **given | {"limit": 10}),
    )
    hue = make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))
    asked = client_of(cast.minh).post(address, data=typed("1-3"))
    assert asked.location == address
    assert activated_units(lot) == 0
    own = client_of(cast.minh).get(address).text
    assert "Người thứ hai của đơn vị phải đồng ý." in own

    page = client_of(hue).get(address).text
    (decision,) = [it for it in forms_of(page) if it.action.endswith("/decision")]
    agreed = client_of(hue).post(decision.action, data=decision.values | {"decision": "agree"})

    assert "Minh muốn kích hoạt 30 tem" in page
    assert "Cuộn 1–3" in page
    assert agreed.status_code == 303
    assert activated_units(lot) == 3 * SIZE
    assert {it.activated_by_id for it in db.session.query(Activation)} == {hue.account_id}


def test_a_form_for_the_wrong_lot_is_undone_from_any_roll_of_it(
    cast, client_of, rolls, lot, address, typed
):
    minh = client_of(cast.minh)
    minh.post(address, data=typed("1-3"))
    one = db.session.query(Activation).filter_by(roll_id=rolls[1].id).one()
    undoing = f"/stamp-activations/{one.id}/undoing"

    asked = minh.post(undoing, data={})
    told = {"reason": ["Nhầm lô", ""], "whole_form": "1"}
    undone = minh.post(undoing, data=told)

    assert "30 tem của các cuộn 1–3." in asked.text
    assert undone.status_code == 303
    assert activated_units(lot) == 0


def test_a_roll_activated_alone_is_undone_alone(cast, client_of, rolls, lot, address, typed):
    minh = client_of(cast.minh)
    minh.post(address, data=typed("1"))
    one = db.session.query(Activation).one()

    asked = minh.post(f"/stamp-activations/{one.id}/undoing", data={})

    assert 'name="whole_form"' not in asked.text


def test_where_no_lot_takes_stamps_the_page_says_what_to_do(cast, client_of, rolls, address):
    page = client_of(cast.minh).get(address).text

    assert "Hãy ghi sự kiện đóng gói trước." in page
    assert [it for it in forms_of(page) if it.action == address] == []


def test_orders_of_others_are_not_there(cast, client_of, rolls, address, typed):
    hoa = client_of(cast.hoa)

    assert hoa.get(address).status_code == 404
    assert hoa.post(address, data=typed("1")).status_code == 404
