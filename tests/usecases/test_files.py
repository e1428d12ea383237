"""Keeping photos: the sealed original and the copy that people look at."""

import hashlib

import pytest
from sqlalchemy import select

from tests.diary import photo
from traceability.errors import Invalid
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import StoredFile
from webapp.models.file import Visibility
from webapp.usecases.files import StorePhoto, WrongHash, store_photo


@pytest.fixture
def storage():
    return MemoryStorage()


def test_the_original_is_sealed_and_its_copy_internal(cast, storage, now):
    data = photo()

    stored = store_photo(cast.lan, StorePhoto(data), storage, now=now)

    original = db.session.get(StoredFile, stored.sha256)
    shown = db.session.get(StoredFile, stored.shown_sha256)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert (original.visibility, shown.visibility) == (Visibility.SEALED, Visibility.INTERNAL)
    assert (original.shown_sha256, shown.media_type) == (stored.shown_sha256, "image/jpeg")
    assert original.organisation_id == shown.organisation_id == cast.cooperative.id
    assert storage.open(stored.sha256) == data


def test_the_same_photo_twice_is_harmless(cast, storage, now):
    first = store_photo(cast.lan, StorePhoto(photo()), storage, now=now)

    assert store_photo(cast.minh, StorePhoto(photo()), storage, now=now) == first


def test_a_copy_that_comes_back_is_an_original_with_a_copy(cast, storage, now):
    first = store_photo(cast.lan, StorePhoto(photo()), storage, now=now)

    again = store_photo(cast.lan, StorePhoto(storage.open(first.shown_sha256)), storage, now=now)

    row = db.session.get(StoredFile, again.sha256)
    assert (again.sha256, row.shown_sha256) == (first.shown_sha256, again.shown_sha256)
    assert row.visibility is Visibility.INTERNAL


def test_a_copy_of_a_copy_can_still_be_shown(cast, storage, now):
    data = photo()
    for _ in range(10):  # until making it anew changes nothing any more
        stored = store_photo(cast.lan, StorePhoto(data), storage, now=now)
        data = storage.open(stored.shown_sha256)

    shown = db.session.get(StoredFile, stored.shown_sha256)
    assert shown.visibility is Visibility.INTERNAL


def test_bytes_other_than_announced_are_refused_and_not_kept(cast, storage, now):
    with pytest.raises(WrongHash):
        store_photo(cast.lan, StorePhoto(photo(), "0" * 64), storage, now=now)

    assert db.session.scalars(select(StoredFile)).all() == []


def test_what_is_no_picture_is_refused_and_not_kept(cast, storage, now):
    with pytest.raises(Invalid):
        store_photo(cast.lan, StorePhoto(b"<svg onload=alert(1)>"), storage, now=now)

    assert db.session.scalars(select(StoredFile)).all() == []
