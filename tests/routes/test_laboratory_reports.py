"""A laboratory's report with several indicators: one entry each, typed in one after the other."""

import io
import json
import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.diary import photo
from tests.page_forms import error_at
from tests.papers import given_out
from tests.pdfs import pages_of
from traceability.canonical import sha256_hex
from traceability.event_template import current
from webapp.db import db
from webapp.models import Event, EventPhoto, LedgerEntry, Lot
from webapp.queries.ledger_audit import audit_ledger


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def lot(make, cast):
    product = make.product(cast.cooperative)
    version = current("rice").version
    return make.lot(product, template_version=version, opened_by_id=cast.lan.account_id)


@pytest.fixture
def first(lot):
    """The first indicator of a report, as the form sends it."""
    return {
        "event_id": str(uuid4()),
        "event_code": "laboratory_test",
        "event_time": "2026-11-22T09:30",
        "operator_name": "Lan",
        "note": "Lấy mẫu ở kho",
        "values.sample_code": "M-12",
        "values.laboratory": "Trung tâm Kiểm nghiệm",
        "values.report_number": "KN-2026/77",
        "values.tested_on": "2026-11-20",
        "values.indicator": "Chì",
        "values.result": "Không phát hiện",
        "values.conclusion": "passed",
    }


@pytest.fixture
def go_on(lan, lot):
    """Save an indicator and ask for the next; gives back the form of that."""

    def post(form):
        sent = form | {"then": "further_indicator"}
        answer = lan.post(f"/lots/{lot.id}/events", data=sent)
        assert answer.status_code == 303
        return lan.get(answer.location).text

    return post


def value_of(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="values.{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', field[0]) if field else None
    return found[1] if found else ""


def test_the_next_indicator_begins_with_what_the_report_says_of_all(first, go_on):
    page = go_on(first)

    told = {name: value_of(page, name) for name in ("sample_code", "laboratory", "report_number")}
    assert told == {
        "sample_code": "M-12",
        "laboratory": "Trung tâm Kiểm nghiệm",
        "report_number": "KN-2026/77",
    }
    assert value_of(page, "tested_on") == "2026-11-20"
    assert 'value="2026-11-22T09:30"' in page


def test_what_belongs_to_the_one_indicator_is_asked_anew(first, go_on):
    page = go_on(first)

    assert value_of(page, "indicator") == value_of(page, "result") == ""
    assert "Lấy mẫu ở kho" not in page
    assert 'value="passed" checked' not in page
    assert 'name="corrects"' not in page


def test_the_photo_of_the_report_goes_along(lan, lot, first, go_on):
    page = go_on(first | {"photo_1": (io.BytesIO(photo()), "phieu.png")})
    (kept,) = re.findall(r'name="kept_photo" value="([0-9a-f]{64})" checked', page)
    second = first | {"event_id": str(uuid4()), "values.indicator": "Asen", "kept_photo": kept}

    lan.post(f"/lots/{lot.id}/events", data=second)

    assert [it.sha256 for it in db.session.scalars(select(EventPhoto))] == [kept, kept]
    assert len(list(db.session.scalars(select(Event)))) == 2


def test_a_result_without_its_report_says_so(client_of, cast, lan, lot, first, go_on):
    """To whoever reads the diary, inspectors among them, and in the book."""
    lacks = "Chưa đính kèm phiếu kết quả."
    lan.post(f"/lots/{lot.id}/events", data=first)
    readers = (lan, client_of(cast.minh))
    assert [lacks in it.get(f"/lots/{lot.id}").text for it in readers] == [True, True]
    assert lacks in book_of(client_of(cast.quang), lot)

    second = first | {"event_id": str(uuid4()), "corrects": first["event_id"]}
    lan.post(
        f"/lots/{lot.id}/events", data=second | {"photo_1": (io.BytesIO(photo()), "phieu.png")}
    )

    assert lan.get(f"/lots/{lot.id}").text.count(lacks) == 1  # of what was put right
    assert book_of(client_of(cast.quang), lot).count(lacks) == 1


def book_of(client, lot) -> str:
    return " ".join(pages_of(client.get(f"/lots/{lot.id}/book.pdf").data))


def test_each_indicator_that_fails_holds_the_lot(lan, lot, first, go_on):
    go_on(first)
    assert db.session.get(Lot, lot.id).on_hold_at is None
    failed = {"event_id": str(uuid4()), "values.indicator": "Asen", "values.conclusion": "failed"}

    go_on(first | failed)

    assert db.session.get(Lot, lot.id, populate_existing=True).on_hold_at is not None


def test_other_work_and_corrections_offer_no_further_indicator(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first)
    place = f"/lots/{lot.id}/events/new/laboratory_test"
    offered = "Lưu, ghi chỉ tiêu tiếp theo"

    assert offered in lan.get(place).text
    assert offered not in lan.get(f"{place}?corrects={first['event_id']}").text
    assert offered not in lan.get(f"/lots/{lot.id}/events/new/harvesting").text


@pytest.mark.parametrize("report", [str(UUID(int=7)), "no-such-id"])
def test_an_entry_that_is_not_there_has_no_further_indicator(lan, lot, report):
    place = f"/lots/{lot.id}/events/new/laboratory_test?same_report={report}"

    assert lan.get(place).status_code == 404


def test_the_report_of_another_lot_is_none_of_this_one(make, cast, lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first)
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)

    place = f"/lots/{other.id}/events/new/laboratory_test?same_report={first['event_id']}"

    assert lan.get(place).status_code == 404


PDF = b"%PDF-1.4\n" + b"x" * 100 + b"\n%%EOF\n"


def paper(data: bytes = PDF, name: str = "phieu.pdf") -> dict[str, tuple[io.BytesIO, str]]:
    return {"report": (io.BytesIO(data), name)}


def link_in(page: str) -> str:
    (found,) = re.findall(r'href="(/events/[0-9a-f-]+/reports/[0-9a-f]{64})"', page)
    return found


def test_a_report_may_be_a_pdf_that_is_handed_out_as_it_came(lan, lot, first):
    answer = lan.post(f"/lots/{lot.id}/events", data=first | paper())

    page = lan.get(answer.location).text
    file = lan.get(link_in(page))
    assert file.data == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "Không có ảnh." not in page


def test_that_a_report_was_handed_out_is_noted(client_of, cast, lan, lot, first):
    answer = lan.post(f"/lots/{lot.id}/events", data=first | paper())
    link = link_in(lan.get(answer.location).text)
    client_of(cast.hoa).get(link)
    assert given_out() == []

    client_of(cast.minh).get(link)

    assert given_out() == [(cast.minh.account_id, f"event {first['event_id']}")]


def test_an_inspector_may_have_the_report_too(client_of, cast, lan, lot, first):
    answer = lan.post(f"/lots/{lot.id}/events", data=first | paper())
    link = link_in(lan.get(answer.location).text)

    assert client_of(cast.quang).get(link).data == PDF


def test_the_ledger_names_the_report_by_its_hash(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first | paper())

    event = db.session.scalars(select(Event)).one()
    body = db.session.get_one(LedgerEntry, event.ledger_position).body
    assert json.loads(body)["content"]["photos"] == [sha256_hex(PDF)]
    # Lot, product and place of this test were made beside the ledger; its entry is told there.
    told = {it.table for it in audit_ledger(None).findings}
    assert told == {"lot", "product", "place"}


def test_the_report_goes_along_to_the_next_indicator_and_to_a_correction(lan, lot, first, go_on):
    page = go_on(first | paper())
    (kept,) = re.findall(r'name="kept_report" value="([0-9a-f]{64})" checked', page)
    second = first | {"event_id": str(uuid4()), "values.indicator": "Asen", "kept_report": kept}

    lan.post(f"/lots/{lot.id}/events", data=second)

    rows = list(db.session.scalars(select(EventPhoto)))
    assert [(it.sha256, it.shown_sha256) for it in rows] == [(sha256_hex(PDF), None)] * 2
    correction = f"/lots/{lot.id}/events/new/laboratory_test?corrects={first['event_id']}"
    assert f'name="kept_report" value="{kept}" checked' in lan.get(correction).text


SECOND = PDF.replace(b"x" * 100, b"y" * 100)


def kept_in(page):
    return re.findall(r'name="kept_report" value="([0-9a-f]{64})" checked', page)


def test_a_correction_keeps_every_report_and_the_one_that_comes_with_it(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first | paper())
    late = f"/api/v1/events/{first['event_id']}/photos/{sha256_hex(SECOND)}"
    assert lan.put(late, data=SECOND, headers={"X-App": "1"}).status_code == 201
    kept = kept_in(
        lan.get(f"/lots/{lot.id}/events/new/laboratory_test?corrects={first['event_id']}").text
    )
    third = PDF.replace(b"x" * 100, b"z" * 100)
    right = first | {"event_id": str(uuid4()), "corrects": first["event_id"], "kept_report": kept}

    refused = lan.post(
        f"/lots/{lot.id}/events", data=right | {"values.indicator": ""} | paper(third)
    )
    saved = lan.post(f"/lots/{lot.id}/events", data=right | {"kept_report": kept_in(refused.text)})

    every = {sha256_hex(it) for it in (PDF, SECOND, third)}
    assert set(kept) == {sha256_hex(PDF), sha256_hex(SECOND)}
    assert (refused.status_code, saved.status_code) == (422, 303)
    corrected = EventPhoto.event_id == UUID(right["event_id"])
    assert set(db.session.scalars(select(EventPhoto.sha256).where(corrected))) == every


def test_a_report_that_is_unticked_is_left_out_of_a_correction(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first | paper())
    right = first | {"event_id": str(uuid4()), "corrects": first["event_id"]}

    lan.post(f"/lots/{lot.id}/events", data=right | paper(SECOND))

    corrected = EventPhoto.event_id == UUID(right["event_id"])
    found = db.session.scalars(select(EventPhoto.sha256).where(corrected)).all()
    assert found == [sha256_hex(SECOND)]


def test_a_refused_form_keeps_the_report(lan, lot, first):
    refused = lan.post(f"/lots/{lot.id}/events", data=first | {"values.indicator": ""} | paper())

    assert refused.status_code == 422
    assert f'name="kept_report" value="{sha256_hex(PDF)}" checked' in refused.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.4 and no end", "Tệp PDF bị thiếu phần cuối"),
        (b"MZ a programme", "ảnh"),
        (b"<html>%PDF-</html>", "ảnh"),
    ],
)
def test_what_is_no_report_is_refused_beside_its_field(lan, lot, first, data, told):
    refused = lan.post(f"/lots/{lot.id}/events", data=first | paper(data))

    assert refused.status_code == 422
    assert told in error_at(refused.text, "report")
    assert list(db.session.scalars(select(Event))) == []


def test_a_picture_of_the_report_is_a_photo_like_others(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first | paper(photo(), "phieu.png"))

    assert db.session.scalars(select(EventPhoto)).one().shown_sha256


def test_the_report_is_for_those_who_read_the_lot(client_of, cast, client, lan, lot, first):
    answer = lan.post(f"/lots/{lot.id}/events", data=first | paper())
    link = link_in(lan.get(answer.location).text)

    assert client_of(cast.hoa).get(link).status_code == 404
    assert client.get(link).status_code in (302, 303, 401, 403)
    assert client.get(f"/files/{sha256_hex(PDF)}").status_code == 404
    other = link.replace(sha256_hex(PDF), "0" * 64)
    assert lan.get(other).status_code == 404


def test_a_report_of_another_organisation_cannot_be_named(client_of, cast, make, lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first | paper())
    theirs = make.lot(make.product(cast.other_cooperative))
    form = first | {"event_id": str(uuid4()), "kept_report": sha256_hex(PDF)}

    client_of(cast.hoa).post(f"/lots/{theirs.id}/events", data=form)

    assert len(list(db.session.scalars(select(EventPhoto)))) == 1


def test_five_photos_and_the_report_are_kept_together(lan, lot, first):
    photos = {f"photo_{n}": (io.BytesIO(photo(90 + n)), f"{n}.png") for n in range(1, 6)}

    answer = lan.post(f"/lots/{lot.id}/events", data=first | paper() | photos)

    assert answer.status_code == 303
    assert len(list(db.session.scalars(select(EventPhoto)))) == 6


def test_a_report_that_another_organisation_stored_first_is_told_of_here_too(
    client_of, cast, make, lan, lot, first
):
    lan.post(f"/lots/{lot.id}/events", data=first | paper())
    product = make.product(cast.other_cooperative)
    theirs = make.lot(product, template_version=lot.template_version)
    own, hoa = first | {"event_id": str(uuid4())}, client_of(cast.hoa)

    unsure = hoa.post(f"/lots/{theirs.id}/events", data=own | {"kept_report": sha256_hex(PDF)})
    saved = hoa.post(f"/lots/{theirs.id}/events", data=own | paper())
    again = own | {"event_id": str(uuid4()), "values.indicator": "Asen"}
    kept = hoa.post(f"/lots/{theirs.id}/events", data=again | {"kept_report": sha256_hex(PDF)})

    assert "Hãy chọn tệp PDF" in unsure.text
    assert (unsure.status_code, saved.status_code, kept.status_code) == (422, 303, 303)
    assert len(list(db.session.scalars(select(EventPhoto)))) == 3
