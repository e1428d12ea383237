"""Codes typed in when goods are packed are held against the register, and count."""

import importlib.util
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, insert, select

from tests.area_codes import TONNE, area_code, consent
from tests.database_work import know_sizes, work_of
from tests.diary import HOST, entry
from tests.sellable import sellable_lot, show
from tests.statements import counted_statements
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.calendar import civil_date
from traceability.event_flags import GRAVE, EventFlag
from traceability.places import PlaceCodeScheme
from traceability.release import LotNotReady, check_release
from webapp.db import db
from webapp.models import Event, LotAreaCode, PackedCode
from webapp.models.release import gate_of
from webapp.queries.area_code_pages import area_code_page
from webapp.queries.area_codes import AreaCodeFilter, CodesShown, area_code_list
from webapp.queries.event_forms import new_event_form
from webapp.queries.event_prefills import AskForm
from webapp.queries.ledger_audit import audit_ledger
from webapp.queries.lot_markets import lot_market
from webapp.queries.lots import lot_page
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lot_markets import SettleMarket, settle_market

MIGRATION = Path(__file__).parents[2] / "migrations/versions/0020_packed_codes.py"
ON_CARTON = "export_need.code_on_carton"
GROWING, PACKING = AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE


@pytest.fixture
def lot(make, cast):
    product = show(make, make.product(cast.cooperative, group="fruit_vegetables"))
    return sellable_lot(make, product, template_version=3, opened_by_id=cast.lan.account_id)


@pytest.fixture
def pack(cast, lot, now):
    """Pack a tonne with these codes on the cartons; gives back the flags of codes."""

    def write(**codes):
        values = {"pack_size": "100", "pack_size_unit": "kg", "pack_count": "10", **codes}
        command = entry(lot, "packing", values=values, template_version=3, event_time=now)
        flags = capture_event(cast.lan, command, HOST, now=now).flags
        return [it for it in flags if it.startswith("event_flag.code_")]

    return write


def missing(cast, lot, now):
    return lot_page(cast.minh, lot.id, now=now).gate.missing


def settle(cast, lot, market, code, now):
    settle_market(cast.minh, SettleMarket(lot.id, market, {code.kind: code.id}), now=now)


def form_of(cast, lot, now):
    return new_event_form(cast.lan, AskForm(lot.id, "packing"), now=now).values


def test_the_own_code_that_is_granted_is_nothing_odd(make, cast, pack):
    code = area_code(make, cast.cooperative)

    assert pack(growing_area_code=code.code) == []


def test_without_a_code_nothing_is_said(pack):
    assert pack() == []


def test_a_code_of_no_register_is_flagged(pack):
    assert pack(growing_area_code="VN-SLOR-9999") == [EventFlag.CODE_UNKNOWN]


def test_a_code_of_the_other_kind_is_not_that_code(make, cast, pack):
    code = area_code(make, cast.cooperative)

    assert pack(packing_house_code=code.code) == [EventFlag.CODE_UNKNOWN]


@pytest.mark.parametrize("status", [AreaCodeStatus.SUSPENDED, AreaCodeStatus.REVOKED])
def test_a_code_that_is_not_in_force_is_flagged(make, cast, pack, status):
    code = area_code(make, cast.cooperative, status=status)

    assert pack(growing_area_code=code.code) == [EventFlag.CODE_NOT_IN_FORCE]


def test_a_code_that_ran_out_before_the_day_is_flagged(make, cast, pack, now):
    last = area_code(make, cast.cooperative, valid_to=now.date())
    over = area_code(make, cast.cooperative, valid_to=now.date() - timedelta(days=1))

    assert pack(growing_area_code=last.code) == []
    assert pack(growing_area_code=over.code) == [EventFlag.CODE_NOT_IN_FORCE]


def test_anothers_code_is_flagged_unless_its_holder_lends_it(make, cast, pack):
    code = area_code(make, cast.other_cooperative)
    assert pack(growing_area_code=code.code) == [EventFlag.CODE_NOT_LENT]

    consent(make, code, cast.cooperative)

    assert pack(growing_area_code=code.code) == []


def test_another_code_than_the_lots_is_flagged(make, cast, lot, pack, now):
    chosen, typed = (area_code(make, cast.cooperative) for _ in range(2))
    settle(cast, lot, "domestic", chosen, now)

    assert pack(growing_area_code=typed.code) == [EventFlag.CODE_NOT_OF_LOT]
    assert pack(growing_area_code=chosen.code) == []


def test_inspectors_see_every_one_of_them():
    assert {it for it in EventFlag if it.value.startswith("event_flag.code_")} <= GRAVE


def test_the_form_shows_the_code_of_the_lot_and_else_the_only_own_one(make, cast, lot, now):
    house = area_code(make, cast.cooperative, kind=PACKING, code="VN-SLPH-777")
    assert "values.growing_area_code" not in form_of(cast, lot, now)
    assert form_of(cast, lot, now)["values.packing_house_code"] == house.code

    chosen, _ = (area_code(make, cast.cooperative) for _ in range(2))
    assert "values.growing_area_code" not in form_of(cast, lot, now)
    settle(cast, lot, "domestic", chosen, now)

    assert form_of(cast, lot, now)["values.growing_area_code"] == chosen.code


def test_a_suspended_code_on_the_cartons_keeps_a_lot_at_home(make, cast, lot, pack, now):
    chosen = area_code(make, cast.cooperative)
    settle(cast, lot, "china", chosen, now)
    before = missing(cast, lot, now)
    typed = area_code(make, cast.cooperative, status=AreaCodeStatus.SUSPENDED)

    pack(growing_area_code=typed.code)

    assert ON_CARTON not in before
    assert ON_CARTON in missing(cast, lot, now)


def at_a_market(make, cast, **given):
    return area_code(make, cast.cooperative, **given).code


@pytest.mark.parametrize(
    ("of_code", "market", "problem"),
    [
        (at_a_market, "eu", "not_for_market"),
        (
            lambda make, cast: at_a_market(make, cast, status=AreaCodeStatus.SUSPENDED),
            "china",
            "suspended",
        ),
    ],
)
def test_the_list_says_which_entry_names_a_code_that_is_not_in_order(
    make, cast, lot, pack, now, of_code, market, problem
):
    settle_market(cast.minh, SettleMarket(lot.id, market, {}), now=now)
    typed = of_code(make, cast)

    pack(growing_area_code=typed)

    point = carton_point(cast, lot, now)
    assert (point.is_met, point.is_must) == (False, True)
    assert (point.reason.code, point.reason.details) == (
        f"area_code_problem.{problem}",
        {"code": typed},
    )
    assert point.entry.details == {"at": now}
    assert ON_CARTON in missing(cast, lot, now)


@pytest.mark.parametrize(
    "of_code",
    [lambda *_: "VN-SLOR-9999", lambda make, cast: at_a_market(make, cast, kind=PACKING)],
)
def test_a_code_that_the_register_does_not_hold_is_told_and_stops_nothing(
    make, cast, lot, pack, now, of_code
):
    settle_market(cast.minh, SettleMarket(lot.id, "china", {}), now=now)
    typed = of_code(make, cast)

    pack(growing_area_code=typed)

    point = carton_point(cast, lot, now)
    assert (point.is_met, point.is_must) == (False, False)
    assert point.reason.code == "area_code_problem.unknown"
    assert point.entry.details == {"at": now}
    assert ON_CARTON not in missing(cast, lot, now)


def carton_point(cast, lot, now):
    return next(it for it in lot_market(cast.minh, lot.id, now=now).points if it.entry)


def test_every_entry_that_names_such_a_code_is_told(cast, lot, pack, now):
    settle_market(cast.minh, SettleMarket(lot.id, "china", {}), now=now)
    pack(growing_area_code="VN-SLOR-9999")
    pack(growing_area_code="VN-SLOR-9999", packing_house_code="VN-SLPH-9999")

    points = lot_market(cast.minh, lot.id, now=now).points

    told = [it for it in points if it.entry]
    assert len(told) == 3
    assert len({mend.corrects for it in told for mend in it.mends if mend.corrects}) == 2


def test_at_home_a_code_of_no_register_stops_nothing(cast, lot, pack, now):
    pack(growing_area_code="VN-SLOR-9999")

    assert lot_market(cast.minh, lot.id, now=now).points == ()


def test_at_home_a_strangers_code_leads_to_its_entry(make, cast, lot, pack, now):
    pack(growing_area_code=area_code(make, cast.other_cooperative).code)

    point = carton_point(cast, lot, now)

    assert "export_need.code_consent" in missing(cast, lot, now)
    assert [(it.at, it.by) for it in point.mends] == [
        ("correction", ""),
        ("", "mend_by.holder_if_so"),
    ]


def test_stamps_of_a_lot_with_a_suspended_code_on_its_cartons_are_not_activated(
    make, cast, lot, pack, now
):
    settle_market(cast.minh, SettleMarket(lot.id, "china", {}), now=now)
    pack(growing_area_code=at_a_market(make, cast, status=AreaCodeStatus.SUSPENDED))

    gate = gate_of(db.session(), lot.id, civil_date(now), lock=True)

    assert ON_CARTON in gate.missing
    with pytest.raises(LotNotReady):
        check_release(gate)


def test_a_code_that_is_only_typed_in_is_not_chosen_for_the_lot(make, cast, lot, pack, now):
    settle_market(cast.minh, SettleMarket(lot.id, "china", {}), now=now)
    pack(growing_area_code=area_code(make, cast.cooperative).code)

    assert "export_need.growing_area_code" in missing(cast, lot, now)


def test_the_holder_is_told_of_every_use(make, cast, client_of, lot, pack, now):
    code = area_code(make, cast.other_cooperative)
    pack(growing_area_code=code.code)

    page = area_code_page(cast.hoa, code.id, now=now)

    (use,) = page.uses
    assert (use.organisation_name, use.lot_code) == (cast.cooperative.name, lot.code)
    assert (use.at, use.thousandths, use.unit["vi"]) == (now, TONNE, "kg")
    assert (use.is_typed, page.seasons[0].packed) == (True, TONNE)
    shown = client_of(cast.hoa).get(f"/area-codes/{code.id}").text
    assert "Mỗi lần dùng mã này" in shown
    assert cast.cooperative.name in shown


def test_a_use_that_is_put_right_is_no_use(make, cast, lot, pack, now):
    code = area_code(make, cast.other_cooperative)
    pack(growing_area_code=code.code)
    (written,) = [
        it for it in lot_page(cast.lan, lot.id, now=now).entries if it.event_code == "packing"
    ]
    values = {"pack_size": "100", "pack_size_unit": "kg", "pack_count": "10"}
    right = entry(lot, "packing", values=values, template_version=3, corrects=written.id)

    capture_event(cast.lan, right, HOST, now=now)

    assert area_code_page(cast.hoa, code.id, now=now).uses == ()


def kept():
    columns = (PackedCode.event_id, PackedCode.kind, PackedCode.code)
    return {tuple(row) for row in db.session.execute(select(*columns))}


def test_every_code_on_the_cartons_is_kept_with_its_packing(pack):
    pack()
    pack(growing_area_code="VN-SLOR-1", packing_house_code="VN-SLPH-1")
    pack(growing_area_code="VN-SLOR-1")

    told = sorted((kind, code) for _, kind, code in kept())

    assert told == [(GROWING, "VN-SLOR-1")] * 2 + [(PACKING, "VN-SLPH-1")]


def test_the_migration_reads_the_same_from_entries_of_before(pack, monkeypatch):
    """In parts: the codes stand in the first and in the last packing of all."""
    pack(growing_area_code="VN-SLOR-1", packing_house_code="VN-SLPH-1")
    for _ in range(3):
        pack()
    pack(growing_area_code="VN-SLOR-2")
    before = kept()
    db.session.execute(delete(PackedCode))
    spec = importlib.util.spec_from_file_location("packed_codes_migration", MIGRATION)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    monkeypatch.setattr(migration, "AT_ONCE", 2)

    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.fill()

    assert (len(before), kept()) == (3, before)


def test_a_code_that_the_lot_has_and_the_cartons_name_counts_once(make, cast, lot, pack, now):
    code = area_code(make, cast.cooperative)
    settle(cast, lot, "domestic", code, now)

    pack(growing_area_code=code.code)

    page = area_code_page(cast.minh, code.id, now=now)
    assert ([it.is_typed for it in page.uses], page.seasons[0].packed) == ([True], TONNE)


@pytest.mark.parametrize("unit", ["kg", "ml"])
def test_a_consent_of_the_day_of_packing_is_enough_in_whatever_unit(make, cast, now, unit):
    theirs = area_code(make, cast.other_cooperative)
    place = make.place(cast.cooperative, code=theirs.code, code_scheme=PlaceCodeScheme.GROWING_AREA)
    honey = show(make, make.product(cast.cooperative, group="honey"))
    given = {"opened_by_id": cast.lan.account_id, "template_version": 2}
    lot = sellable_lot(make, honey, place_id=place.id, **given)
    consent(make, theirs, cast.cooperative, valid_to=now.date() - timedelta(days=20))
    day = now - timedelta(days=30)
    values = {"pack_size": "500", "pack_size_unit": unit, "pack_count": "2"}
    packed = entry(lot, "packing", values=values, event_time=day, template_version=2)

    before = missing(cast, lot, now)
    capture_event(cast.lan, packed, HOST, now=day)

    assert "export_need.code_consent" in before
    assert "export_need.code_consent" not in missing(cast, lot, now)


def test_what_goes_above_a_yield_is_found_without_reading_what_entries_say(make, cast, pack, now):
    low, high = (
        area_code(make, cast.cooperative, yield_thousandths=tonnes * TONNE) for tonnes in (1, 9)
    )
    for code in (low, high, low):
        pack(growing_area_code=code.code)
    wanted = AreaCodeFilter(shown=CodesShown.ABOVE_YIELD)

    with counted_statements() as made:
        found = area_code_list(cast.thu, wanted, now=now)
        area_code_page(cast.thu, low.id, now=now)

    assert [it.id for it in found.rows] == [low.id]
    assert not [it for it in made if "event.values" in it or 'event."values"' in it]
    sums = [it for it in made if "packed_code" in it and "LIMIT" not in it]
    assert [it for it in sums if "GROUP BY" not in it] == []  # the database adds up
    assert area_code_list(cast.hoa, wanted, now=now).rows == ()


@pytest.mark.counted
def test_other_packings_are_not_read_for_those_of_a_code(make, cast, lot, pack, now):
    code = area_code(make, cast.cooperative)
    pack(growing_area_code=code.code)
    # PostgreSQL takes a table that it never saw a row of for one of hundreds.
    chosen = LotAreaCode(kind=code.kind, area_code_id=code.id, chosen_at=now)
    chosen.lot_id = make.lot(place_id=lot.place_id).id
    db.session.add(chosen)
    asked = ("area_code", "event", "lot", "lot_area_code", "packed_code", "place")

    def work() -> int:
        know_sizes(*asked)
        return work_of(lambda: area_code_page(cast.minh, code.id, now=now))

    before = work()
    pack_without_codes(make.lot(place_id=lot.place_id), times=500)

    assert work() < 2 * before


def pack_without_codes(lot, times):
    packing = select(Event.__table__).where(Event.event_code == "packing")
    kept = dict(db.session.execute(packing).mappings().one())
    kept |= {"lot_id": lot.id, "values": '{"fields":{},"personal":{}}'}
    changed = ({"id": uuid4(), "ledger_position": 1_000 + n} for n in range(times))
    db.session.execute(insert(Event), [kept | it for it in changed])


def test_the_audit_names_a_code_that_was_changed_or_is_gone(pack):
    pack(growing_area_code="VN-SLOR-1", packing_house_code="VN-SLPH-1")
    growing, house = sorted(db.session.scalars(select(PackedCode)), key=lambda it: it.kind)
    growing.code = "VN-SLOR-2"
    db.session.delete(house)
    db.session.commit()

    found = audit_ledger(None).findings

    row = f"{growing.event_id}/"
    of_codes = [it for it in found if it.table == PackedCode.__tablename__]
    assert {(it.table, it.row_id, it.columns) for it in of_codes} == {
        ("packed_code", f"{row}growing_area", ("code",)),
        ("packed_code", f"{row}packing_house", ()),
    }
