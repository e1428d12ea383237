"""Inspectors narrow the list of diaries: by state, by what was noticed, by goods and by commune."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, values_of
from traceability.lots import LotState
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Commune, LotNoticed
from webapp.queries.diaries import DiaryFilter, DiaryOrder, DiaryStanding, diary_list
from webapp.queries.listings import PAGE_SIZE
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.events.capture import capture_event

SYSTEM = Actor.system()


@pytest.fixture
def codes(cast):
    """The lots that a filter leaves, by their codes."""

    def codes(**wanted):
        return {it.lot_code for it in diary_list(cast.quang, DiaryFilter(**wanted)).rows}

    return codes


@pytest.fixture
def lots(make, cast, product, now):
    """One lot in each state, and one under each thing that lies over it."""
    over = {"on_hold": "on_hold_at", "recalled": "recalled_at", "cancelled": "cancelled_at"}
    found = {name: make.lot(product, **{column: now}) for name, column in over.items()}
    return found | {state.value: make.lot(product, state=state) for state in LotState}


def test_each_state_holds_its_lots_and_no_others(lots, codes):
    for standing in DiaryStanding:
        assert codes(standing=standing) == {lots[standing.value].code}, standing
    assert len(codes()) == len(lots)


def test_a_lot_that_is_held_and_recalled_is_found_under_both(make, product, codes, now):
    lot = make.lot(product, on_hold_at=now, recalled_at=now)

    assert codes(standing=DiaryStanding.ON_HOLD) == {lot.code}
    assert codes(standing=DiaryStanding.RECALLED) == {lot.code}
    assert codes(standing=DiaryStanding.IN_PRODUCTION) == set()


def told_at_once(cast, lot, now):
    for days in range(10, 40):
        command = entry(lot, event_time=now - timedelta(days=days))
        capture_event(cast.lan, command, HOST, now=now)


def harvested_early(cast, lot, now):
    spraying = entry(lot, "spraying", event_time=now - timedelta(days=3))
    for command in (spraying, entry(lot, "harvesting", as_fact=True)):
        capture_event(cast.lan, command, HOST, now=now)


def packed_from_nothing(cast, lot, now):
    for code in ("harvesting", "packing"):
        said = {"quantity": "10"} if code == "harvesting" else {"pack_count": "300"}
        command = entry(lot, code, values=values_of(code, **said))
        capture_event(cast.lan, command, HOST, now=now)


@pytest.mark.parametrize(
    ("make_it", "notices"),
    [
        (told_at_once, {"burst", "delay"}),
        (harvested_early, {"within_interval"}),
        (packed_from_nothing, {"imbalance"}),
    ],
)
def test_what_is_noticed_is_found_and_shown(make, cast, product, client_of, now, make_it, notices):
    odd, usual = (make.lot(product, opened_by_id=cast.lan.account_id) for _ in range(2))
    capture_event(cast.lan, entry(usual), HOST, now=now)
    make_it(cast, odd, now)

    score_diaries(SYSTEM, now=now)

    kept = set(db.session.scalars(select(LotNoticed.code).where(LotNoticed.lot_id == odd.id)))
    assert kept == notices
    for notice in notices:
        page = client_of(cast.quang).get(f"/diaries?notice={notice}").text
        assert odd.code in page
        assert usual.code not in page


def test_what_was_put_right_is_noticed_no_more(make, cast, product, codes, now):
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    packed_from_nothing(cast, lot, now)
    score_diaries(SYSTEM, now=now)
    before = db.session.scalars(select(LotNoticed.code)).all()

    more = entry(lot, "harvesting", values=values_of("harvesting", quantity="300"))
    capture_event(cast.lan, more, HOST, now=now)
    score_diaries(SYSTEM, now=now)

    assert before == ["imbalance"]
    assert db.session.scalars(select(LotNoticed.code)).all() == []


def test_by_group_and_by_commune_of_the_place(make, cast, product, codes, client_of):
    make.province()
    db.session.add(Commune(code="03650", province_code="14", name="Sốp Cộp", kind="ward"))
    db.session.commit()
    rice = make.lot(product)
    tea = make.lot(make.product(cast.cooperative, group="tea"))
    elsewhere = make.lot(product, place_id=make.place(cast.cooperative, commune_code="03650").id)

    assert codes(group="tea") == {tea.code}
    assert codes(commune="03650") == {elsewhere.code}
    assert codes(group="rice", commune="03646") == {rice.code}
    page = client_of(cast.quang).get("/diaries?commune=03650&group=nonsense&standing=x&notice=y")
    assert elsewhere.code in page.text
    assert rice.code not in page.text
    assert 'value="03650" selected' in page.text
    options = re.findall(
        r"<option[^>]*>\s*([^<]*(?:Sốp Cộp|Mường Và)[^<]*?)\s*</option>", page.text
    )
    assert options == ["xã Mường Và", "phường Sốp Cộp"]
    english = client_of(cast.quang).get("/diaries?lang=en").text
    assert "Mường Và commune" in english
    assert "Sốp Cộp ward" in english


@pytest.mark.parametrize("order", list(DiaryOrder))
def test_pages_follow_one_another_and_keep_the_filter(make, cast, product, client_of, now, order):
    for _ in range(PAGE_SIZE + 3):
        make.lot(product, on_hold_at=now)
    make.lot(product)
    wanted = {"standing": DiaryStanding.ON_HOLD, "order": order}

    pages = [diary_list(cast.quang, DiaryFilter(number=n, **wanted)) for n in (1, 2)]

    ids = [row.lot_id for page in pages for row in page.rows]
    assert (len(ids), len(set(ids)), pages[0].total) == (PAGE_SIZE + 3,) * 3
    first = client_of(cast.quang).get(f"/diaries?standing=on_hold&order={order}").text
    assert f"/diaries?standing=on_hold&amp;order={order}&amp;page=2" in first


def test_producers_have_no_such_list(cast, client_of):
    assert client_of(cast.minh).get("/diaries?standing=on_hold").status_code == 403
