"""Lots as their keepers see them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.diary import entry, values_of
from traceability.holds import HoldCause
from traceability.lots import LotState, NoSuchLot
from webapp.db import db
from webapp.queries.lot_filters import LotFilter, Shown
from webapp.queries.lots import CARDS, lot_page, lots_page
from webapp.queries.new_lots import new_lot_page


@pytest.fixture
def product(make, cast):
    return make.product(cast.cooperative, name_folded="gao nep tan muong va")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    db.session.commit()
    event.listen(db.engines[None], "before_cursor_execute", note)
    yield asked
    event.remove(db.engines[None], "before_cursor_execute", note)


def found(actor, now, **wanted) -> list[str]:
    page = lots_page(actor, LotFilter(**wanted), now=now)
    return [card.code for card in page.cards]


def test_a_farmer_sees_lots_they_opened_and_those_of_places_they_keep(make, cast, product, now):
    kept = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    opened = make.lot(product, code="A-1", opened_by_id=cast.lan.account_id)
    on_kept_place = make.lot(product, code="A-2", place_id=kept.id)
    make.lot(product, code="A-3")

    assert set(found(cast.lan, now)) == {opened.code, on_kept_place.code}


def test_the_manager_sees_all_of_the_organisation_and_nothing_else(make, cast, product, now):
    make.lot(product, code="A-1")
    make.lot(make.product(cast.other_cooperative), code="B-1")

    assert found(cast.minh, now) == ["A-1"]
    assert found(cast.hoa, now) == ["B-1"]


def test_lots_are_found_without_marks_by_product_place_or_code(make, cast, product, now):
    place = make.place(cast.cooperative, name="Ruộng Đồng Xa", name_folded="ruong dong xa")
    lot = make.lot(product, place_id=place.id, code="MVA-261122-77")
    make.lot(make.product(cast.cooperative, name_folded="xoai tron"))

    for words in ("đồng xa", "dong  XA", "nep tan dong", "261122-77", "NẾP"):
        assert found(cast.minh, now, words=words) == [lot.code], words
    assert found(cast.minh, now, words="nep xoai") == []
    assert found(cast.minh, now, words="%") == []


def test_ended_lots_are_shown_when_they_are_asked_for(make, cast, product, now):
    make.lot(product, code="A-1")
    make.lot(product, code="A-2", state=LotState.CLOSED, closed_at=now)

    assert found(cast.minh, now) == ["A-1"]
    assert found(cast.minh, now, shown=Shown.CLOSED) == ["A-2"]
    assert set(found(cast.minh, now, shown=Shown.ALL)) == {"A-1", "A-2"}


def test_a_card_counts_days_by_the_calendar_and_names_the_next_step(make, cast, lot, write, now):
    lot.opened_at = now - timedelta(hours=11)  # eleven at night, the day before
    db.session.commit()
    write(entry(lot, "harvesting"))

    card = lots_page(cast.lan, LotFilter(), now=now).cards[0]

    assert (card.day, card.next_step.code) == (2, "drying")


@pytest.mark.parametrize("state", [LotState.IN_PRODUCTION, LotState.PACKED])
def test_the_card_of_a_held_lot_offers_the_test_that_it_asks_for(make, cast, product, now, state):
    held = {"on_hold_at": now, "on_hold_reason": HoldCause.WITHIN_INTERVAL}
    lot = make.lot(product, state=state, **held)

    card = lots_page(cast.minh, LotFilter(), now=now).cards[0]

    assert (card.code, card.what_next.code) == (lot.code, "lot_next.test_and_release_hold")
    assert card.next_step.code == "laboratory_test"


def test_the_list_comes_in_pages(make, cast, product, now):
    for number in range(CARDS + 1):
        make.lot(product, code=f"A-{number:02d}", opened_at=now - timedelta(days=number))

    first = lots_page(cast.minh, LotFilter(), now=now)
    second = lots_page(cast.minh, LotFilter(page=2), now=now)

    assert (len(first.cards), first.previous_page, first.next_page) == (CARDS, None, 2)
    assert (len(second.cards), second.previous_page, second.next_page) == (1, 1, None)


def test_a_longer_list_asks_no_more_questions(make, cast, product, write, now):
    for _ in range(6):
        write(entry(make.lot(product, opened_by_id=cast.lan.account_id)))

    with statements() as asked:
        lots_page(cast.lan, LotFilter(), now=now)

    assert len(asked) == 2


def test_a_longer_diary_asks_no_more_questions(cast, lot, write, now):
    lot_id = lot.id

    def asked_by_a_page_of(entries: int) -> int:
        for _ in range(entries):
            write(entry(lot, note="x"))
        with statements() as asked:
            lot_page(cast.lan, lot_id, now=now)
        return len(asked)

    assert asked_by_a_page_of(2) == asked_by_a_page_of(6) <= 22


def test_the_page_of_a_lot_offers_six_kinds_of_work_and_the_rest_apart(cast, lot, write, now):
    write(entry(lot, "harvesting"))

    page = lot_page(cast.lan, lot.id, now=now)

    codes = [step.code for step in page.steps]
    assert (len(codes), codes[0]) == (6, "drying")
    assert "spraying" in [step.code for step in page.other_steps]


def test_a_closed_lot_offers_what_may_still_come_to_light_and_no_other_work(
    make, cast, product, now
):
    lot = make.lot(product, state=LotState.CLOSED, closed_at=now)

    page = lot_page(cast.minh, lot.id, now=now)

    assert (page.may_write, page.steps, page.other_steps) == (False, (), ())
    assert page.card.next_step is None
    assert (page.may_correct, [it.code for it in page.late_steps]) == (True, ["laboratory_test"])


def test_a_cancelled_lot_offers_nothing(make, cast, product, now):
    lot = make.lot(product, cancelled_at=now)

    page = lot_page(cast.minh, lot.id, now=now)

    assert (page.may_write, page.may_correct, page.late_steps) == (False, False, ())


@pytest.mark.parametrize("state", [LotState.PACKED, LotState.CLOSED])
def test_what_the_diary_holds_may_be_let_go_on_after_the_end_too(make, cast, product, now, state):
    held = {"on_hold_at": now, "opened_by_id": cast.lan.account_id}
    by_diary = make.packed_lot(product, state=state, on_hold_reason=HoldCause.FAILED_TEST, **held)
    by_others = make.packed_lot(product, state=state, on_hold_reason="authority", **held)

    page = lot_page(cast.minh, by_diary.id, now=now)

    assert page.may_release
    assert "lot_warning.on_hold" in [it.code for it in page.warnings]
    assert not lot_page(cast.lan, by_diary.id, now=now).may_release
    assert not lot_page(cast.minh, by_others.id, now=now).may_release


def test_an_interval_that_is_running_is_a_warning_for_today(cast, lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    earlier = write(entry(lot, "spraying", values=values_of("spraying", phi_days="90")))
    write(entry(lot, "spraying", corrects=earlier.event_id))

    warnings = lot_page(cast.lan, lot.id, now=now).warnings

    assert [(it.code, it.details) for it in warnings] == [
        ("lot_warning.within_interval", {"day": date(2026, 12, 6)})
    ]


def test_a_lot_out_of_reach_is_not_there(make, cast, product, now):
    for lot in (make.lot(product), make.lot()):
        with pytest.raises(NoSuchLot):
            lot_page(cast.lan, lot.id, now=now)


def test_a_new_lot_is_offered_what_is_in_use_with_own_places_first(make, cast, product, now):
    make.product(cast.cooperative, retired_at=now)
    make.place(cast.cooperative, closed_at=now)
    other = make.place(cast.cooperative, name_folded="a")
    own = make.place(cast.cooperative, name_folded="b", keeper_id=cast.lan.account_id)

    page = new_lot_page(cast.lan)

    assert page.products == ((str(product.id), product.name),)
    assert [name for _, name in page.places] == [own.name, other.name]
    assert page.only_product == str(product.id)
