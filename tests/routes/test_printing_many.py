"""A printer's day with many rolls: one file, one report and one delivery for all of them."""

import csv
import hashlib
import io
import zipfile
from uuid import uuid4

import pypdfium2
import pytest

from tests.page_forms import error_at
from tests.printers import approved_for, on_the_press
from tests.rolls import balance, rolls_of
from tests.statements import counted_statements
from traceability.keyring import SerialPlace
from traceability.serials import printed
from traceability.stamp_ledger import Balance
from webapp.db import db
from webapp.gateways.printing import formats
from webapp.models import StampPrintFile

PER_SHEET = 65


@pytest.fixture
def order(make, cast, press, now):
    """Six rolls of 70 stamps: each fills one sheet and begins a second one."""
    return on_the_press(make, cast, press, now, sizes=(420, 70))


@pytest.fixture
def phuc(client_of, press):
    return client_of(press.phuc)


@pytest.fixture
def made(phuc, order):
    """A file as the form asks for it: the answer, and its id."""

    def made(rolls, layout="csv"):
        file_id = uuid4()
        asked = {"file_id": str(file_id), "rolls": rolls, "layout": layout}
        return phuc.post(f"/printing/{order.id}/files", data=asked), file_id

    return made


@pytest.fixture
def taken(phuc, made):
    """The bytes of such a file, and the name under which a browser keeps it."""

    def taken(rolls, layout="csv"):
        answer, file_id = made(rolls, layout)
        assert answer.status_code == 303
        file = phuc.post(f"/printing/files/{file_id}/download")
        sha256 = db.session.get(StampPrintFile, file_id).sha256
        assert hashlib.sha256(file.data).hexdigest() == sha256
        return file.data, file.headers["Content-Disposition"]

    return taken


@pytest.fixture
def code(make, order):
    def of(offset: int) -> str:
        return printed(make.keyring.serial(SerialPlace(order.key_id, order.first + offset)))

    return of


def test_one_list_holds_the_stamps_of_all_rolls_each_by_its_number(order, taken, code):
    data, name = taken("2-4")

    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [line["roll"] for line in lines] == [it for it in "234" for _ in range(70)]
    assert [line["number"] for line in lines[:70]] == [str(n) for n in range(1, 71)]
    assert (lines[0]["serial"], lines[-1]["serial"]) == (code(70), code(279))
    assert f"tem-{order.id.hex[:8]}-2-4-1.csv" in name


def test_each_roll_of_a_pdf_begins_on_a_page_of_its_own(taken, code):
    data, _ = taken("1-3", "a4-65")

    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]
    assert len(pages) == 3 * 2
    firsts = [code(n).split()[0] for n in (0, PER_SHEET, 70, 70 + PER_SHEET)]
    assert all(first in page for first, page in zip(firsts, pages, strict=False))


def test_one_archive_holds_the_drawings_of_all_rolls(taken):
    data, _ = taken("5-6", "svg-30x30")

    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert (len(names), names[0], names[-1]) == (140, "005-00001.svg", "006-00070.svg")


def test_a_roll_by_itself_has_the_bytes_it_ever_had(taken):
    alone, together = taken("2")[0], taken("1-2")[0]

    assert together.endswith(alone.split(b"\r\n", 1)[1])


@pytest.mark.parametrize(
    ("rolls", "told"),
    [
        ("", "Chưa điền mục này."),
        ("tất cả", "Hãy ghi số cuộn, ví dụ 1-20, 25."),
        ("6-7", "Ở đây không có cuộn số 7."),
        ("1, 3", "Mỗi tệp gồm các cuộn liền số, ví dụ 1-20."),
    ],
)
def test_rolls_of_which_no_file_is_made_are_told_beside_the_field(made, rolls, told):
    answer, file_id = made(rolls)

    assert (answer.status_code, error_at(answer.text, "rolls")) == (422, told)
    assert f'value="{file_id}"' in answer.text
    assert db.session.query(StampPrintFile).count() == 0


def test_a_pdf_of_more_stamps_than_one_can_wait_for_is_refused(made, monkeypatch):
    monkeypatch.setattr(formats, "MOST_LABELS", 200)

    answer, _ = made("1-3", "a4-65")

    assert answer.status_code == 422
    assert error_at(answer.text, "rolls").startswith("Mỗi tệp PDF có nhiều nhất 200 tem.")
    assert made("1-3")[0].status_code == 303


def test_of_a_roll_with_enough_files_none_is_made_before_the_work(made, monkeypatch):
    for rolls in ("1-2", "2-3", "2"):
        assert made(rolls)[0].status_code == 303
    monkeypatch.setattr("webapp.routes.printing.digest_of", None)

    answer, _ = made("1-6")

    assert answer.status_code == 409
    assert "Cuộn 2 đã được làm 3 tệp" in answer.text


def test_a_form_that_is_sent_again_leads_to_the_file_that_it_made(phuc, order, made, code):
    """Also where no other one may be made any more: the first answer may have been lost."""
    for _ in range(3):
        answer, file_id = made("1-2")
    told = {"file_id": str(file_id), "rolls": "1-2", "layout": "csv"}

    again = phuc.post(f"/printing/{order.id}/files", data=told)
    phuc.post(f"/printing/{order.id}/report", data={"rolls": "1"})
    after_printing = phuc.post(f"/printing/{order.id}/files", data=told)

    assert (answer.location, again.status_code, after_printing.status_code) == (
        again.location,
        303,
        303,
    )
    assert db.session.query(StampPrintFile).count() == 3


def test_a_report_of_many_rolls_names_spoilt_stamps_line_by_line(phuc, order, code):
    told = {"rolls": "1-3, 5", "spoilt": f"{code(3)}\n{code(68)} – {code(71)}", "reason": "Lem"}

    first, again = (phuc.post(f"/printing/{order.id}/report", data=told) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert "Đã ghi: 4 cuộn đã in và đang ở kho nhà in." in phuc.get(first.location).text
    assert [balance(roll) for roll in rolls_of(order)] == [
        Balance(in_stock=67, void=3),
        Balance(in_stock=68, void=2),
        Balance(in_stock=70),
        Balance(not_printed=70),
        Balance(in_stock=70),
        Balance(not_printed=70),
    ]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("rolls", "1-9", "Ở đây không có cuộn số 7."),
        ("spoilt", "{3}\n{140}", "Dòng 2: tem này không nằm trên cuộn đang ghi."),
        ("spoilt", "{3}\n{60} – {220}", "Dòng 2: tem này không nằm trên cuộn đang ghi."),
        ("spoilt", "{9} – {3}", "Dòng 1: tem đầu đứng sau tem cuối."),
        ("reason", "", "Hãy ghi lý do."),
    ],
)
def test_what_is_wrong_with_a_report_is_told_at_its_field_and_nothing_entered(
    phuc, order, code, field, value, told
):
    for offset in (3, 9, 60, 140, 220):
        value = value.replace(f"{{{offset}}}", code(offset))
    typed = {"rolls": "1-2, 4", "spoilt": code(1), "reason": "Lem"} | {field: value}

    answer = phuc.post(f"/printing/{order.id}/report", data=typed)

    assert (answer.status_code, error_at(answer.text, field)) == (422, told)
    for kept in typed.values():
        assert kept in answer.text
    assert {balance(roll) for roll in rolls_of(order)} == {Balance(not_printed=70)}


def test_a_roll_that_was_reported_otherwise_is_named(phuc, order, code):
    phuc.post(f"/printing/{order.id}/report", data={"rolls": "2"})
    told = {"rolls": "1-2", "spoilt": code(75), "reason": "Lem"}

    answer = phuc.post(f"/printing/{order.id}/report", data=told)

    assert answer.status_code == 409
    assert "Cuộn 2 đã được báo in xong, với những tem hỏng khác" in answer.text
    assert balance(rolls_of(order)[0]) == Balance(not_printed=70)


def test_files_and_reports_are_for_the_orders_printer(cast, client_of, order):
    for actor in (cast.minh, cast.thu):
        for page in ("files", "report"):
            assert client_of(actor).get(f"/printing/{order.id}/{page}").status_code == 403


def test_labels_of_hundreds_of_rolls_are_printed_from_one_page(make, cast, client_of, press, now):
    order = approved_for(make, cast, press, now, sizes=(251, 1))
    minh, address = client_of(cast.minh), f"/stamp-orders/{order.id}/roll-labels"

    first, second = (minh.get(f"{address}?page={page}").text for page in (1, 2))

    assert (first.count("<svg xmlns"), second.count("<svg xmlns")) == (250, 1)
    assert "1–250 / 251" in first
    assert "251–251 / 251" in second


def test_a_page_asks_as_much_of_the_database_for_sixty_rolls_as_for_three(
    make, cast, client_of, press, now
):
    asked = []
    for rolls in (3, 60):
        order = on_the_press(make, cast, press, now, sizes=(10 * rolls, 10))
        work(client_of, press, order, rolls)
        asked.append([count(client_of(actor), path) for actor, path in pages(cast, press, order)])

    assert asked[0] == asked[1]


def work(client_of, press, order, rolls):
    """All are printed, half of them sent."""
    phuc = client_of(press.phuc)
    made = {"file_id": str(uuid4()), "rolls": f"1-{rolls}", "layout": "csv"}
    assert phuc.post(f"/printing/{order.id}/files", data=made).status_code == 303
    assert (
        phuc.post(f"/printing/{order.id}/report", data={"rolls": f"1-{rolls}"}).status_code == 303
    )
    sent = {"delivery_id": str(uuid4()), "rolls": f"1-{rolls // 2}"}
    assert phuc.post(f"/printing/{order.id}/deliveries", data=sent).status_code == 303


def pages(cast, press, order):
    for page in ("", "/files", "/report"):
        yield press.phuc, f"/printing/{order.id}{page}"
    for page in ("", "/files", "/roll-labels"):
        yield cast.minh, f"/stamp-orders/{order.id}{page}"
    yield cast.thu, f"/stamp-orders/{order.id}"


def count(client, path):
    """How many statements a page asks, once whatever is kept is kept."""
    client.get(path)
    with counted_statements() as statements:
        assert client.get(path).status_code == 200
    return len(statements)
