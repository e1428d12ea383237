"""The dossier of a self-assessment on paper: every point with what lies behind it."""

import io

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from tests.papers import PDF, assessment
from tests.pdfs import pages_of
from traceability.checklist import get_checklist
from webapp.db import db
from webapp.models import AuditEntry, ChecklistAnswer, Event, LedgerEntry
from webapp.queries.checklists import assessment_page
from webapp.usecases.events.capture import capture_event

VIETGAP = get_checklist("vietgap_crops", 1)


@pytest.fixture
def begun(make, lot):
    return assessment(make, lot)


@pytest.fixture
def path(begun):
    return f"/checklists/{begun.id}/dossier.pdf"


def read(client, path: str, **given) -> str:
    answer = client.get(path, **given)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(pages_of(answer.data))


def test_every_point_stands_in_it_with_its_answer_its_paper_who_and_when(
    cast, begun, path, client_of
):
    minh = client_of(cast.minh)
    code = next(it.code for it in VIETGAP.points if it.proof.rule.value == "answer")
    typed = {"answer": "yes", "note": "Đã tập huấn ở xã", "file": (io.BytesIO(PDF), "a.pdf")}
    minh.post(
        f"/checklists/{begun.id}/answers/{code}",
        data=typed,
        content_type="multipart/form-data",
    )
    kept = db.session.scalars(select(ChecklistAnswer)).one()

    text = read(minh, path)

    assert all(point.labels.vi.split(";")[0] in text for point in VIETGAP.points)
    assert "Ghi chú: Đã tập huấn ở xã" in text
    assert f"Tệp: chung-cu-{kept.file_sha256[:8]}.pdf" in text
    assert kept.file_sha256 in text.replace(" ", "")
    assert "Minh · 10:00, 22/11/2026" in text


def test_evidence_is_told_with_its_place_in_the_ledger(cast, begun, lot, path, client_of, now):
    captured = capture_event(cast.lan, entry(lot, "spraying"), HOST, now=now)
    page = assessment_page(cast.minh, begun.id, now=now)
    proved = [p for topic in page.topics for p in topic.points if p.evidence]
    position = db.session.get_one(Event, captured.event_id).ledger_position
    leaf = db.session.get_one(LedgerEntry, position).leaf_hash

    text = read(client_of(cast.minh), path)

    assert proved
    assert f"lô {lot.code}" in text
    assert f"Sổ cái, vị trí {position};" in text
    assert leaf in text.replace(" ", "")


def test_what_is_missing_stands_first(cast, begun, path, client_of, now):
    page = assessment_page(cast.minh, begun.id, now=now)
    points = [p for topic in page.topics for p in topic.points]

    text = read(client_of(cast.minh), path)

    told = text[text.index("Còn thiếu") : text.index(page.topics[0].labels["vi"])]
    assert told.count("Bắt buộc") == sum(p.is_must for p in points if p.outcome.value == "open")
    assert "Chưa hoàn thành: kết quả còn thay đổi." in text


def test_an_inspector_prints_it_in_english_and_that_is_noted(cast, path, client_of):
    quang = client_of(cast.quang)
    seen = quang.get(path.replace("/dossier.pdf", "")).text

    text = read(quang, path, headers={"Accept-Language": "en"})

    assert f'href="{path}"' in seen
    assert "Missing" in text
    assert VIETGAP.points[0].labels.en.split(";")[0] in text
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "dossier")).all()
    assert [it.account_id for it in noted] == [cast.quang.account_id]


def test_another_organisation_gets_none(cast, path, client_of):
    assert client_of(cast.hoa).get(path).status_code == 404
