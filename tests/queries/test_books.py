"""The book tells every entry of its days, what replaced it, and who may read it."""

from datetime import date, timedelta

import pytest

from tests.diary import HOST, entry, values_of
from tests.statements import counted_statements
from traceability.lots import NoSuchLot
from traceability.organisations import NoSuchOrganisation
from webapp.queries import book_entries
from webapp.queries.book_entries import BookTooLong
from webapp.queries.books import BadPeriod, Period, lot_book, organisation_book
from webapp.usecases.events.capture import capture_event

DAY = timedelta(days=1)


@pytest.fixture
def write(cast, now):
    return lambda command, at=now: capture_event(cast.lan, command, HOST, now=at)


@pytest.fixture
def book(cast, lot, now):
    return lambda period=None, actor=cast.minh: lot_book(actor, lot.id, period, now=now)


def days(first: int, last: int, now) -> Period:
    return Period((now + first * DAY).date(), (now + last * DAY).date())


def test_entries_stand_in_the_order_of_the_work_and_are_numbered(lot, write, book, now):
    write(entry(lot, "harvesting", event_time=now - 2 * DAY))
    write(entry(lot, "irrigating", event_time=now - 5 * DAY))

    (told,) = book().lots

    assert [(it.number, it.labels["vi"]) for it in told.entries] == [
        (1, "Tưới nước"),
        (2, "Thu hoạch"),
    ]


def test_a_correction_and_what_it_replaces_name_one_another(lot, write, book, now):
    first = entry(lot, "note", event_time=now - DAY)
    write(first)
    write(entry(lot, "note", values={"text": "Sửa"}, corrects=first.event_id))

    one, other = book().lots[0].entries

    assert (one.is_replaced, one.replaced_by) == (True, 2)
    assert (other.is_correction, other.replaces) == (True, 1)


def test_a_correction_outside_the_days_is_told_all_the_same(lot, write, book, now):
    """Or an entry that no longer stands would be printed as if it did."""
    first = entry(lot, "note", event_time=now - 20 * DAY)
    write(first)
    write(entry(lot, "note", values={"text": "Sửa"}, corrects=first.event_id, event_time=now))

    (one,) = book(days(-21, -19, now)).lots[0].entries
    (other,) = book(days(-1, 0, now)).lots[0].entries

    assert (one.is_replaced, one.replaced_by) == (True, None)
    assert (other.is_correction, other.replaces) == (True, None)


def test_every_place_that_an_entry_covered_is_named(make, cast, lot, write, book):
    further = [
        make.place(cast.cooperative, name=name, name_folded=name.lower()).id
        for name in ("Thửa B", "Thửa A")
    ]
    write(entry(lot, "irrigating", other_place_ids=tuple(further)))

    (told,) = book().lots[0].entries

    assert told.places[1:] == ("Thửa A", "Thửa B")


def test_both_names_are_told_and_how_late_it_came(lot, write, book, now):
    write(entry(lot, "note", operator_name="Lò Văn Bình", event_time=now - 12 * DAY))

    (told,) = book().lots[0].entries

    assert (told.operator, told.recorder) == ("Lò Văn Bình", "Lan")
    assert told.gap == 12 * DAY
    assert "event_flag.late" in {it.code for it in told.flags}


def test_units_of_the_field_are_told_in_kilograms_too_and_days_are_not_in_minutes(lot, write, book):
    typed = values_of("harvesting", quantity="1,5", quantity_unit="quintal")
    write(entry(lot, "harvesting", values=typed))
    write(entry(lot, "irrigating", values={"source": "canal", "volume": "2", "volume_unit": "m3"}))

    told = {it.shown.label["en"]: it.si for e in book().lots[0].entries for it in e.values}

    assert told["Fresh paddy"] == (150_000, {"vi": "kg", "en": "kg"})
    assert told["Volume of water"] is None


def test_a_day_of_the_period_is_a_day_at_home(lot, write, book, now):
    late = now.replace(hour=16, minute=59)  # 23:59 in Hanoi
    write(entry(lot, "note", event_time=late - DAY), late)
    write(
        entry(
            lot, "note", values={"text": "Hôm sau"}, event_time=late - DAY + timedelta(minutes=1)
        ),
        late,
    )

    (told,) = book(days(-1, -1, now)).lots

    assert len(told.entries) == 1


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 1), date(2026, 1, 31)), (date(2020, 1, 1), date(2026, 1, 1))]
)
def test_days_that_are_no_period_are_refused(book, first: date, last: date):
    with pytest.raises(BadPeriod):
        book(Period(first, last))


def test_a_lot_is_read_by_its_people_and_by_agencies(cast, book):
    for actor in (cast.minh, cast.lan, cast.thu, cast.quang):
        assert book(actor=actor).organisation == "Hợp tác xã Mường Và"
    with pytest.raises(NoSuchLot):
        book(actor=cast.hoa)


def test_an_organisations_book_has_the_lots_that_were_worked_on(make, cast, lot, write, now):
    idle = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    write(entry(lot, "note"))

    book = organisation_book(cast.minh, cast.cooperative.id, days(-30, 0, now), now=now)

    assert [it.code for it in book.lots] == [lot.code]
    assert idle.code not in [it.code for it in book.lots]
    empty = organisation_book(cast.minh, cast.cooperative.id, days(-90, -60, now), now=now)
    assert (empty.lots, empty.organisation) == ((), "Hợp tác xã Mường Và")
    with pytest.raises(NoSuchOrganisation):
        organisation_book(cast.hoa, cast.cooperative.id, days(-30, 0, now), now=now)


def test_more_entries_take_no_more_statements(lot, write, book):
    def statements_for(count: int) -> int:
        for _ in range(count):
            write(entry(lot, "note"))
        with counted_statements() as statements:
            book()
        return len(statements)

    assert statements_for(1) == statements_for(9)


def test_a_book_that_grows_too_long_is_refused(lot, write, book, monkeypatch):
    monkeypatch.setattr(book_entries, "MOST_ENTRIES", 2)
    for _ in range(2):
        write(entry(lot, "note"))
    assert book()
    write(entry(lot, "note"))

    with pytest.raises(BookTooLong):
        book()
