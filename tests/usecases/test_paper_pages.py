"""Pages of paper diaries: kept once with their pictures, and proving what was read off them."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.diary import HOST, entry
from tests.lots import opened
from tests.paper_pages import kept_page, page_of, stored
from traceability.members import NoSuchMember
from traceability.paper_pages import (
    BadPaperDays,
    NoSuchPaperPage,
    PaperPageIdUsed,
    PaperPhotoMissing,
    TooManyPaperPhotos,
)
from traceability.roles import Role
from webapp.db import db
from webapp.models import Event, LedgerEntry, PaperPage, PaperPagePhoto
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.references import BadReference
from webapp.usecases.paper_pages import (
    MarkAllEntered,
    NotForOthers,
    keep_paper_page,
    mark_all_entered,
)


@pytest.fixture
def clerk(make, cast):
    return make.actor(Role.CLERK, cast.cooperative, make.account(name="Bình"))


@pytest.fixture
def lot(make, cast):
    return opened(make, cast.lan, make.product(cast.cooperative))


@pytest.fixture
def keep(now):
    return lambda actor, command: keep_paper_page(actor, command, now=now)


def last_content() -> dict:
    query = select(LedgerEntry.body).order_by(LedgerEntry.position.desc()).limit(1)
    return json.loads(db.session.scalar(query))["content"]


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_page_is_kept_with_its_pictures_in_their_order(cast, clerk, keep, now):
    front, back = stored(clerk, now, 10), stored(clerk, now, 20)

    page_id = keep(clerk, page_of(back, front, on_behalf_of=cast.lan.account_id))

    page = db.session.get_one(PaperPage, page_id)
    assert (page.kept_by_id, page.on_behalf_of_id) == (clerk.account_id, cast.lan.account_id)
    rows = db.session.scalars(select(PaperPagePhoto).order_by(PaperPagePhoto.number))
    assert [row.sha256 for row in rows] == [back, front]


def test_the_ledger_names_the_originals_and_holds_no_word_of_the_note(cast, keep, now):
    picture = stored(cast.lan, now)

    keep(cast.lan, page_of(picture, note="Nhà chị Hai"))

    content = last_content()
    assert (content["action"], content["photos"]) == ("paper_page_kept", [picture])
    assert "Hai" not in json.dumps(content, ensure_ascii=False)


def test_pressing_twice_keeps_one_page(cast, keep, now):
    command = page_of(stored(cast.lan, now))

    assert keep(cast.lan, command) == keep(cast.lan, command)
    assert (count(PaperPage), count(PaperPagePhoto), count(LedgerEntry)) == (1, 1, 1)


def test_the_id_of_a_page_stands_for_nothing_else(cast, keep, now):
    command = page_of(stored(cast.lan, now))
    keep(cast.lan, command)

    with pytest.raises(PaperPageIdUsed):
        keep(cast.lan, page_of(*command.photos, page_id=command.page_id, note="khác"))
    with pytest.raises(NoSuchPaperPage):
        keep(cast.hoa, page_of(stored(cast.hoa, now, 30), page_id=command.page_id))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 2), date(2026, 10, 1)),
        (date(2026, 11, 1), date(2026, 11, 23)),
        (date(2024, 1, 1), date(2026, 1, 1)),
    ],
    ids=["ends before it begins", "in the future", "too long"],
)
def test_days_that_cannot_be_are_refused(cast, keep, now, first, last):
    with pytest.raises(BadPaperDays):
        keep(cast.lan, page_of(stored(cast.lan, now), covers_from=first, covers_to=last))


def test_a_page_without_its_picture_proves_nothing(cast, keep, now):
    for photos in ((), ("ab" * 32,)):
        with pytest.raises(PaperPhotoMissing):
            keep(cast.lan, page_of(*photos))


def test_knowing_the_hash_of_a_picture_is_not_having_it(cast, keep, now):
    theirs = stored(cast.hoa, now)

    with pytest.raises(PaperPhotoMissing):
        keep(cast.lan, page_of(theirs))
    # The same page may come from two organisations; then the bytes came with the request.
    keep(cast.lan, page_of(theirs, received_photos=frozenset({theirs})))


def test_a_page_has_five_pictures_at_most(cast, keep, now):
    photos = [stored(cast.lan, now, shade) for shade in range(6)]

    with pytest.raises(TooManyPaperPhotos):
        keep(cast.lan, page_of(*photos))


def test_farmers_keep_their_own_pages_only(make, cast, keep, now):
    other = make.actor(Role.FARMER, cast.cooperative)

    with pytest.raises(NotForOthers):
        keep(cast.lan, page_of(stored(cast.lan, now), on_behalf_of=other.account_id))


def test_a_stranger_has_no_pages_here(cast, clerk, keep, now):
    with pytest.raises(NoSuchMember):
        keep(clerk, page_of(stored(clerk, now), on_behalf_of=cast.hoa.account_id))


def test_an_entry_names_the_page_and_the_hashes_that_prove_it(cast, clerk, lot, now):
    page_id = kept_page(clerk, now, on_behalf_of=cast.lan.account_id)
    (picture,) = db.session.scalars(select(PaperPagePhoto.sha256))

    told = entry(lot, paper_page_id=page_id, on_behalf_of=cast.lan.account_id)
    capture_event(clerk, told, HOST, now=now)

    assert db.session.scalars(select(Event.paper_page_id)).one() == page_id
    assert last_content()["paper_page"] == {"id": str(page_id), "photos": [picture]}
    assert audit_ledger(None).findings == ()


def test_many_entries_are_read_off_one_page(cast, lot, now):
    page_id = kept_page(cast.lan, now)

    for day in range(5):
        at = now - timedelta(days=day)
        told = entry(lot, paper_page_id=page_id, event_time=at)
        capture_event(cast.lan, told, HOST, now=now)

    assert set(db.session.scalars(select(Event.paper_page_id))) == {page_id}
    assert count(Event) == 5


def test_a_page_of_others_is_no_page(make, cast, lot, now):
    theirs = kept_page(cast.hoa, now)
    neighbour = kept_page(make.actor(Role.FARMER, cast.cooperative), now, shade=60)

    for page_id in (theirs, neighbour, uuid4()):
        with pytest.raises(BadReference) as refused:
            capture_event(cast.lan, entry(lot, paper_page_id=page_id), HOST, now=now)
        (fault,) = refused.value.errors
        assert (fault.pointer, fault.code) == ("paper_page_id", "paper_page.not_found")


def test_a_page_is_told_to_be_entered_and_opened_again(cast, now):
    page_id = kept_page(cast.lan, now)

    mark_all_entered(cast.lan, MarkAllEntered(page_id), now=now)
    mark_all_entered(cast.lan, MarkAllEntered(page_id), now=now)

    page = db.session.get_one(PaperPage, page_id)
    assert (page.all_entered_at, page.all_entered_by_id) == (now, cast.lan.account_id)
    assert last_content()["action"] == "paper_page_entered"
    assert count(LedgerEntry) == 2

    mark_all_entered(cast.lan, MarkAllEntered(page_id, is_all_entered=False), now=now)

    assert db.session.get_one(PaperPage, page_id).all_entered_at is None
    assert last_content()["action"] == "paper_page_reopened"


def test_nobody_marks_the_pages_of_others(make, cast, now):
    page_id = kept_page(cast.lan, now)

    for stranger in (cast.hoa, cast.quang, make.actor(Role.FARMER, cast.cooperative)):
        with pytest.raises(NoSuchPaperPage):
            mark_all_entered(stranger, MarkAllEntered(page_id), now=now)
