"""What is taken away is whole: decisions, judgements, self-assessments, codes, inputs, stamps."""

import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.archives import everything, table, taken
from tests.area_codes import area_code, consent
from tests.decided_lots import LIFTED, RETURNED, decided_lot
from tests.diary import HOST, entry
from tests.held_memory import held_after_each
from tests.limits import to_import
from tests.papers import PDF, assessed
from traceability.roles import Role
from webapp.db import db
from webapp.models import Account, LedgerEntry
from webapp.models.area_code import AreaCodeStatusChange
from webapp.queries import export_reach
from webapp.queries.export_tables import export_tables
from webapp.queries.export_warnings import export_warnings
from webapp.routes.export_readme import TABLES
from webapp.usecases.area_code_consents import WithdrawConsent, withdraw_consent
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits
from webapp.usecases.lot_markets import SettleMarket, settle_market

ORGANISATIONS_OWN = {
    "members",
    "certificates",
    "area-codes",
    "area-code-status",
    "area-code-consents-given",
    "area-code-consents-received",
    "input-stock",
    "stamp-orders",
    "stamp-rolls",
    "stamp-holdings",
    "stamp-activations",
}


@pytest.fixture
def take(client_of):
    return lambda actor: taken(client_of(actor))


def tables_in(archive: zipfile.ZipFile) -> set[str]:
    return {name.removesuffix(".csv") for name in archive.namelist() if name.endswith(".csv")}


def test_a_manager_takes_every_table_and_a_farmer_those_that_are_a_persons_own(cast, take):
    assert tables_in(take(cast.minh)) == set(TABLES)
    assert tables_in(take(cast.lan)) == set(TABLES) - ORGANISATIONS_OWN


def test_a_clerk_takes_no_stamps_and_no_members(make, cast, take):
    clerk = make.actor(Role.CLERK, cast.cooperative)

    left_out = set(TABLES) - tables_in(take(clerk))

    assert left_out == {
        "members",
        "stamp-orders",
        "stamp-rolls",
        "stamp-holdings",
        "stamp-activations",
    }


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("vi", "lot-decisions.csv: mọi quyết định về lô, theo thứ tự trong sổ cái"),
        ("en", "lot-decisions.csv: every decision about lots, in the order of the ledger"),
    ],
)
def test_the_readme_names_each_table_with_its_columns(cast, take, locale, words):
    archive = take(cast.minh)

    text = archive.read(f"README.{locale}.txt").decode()

    assert words in text
    for name in tables_in(archive):
        head = archive.read(f"{name}.csv").decode("utf-8-sig").split("\r\n")[0]
        assert f"{name}.csv: " in text
        assert head.replace(",", ", ") in text


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_every_decision_is_taken_with_its_reason_and_what_it_leans_on(make, cast, take, now, who):
    told = decided_lot(make, cast, now)

    rows = table(take(getattr(cast, who)), "lot-decisions")

    assert [row["decision"] for row in rows] == [
        "held",
        "held",
        "hold_released",
        "release_asked",
        "sent_back",
        "released",
    ]
    lifted, returned = rows[2], rows[4]
    assert (lifted["decided_by"], lifted["reason"], lifted["entries"]) == (
        "Minh",
        LIFTED,
        str(told.passed_id),
    )
    assert lifted["role"] == "manager, Hợp tác xã Mường Và"
    assert returned["reason"] == RETURNED
    leaf = select(LedgerEntry.leaf_hash).where(
        LedgerEntry.position == int(lifted["ledger_position"])
    )
    assert db.session.scalar(leaf) == lifted["leaf_hash"]


def test_a_lot_is_taken_with_its_market_its_stops_and_its_release(make, cast, lot, take, now):
    released = decided_lot(make, cast, now).lot
    settle_market(cast.minh, SettleMarket(lot.id, "eu", {}), now=now)
    recall_lot(cast.quang, RecallLot(lot.id, "Dư lượng vượt mức"), now=now)

    rows = {row["code"]: row for row in table(take(cast.minh), "lots")}

    recalled, fine = rows[lot.code], rows[released.code]
    assert (recalled["market"], recalled["recall_reason"]) == ("eu", "Dư lượng vượt mức")
    assert (fine["market"], fine["state"], fine["released_by"]) == ("domestic", "packed", "Minh")
    assert fine["released_at"].startswith("2026-11-22T15:00")


def test_warnings_that_stand_are_taken_in_both_languages(cast, lot, take, now):
    capture_event(
        cast.lan, entry(lot, "spraying", event_time=now - timedelta(days=3)), HOST, now=now
    )
    early = capture_event(cast.lan, entry(lot, "harvesting", as_fact=True), HOST, now=now).event_id

    archive = take(cast.lan)

    rows = table(archive, "warnings")
    (waiting,) = [row for row in rows if row["warning"] == "lot_warning.within_interval"]
    (flagged,) = [row for row in rows if row["warning"] == "event_flag.within_interval"]
    assert (waiting["lot"], waiting["entry"], waiting["until"]) == (lot.code, "", "2026-12-03")
    assert "2026-12-03" in waiting["words_vi"]
    assert "2026-12-03" in waiting["words_en"]
    assert flagged["entry"] == str(early)
    assert flagged["words_vi"] == "Thu hoạch khi chưa hết thời gian cách ly."
    assert flagged["words_en"].isascii()


def test_a_balance_that_does_not_add_up_is_taken_with_its_arithmetic(cast, lot, take, now):
    values = {"harvest_date": "2026-11-22", "quantity": "100", "grade": "grade_1"}
    capture_event(cast.lan, entry(lot, "harvesting", values=values), HOST, now=now)
    capture_event(cast.lan, entry(lot, "packing"), HOST, now=now)

    archive = take(cast.minh)

    (line,) = table(archive, "balances")
    assert (line["harvested_thousandths"], line["packed_thousandths"]) == ("100000", "200000")
    assert line["warnings"]
    assert set(line["warnings"].split()) <= {row["warning"] for row in table(archive, "warnings")}


def test_a_laboratorys_number_is_taken_with_the_limit_it_was_held_against(cast, lot, take, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    values = {"sample_code": "M1", "indicator": "Chì", "conclusion": "passed"}
    values |= {"result_value": "0,3", "result_value_unit": "mg_per_kg"}
    test = entry(lot, "laboratory_test", values=values, template_version=2)
    capture_event(cast.lan, test, HOST, now=now)

    (row,) = table(take(cast.lan), "laboratory-judgements")

    assert (row["indicator"], row["outcome"]) == ("Chì", "limit_outcome.outside")
    assert (row["result_thousandths"], row["limit_thousandths"]) == ("300", "200")


def test_answers_are_taken_with_what_was_asked_and_the_paper_that_shows_it(cast, lot, take, now):
    assessment_id = assessed(cast.lan, lot, "Nước suối đầu bản", now)

    for actor in (cast.lan, cast.minh):
        archive = take(actor)
        (row,) = table(archive, "checklist-answers")
        assert (row["assessment"], row["answer"], row["note"]) == (
            str(assessment_id),
            "yes",
            "Nước suối đầu bản",
        )
        assert row["point_vi"]
        assert row["point_en"]
        assert archive.read(f"checklists/{row['file']}.pdf") == PDF


def test_codes_are_taken_with_their_history_and_consents(make, cast, lot, take, now):
    own = area_code(make, cast.cooperative, markets="eu")
    consent(make, own, cast.other_cooperative, given_by_id=cast.minh.account_id)
    theirs = area_code(make, cast.other_cooperative)
    received = consent(make, theirs, cast.cooperative, given_by_id=cast.hoa.account_id)
    make._keep(
        AreaCodeStatusChange(
            area_code_id=own.id,
            status=own.status,
            reason="Văn bản 12",
            changed_by_id=cast.thu.account_id,
            for_id=cast.thu.organisation_id,
            changed_at=now,
        )
    )
    settle_market(cast.minh, SettleMarket(lot.id, "eu", {own.kind: own.id}), now=now)

    archive = take(cast.minh)

    assert [row["code"] for row in table(archive, "area-codes")] == [own.code]
    (change,) = table(archive, "area-code-status")
    assert (change["reason"], change["agency"]) == ("Văn bản 12", "Chi cục TĐC")
    (given,) = table(archive, "area-code-consents-given")
    assert (given["given_to"], given["given_by"]) == ("Hợp tác xã Khác", "Minh")
    (row,) = table(archive, "area-code-consents-received")
    assert (row["code"], row["holder"]) == (theirs.code, "Hợp tác xã Khác")
    assert [row["code"] for row in table(archive, "lot-area-codes")] == [own.code]
    text = everything(archive)
    assert "Hoa" not in text  # who gave it is another organisation's person
    assert "Thu" not in {
        cell for row in table(archive, "area-code-status") for cell in row.values()
    }

    withdraw_consent(cast.hoa, WithdrawConsent(received.id, "Hết mùa"), now=now)
    assert theirs.code not in everything(take(cast.minh))


def test_stamps_are_taken_without_what_makes_or_finds_a_stamp(make, cast, take):
    product = make.product(cast.cooperative)
    make.order(make.product(cast.other_cooperative), count=777)  # before ours on the same key
    order = make.order(product, ordered_by_id=cast.minh.account_id)
    roll = make.roll(order)
    lot = make.packed_lot(product)
    make.activation(
        roll,
        lot,
        first=order.first + 10,
        last=order.first + 30,
        activated_by_id=cast.minh.account_id,
    )

    archive = take(cast.minh)

    (ordered,) = table(archive, "stamp-orders")
    assert (ordered["stamps"], ordered["ordered_by"]) == ("100", "Minh")
    (rolled,) = table(archive, "stamp-rolls")
    assert (rolled["first_stamp"], rolled["last_stamp"]) == ("1", "100")
    (active,) = table(archive, "stamp-activations")
    assert (active["lot"], active["first_stamp"], active["last_stamp"]) == (lot.code, "11", "30")
    assert make.serial(order) not in everything(archive)
    columns = {name for row in (ordered, rolled, active) for name in row}
    assert not [name for name in columns if "key" in name or "counter" in name]
    assert str(order.first) not in {*ordered.values(), *rolled.values(), *active.values()}


def test_inputs_are_taken_as_moved_and_as_left(cast, lot, take, now):
    bought = {"item": "Trừ Rầy 10WP", "quantity": "2", "quantity_unit": "kg", "supplier": "Đại lý"}
    purchase = entry(lot, "input_purchase", values=bought)
    capture_event(cast.lan, purchase, HOST, now=now)

    (moved,) = table(take(cast.lan), "input-movements")
    (left,) = table(take(cast.minh), "input-stock")

    assert (moved["entry"], moved["is_purchase"]) == (str(purchase.event_id), "True")
    assert left["name"] == moved["name"]
    assert (left["left_thousandths"], left["unit"]) == ("2000", "kg")


def test_no_cell_of_the_new_tables_is_computed(make, cast, lot, take, now):
    assessed(cast.lan, lot, "=1+1", now)
    recall_lot(cast.quang, RecallLot(lot.id, "@SUM(A1)"), now=now)
    db.session.execute(
        update(Account).where(Account.id == cast.quang.account_id).values(name="+84")
    )
    db.session.commit()

    archive = take(cast.lan)

    (answer,), (decision,) = (table(archive, it) for it in ("checklist-answers", "lot-decisions"))
    assert (answer["note"], decision["reason"], decision["decided_by"]) == (
        "'=1+1",
        "'@SUM(A1)",
        "'+84",
    )


def test_tables_are_read_some_rows_at_a_time_and_lose_none(make, cast, now, monkeypatch):
    product = make.product(cast.cooperative)
    lots = [make.lot(product) for _ in range(7)]
    for one in lots:
        recall_lot(cast.quang, RecallLot(one.id, "Thử"), now=now)
    monkeypatch.setattr(export_reach, "AT_ONCE", 3)

    read = {it.name: [row[0] for row in it.rows] for it in export_tables(cast.minh, now=now)}

    assert sorted(read["lots"]) == sorted(str(one.id) for one in lots)
    assert sorted(read["lot-decisions"]) == sorted(one.code for one in lots)


def test_the_memory_of_a_table_does_not_grow_with_the_diary(cast, lot, now, monkeypatch):
    monkeypatch.setattr(export_reach, "AT_ONCE", 10)
    for number in range(60):
        at = now - timedelta(days=9, minutes=number)
        capture_event(cast.lan, entry(lot, event_time=at), HOST, now=now)
    told = [warning.message.code for warning in export_warnings(cast.lan, ())]
    assert told == ["event_flag.late"] * 60  # what is loaded once is loaded

    held = held_after_each(10, export_warnings(cast.lan, ()))

    assert len(held) == 6
    assert held[-1] < held[0] * 1.5  # were they kept, it would be twice as much and more
