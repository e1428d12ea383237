"""Stored pictures: who may look at what, and under which headers."""

import pytest
from sqlalchemy import select

from tests.diary import photo
from tests.paper_pages import kept_page
from tests.papers import assessment
from traceability.checklist import Answer
from traceability.roles import Role
from webapp.db import db
from webapp.models import ChecklistAnswer, PaperPagePhoto
from webapp.models.file import StoredFile, publish_file
from webapp.services import services
from webapp.usecases.files import StorePhoto, store_photo


@pytest.fixture
def stored(cast, app, now):
    """A photo that Lan sent; its copy is for her organisation."""
    return store_photo(cast.lan, StorePhoto(photo()), services().storage, now=now)


@pytest.fixture
def published(stored):
    publish_file(db.session(), stored.shown_sha256)
    return stored


def test_a_public_copy_is_for_everybody_and_for_ever(client, published):
    answer = client.get(f"/files/{published.shown_sha256}")

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_internal_copy_is_for_its_organisation_and_for_agencies(client_of, cast, stored):
    path = f"/files/{stored.shown_sha256}"

    statuses = {
        name: client_of(actor).get(path).status_code
        for name, actor in vars(cast).items()
        if name in ("lan", "minh", "hoa", "quang", "thu")
    }

    assert statuses == {"lan": 200, "minh": 200, "hoa": 404, "quang": 200, "thu": 200}
    assert client_of(cast.lan).get(path).headers["Cache-Control"] == "private, no-cache"


def test_a_farmer_sees_no_page_of_another_members_diary(client_of, make, cast, now):
    colleague = make.actor(Role.FARMER, cast.cooperative)
    page_id = kept_page(colleague, now, storage=services().storage)
    photos = select(PaperPagePhoto.shown_sha256).where(PaperPagePhoto.paper_page_id == page_id)
    path = f"/files/{db.session.scalars(photos).one()}"

    assert client_of(cast.lan).get(path).status_code == 404
    for actor in (colleague, cast.minh, cast.quang):
        assert client_of(actor).get(path).status_code == 200


def test_a_farmer_sees_no_proof_of_another_members_self_assessment(
    client_of, make, cast, now, stored
):
    colleague = make.actor(Role.FARMER, cast.cooperative)
    lot = make.lot(make.product(cast.cooperative), opened_by_id=colleague.account_id)
    answer = ChecklistAnswer(
        assessment_id=assessment(make, lot).id,
        point_code="first_aid",
        answer=Answer.YES,
        shown_sha256=stored.shown_sha256,
        answered_at=now,
    )
    db.session.add(answer)
    db.session.commit()
    path = f"/files/{stored.shown_sha256}"

    assert client_of(cast.lan).get(path).status_code == 404
    for actor in (colleague, cast.minh, cast.quang):
        assert client_of(actor).get(path).status_code == 200


def test_a_visitor_sees_no_internal_copy(client, stored):
    assert client.get(f"/files/{stored.shown_sha256}").status_code == 404


def test_a_photo_of_a_visitors_report_is_for_agencies_only(client, client_of, cast, stored):
    db.session.get(StoredFile, stored.shown_sha256).organisation_id = None
    db.session.commit()
    path = f"/files/{stored.shown_sha256}"

    assert client.get(path).status_code == 404
    assert client_of(cast.hoa).get(path).status_code == 404
    assert client_of(cast.quang).get(path).status_code == 200


def test_an_original_is_for_nobody(client, client_of, cast, published):
    for one in (client, client_of(cast.lan), client_of(cast.quang)):
        assert one.get(f"/files/{published.sha256}").status_code == 404


def test_what_the_browser_has_is_not_sent_again(client_of, cast, stored):
    lan, path = client_of(cast.lan), f"/files/{stored.shown_sha256}"
    etag = lan.get(path).headers["ETag"]

    again = lan.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["0" * 64, "..", "x.jpg", "a" * 5000])
def test_a_name_that_is_none_is_not_found(client, name):
    assert client.get(f"/files/{name}").status_code == 404


def test_a_file_that_is_missing_on_the_disk_is_not_found(client, cast, make, now):
    db.session.add(
        StoredFile(
            sha256="1" * 64, media_type="image/jpeg", size=1, visibility="public", created_at=now
        )
    )

    assert client.get(f"/files/{'1' * 64}").status_code == 404
