"""The form of an entry, filled in beforehand."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.diary import HOST, entry, photo, values_of
from traceability.errors import Conflict
from traceability.event_template import UnknownEventCode
from traceability.lots import LotState, NoSuchEvent, NoSuchLot
from traceability.places import PlaceKind
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.queries.event_forms import AskForm, event_form, new_event_form
from webapp.queries.event_reports import kept_photos
from webapp.queries.verdict_goods import Message
from webapp.usecases.events.capture import capture_event
from webapp.usecases.files import StorePhoto, store_photo


@pytest.fixture
def ask(cast, lot, now):
    """Lan's form for this kind of work."""

    def form(event_code: str = "spraying", **wanted: UUID):
        db.session.commit()
        return event_form(cast.lan, AskForm(lot.id, event_code, **wanted), now=now)

    return form


def test_time_place_and_person_are_as_they_most_likely_are(cast, lot, ask):
    form = ask("harvesting")

    assert form.values["event_time"] == "2026-11-22T10:00"
    assert form.values["place_id"] == str(lot.place_id)
    assert form.values["operator_name"] == cast.lan.name
    assert form.values["values.harvest_date"] == "2026-11-22"
    assert form.values["values.grade"] == "unsorted"
    assert UUID(form.values["event_id"])


def test_packing_is_offered_in_the_packing_house_and_the_last_one_first(
    make, cast, lot, ask, write, now
):
    kind = PlaceKind.PACKING_HOUSE
    first = make.place(cast.cooperative, kind=kind, name="Nhà sơ chế A")
    second = make.place(cast.cooperative, kind=kind, name="Nhà sơ chế B")
    make.place(cast.cooperative, kind=kind, name="Nhà cũ", closed_at=now)
    db.session.commit()

    before = ask("packing").values["place_id"]
    write(entry(lot, "packing", place_id=second.id))

    assert before == str(first.id)
    assert ask("packing").values["place_id"] == str(second.id)
    assert ask("spraying").values["place_id"] == str(lot.place_id)


def test_what_stays_the_same_is_there_from_last_time_and_amounts_are_not(lot, ask, write):
    write(entry(lot, "spraying", values=values_of("spraying", dose_unit="ml_per_ha")))

    values = ask().values

    assert values["values.trade_name"] == "Trừ Rầy 10WP"
    assert values["values.sprayer_name"] == "Lò Văn Bình"
    assert values["values.dose_unit"] == "ml_per_ha"
    assert "values.dose" not in values


def test_nothing_is_remembered_of_another_person(cast, lot, ask, now):
    capture_event(cast.minh, entry(lot, "spraying"), HOST, now=now)

    assert "values.trade_name" not in ask().values


def test_a_correction_begins_with_all_that_was_written(lot, ask, write, now):
    wrong = write(
        entry(lot, "spraying", event_time=now - timedelta(days=2), operator_name="B", note="C")
    )

    values = ask(corrects=wrong.event_id).values

    assert values["event_time"] == "2026-11-20T10:00"
    assert (values["operator_name"], values["note"]) == ("B", "C")
    assert (values["values.dose"], values["values.phi_days"]) == ("20", "14")


def test_only_an_entry_of_the_lot_is_corrected(make, cast, lot, ask, write):
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    elsewhere = write(entry(other, "spraying"))

    for event_id in (elsewhere.event_id, uuid4()):
        with pytest.raises(NoSuchEvent):
            ask(corrects=event_id)


def test_required_fields_come_first_and_the_rest_apart(ask):
    form = ask()

    assert [it.name for it in form.required_fields][:2] == [
        "values.trade_name",
        "values.active_ingredient",
    ]
    assert "values.weather" in [it.name for it in form.optional_fields]


def test_a_field_is_shown_by_its_kind(ask):
    fields = {it.name.removeprefix("values."): it for it in ask().fields}

    assert fields["dose"].is_amount
    assert fields["phi_days"].is_number
    assert fields["expiry"].is_date
    assert fields["protective_gear"].is_yes_or_no
    assert fields["weather"].has_list
    grade, moisture = (
        next(it for it in ask("harvesting").fields if it.name == f"values.{name}")
        for name in ("grade", "moisture")
    )
    assert grade.has_cards
    assert moisture.only_unit == {"vi": "%", "en": "%"}


def test_of_a_lot_that_has_ended_something_may_still_be_told(make, cast, lot, ask, now):
    closed = make.lot(
        make.product(cast.cooperative), state=LotState.CLOSED, opened_by_id=cast.lan.account_id
    )

    assert new_event_form(cast.lan, AskForm(closed.id, "laboratory_test"), now=now).is_late
    assert not ask().is_late


@pytest.mark.parametrize("state", [LotState.IN_PRODUCTION, LotState.CLOSED])
def test_a_lot_that_was_cancelled_begins_no_entry(make, cast, now, state):
    cancelled = make.lot(
        make.product(cast.cooperative),
        state=state,
        cancelled_at=now,
        opened_by_id=cast.lan.account_id,
    )

    with pytest.raises(Conflict):
        new_event_form(cast.lan, AskForm(cancelled.id, "note"), now=now)


def test_unknown_lots_and_unknown_work_have_no_form(make, cast, lot, now):
    with pytest.raises(NoSuchLot):
        event_form(cast.hoa, AskForm(lot.id, "note"), now=now)
    with pytest.raises(UnknownEventCode):
        event_form(cast.lan, AskForm(lot.id, "milking"), now=now)


def test_photos_of_a_refused_form_are_kept_for_the_organisation_that_sent_them(cast, app, now):
    first, second = (
        store_photo(cast.lan, StorePhoto(photo(shade)), MemoryStorage(), now=now)
        for shade in (10, 20)
    )
    db.session.commit()
    hashes = (second.sha256, first.sha256, "0" * 64)

    assert [it.sha256 for it in kept_photos(cast.lan, hashes)] == [second.sha256, first.sha256]
    assert kept_photos(cast.hoa, hashes) == ()


def test_a_harvest_that_would_come_too_early_is_warned_of(cast, lot, write, ask, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))

    warning = ask("harvesting").warning
    later = event_form(cast.lan, AskForm(lot.id, "harvesting"), now=now + timedelta(days=11))

    assert warning == Message("lot_warning.within_interval", {"day": date(2026, 12, 3)})
    assert later.warning is None
    assert ask("irrigating").warning is None


def test_a_pack_is_offered_as_large_as_the_product_says(make, cast, write, now):
    product = make.product(cast.cooperative, net_thousandths=1500, net_unit="kg")
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    other = values_of("packing", pack_size="5")
    packed = write(entry(lot, "packing", values=other))

    offered = event_form(cast.lan, AskForm(lot.id, "packing"), now=now).values
    correction = AskForm(lot.id, "packing", corrects=packed.event_id)
    corrected = event_form(cast.lan, correction, now=now).values

    assert (offered["values.pack_size"], offered["values.pack_size_unit"]) == ("1,5", "kg")
    assert corrected["values.pack_size"] == "5"
