"""Pages of paper in the browser: photographed once, entered line by line, shown to few."""

import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, photo, values_of
from tests.paper_pages import kept_page
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import Event, PaperPage, PaperPagePhoto
from webapp.queries.files import NoSuchFile, file_for
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def form(cast):
    """A page of Lan's diary as the clerk sends it."""
    return {
        "id": str(uuid4()),
        "on_behalf_of": str(cast.lan.account_id),
        "covers_from": "2026-10-01",
        "covers_to": "2026-10-20",
    }


def picture(shade: int = 90) -> tuple[io.BytesIO, str]:
    return io.BytesIO(photo(shade)), "IMG_0001.png"


def pages() -> list[PaperPage]:
    return list(db.session.scalars(select(PaperPage)))


def test_a_page_is_kept_entered_line_by_line_and_done(client_of, cast, clerk, lot, form):
    browser = client_of(clerk)

    kept = browser.post("/paper-pages", data=form | {"photo_1": picture()})
    page = browser.get(kept.location).text
    assert "Sổ của Lan" in page
    assert f"/lots/{lot.id}/events/new/irrigating?paper_page=" in page

    ask = f"/lots/{lot.id}/events/new/irrigating?paper_page={form['id']}"
    asked = browser.get(ask).text
    assert 'value="2026-10-01T08:00"' in asked
    assert re.search(rf'value="{cast.lan.account_id}" selected', asked)
    assert 'class="paper__view"' in asked

    line = {
        "event_id": str(uuid4()),
        "event_code": "irrigating",
        "event_time": "2026-10-05T07:00",
        "on_behalf_of": str(cast.lan.account_id),
        "paper_page_id": form["id"],
        "values.source": "canal",
    }
    saved = browser.post(f"/lots/{lot.id}/events", data=line)
    assert saved.location == f"/paper-pages/{form['id']}?lot_id={lot.id}"
    page = browser.get(saved.location).text
    assert "Lan làm, Bình ghi giúp" in page
    assert "Ghi từ sổ giấy" in page
    assert "Ghi sau 48 ngày" in page  # explained, never hidden
    assert 'value="2026-10-05T07:00"' in browser.get(ask).text

    browser.post(f"/paper-pages/{form['id']}/completion")
    assert form["id"] not in browser.get("/paper-pages").text
    assert form["id"] in browser.get("/paper-pages?entered=1").text


def test_pressing_twice_keeps_one_page(client_of, clerk, form):
    browser = client_of(clerk)
    first = browser.post("/paper-pages", data=form | {"photo_1": picture()})
    again = browser.post("/paper-pages", data=form | {"photo_1": picture()})

    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert len(pages()) == 1


def test_nothing_is_lost_when_the_form_comes_back(client_of, clerk, form):
    wrong = form | {"covers_from": "2026-12-24", "note": "Trang bị ướt", "photo_1": picture()}

    answer = client_of(clerk).post("/paper-pages", data=wrong)

    assert answer.status_code == 422
    assert "Ngày chưa đúng" in answer.text
    assert "Trang bị ướt" in answer.text
    assert 'name="kept_photo"' in answer.text
    assert pages() == []


def test_a_page_without_a_picture_is_asked_for_one(client_of, clerk, form):
    answer = client_of(clerk).post("/paper-pages", data=form)

    assert answer.status_code == 422
    assert "Cần ít nhất một ảnh của trang sổ." in answer.text


def test_what_is_no_picture_is_told_beside_the_field(client_of, clerk, form):
    broken = form | {"photo_1": (io.BytesIO(b"not a picture"), "a.jpg")}

    answer = client_of(clerk).post("/paper-pages", data=broken)

    assert answer.status_code == 422
    assert pages() == []


def test_the_page_is_seen_by_whom_it_concerns(make, client_of, cast, clerk, now):
    page_id = kept_page(clerk, now, on_behalf_of=cast.lan.account_id)
    shown = db.session.scalars(select(PaperPagePhoto.shown_sha256)).one()
    neighbour = make.actor(Role.FARMER, cast.cooperative)

    for reader in (clerk, cast.lan, cast.minh, cast.quang, cast.thu):
        browser = client_of(reader)
        assert browser.get(f"/paper-pages/{page_id}").status_code == 200
        assert file_for(reader, shown).is_public is False
    for stranger in (neighbour, cast.hoa):
        assert client_of(stranger).get(f"/paper-pages/{page_id}").status_code == 404
    for stranger in (cast.hoa, Actor.public()):
        with pytest.raises(NoSuchFile):
            file_for(stranger, shown)


def test_two_organisations_may_have_the_same_picture(cast, now):
    for keeper in (cast.lan, cast.hoa):
        kept_page(keeper, now)
    shown = set(db.session.scalars(select(PaperPagePhoto.shown_sha256)))

    assert [file_for(it, shown.copy().pop()).sha256 for it in (cast.lan, cast.hoa)] == [*shown] * 2


def test_an_inspector_looks_and_enters_nothing(client_of, cast, clerk, lot, now):
    page_id = kept_page(clerk, now, on_behalf_of=cast.lan.account_id)

    page = client_of(cast.quang).get(f"/paper-pages/{page_id}").text

    assert "Ghi việc tiếp theo" not in page
    assert client_of(cast.quang).post(f"/paper-pages/{page_id}/completion").status_code == 403


def test_the_original_of_a_page_has_no_address(client_of, cast, now):
    kept_page(cast.lan, now)
    original = db.session.scalars(select(PaperPagePhoto.sha256)).one()

    assert client_of(cast.lan).get(f"/files/{original}").status_code == 404


def test_a_form_beside_somebody_elses_page_is_not_there(client_of, cast, lot, now):
    theirs = kept_page(cast.hoa, now)

    for asked in (theirs, uuid4(), "x"):
        address = f"/lots/{lot.id}/events/new/irrigating?paper_page={asked}"
        assert client_of(cast.lan).get(address).status_code == 404


def test_a_correction_keeps_the_page_and_the_member(client_of, cast, clerk, lot, now):
    page_id = kept_page(clerk, now, on_behalf_of=cast.lan.account_id)
    told = entry(lot, paper_page_id=page_id, on_behalf_of=cast.lan.account_id)
    event_id = capture_event(clerk, told, HOST, now=now).event_id

    address = f"/lots/{lot.id}/events/new/irrigating?corrects={event_id}"
    asked = client_of(clerk).get(address).text

    assert f'name="paper_page_id" value="{page_id}"' in asked
    assert re.search(rf'value="{cast.lan.account_id}" selected', asked)


def test_the_member_is_who_was_written_for_before_or_keeps_the_place(
    make, client_of, cast, clerk, now
):
    place = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    lot = make.lot(make.product(cast.cooperative), place_id=place.id)
    other = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))
    browser = client_of(clerk)

    def offered() -> UUID | None:
        asked = browser.get(f"/lots/{lot.id}/events/new/irrigating").text
        found = re.search(r'value="([0-9a-f-]{36})" selected', asked.split("place_id")[0])
        return UUID(found[1]) if found else None

    assert offered() == cast.lan.account_id
    told = entry(lot, on_behalf_of=other.account_id, event_time=now - timedelta(days=1))
    capture_event(clerk, told, HOST, now=now)
    assert offered() == other.account_id
    capture_event(clerk, entry(lot), HOST, now=now + timedelta(minutes=1))
    assert offered() is None


def test_a_farmer_is_not_asked_for_whom(client_of, cast, lot):
    asked = client_of(cast.lan).get(f"/lots/{lot.id}/events/new/irrigating").text

    assert "on_behalf_of" not in asked
    assert f'value="{cast.lan.name}"' in asked


def test_a_stranger_chosen_by_a_changed_form_is_refused_beside_the_field(
    client_of, cast, clerk, lot
):
    sent = {
        "event_id": str(uuid4()),
        "event_code": "irrigating",
        "event_time": "2026-11-22T09:30",
        "on_behalf_of": str(cast.hoa.account_id),
        "note": "Trời mát",
        **{f"values.{name}": it for name, it in values_of("irrigating").items()},
    }

    answer = client_of(clerk).post(f"/lots/{lot.id}/events", data=sent)

    assert answer.status_code == 422
    assert "Không có thành viên này trong đơn vị." in answer.text
    assert "Trời mát" in answer.text
    assert db.session.scalars(select(Event)).all() == []


def test_plots_are_offered_with_their_areas(make, client_of, cast, clerk, lot):
    make.place(
        cast.cooperative, name="Thửa Đồi", name_folded="thua doi", area_thousandths=1_500_000
    )

    asked = client_of(clerk).get(f"/lots/{lot.id}/events/new/irrigating").text

    assert 'data-area="1500000"' in asked
    assert "1.500 m²" in asked
