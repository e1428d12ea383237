"""Photos of entries: named in the ledger, public only where the entry is, five at most."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.diary import HOST, entry, photo
from tests.makers import NOW, Maker
from traceability.lots import NoSuchEvent
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import Event, EventPhoto, LedgerEntry, StoredFile
from webapp.models.file import Visibility
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.checks import TooManyPhotos
from webapp.usecases.events.photos import AttachPhoto, PhotoNotStored, attach_photo
from webapp.usecases.files import StorePhoto, store_photo


@pytest.fixture
def store(cast, now):
    """Let Lan store a photo."""
    storage = MemoryStorage()
    return lambda shade=90: store_photo(cast.lan, StorePhoto(photo(shade)), storage, now=now)


@pytest.fixture
def attach(cast, now):
    return lambda event_id, sha256: attach_photo(cast.lan, AttachPhoto(event_id, sha256), now=now)


def visibility(sha256: str) -> Visibility:
    return db.session.scalar(select(StoredFile.visibility).where(StoredFile.sha256 == sha256))


def ledger_size() -> int:
    return db.session.scalar(select(func.count()).select_from(LedgerEntry))


def test_a_photo_that_is_stored_already_comes_with_the_entry(lot, store, write):
    stored = store()

    captured = write(entry(lot, "harvesting", photos=(stored.sha256,)))

    assert captured.missing_photos == ()
    assert db.session.get(EventPhoto, (captured.event_id, stored.sha256)).shown_sha256
    body = json.loads(db.session.get(LedgerEntry, captured.ledger_position).body)
    assert body["content"]["photos"] == [stored.sha256]


def test_the_copy_is_public_where_the_entry_is_and_the_original_never(lot, store, write):
    shown, hidden = store(10), store(20)

    write(entry(lot, "harvesting", photos=(shown.sha256,)))
    write(entry(lot, "irrigating", photos=(hidden.sha256,)))

    assert visibility(shown.shown_sha256) is Visibility.PUBLIC
    assert visibility(hidden.shown_sha256) is Visibility.INTERNAL
    assert visibility(shown.sha256) is visibility(hidden.sha256) is Visibility.SEALED
    assert json.loads(lot.journey)[0]["photo"] == shown.shown_sha256


def test_an_announced_photo_that_comes_later_is_bound_without_a_new_entry(
    lot, store, write, attach
):
    stored = store()
    captured = write(entry(lot, "harvesting", photos=("0" * 64,)))
    again = write(entry(lot, "packing", photos=(stored.sha256,)))
    size = ledger_size()

    assert captured.missing_photos == ("0" * 64,)
    assert attach(again.event_id, stored.sha256) is False
    assert ledger_size() == size


def test_a_photo_nobody_announced_is_named_by_an_entry_of_its_own(lot, store, write, attach):
    captured, stored = write(entry(lot, "harvesting")), store()

    assert attach(captured.event_id, stored.sha256) is True

    body = json.loads(db.session.get(LedgerEntry, 2).body)
    assert body["content"] == {"photo_of": str(captured.event_id), "photos": [stored.sha256]}
    assert json.loads(lot.journey)[0]["photo"] == stored.shown_sha256


def test_the_same_photo_is_bound_once(lot, store, write, attach):
    captured, stored = write(entry(lot)), store()
    attach(captured.event_id, stored.sha256)

    assert attach(captured.event_id, stored.sha256) is False


def test_a_sixth_photo_is_refused(lot, store, write, attach):
    five = tuple(store(shade).sha256 for shade in range(5))
    captured = write(entry(lot, photos=five))

    with pytest.raises(TooManyPhotos):
        attach(captured.event_id, store(99).sha256)


def test_a_photo_without_bytes_is_not_bound(lot, write, attach):
    captured = write(entry(lot))

    with pytest.raises(PhotoNotStored):
        attach(captured.event_id, "0" * 64)


def test_nobody_adds_photos_to_other_peoples_entries(cast, lot, store, write, now):
    captured, stored = write(entry(lot)), store()

    for stranger, event_id in ((cast.hoa, captured.event_id), (cast.lan, uuid4())):
        with pytest.raises(NoSuchEvent):
            attach_photo(stranger, AttachPhoto(event_id, stored.sha256), now=now)


def test_knowing_the_hash_of_somebody_elses_photo_does_not_bind_it(make, cast, store, now):
    stored = store()
    foreign = make.lot(make.product(cast.other_cooperative))

    captured = capture_event(cast.hoa, entry(foreign, photos=(stored.sha256,)), HOST, now=now)

    assert captured.missing_photos == (stored.sha256,)


def test_bytes_that_somebody_else_sent_before_are_bound_when_they_come(make, cast, store, now):
    stored = store()
    foreign = make.lot(make.product(cast.other_cooperative))
    received = frozenset({stored.sha256})

    command = entry(foreign, photos=(stored.sha256,), received_photos=received)
    captured = capture_event(cast.hoa, command, HOST, now=now)

    assert captured.missing_photos == ()


@pytest.mark.committed
def test_of_two_equal_photos_at_once_one_is_bound(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
        command = entry(lot)
        db.session.commit()
        event_id = capture_event(cast.lan, command, HOST, now=NOW).event_id
    storage, together = MemoryStorage(), Barrier(2)

    def race(_: int) -> bool:
        with committed_app.app_context():
            together.wait()
            stored = store_photo(cast.lan, StorePhoto(photo()), storage, now=NOW)
            return attach_photo(cast.lan, AttachPhoto(event_id, stored.sha256), now=NOW)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, range(2))) == [False, True]


def test_a_correction_that_says_nothing_of_it_leaves_hidden_what_was_hidden(lot, store, write):
    stored = store()
    hidden = entry(lot, "harvesting", photos=(stored.sha256,), is_public=False)
    write(hidden)

    right = write(entry(lot, "harvesting", photos=(stored.sha256,), corrects=hidden.event_id))

    assert not db.session.get_one(Event, right.event_id).is_public
    assert visibility(stored.shown_sha256) is Visibility.INTERNAL


def test_a_correction_that_says_so_shows_what_was_hidden(lot, write):
    hidden = entry(lot, "harvesting", is_public=False)
    write(hidden)

    right = write(entry(lot, "harvesting", corrects=hidden.event_id, is_public=True))

    assert db.session.get_one(Event, right.event_id).is_public
