"""Writing in the diary: what is recorded, what is flagged, what is refused, and only once."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.diary import HOST, entry, values_of
from tests.makers import NOW, Maker
from traceability.calendar import VIETNAM_TIME
from traceability.event_flags import EventFlag
from traceability.event_template import InvalidValues, UnknownEventCode
from traceability.lots import LotState, NoSuchLot
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Event, LedgerEntry, LedgerPersonal, Lot
from webapp.models.journey import last_recorded
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.events.capture import OtherContent, capture_event
from webapp.usecases.events.checks import (
    AlreadyCorrected,
    OtherWork,
    TooManyPhotos,
)
from webapp.usecases.events.references import BadReference
from webapp.usecases.lots import CloseLot, close_lot


def ledger_body(position: int) -> dict:
    return json.loads(db.session.get(LedgerEntry, position).body)


def test_an_entry_is_kept_with_its_own_time_and_offset(cast, lot, write, now):
    at = datetime(2026, 11, 21, 16, 30, tzinfo=VIETNAM_TIME)

    captured = write(entry(lot, event_time=at))

    event = db.session.get(Event, captured.event_id)
    assert captured.is_new
    assert (event.event_time, event.utc_offset_minutes) == (at, 420)
    assert (event.received_at, event.actor_id) == (now, cast.lan.account_id)
    assert event.fields["volume"]["thousandths"] == 12500
    assert event.place_id == lot.place_id


def test_a_lot_tells_when_the_last_of_its_entries_was_received(cast, lot, write, now):
    """Whichever release received it: the previous one leaves an earlier time as it was."""
    told = select(last_recorded()).select_from(Lot).where(Lot.id == lot.id)
    before = None

    for at in (now, now + timedelta(days=3), now + timedelta(days=4)):
        capture_event(cast.lan, entry(lot, "note", event_time=now), HOST, now=at)
        lot.last_recorded_at = before
        assert db.session.scalar(told) == at

        score_diaries(Actor.system(), now=at)
        db.session.refresh(lot)
        assert (lot.last_recorded_at, db.session.scalar(told)) == (at, at)
        before = at


def test_an_entry_is_one_entry_of_the_ledger_in_the_shape_of_epcis(lot, write):
    command = entry(lot, "harvesting")

    captured = write(command)

    body = ledger_body(captured.ledger_position)
    assert (body["kind"], body["subject_id"]) == ("epcis", str(command.event_id))
    content = body["content"]
    assert content["event"]["eventID"] == f"urn:uuid:{command.event_id}"
    assert content["event"]["outputQuantityList"][0]["quantity"] == {"thousandths": 1234500}
    assert content["template"] == {"group": "rice", "version": 1}
    assert content["request_sha256"] == command.request_sha256


def test_no_name_note_or_position_enters_the_ledger(lot, write):
    position = '{"latitude":"21.02851","longitude":"105.80482"}'
    command = entry(
        lot, "spraying", operator_name="Lường Thị Lan", note="gọi 0912345678", position=position
    )

    captured = write(command)

    row = db.session.get(LedgerEntry, captured.ledger_position)
    kept = db.session.get(Event, captured.event_id).values
    for secret in ("Lường", "Bình", "0912345678", "105.80"):
        assert secret not in row.body
        assert secret not in kept
    personal = db.session.scalars(
        select(LedgerPersonal).where(LedgerPersonal.subject_id == str(command.event_id))
    ).all()
    sealed = ledger_body(row.position)["content"]["event"]["vnt:sealed"]
    assert {it.value for it in personal} == {
        "Lường Thị Lan",
        "gọi 0912345678",
        position,
        "Lò Văn Bình",
    }
    assert set(sealed.values()) == {it.commitment for it in personal}
    assert all(
        hashlib.sha256((it.salt + it.value).encode()).hexdigest() == it.commitment
        for it in personal
    )


def test_a_note_is_personal_as_a_whole(lot, write):
    captured = write(entry(lot, "note"))

    assert "Bình" not in db.session.get(LedgerEntry, captured.ledger_position).body


def test_the_operator_is_the_person_who_writes_unless_said_otherwise(cast, lot, write):
    write(entry(lot))

    assert db.session.scalars(select(LedgerPersonal.value)).all() == [cast.lan.name]


def test_the_same_request_again_changes_nothing(lot, write):
    command = entry(lot, "packing")
    first = write(command)

    again = write(command)

    assert (again.is_new, again.ledger_position) == (False, first.ledger_position)
    assert lot.packed_units == 200
    # The entry, and what the public is told of it.
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 2


def test_the_same_id_for_something_else_is_a_conflict(lot, write):
    event_id = uuid4()
    write(entry(lot, event_id=event_id))

    with pytest.raises(OtherContent):
        write(entry(lot, event_id=event_id, note="khác"))


def test_an_id_that_another_organisation_used_is_a_conflict(make, cast, lot, write, now):
    foreign = make.lot(make.product(cast.other_cooperative))
    command = entry(foreign)
    capture_event(cast.hoa, command, HOST, now=now)

    with pytest.raises(OtherContent):
        write(command)


def test_faults_are_told_by_the_name_of_the_field(lot, write):
    bad = entry(lot, values={"volume": "-1", "sources": "x"})

    with pytest.raises(InvalidValues) as refused:
        write(bad)

    assert {(it.pointer, it.code) for it in refused.value.errors} == {
        ("values.source", "field.missing"),
        ("values.volume", "field.out_of_bounds"),
        ("values.sources", "field.unknown"),
    }
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


def test_work_that_the_template_does_not_know_is_refused(lot, write):
    with pytest.raises(UnknownEventCode):
        write(entry(lot, event_code="milking", values={}))
    with pytest.raises(BadReference):
        write(entry(lot, template_version=99))


def test_an_entry_names_a_place_of_the_same_organisation(make, cast, lot, write):
    other = make.place(cast.cooperative)

    captured = write(entry(lot, place_id=other.id))

    assert db.session.get(Event, captured.event_id).place_id == other.id
    for place_id in (make.place().id, uuid4()):
        with pytest.raises(BadReference) as refused:
            write(entry(lot, place_id=place_id))
        assert refused.value.errors[0].pointer == "place_id"


def test_six_photos_are_too_many(lot, write):
    with pytest.raises(TooManyPhotos):
        write(entry(lot, photos=tuple(f"{number:064x}" for number in range(6))))


def test_a_farmer_writes_in_lots_within_reach_only(make, cast, lot, write):
    for foreign in (make.lot(make.product(cast.cooperative)), make.lot()):
        with pytest.raises(NoSuchLot):
            write(entry(foreign))


def test_the_manager_writes_in_every_lot_of_the_organisation(cast, lot, now):
    assert capture_event(cast.minh, entry(lot), HOST, now=now).is_new


def test_an_odd_time_is_flagged_and_never_refused(lot, write, now):
    late = write(entry(lot, event_time=now - timedelta(days=8)))
    early = write(entry(lot, event_time=lot.opened_at - timedelta(days=1)))
    future = write(entry(lot, event_time=now + timedelta(days=400)))

    assert late.flags == (EventFlag.LATE,)
    assert early.flags == (EventFlag.LATE, EventFlag.BEFORE_LOT)
    assert future.flags == (EventFlag.IN_FUTURE,)


def test_an_entry_for_a_lot_closed_meanwhile_is_accepted_and_flagged(cast, lot, write, now):
    close_lot(cast.lan, CloseLot(lot.id), now=now)

    captured = write(entry(lot, "packing"))

    assert captured.flags == (EventFlag.LOT_CLOSED,)
    assert (lot.state, lot.packed_units) == (LotState.CLOSED, 200)


def test_warnings_of_the_template_are_kept_with_the_entry(lot, write):
    windy = values_of("spraying", weather="strong_wind")

    captured = write(entry(lot, "spraying", values=windy))

    assert captured.flags == ("spraying.strong_wind",)
    assert db.session.get(Event, captured.event_id).flags == "spraying.strong_wind"


def test_packing_moves_the_lot_and_counts_its_packs(lot, write):
    write(entry(lot, "packing"))
    write(entry(lot, "packing", values=values_of("packing", pack_count="50")))

    assert (lot.state, lot.packed_units) == (LotState.PACKED, 250)
    assert (lot.made_on, lot.expires_on) == (date(2026, 11, 22), None)


def test_packs_expire_by_the_shelf_life_or_by_what_is_printed_on_them(make, cast, write):
    product = make.product(cast.cooperative, shelf_life_days=180)
    by_shelf_life, printed = (make.lot(product, opened_by_id=cast.lan.account_id) for _ in range(2))

    write(entry(by_shelf_life, "packing"))
    write(entry(printed, "packing", values=values_of("packing", best_before="2027-01-31")))

    assert by_shelf_life.expires_on == date(2027, 5, 21)
    assert printed.expires_on == date(2027, 1, 31)


def test_of_several_packings_the_oldest_dates_count(make, cast, write, now):
    product = make.product(cast.cooperative, shelf_life_days=100)
    lot = make.lot(product, opened_by_id=cast.lan.account_id)

    write(entry(lot, "packing"))
    write(entry(lot, "packing", event_time=now - timedelta(days=2)))

    assert (lot.made_on, lot.expires_on) == (date(2026, 11, 20), date(2027, 2, 28))


def test_a_corrected_packing_is_counted_once(lot, write):
    first = write(entry(lot, "packing"))

    write(
        entry(
            lot,
            "packing",
            values=values_of("packing", pack_count="20"),
            corrects=first.event_id,
        )
    )

    assert lot.packed_units == 20


def test_a_corrected_packing_leaves_the_dates_of_the_others(make, cast, write, now):
    product = make.product(cast.cooperative, shelf_life_days=100)
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    write(entry(lot, "packing", event_time=now - timedelta(days=5)))
    wrong = write(entry(lot, "packing", event_time=now - timedelta(days=9)))

    write(
        entry(
            lot,
            "packing",
            values=values_of("packing", pack_count="20", best_before="2027-06-30"),
            corrects=wrong.event_id,
        )
    )

    assert lot.packed_units == 220
    assert (lot.made_on, lot.expires_on) == (date(2026, 11, 17), date(2027, 2, 25))


def test_fewer_packs_than_stamps_is_flagged_and_never_refused(lot, write):
    first = write(entry(lot, "packing"))
    lot.activated_units = 150
    db.session.commit()

    fewer = write(
        entry(
            lot,
            "packing",
            values=values_of("packing", pack_count="149"),
            corrects=first.event_id,
        )
    )
    more = write(entry(lot, "packing", values=values_of("packing", pack_count="1")))

    assert first.flags == more.flags == ()
    assert fewer.flags == (EventFlag.MORE_STAMPS_THAN_PACKS,)


def test_a_correction_tells_of_the_same_kind_of_work(lot, write):
    first = write(entry(lot, "packing"))

    with pytest.raises(OtherWork):
        write(entry(lot, "irrigating", corrects=first.event_id))


def test_an_entry_is_corrected_once_and_within_its_lot(make, cast, lot, write):
    first = write(entry(lot))
    write(entry(lot, corrects=first.event_id))

    with pytest.raises(AlreadyCorrected):
        write(entry(lot, corrects=first.event_id))
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    with pytest.raises(BadReference):
        write(entry(other, corrects=first.event_id))


def test_the_story_of_the_lot_holds_its_public_events(make, cast, lot, write):
    write(entry(lot, "harvesting"))
    write(entry(lot, "irrigating"))
    write(entry(lot, "packing", is_public=False))

    stops = json.loads(lot.journey)

    assert [stop["code"] for stop in stops] == ["harvesting"]
    assert (stops[0]["commune"], stops[0]["organisation"]) == ("Mường Và", cast.cooperative.name)
    assert stops[0]["at"] == datetime(2026, 11, 22, 3, tzinfo=UTC).isoformat()


def test_what_a_hidden_entry_puts_right_leaves_the_story(lot, write):
    wrong = write(entry(lot, "harvesting"))

    write(entry(lot, "harvesting", corrects=wrong.event_id, is_public=False))

    assert json.loads(lot.journey) == []


def test_a_hidden_event_cannot_be_made_public(lot, write):
    captured = write(entry(lot, "irrigating", is_public=True))

    assert not db.session.get(Event, captured.event_id).is_public


def test_a_correction_changes_the_story(lot, write, now):
    wrong = write(entry(lot, "harvesting"))

    right = entry(lot, "harvesting", corrects=wrong.event_id, event_time=now - timedelta(days=2))
    write(right)

    assert [stop["at"][:10] for stop in json.loads(lot.journey)] == ["2026-11-20"]


@pytest.mark.committed
@pytest.mark.parametrize(
    ("hashes", "outcomes"),
    [
        (("a" * 64, "a" * 64), ["again", "new"]),
        (("a" * 64, "b" * 64), ["event.other_content", "new"]),
    ],
)
def test_of_two_requests_at_once_with_one_id_one_is_recorded(committed_app, hashes, outcomes):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        lots = [make.lot(product, opened_by_id=cast.lan.account_id) for _ in range(2)]
        event_id = uuid4()
        # Different lots, so that the lock of the lot cannot be what keeps them apart.
        commands = [
            entry(lot if hashes[0] != hashes[1] else lots[0], event_id=event_id, request_sha256=it)
            for lot, it in zip(lots, hashes, strict=True)
        ]
    together = Barrier(2)

    def race(number: int) -> str:
        with committed_app.app_context():
            together.wait()
            try:
                captured = capture_event(cast.lan, commands[number], HOST, now=NOW)
            except OtherContent as refusal:
                return refusal.code
            return "new" if captured.is_new else "again"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, range(2))) == outcomes
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1
        assert db.session.scalar(select(func.count()).select_from(Lot)) == 2
