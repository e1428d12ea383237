"""The inspector's pages."""

from uuid import uuid4

import pytest

from traceability.reports import ReportKind, ReportState
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Product, Report


@pytest.fixture
def report(make, order_in_use, now) -> Report:
    row = Report(
        receipt="BC-TEST-0001",
        state=ReportState.REPORTED,
        kind=ReportKind.SUSPECTED_FAKE,
        product_name="Nhãn lồng",
        words="Mùi lạ",
        contact="0900 000 001",
        key_id=order_in_use.key_id,
        counter=order_in_use.first,
        request_sha256="0" * 64,
        reported_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row


def flag_form(**changes) -> dict[str, str]:
    return {
        "flag_id": str(uuid4()),
        "kind": "on_hold",
        "scope": "stamp",
        "reason": "Nghi vấn",
    } | changes


def test_reports_that_wait_are_found_without_marks(client_of, cast, report):
    inspector = client_of(cast.quang)

    found = inspector.get("/inspection?q=nhan long").text
    missed = inspector.get("/inspection?q=xoai").text

    assert "BC-TEST-0001" in found
    assert "BC-TEST-0001" not in missed


def test_a_report_leads_to_its_stamp_and_the_looks_at_it(
    client_of, cast, make, order_in_use, report
):
    make.scan(order_in_use)
    inspector = client_of(cast.quang)

    page = inspector.get(f"/inspection/reports/{report.id}").text
    stamp = inspector.get(f"/inspection/stamps/{make.serial(order_in_use)}").text

    assert make.serial(order_in_use) in page
    assert "Mùi lạ" in page
    assert "Mở đường dẫn" in stamp


def test_a_flag_is_raised_and_lifted_from_the_page(client_of, cast, make, order_in_use):
    inspector, serial = client_of(cast.quang), make.serial(order_in_use)

    raised = inspector.post(f"/inspection/stamps/{serial}/flags", data=flag_form())
    flagged = inspector.get(f"/inspection/stamps/{serial}").text
    flag_id = flagged.split(f"/inspection/stamps/{serial}/flags/")[1].split("/")[0]
    lifted = inspector.post(
        f"/inspection/stamps/{serial}/flags/{flag_id}/lifting", data={"lift_reason": "Hợp lệ"}
    )

    assert (raised.status_code, lifted.status_code) == (303, 303)
    assert "Đã gỡ" in inspector.get(f"/inspection/stamps/{serial}").text


def test_a_flag_without_a_reason_keeps_what_was_typed(client_of, cast, make, order_in_use):
    inspector, serial = client_of(cast.quang), make.serial(order_in_use)
    form = flag_form(reason="", public_reason="Đang kiểm tra")

    answer = inspector.post(f"/inspection/stamps/{serial}/flags", data=form)

    assert answer.status_code == 422
    assert "Đang kiểm tra" in answer.text


def test_what_is_wrong_with_a_flag_is_told_with_the_names_of_its_fields(
    client_of, cast, make, order_in_use
):
    inspector, page = client_of(cast.quang), f"/inspection/stamps/{make.serial(order_in_use)}"

    flag = inspector.post(f"{page}/flags", data=flag_form(kind="", scope="x")).text
    inspector.post(f"{page}/flags", data=flag_form())
    flag_id = inspector.get(page).text.split(f"{page}/flags/")[1].split("/")[0]
    too_long = {"lift_reason": "x" * 1001}
    lifting = inspector.post(f"{page}/flags/{flag_id}/lifting", data=too_long).text

    assert '<a href="#kind">Đánh dấu là: ' in flag
    assert '<a href="#scope">Phạm vi: ' in flag
    assert '<a href="#lift_reason">Lý do gỡ: ' in lifting
    assert 'id="lift_reason"' in lifting
    assert "x" * 1001 in lifting


def test_an_answer_without_its_step_names_the_step(client_of, cast, report):
    answer = client_of(cast.quang).post(
        f"/inspection/reports/{report.id}/answer", data={"state": "", "answer": "Đã xem"}
    )

    assert '<a href="#state">Bước tiếp theo: ' in answer.text
    assert "Đã xem" in answer.text


@pytest.mark.parametrize("code", ["ABC", "0000 0000 0000 0000"])
def test_a_code_that_is_not_ours_is_refused_in_words(client_of, cast, code):
    answer = client_of(cast.quang).get("/inspection/stamps", query_string={"code": code})

    assert answer.status_code == 422
    assert "field__error" in answer.text


def test_a_manager_has_no_business_here(client_of, cast, make, order_in_use):
    manager = client_of(cast.minh)

    answer = manager.post(f"/inspection/stamps/{make.serial(order_in_use)}/flags", data=flag_form())

    assert answer.status_code == 403


def test_counterfeit_needs_the_inspector_to_say_so(client_of, cast, make, order_in_use):
    serial = make.serial(order_in_use)

    client_of(cast.quang).post(
        f"/inspection/stamps/{serial}/flags", data=flag_form(kind=FlagKind.COUNTERFEIT)
    )

    assert "Tem giả" in client_of(cast.quang).get(f"/inspection/stamps/{serial}").text


def test_the_inbox_and_the_report_name_product_and_owner_of_the_stamp(
    client_of, cast, make, order_in_use, report
):
    report.product_name, report.organisation_id = None, order_in_use.organisation_id
    db.session.commit()
    product = db.session.get_one(Product, order_in_use.product_id)
    inspector = client_of(cast.quang)

    for path in ("/inspection", f"/inspection/reports/{report.id}"):
        page = inspector.get(path).text
        assert product.short_name in page
        assert cast.cooperative.name in page
    assert report.receipt in inspector.get(f"/inspection?q={product.short_name}").text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"key_id": None, "counter": None}, "không phải mã tem của hệ thống"),
        ({"key_id": 1, "counter": 999_999}, "chưa đơn đặt tem nào có mã này"),
    ],
)
def test_a_code_that_is_none_of_ours_is_told_to_the_inspector_as_it_was_typed(
    client_of, cast, report, place, said
):
    report.code_text, report.key_id, report.counter = "XXXX", place["key_id"], place["counter"]
    db.session.commit()

    page = client_of(cast.quang).get(f"/inspection/reports/{report.id}").text

    assert said in page
    assert place["key_id"] or "XXXX" in page


def test_a_stamp_of_a_proof_sheet_is_told_as_one_and_cannot_be_flagged(
    client_of, cast, make, press_order, report, now
):
    press_order.proof_made_at = now
    report.counter = press_order.serials.last
    db.session.commit()
    serial, inspector = make.serial(press_order, press_order.count), client_of(cast.quang)

    stamp = inspector.get(f"/inspection/stamps/{serial}")
    told = inspector.get(f"/inspection/reports/{report.id}").text
    flagged = inspector.post(f"/inspection/stamps/{serial}/flags", data=flag_form())

    assert (stamp.status_code, flagged.status_code) == (200, 404)
    assert "Tem in thử, không dán lên hàng nào" in stamp.text
    assert "Lấy tờ in thử lúc" in stamp.text
    assert "/flags" not in stamp.text
    assert "/displays/new" not in stamp.text
    assert "Mã này là của tem in thử" in told
    assert "chưa đơn đặt tem nào có mã này" not in told


def test_of_a_stamp_for_goods_nothing_is_said_of_a_proof_or_of_a_second_person(
    client_of, cast, make, order
):
    page = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}").text

    assert "Lấy tờ in thử lúc" not in page
    assert "Người đề nghị kích hoạt" not in page


def test_in_english_whoever_made_the_goods_is_no_unit_of_measure(client_of, cast, make, order):
    told = ["<dt>Organisation</dt>", ">Organisation</h2>", ">Products</a>"]

    stamp = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}?lang=en").text
    home = client_of(cast.minh).get("/home?lang=en").text

    assert [it in page for it, page in zip(told, (stamp, home, home), strict=True)] == [True] * 3


def test_a_code_behind_the_proof_sheet_is_none(client_of, cast, make, press_order):
    behind = make.serial(press_order, press_order.count + press_order.proof_count)

    assert client_of(cast.quang).get(f"/inspection/stamps/{behind}").status_code == 404


def test_an_inspector_scans_a_stamp_to_open_it(client_of, cast, make, order_in_use):
    quang, serial = client_of(cast.quang), make.serial(order_in_use)

    page = quang.get("/inspection/stamps").text

    scanned = page.split('data-module="stamp-field"')[1].split("Không mở được máy ảnh")[0]
    assert 'name="code"' in scanned
    assert "Quét bằng máy ảnh" in scanned
    link = f"https://tem.example/T/{serial}"
    found = quang.get("/inspection/stamps", query_string={"code": link})
    assert found.headers["Location"] == f"/inspection/stamps/{serial}"
