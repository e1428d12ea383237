"""The list of diaries by score, for inspectors and officers; advice for whoever keeps one."""

from datetime import timedelta

import pytest

from tests.diary import HOST, REPORT, entry
from traceability.calendar import VIETNAM_TIME
from traceability.roles import Actor
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold


@pytest.fixture
def made_up(make, cast, now):
    """A lot whose diary was written in one sitting."""
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    for days in range(10, 40):
        told = entry(lot, event_time=now - timedelta(days=days))
        capture_event(cast.lan, told, HOST, now=now)
    return lot


@pytest.fixture
def kept(make, cast, now):
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    capture_event(cast.lan, entry(lot), HOST, now=now)
    return lot


def test_the_diary_told_from_memory_stands_first(client_of, cast, kept, made_up, now):
    score_diaries(Actor.system(), now=now)

    page = client_of(cast.quang).get("/diaries").text

    assert page.index(made_up.code) < page.index(kept.code)
    assert "Nên hỏi người ghi." in page


def test_a_diary_without_entries_is_not_praised(client_of, cast, make, now):
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    score_diaries(Actor.system(), now=now)

    for path in ("/diaries", f"/diaries/{lot.id}"):
        page = client_of(cast.quang).get(path).text
        assert "Chưa ghi mục nào." in page
        assert "Ghi đều theo thời gian" not in page


def test_a_lot_that_is_held_is_called_so(client_of, cast, made_up, now):
    made_up.hold("event.within_interval", now)

    assert "Đang tạm dừng" in client_of(cast.thu).get("/diaries").text


def test_what_was_not_counted_yet_is_last_and_says_so(client_of, cast, kept, made_up, now):
    score_diaries(Actor.system(), now=now)
    capture_event(cast.lan, entry(made_up), HOST, now=now)

    page = client_of(cast.thu).get("/diaries").text

    assert page.index(kept.code) < page.index(made_up.code)
    assert "Chưa tính" in page


@pytest.mark.parametrize("order", ["score", "latest", "organisation", "nonsense"])
def test_the_list_is_ordered_and_searched(client_of, cast, kept, made_up, order):
    browser = client_of(cast.quang)

    assert browser.get(f"/diaries?order={order}").status_code == 200
    found = browser.get(f"/diaries?q={kept.code}&order={order}").text
    assert kept.code in found
    assert made_up.code not in found


def test_one_diary_shows_the_arithmetic_and_accuses_nobody(client_of, cast, made_up):
    page = client_of(cast.quang).get(f"/diaries/{made_up.id}").text

    assert "30 trong 30 mục ghi trong 1 phút ngày 22/11/2026, kể về 39 ngày trước." in page
    assert "không phải kết luận" in page
    english = client_of(cast.quang).get(f"/diaries/{made_up.id}?lang=en").text
    assert "30 of 30 entries written within 1 min on 22 Nov 2026" in english


def test_the_own_organisation_gets_advice_on_the_lot(client_of, cast, kept, made_up):
    lan = client_of(cast.lan)

    assert "Ghi ngay trong ngày thì người mua tin hơn" in lan.get(f"/lots/{made_up.id}").text
    assert "Ghi ngay trong ngày" not in lan.get(f"/lots/{kept.id}").text


def test_nobody_else_sees_scores(client_of, client, cast, made_up):
    for reader in (cast.lan, cast.minh, cast.hoa):
        assert client_of(reader).get("/diaries").status_code == 403
        assert client_of(reader).get(f"/diaries/{made_up.id}").status_code == 403
    assert client.get("/diaries").status_code == 302


def test_an_inspector_reads_all_three_times_of_an_entry(client_of, cast, lot, now):
    """When it was done by the writer's word, by the phone's clock, and when it came."""
    times = {"event_time": now - timedelta(days=3), "device_time": now - timedelta(days=2)}
    capture_event(cast.lan, entry(lot, **times), HOST, now=now)

    page = " ".join(client_of(cast.quang).get(f"/diaries/{lot.id}").text.split())

    done, wrote, came = (
        f"{it.astimezone(VIETNAM_TIME):%H:%M, %d/%m/%Y}" for it in (*times.values(), now)
    )
    assert done in page
    assert f"Đồng hồ máy: {wrote} · Nhận: {came}" in page


def test_an_inspector_reads_why_a_lot_was_held_and_why_it_goes_on(client_of, cast, lot, now):
    """The page that asks a manager for the reason says that inspectors read it."""
    browser, page = client_of(cast.quang), f"/diaries/{lot.id}"
    for command in (
        entry(lot, "spraying", event_time=now - timedelta(days=3)),
        entry(lot, "harvesting", as_fact=True),
    ):
        capture_event(cast.lan, command, HOST, now=now)
    held = browser.get(page).text
    values = REPORT | {"sample_code": "M1", "indicator": "Dư lượng", "conclusion": "passed"}
    capture_event(cast.lan, entry(lot, "laboratory_test", values=values), HOST, now=now)
    release_hold(cast.minh, ReleaseHold(lot.id, "Mẫu lấy lại đạt."), now=now)

    goes_on = browser.get(page).text

    cause = "Thu hoạch khi chưa hết thời gian cách ly; đang chờ kết quả kiểm nghiệm."
    assert ("Lô đang bị tạm dừng" in held, held.count(cause)) == (True, 2)
    assert ("Lô đang bị tạm dừng" in goes_on, "Mẫu lấy lại đạt." in goes_on) == (False, True)
