"""Alerts and displays as their owner and inspectors meet them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.look_histories import SOLD_IN, look_around, recorded
from traceability.roles import Actor
from traceability.serials import printed
from traceability.stamp_ledger import StampState
from webapp.db import db
from webapp.models import StampAlert, StampDisplay
from webapp.usecases.suspicions import score_stamps

HTML = {"Accept": "text/html"}


@pytest.fixture
def order(make, cast):
    """A copied stamp of Minh's: three phones in Hà Nội, eight elsewhere."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    provinces = ["01", "01", *SOLD_IN]
    look_around(recorded(order, make.now - timedelta(days=1), provinces), make.now)
    score_stamps(Actor.system(), now=make.now)
    return order


def the_alert() -> StampAlert:
    return db.session.execute(select(StampAlert)).scalar_one()


def rows_of(page) -> list[str]:
    return [part.split("</tr>")[0] for part in page.text.split("<tr>")[2:]]


def form(make, order, **given) -> dict[str, str]:
    values = {
        "id": str(uuid4()),
        "code": printed(make.serial(order)),
        "kind": "display",
        "place": "Siêu thị Hạc Thành",
        "reason": "Hàng mẫu",
        "count": "1",
    }
    return values | given


def test_the_owner_reads_the_reasons_in_words(cast, client_of, order):
    page = client_of(cast.minh).get("/alerts")

    assert "Tem có thể bị sao chép" in page.text
    assert "Tem được xem ở 9 tỉnh trong 7 giờ, bởi 11 máy." in page.text
    assert "không phải kết luận về ai" in page.text


def test_another_organisation_sees_none_of_it(cast, client_of, order):
    client = client_of(cast.hoa)

    assert "Tem có thể bị sao chép" not in client.get("/alerts").text
    assert client.get(f"/alerts/{the_alert().id}").status_code == 404


def test_a_province_of_fewer_than_three_phones_is_not_named_to_the_owner(cast, client_of, order):
    own = rows_of(client_of(cast.minh).get(f"/alerts/{the_alert().id}"))
    inspected = rows_of(client_of(cast.quang).get(f"/alerts/{the_alert().id}"))

    assert any("Hà Nội" in row for row in own)
    assert any("Nơi khác" in row for row in own)
    assert not any("Đà Nẵng" in row for row in own)
    assert any("Đà Nẵng" in row for row in inspected)


def test_the_owner_answers_and_the_inspector_reads_it(cast, client_of, order):
    path = f"/alerts/{the_alert().id}"
    given = {"answer": "inspection_wanted", "words": "Hàng của chúng tôi chỉ bán ở Sơn La"}

    answer = client_of(cast.minh).post(f"{path}/answer", data=given)

    assert answer.status_code == 303
    page = client_of(cast.quang).get(path)
    assert "Đề nghị kiểm tra" in page.text
    assert "chỉ bán ở Sơn La" in page.text
    assert "Bạn biết gì về việc này?" not in page.text


def test_an_answer_without_a_choice_comes_back_with_its_words(cast, client_of, order):
    path = f"/alerts/{the_alert().id}/answer"

    page = client_of(cast.minh).post(path, data={"words": "Không rõ nữa"})

    assert page.status_code == 422
    assert "Không rõ nữa" in page.text


def answer_form(**given) -> dict[str, str]:
    values = {"id": str(uuid4()), "answer": "display", "place": "Chợ Mai Sơn", "words": "Hàng mẫu"}
    return values | given


def test_the_answer_our_display_registers_the_stamp_and_the_verdict_explains_it(
    cast, client, client_of, make, order, now
):
    path, minh = f"/alerts/{the_alert().id}", client_of(cast.minh)
    given = answer_form()

    answers = [minh.post(f"{path}/answer", data=given).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(db.session.scalars(select(StampDisplay)).all()) == 1
    page = minh.get(path)
    assert "Đã đăng ký từ ngày 22/11/2026" in page.text
    assert 'value="listing"' not in page.text
    after = client.get(f"/T/{make.serial(order)}", headers=HTML)
    assert "được đăng ký là hàng trưng bày (ghi ngày 22/11/2026)" in after.text
    inspected = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}")
    assert "Chợ Mai Sơn" in inspected.text


def test_answering_our_display_twice_by_two_forms_is_refused_in_words(cast, client_of, order):
    path, minh = f"/alerts/{the_alert().id}/answer", client_of(cast.minh)
    minh.post(path, data=answer_form())

    page = minh.post(path, data=answer_form(words="Lần nữa"))

    assert page.status_code == 409
    assert "đã đăng ký rồi" in page.text


@pytest.mark.parametrize("missing", ["place", "words"])
def test_our_display_without_where_and_why_comes_back_filled_in(cast, client_of, order, missing):
    given = answer_form() | {missing: ""}

    page = client_of(cast.minh).post(f"/alerts/{the_alert().id}/answer", data=given)

    assert page.status_code == 422
    assert (given["place"] or given["words"]) in page.text
    assert db.session.scalars(select(StampDisplay)).all() == []
    assert the_alert().answer is None


def test_the_verdict_warns_with_its_reasons_then_explains_the_display(
    cast, client, client_of, make, order, now
):
    before = client.get(f"/T/{make.serial(order)}", headers=HTML)
    assert "Nghi vấn: tem này có thể bị sao chép" in before.text
    assert "Tem được xem ở 9 tỉnh trong 7 giờ, bởi 11 máy." in before.text

    assert client_of(cast.minh).post("/displays", data=form(make, order)).status_code == 303

    after = client.get(f"/T/{make.serial(order)}", headers=HTML)
    assert "Tem hợp lệ" in after.text
    assert "được đăng ký là hàng trưng bày (ghi ngày 22/11/2026)" in after.text
    score_stamps(Actor.system(), now=now)
    assert "Tem hợp lệ" in client.get(f"/T/{make.serial(order)}", headers=HTML).text


def test_programs_read_the_numbers_of_the_reasons(client, make, order):
    answer = client.get(f"/T/{make.serial(order)}", headers={"Accept": "application/json"})

    told = {it["code"]: it["details"] for it in answer.json["reasons"]}
    assert answer.json["verdict"] == "suspected_copy"
    assert told["seen_in_provinces_hours"] == {"provinces": 9, "within": 7, "phones": 11}


def test_inspectors_see_who_registered_it_when_and_what_the_score_would_be(
    cast, client_of, make, order, now
):
    client_of(cast.minh).post("/displays", data=form(make, order))
    score_stamps(Actor.system(), now=now)

    page = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}")

    assert "Siêu thị Hạc Thành" in page.text
    assert cast.minh.name in page.text
    assert "Nếu không tính đăng ký trưng bày" in page.text
    lapsed = client_of(cast.quang).get("/alerts?lapsed=1")
    assert "Đã có lời giải thích" in lapsed.text


def test_a_registration_is_listed_and_ended_with_a_reason(cast, client_of, make, order):
    client = client_of(cast.minh)
    given = form(make, order)
    client.post("/displays", data=given)
    assert "Hàng mẫu" in client.get("/displays").text

    empty = client.post(f"/displays/{given['id']}/end", data={})
    ended = client.post(f"/displays/{given['id']}/end", data={"end_reason": "Đã bán"})

    assert (empty.status_code, ended.status_code) == (422, 303)
    assert "Đã kết thúc" in client.get("/displays").text


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"code": "x"}, "Mã trên tem"),
        ({"code": ""}, "Mã trên tem"),
        ({"place": ""}, "Ở đâu"),
        ({"count": "51"}, "từ 1 đến 50 tem"),
        ({"kind": "x"}, "Vì sao nhiều người xem"),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(cast, client_of, make, order, given, complaint):
    page = client_of(cast.minh).post("/displays", data=form(make, order, **given))

    assert page.status_code == 422
    assert complaint in page.text
    assert "Hàng mẫu" in page.text
    assert db.session.scalars(select(StampDisplay)).all() == []


def test_another_organisations_stamp_cannot_be_registered(cast, client_of, make, order):
    assert client_of(cast.hoa).post("/displays", data=form(make, order)).status_code == 404


def test_a_form_that_is_sent_twice_registers_once(cast, client_of, make, order):
    client, given = client_of(cast.minh), form(make, order)

    answers = [client.post("/displays", data=given).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(db.session.scalars(select(StampDisplay)).all()) == 1


def test_the_first_page_says_how_many_wait(cast, client_of, order):
    assert "1 cảnh báo chưa ai trả lời." in client_of(cast.minh).get("/home").text
    assert "1 cảnh báo chưa ai trả lời." in client_of(cast.quang).get("/home").text


@pytest.fixture
def stolen(make, cast):
    """Three stolen stamps of Minh's that were looked at in as many provinces, and others that are
    none of it: by staff, and answered otherwise.
    """
    order = make.order(make.product(cast.cooperative))
    make.roll(order, StampState.STOLEN)
    given, earlier = {"verdict": "withdrawn", "cause": "stolen"}, make.now - timedelta(hours=3)
    looks = [
        *recorded(order, earlier, ["14"], 3, is_staff=True, **given),
        *recorded(order, earlier, ["14"], 4, verdict="on_hold"),
    ]
    for offset, province in enumerate(("01", "48", "79")):
        looks += recorded(order, earlier, [province], offset, **given)
    look_around(looks, make.now)
    score_stamps(Actor.system(), now=make.now)
    return order


def codes_of(make, order, offsets) -> list[str]:
    return [printed(make.serial(order, offset)) for offset in offsets]


def test_an_alert_for_an_order_lists_every_stamp_that_was_looked_at(make, cast, client_of, stolen):
    path = f"/alerts/{the_alert().id}"

    owner, inspector = client_of(cast.minh).get(path).text, client_of(cast.quang).get(path).text

    for page in (owner, inspector):
        assert all(page.count(code) == 1 for code in codes_of(make, stolen, range(3)))
        assert not any(code in page for code in codes_of(make, stolen, (3, 4)))
    assert f"/stamp-orders/{stolen.id}" in owner
    assert f"/stamp-orders/{stolen.id}" not in inspector
    assert all(f"/inspection/stamps/{make.serial(stolen, it)}" in inspector for it in range(3))
    assert all(f">{name}<" in inspector for name in ("Hà Nội", "Đà Nẵng", "Hồ Chí Minh"))


def test_stamps_that_were_not_printed_are_listed_and_none_that_were(make, cast, client_of):
    order = make.order(make.product(cast.cooperative), roll_size=50)
    half, earlier = order.first + 50, make.now - timedelta(hours=3)
    make.roll(order, StampState.NOT_PRINTED, last=half, printed_at=None)
    make.roll(order, number=2, first=half, printed_at=earlier)
    seen = [
        *recorded(order, make.now - timedelta(hours=2), ["01"], 1, verdict="unknown"),
        *recorded(order, make.now - timedelta(hours=2), ["01"], 60, verdict="unknown"),
    ]
    look_around(seen, make.now)
    score_stamps(Actor.system(), now=make.now)

    page = client_of(cast.minh).get(f"/alerts/{the_alert().id}").text

    listed, other = codes_of(make, order, (1, 60))
    assert listed in page
    assert other not in page


def test_a_stamp_on_display_is_scanned_and_its_link_is_read(cast, client_of, make, order):
    minh = client_of(cast.minh)

    page = minh.get("/displays/new").text

    scanned = page.split('data-module="stamp-field"')[1].split("Không mở được máy ảnh")[0]
    assert 'name="code"' in scanned
    assert "Quét bằng máy ảnh" in scanned
    link = f"https://tem.example/T/{make.serial(order)}"
    assert minh.post("/displays", data=form(make, order, code=link)).status_code == 303
