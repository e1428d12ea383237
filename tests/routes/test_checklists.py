"""The pages of self-assessments."""

import io
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.papers import PDF, assessment, given_out
from traceability.checklist import get_checklist
from webapp.db import db
from webapp.models import ChecklistAnswer

VIETGAP = get_checklist("vietgap_crops", 1)


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


@pytest.fixture
def path(make, lot):
    return f"/checklists/{assessment(make, lot).id}"


def test_one_is_begun_for_a_lot_and_for_a_place(make, cast, lot, minh):
    place = make.place(cast.cooperative)
    for subject, chosen in (("lot", {"lot_id": lot.id}), ("place", {"place_id": place.id})):
        typed = {"id": uuid4(), "checklist": "vietgap_crops", "subject": subject} | chosen

        answer = minh.post("/checklists", data=typed)

        assert (answer.status_code, answer.location) == (303, f"/checklists/{typed['id']}")
    assert minh.get("/checklists").text.count("Đang làm") == 2


@pytest.mark.parametrize(
    ("changed", "beside"),
    [
        ({"checklist": ""}, "checklist"),
        ({"subject": "farm"}, "subject"),
        ({"lot_id": ""}, "lot_id"),
        ({"subject": "place"}, "place_id"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(lot, minh, changed, beside):
    typed = {"id": uuid4(), "checklist": "vietgap_crops", "subject": "lot", "lot_id": lot.id}

    answer = minh.post("/checklists", data=typed | changed)

    assert answer.status_code == 422
    assert f'href="#{beside}"' in answer.text


def test_every_point_is_asked_in_both_languages(minh, path):
    vietnamese, english = minh.get(path).text, minh.get(f"{path}?lang=en").text

    for point in VIETGAP.points:
        assert point.labels.vi in vietnamese
        assert point.labels.en in english


def test_an_answer_is_saved_and_leads_back_to_its_point(cast, minh, path):
    typed = {"answer": "yes", "note": "Treo ở lán", "file": (io.BytesIO(PDF), "anh.pdf")}

    answer = minh.post(f"{path}/answers/first_aid", data=typed)

    assert (answer.status_code, answer.location) == (303, f"{path}#point-first_aid")
    page = minh.get(path).text
    assert "Treo ở lán" in page
    assert f"{path}/answers/first_aid/file" in page
    paper = minh.get(f"{path}/answers/first_aid/file")
    assert (paper.data, paper.headers["Content-Disposition"][:10]) == (PDF, "attachment")
    subject = f"assessment {path.rpartition('/')[2]} first_aid"
    assert given_out() == [(cast.minh.account_id, subject)]


def test_what_was_typed_stays_when_an_answer_is_refused(minh, path):
    answer = minh.post(f"{path}/answers/first_aid", data={"answer": "", "note": "Treo ở lán"})

    assert answer.status_code == 422
    assert "Treo ở lán" in answer.text
    assert db.session.scalars(select(ChecklistAnswer)).all() == []


def test_finishing_with_open_points_says_how_many(minh, path):
    answer = minh.post(f"{path}/completion")

    assert answer.status_code == 409
    assert f"Còn {len(VIETGAP.points)} điểm chưa trả lời." in answer.text


def test_finished_it_is_read_and_no_longer_filled_in(minh, client_of, cast, path):
    for point in VIETGAP.points:
        minh.post(f"{path}/answers/{point.code}", data={"answer": "yes"})
    assert minh.post(f"{path}/completion").status_code == 303

    for client in (minh, client_of(cast.thu)):
        page = client.get(path).text
        assert "Đã hoàn thành" in page
        assert "Lưu điểm này" not in page
    assert client_of(cast.hoa).get(path).status_code == 404
