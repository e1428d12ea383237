"""What a member sees of entries in their name, and how an objection goes round."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from traceability.roles import Role
from webapp.db import db
from webapp.models import EventObjection
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import MakeObjection, make_objection


@pytest.fixture
def lot(make, cast):
    """Somebody else's lot: Lan has no other way to see what was written in her name."""
    return make.lot(make.product(cast.cooperative))


@pytest.fixture
def event_id(cast, clerk, lot, now):
    told = entry(lot, on_behalf_of=cast.lan.account_id)
    return capture_event(clerk, told, HOST, now=now).event_id


@pytest.fixture
def objection_id(cast, event_id, now):
    command = MakeObjection(uuid4(), event_id, "Hôm đó tôi không tưới")
    return make_objection(cast.lan, command, now=now)


def test_a_member_sees_what_was_written_in_her_name_and_nobody_elses(
    make, client_of, cast, clerk, lot, event_id, now
):
    other = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))
    capture_event(clerk, entry(lot, on_behalf_of=other.account_id), HOST, now=now)

    page = client_of(cast.lan).get("/entries-for-me").text

    assert "Lan làm, Bình ghi giúp" in page
    assert f"/events/{event_id}/objections/new" in page
    assert "Vân" not in page


def test_she_says_that_it_is_not_right_and_managers_and_inspectors_see_it(
    client_of, cast, event_id
):
    lan = client_of(cast.lan)
    assert lan.get(f"/events/{event_id}/objections/new").status_code == 200

    sent = {"id": str(uuid4()), "reason": "Hôm đó tôi không tưới"}
    answer = lan.post(f"/events/{event_id}/objections", data=sent)

    assert (answer.status_code, answer.location) == (303, "/entries-for-me")
    assert "Hôm đó tôi không tưới" in lan.get("/entries-for-me").text
    for reader in (cast.minh, cast.quang, cast.thu):
        assert "Hôm đó tôi không tưới" in client_of(reader).get("/objections").text
    assert "Hôm đó tôi không tưới" not in client_of(cast.hoa).get("/objections").text


def test_an_empty_objection_comes_back(client_of, cast, event_id):
    answer = client_of(cast.lan).post(f"/events/{event_id}/objections", data={"id": str(uuid4())})

    assert answer.status_code == 422
    assert db.session.scalars(select(EventObjection)).all() == []


def test_the_manager_answers_beside_the_entry(client_of, cast, lot, event_id, objection_id):
    minh = client_of(cast.minh)
    page = minh.get(f"/objections/{objection_id}").text
    assert f"/lots/{lot.id}/events/new/irrigating?corrects={event_id}" in page

    minh.post(f"/objections/{objection_id}/answer", data={"answer": "Ghi nhầm ruộng, đã sửa"})

    assert "Ghi nhầm ruộng, đã sửa" in client_of(cast.lan).get("/entries-for-me").text
    assert str(objection_id) not in minh.get("/objections").text
    assert str(objection_id) in minh.get("/objections?answered=1").text


def test_a_clerk_and_an_inspector_read_and_do_not_answer(client_of, cast, clerk, objection_id):
    for reader in (clerk, cast.quang):
        browser = client_of(reader)
        assert browser.get(f"/objections/{objection_id}").status_code == 200
        sent = browser.post(f"/objections/{objection_id}/answer", data={"answer": "x"})
        assert sent.status_code == 403


def test_the_home_of_the_manager_says_that_somebody_waits(client_of, cast, objection_id):
    assert "1 ý kiến của thành viên đang chờ trả lời." in client_of(cast.minh).get("/home").text
    assert "đang chờ trả lời" not in client_of(cast.hoa).get("/home").text


def test_the_buyer_sees_neither_names_nor_objections(make, client, cast, clerk, now):
    product = make.product(cast.cooperative)
    lot = make.packed_lot(product)
    told = entry(lot, "harvesting", on_behalf_of=cast.lan.account_id)
    event_id = capture_event(clerk, told, HOST, now=now).event_id
    make_objection(cast.lan, MakeObjection(uuid4(), event_id, "Không đúng"), now=now)

    page = client.get(f"/lot/{product.internal_code}/{lot.code}", follow_redirects=True)

    assert page.status_code == 200
    assert "Thu hoạch" in page.text
    for secret in ("Bình", "Không đúng", "ghi giúp"):
        assert secret not in page.text
