"""What came with a refused form stays, although somebody else sent the same bytes before."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, photo, values_of
from traceability.canonical import sha256_hex
from traceability.event_template import current
from webapp.db import db
from webapp.models import EventPhoto
from webapp.services import services
from webapp.usecases.events.capture import capture_event
from webapp.usecases.files import StorePhoto, store_document, store_photo

PDF = b"%PDF-1.4\n" + b"x" * 100 + b"\n%%EOF\n"


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def lot(make, cast):
    version = current("rice").version
    product = make.product(cast.cooperative)
    return make.lot(product, template_version=version, opened_by_id=cast.lan.account_id)


@pytest.fixture
def elsewhere(cast, app, now):
    """The same picture and the same paper, which another organisation sent first."""
    found = store_photo(cast.hoa, StorePhoto(photo()), services().storage, now=now)
    store_document(cast.hoa, PDF, services().storage, now=now)
    return found


def form_of(event_code: str, **typed: str) -> dict:
    told = {f"values.{name}": it for name, it in values_of(event_code).items()}
    basic = {"event_id": str(uuid4()), "event_code": event_code, "event_time": "2026-11-22T09:30"}
    return basic | told | {f"values.{name}": it for name, it in typed.items()}


def with_files(form: dict) -> dict:
    return form | {
        "photo_1": (io.BytesIO(photo()), "IMG_0001.png"),
        "report": (io.BytesIO(PDF), "phieu.pdf"),
    }


def kept_in(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([0-9a-f]{{64}})" checked', page)


def test_a_photo_known_from_elsewhere_stays_over_an_error_and_is_seen(lot, lan, elsewhere):
    path, form = f"/lots/{lot.id}/events", form_of("spraying")
    wrong = form | {"values.area": "abc", "photo_1": (io.BytesIO(photo()), "IMG_0001.png")}

    refused = lan.post(path, data=wrong)
    once_more = lan.post(path, data=form | {"values.area": "abc", "kept_photo": elsewhere.sha256})

    for page in (refused, once_more):
        assert page.status_code == 422
        assert "Ảnh đã gửi lên; bỏ dấu chọn nếu không dùng." in page.text
        assert kept_in(page.text, "kept_photo") == [elsewhere.sha256]
    assert lan.get(f"/files/{elsewhere.shown_sha256}").status_code == 200
    assert lan.post(path, data=form | {"kept_photo": elsewhere.sha256}).status_code == 303
    assert db.session.scalars(select(EventPhoto.sha256)).all() == [elsewhere.sha256]


def test_a_photo_known_from_elsewhere_stays_over_the_stop_of_an_early_harvest(
    cast, lot, lan, elsewhere, now
):
    spraying = entry(lot, "spraying", event_time=now - timedelta(days=2))
    capture_event(cast.lan, spraying, HOST, now=now)
    path, form = f"/lots/{lot.id}/events", form_of("harvesting")

    stopped = lan.post(path, data=form | {"photo_1": (io.BytesIO(photo()), "IMG_0001.png")})
    assert "Dừng lại, chưa lưu" in stopped.text
    (kept,) = kept_in(stopped.text, "kept_photo")
    saved = lan.post(path, data=form | {"as_fact": "true", "kept_photo": kept})

    assert saved.status_code == 303
    assert db.session.scalars(select(EventPhoto.sha256)).all() == [elsewhere.sha256]


def test_a_report_known_from_elsewhere_stays_over_an_error_and_is_taken(lot, lan, elsewhere):
    path, form = (
        f"/lots/{lot.id}/events",
        form_of("laboratory_test", sample_code="M-12", indicator="Chì", conclusion="passed"),
    )

    refused = lan.post(path, data=with_files(form | {"values.tested_on": "hôm qua"}))
    kept = {name: kept_in(refused.text, name) for name in ("kept_photo", "kept_report")}
    saved = lan.post(path, data=form | kept)

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert kept == {"kept_photo": [elsewhere.sha256], "kept_report": [sha256_hex(PDF)]}
    assert set(db.session.scalars(select(EventPhoto.sha256))) == {
        elsewhere.sha256,
        sha256_hex(PDF),
    }


def test_who_did_not_send_the_bytes_keeps_nothing_by_naming_them(lot, lan, elsewhere):
    named = {"kept_photo": elsewhere.sha256}

    saved = lan.post(f"/lots/{lot.id}/events", data=form_of("harvesting") | named)

    assert saved.status_code == 303
    assert db.session.scalars(select(EventPhoto.sha256)).all() == []
    assert lan.get(f"/files/{elsewhere.shown_sha256}").status_code == 404


def test_a_correction_keeps_a_photo_known_from_elsewhere(client_of, cast, lot, lan, elsewhere):
    path, form = f"/lots/{lot.id}/events", form_of("harvesting")
    lan.post(path, data=form | {"photo_1": (io.BytesIO(photo()), "IMG_0001.png")})
    another = client_of(cast.lan)  # the next day, on another phone

    right = form | {"event_id": str(uuid4()), "corrects": form["event_id"]}
    saved = another.post(path, data=right | {"kept_photo": elsewhere.sha256})

    assert saved.status_code == 303
    assert len(db.session.scalars(select(EventPhoto.sha256)).all()) == 2
