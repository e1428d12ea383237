"""The form of a diary entry."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, photo, values_of
from traceability.lots import LotState
from webapp.db import db
from webapp.models import Event, EventPhoto, Lot
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lots import CloseLot, close_lot


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def harvest(lot):
    """The form as it is sent with what is needed."""
    return {
        "event_id": str(uuid4()),
        "event_code": "harvesting",
        "event_time": "2026-11-22T09:30",
        "operator_name": "Lan",
        "values.harvest_date": "2026-11-22",
        "values.quantity": "1.234,5",
        "values.quantity_unit": "kg",
        "values.grade": "grade_1",
    }


def picture(shade: int = 90) -> tuple[io.BytesIO, str]:
    return io.BytesIO(photo(shade)), "IMG_0001.png"


def events() -> list[Event]:
    return list(db.session.scalars(select(Event)))


def test_the_form_is_filled_in_as_far_as_can_be_known(cast, lot, lan):
    page = lan.get(f"/lots/{lot.id}/events/new/harvesting").text

    assert 'value="2026-11-22T10:00"' in page
    assert f'value="{cast.lan.name}"' in page
    assert re.search(r'name="event_id" value="[0-9a-f-]{36}"', page)
    assert 'value="unsorted" checked' in page


def test_an_entry_is_saved_and_seen_in_the_diary(lot, lan, harvest):
    answer = lan.post(f"/lots/{lot.id}/events", data=harvest)

    assert (answer.status_code, answer.location) == (303, f"/lots/{lot.id}")
    page = lan.get(answer.location).text
    assert "Đã lưu vào nhật ký." in page
    assert "1.234,5 kg" in page
    assert "09:30, 22/11/2026" in page


def test_pressing_twice_writes_once(lot, lan, harvest):
    first = lan.post(f"/lots/{lot.id}/events", data=harvest)
    second = lan.post(f"/lots/{lot.id}/events", data=harvest)

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(events()) == 1


def test_a_photo_comes_with_the_entry(lot, lan, harvest):
    answer = lan.post(f"/lots/{lot.id}/events", data=harvest | {"photo_1": picture()})

    shown = db.session.scalars(select(EventPhoto.shown_sha256)).one()
    assert f"/files/{shown}" in lan.get(answer.location).text


def test_on_a_refusal_everything_typed_and_every_photo_stays(lot, lan, harvest):
    wrong = harvest | {"values.quantity": "nhiều", "note": "Gặt sáng", "photo_1": picture()}

    refused = lan.post(f"/lots/{lot.id}/events", data=wrong)

    assert refused.status_code == 422
    assert 'href="#values.quantity"' in refused.text
    for typed in ("nhiều", "Gặt sáng", "2026-11-22T09:30", harvest["event_id"]):
        assert typed in refused.text
    (kept,) = re.findall(r'name="kept_photo" value="([0-9a-f]{64})"', refused.text)
    again = lan.post(f"/lots/{lot.id}/events", data=harvest | {"kept_photo": kept})
    assert again.status_code == 303
    assert db.session.scalars(select(EventPhoto.sha256)).all() == [kept]


def test_a_file_that_is_no_photo_is_refused_and_the_good_one_is_kept(lot, lan, harvest):
    files = {"photo_1": picture(), "photo_2": (io.BytesIO(b"<svg onload=alert(1)>"), "a.jpg")}

    refused = lan.post(f"/lots/{lot.id}/events", data=harvest | files)

    assert refused.status_code == 422
    assert "Tệp này không phải là ảnh." in refused.text
    assert len(re.findall('name="kept_photo"', refused.text)) == 1
    assert events() == []


def test_of_six_photos_the_first_five_are_kept_and_the_limit_is_told(lot, lan, harvest):
    files = {"photos": [picture(shade) for shade in range(6)]}

    refused = lan.post(f"/lots/{lot.id}/events", data=harvest | files)

    assert refused.status_code == 422
    assert "nhiều nhất 5 ảnh" in refused.text
    kept = re.findall('name="kept_photo" value="([0-9a-f]{64})"', refused.text)
    assert len(kept) == 5
    again = lan.post(f"/lots/{lot.id}/events", data=harvest | {"kept_photo": kept})
    assert again.status_code == 303
    assert len(db.session.execute(select(EventPhoto.sha256)).all()) == 5


def test_a_check_of_the_template_words_its_refusal(lot, lan, harvest):
    packing = harvest | {
        "event_code": "packing",
        "values.pack_size": "1",
        "values.pack_count": "10",
        "values.best_before": "2026-11-01",
    }
    kept = {name: it for name, it in packing.items() if not name.endswith(("date", "grade"))}
    typed = {name: it for name, it in kept.items() if "quantity" not in name}

    refused = lan.post(f"/lots/{lot.id}/events", data=typed)

    assert refused.status_code == 422
    assert "Hạn sử dụng ở trước ngày đóng gói." in refused.text
    assert "<details open>" in refused.text


def test_an_entry_of_a_closed_lot_is_corrected_by_its_page(cast, lot, lan, harvest, now):
    lan.post(f"/lots/{lot.id}/events", data=harvest)
    close_lot(cast.minh, CloseLot(lot.id), now=now)

    page = lan.get(f"/lots/{lot.id}").text
    (path,) = re.findall(r'href="(/lots/[^"]*corrects=[^"]*)"', page)

    assert f'name="corrects" value="{harvest["event_id"]}"' in lan.get(path).text


def test_a_time_that_is_none_is_refused_beside_its_field(lot, lan, harvest):
    refused = lan.post(f"/lots/{lot.id}/events", data=harvest | {"event_time": "hôm qua"})

    assert refused.status_code == 422
    assert 'href="#event_time"' in refused.text


def test_a_form_that_was_open_when_the_lot_closed_is_still_taken(cast, lot, lan, harvest, now):
    close_lot(cast.minh, CloseLot(lot.id), now=now)

    answer = lan.post(f"/lots/{lot.id}/events", data=harvest)

    page = lan.get(answer.location).text
    assert answer.status_code == 303
    assert "Gửi đến khi lô đã kết thúc." in page
    assert db.session.get(Lot, lot.id).state is LotState.CLOSED


def test_an_entry_is_corrected_by_a_form_that_knows_the_old_one(lot, lan, harvest):
    lan.post(f"/lots/{lot.id}/events", data=harvest)
    (wrong,) = events()

    form = lan.get(f"/lots/{lot.id}/events/new/harvesting?corrects={wrong.id}").text
    right = harvest | {"event_id": str(uuid4()), "corrects": str(wrong.id)}
    answer = lan.post(f"/lots/{lot.id}/events", data=right | {"values.quantity": "99"})

    assert 'value="1.234,5"' in form
    assert f'name="corrects" value="{wrong.id}"' in form
    page = lan.get(answer.location).text
    assert "Đã sửa bằng mục khác" in page
    assert "99 kg" in page


def test_a_clerk_may_correct_for_whom_an_entry_was(cast, client_of, lot, harvest):
    minh, for_lan = client_of(cast.minh), {"on_behalf_of": str(cast.lan.account_id)}
    minh.post(f"/lots/{lot.id}/events", data=harvest | for_lan)

    own = {"event_id": str(uuid4()), "corrects": harvest["event_id"], "on_behalf_of": ""}
    answer = minh.post(f"/lots/{lot.id}/events", data=harvest | own)

    assert answer.status_code == 303
    told = {str(event.id): event.on_behalf_of_id for event in events()}
    assert told == {harvest["event_id"]: cast.lan.account_id, own["event_id"]: None}


def test_a_correction_keeps_the_photos_of_what_it_corrects(lot, lan, harvest):
    lan.post(f"/lots/{lot.id}/events", data=harvest | {"photo_1": picture()})
    form = lan.get(f"/lots/{lot.id}/events/new/harvesting?corrects={harvest['event_id']}").text
    (kept,) = re.findall(r'name="kept_photo" value="([0-9a-f]{64})" checked', form)

    correction = harvest | {"event_id": str(uuid4()), "corrects": harvest["event_id"]}
    lan.post(f"/lots/{lot.id}/events", data=correction | {"kept_photo": kept})

    photos = db.session.execute(select(EventPhoto.event_id, EventPhoto.sha256)).all()
    assert {str(event_id) for event_id, _ in photos} == {
        harvest["event_id"],
        correction["event_id"],
    }
    assert {sha256 for _, sha256 in photos} == {kept}


def test_an_address_that_corrects_nothing_is_not_found(lot, lan):
    form = f"/lots/{lot.id}/events/new/harvesting"

    assert lan.get(f"{form}?corrects=nonsense").status_code == 404
    assert lan.get(f"{form}?corrects={uuid4()}").status_code == 404


def test_a_position_is_sent_only_with_both_its_numbers(lot, lan, harvest):
    tapped = harvest | {"position_latitude": "21.02", "position_longitude": "105.8"}
    broken = tapped | {"position_latitude": "north", "event_id": str(uuid4())}

    assert lan.post(f"/lots/{lot.id}/events", data=tapped).status_code == 303
    assert lan.post(f"/lots/{lot.id}/events", data=broken).status_code == 422


def test_other_peoples_lots_take_no_entry(make, cast, lan, harvest):
    foreign = make.lot(make.product(cast.other_cooperative))

    assert lan.get(f"/lots/{foreign.id}/events/new/note").status_code == 404
    assert lan.post(f"/lots/{foreign.id}/events", data=harvest).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, lot):
    answer = client.get(f"/lots/{lot.id}/events/new/note")

    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_one_round_with_the_sprayer_is_one_entry_for_all_its_plots(client_of, cast, make):
    client = client_of(cast.lan)
    plots = [make.place(cast.cooperative) for _ in range(2)]
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    page = client.get(f"/lots/{lot.id}/events/new/spraying").text
    assert "Cùng làm ở nơi khác" in page
    form = {
        "event_id": str(uuid4()),
        "event_code": "spraying",
        "event_time": "2026-11-22T09:00",
        "place_id": str(plots[0].id),
        "other_place_ids": [str(plots[1].id), "not-a-place"],
    } | {f"values.{name}": it for name, it in values_of("spraying").items()}

    refused = client.post(f"/lots/{lot.id}/events", data=form)
    form["other_place_ids"] = [str(plots[1].id)]
    saved = client.post(f"/lots/{lot.id}/events", data=form)

    assert refused.status_code == 422
    assert "Cùng làm ở" in refused.text
    assert saved.status_code == 303
    shown = client.get(f"/lots/{lot.id}").text
    assert f"{plots[0].name}, {plots[1].name}" in shown


@pytest.fixture
def sprayed(cast, lot, now):
    """The lot two days after a spraying that asks for fourteen."""
    command = entry(lot, "spraying", event_time=now - timedelta(days=2))
    capture_event(cast.lan, command, HOST, now=now)
    return lot


def test_an_early_harvest_comes_back_with_everything_typed_the_day_and_the_reason(
    sprayed, lan, harvest
):
    answer = lan.post(f"/lots/{sprayed.id}/events", data=harvest)

    assert answer.status_code == 422
    assert "Dừng lại, chưa lưu" in answer.text
    assert "Chưa được thu hoạch trước ngày 04/12/2026" in answer.text
    assert "ngày 20/11/2026 đã dùng Trừ Rầy 10WP, phải chờ 14 ngày" in answer.text
    assert 'value="1.234,5"' in answer.text
    assert f'value="{harvest["event_id"]}"' in answer.text
    assert re.search(r'name="as_fact"\s+value="true">', answer.text)
    assert [it.event_code for it in events()] == ["spraying"]


def test_the_same_form_with_the_confirmation_is_saved_and_holds_the_lot(sprayed, lan, harvest):
    lan.post(f"/lots/{sprayed.id}/events", data=harvest)

    answer = lan.post(f"/lots/{sprayed.id}/events", data=harvest | {"as_fact": "true"})

    assert answer.status_code == 303
    page = lan.get(answer.location).text
    assert "Lô này đang bị tạm dừng" in page
    assert "Thu hoạch khi chưa hết thời gian cách ly." in page


def test_a_confirmation_stays_given_while_something_else_is_put_right(sprayed, lan, harvest):
    wrong = harvest | {"values.quantity": "nhiều", "as_fact": "true"}

    answer = lan.post(f"/lots/{sprayed.id}/events", data=wrong)

    assert answer.status_code == 422
    assert re.search(r'name="as_fact"\s+value="true" checked>', answer.text)


def test_nobody_is_asked_to_confirm_a_lawful_harvest(lot, lan):
    assert "as_fact" not in lan.get(f"/lots/{lot.id}/events/new/harvesting").text
