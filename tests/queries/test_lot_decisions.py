"""Decisions about lots are told in the order of the ledger, with who, why, and on which result."""

from datetime import timedelta

from sqlalchemy import select, update

from tests.area_codes import area_code
from tests.decided_lots import LIFTED, RETURNED, decided_lot
from tests.diary import HOST, entry
from tests.limits import to_import
from tests.statements import counted_statements
from traceability.holds import HoldCause
from traceability.roles import Role
from webapp.db import db, reader
from webapp.models import LedgerEntry, Lot, Membership
from webapp.queries.books import Period, lot_book, organisation_book
from webapp.queries.lot_decisions import Office, decisions_of_lots
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits
from webapp.usecases.lot_markets import SettleMarket, settle_market
from webapp.usecases.lots import CancelLot, cancel_lot

DAY = timedelta(days=1)


def told_of(lot, actor):
    with reader() as connection:
        return decisions_of_lots(connection, actor, [lot.id]).get(lot.id, ())


def test_each_is_told_once_in_the_order_of_the_ledger(make, cast, now):
    """Three were decided in one moment: their times do not tell which came first."""
    lot = decided_lot(make, cast, now).lot

    told = told_of(lot, cast.quang)

    assert [it.action for it in told] == [
        "held",
        "held",
        "hold_released",
        "release_asked",
        "sent_back",
        "released",
    ]
    assert [it.position for it in told] == sorted(it.position for it in told)
    assert len({it.at for it in told[2:5]}) == 1
    leaves = db.session.execute(select(LedgerEntry.position, LedgerEntry.leaf_hash)).all()
    assert {(it.position, it.leaf_hash) for it in told} <= {tuple(row) for row in leaves}


def test_why_and_on_which_result(make, cast, now):
    told = decided_lot(make, cast, now)

    early, failed, lifted, asked, returned, _ = told_of(told.lot, cast.minh)

    assert (early.cause, failed.cause) == (HoldCause.WITHIN_INTERVAL, HoldCause.FAILED_TEST)
    assert [it.event_id for it in early.leans_on] == [told.harvest_id]
    assert [it.event_id for it in failed.leans_on] == [told.failed_id]
    assert [it.event_id for it in lifted.leans_on] == [told.passed_id]
    assert (lifted.reason, asked.reason, returned.reason) == (LIFTED, "", RETURNED)


def test_who_and_what_they_were_in_the_lots_organisation(make, cast, now):
    lot = decided_lot(make, cast, now).lot

    held, *_, released = told_of(lot, cast.quang)

    assert (held.by, released.by) == ("Lan", "Minh")
    assert held.offices == (Office(Role.FARMER, "Hợp tác xã Mường Và"),)
    assert released.offices == (Office(Role.MANAGER, "Hợp tác xã Mường Và"),)


def test_what_somebody_became_later_or_is_elsewhere_is_not_told(make, cast, lot, now):
    minh = db.session.get(Membership, cast.minh.membership_id)
    make._keep(
        Membership(
            account_id=cast.minh.account_id,
            organisation_id=cast.other_cooperative.id,
            role=Role.FARMER,
            created_at=now - 90 * DAY,
        )
    )
    cancel_lot(cast.minh, CancelLot(lot.id, "Mở nhầm"), now=now)
    db.session.execute(
        update(Membership).where(Membership.id == minh.id).values(ended_at=now + DAY)
    )
    later = make.actor(Role.CLERK, cast.cooperative)
    db.session.execute(
        update(Membership)
        .where(Membership.id == later.membership_id)
        .values(account_id=cast.minh.account_id, created_at=now + DAY)
    )
    db.session.commit()

    (cancelled,) = told_of(lot, cast.quang)

    assert cancelled.offices == (Office(Role.MANAGER, "Hợp tác xã Mường Và"),)
    assert (cancelled.action, cancelled.reason) == ("cancelled", "Mở nhầm")


def test_a_recall_is_told_with_its_reason_and_the_agency(cast, lot, now):
    recall_lot(cast.quang, RecallLot(lot.id, "Dư lượng vượt mức"), now=now)

    (recalled,) = told_of(lot, cast.minh)

    assert (recalled.action, recalled.reason, recalled.by) == (
        "recalled",
        "Dư lượng vượt mức",
        "Quang",
    )
    assert recalled.offices == (Office(Role.INSPECTOR, "Đội 1"),)


def test_a_release_that_lapsed_by_a_hold_is_told(make, cast, now):
    lot = decided_lot(make, cast, now).lot
    at = now + timedelta(hours=6)
    values = {"sample_code": "M9", "indicator": "Dư lượng", "conclusion": "failed"}
    test = entry(lot, "laboratory_test", event_time=at, values=values)
    capture_event(cast.lan, test, HOST, now=at)

    told = told_of(lot, cast.minh)

    assert [it.has_lapsed for it in told[-2:]] == [False, True]
    (book_lot,) = lot_book(cast.quang, lot.id, None, now=at).lots
    assert (book_lot.standing.released_at, book_lot.standing.release_lapsed_at) == (None, at)
    assert book_lot.standing.hold_cause == HoldCause.FAILED_TEST


def test_a_market_its_codes_and_a_result_judged_anew_are_told(make, cast, lot, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    values = {"sample_code": "M1", "indicator": "Chì", "conclusion": "passed"}
    values |= {"result_value": "0,15", "result_value_unit": "mg_per_kg"}
    test = entry(lot, "laboratory_test", values=values, template_version=2)
    capture_event(cast.lan, test, HOST, now=now)
    code = area_code(make, cast.cooperative, markets="eu")
    settle_market(cast.minh, SettleMarket(lot.id, "eu", {code.kind: code.id}), now=now)

    chosen, changed, held = told_of(lot, cast.minh)

    assert chosen.codes == (code.code,)
    assert (changed.market_before, changed.market) == ("domestic", "eu")
    assert held.result is not None
    assert (held.result.indicator, held.result.result_thousandths) == ("Chì", 150)
    assert (held.result.limit_thousandths, held.result.version) == (100_000, 1)
    assert held.result.outcome_code == "limit_outcome.outside"
    (book_lot,) = lot_book(cast.quang, lot.id, None, now=now).lots
    assert book_lot.standing.market_labels["en"] == "European Union"
    assert book_lot.standing.area_codes == (code.code,)
    assert [it.market_labels["en"] for it in book_lot.entries[0].judgements] == [
        "Domestic (Viet Nam)",
        "European Union",
    ]


def test_another_lots_entry_names_its_lot_to_those_only_who_may_read_it(make, cast, now):
    """A spraying told too late holds what a neighbour took off the same plot."""
    other = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))
    plot = make.place(cast.cooperative)
    product = make.product(cast.cooperative)
    mine = make.lot(product, opened_by_id=cast.lan.account_id, place_id=plot.id)
    theirs = make.lot(product, opened_by_id=other.account_id, place_id=plot.id)
    capture_event(cast.lan, entry(mine, "harvesting"), HOST, now=now)
    sprayed = entry(theirs, "spraying", event_time=now - 3 * DAY, as_fact=True)
    capture_event(other, sprayed, HOST, now=now)

    (read_by_lan,), (read_by_quang,) = told_of(mine, cast.lan), told_of(mine, cast.quang)

    assert [it.lot_code for it in read_by_lan.leans_on] == [""]
    assert [it.lot_code for it in read_by_quang.leans_on] == [theirs.code]


def test_a_lot_that_was_only_decided_about_belongs_to_the_book_of_those_days(cast, lot, now):
    days = Period((now - DAY).date(), now.date())
    before = Period((now - 9 * DAY).date(), (now - 8 * DAY).date())
    cancel_lot(cast.minh, CancelLot(lot.id, "Mở nhầm"), now=now)

    book = organisation_book(cast.minh, cast.cooperative.id, days, now=now)

    assert [(it.code, it.entries, len(it.decisions)) for it in book.lots] == [(lot.code, (), 1)]
    assert organisation_book(cast.minh, cast.cooperative.id, before, now=now).lots == ()


def test_more_decisions_take_no_more_statements(make, cast, lot, now):
    cancel_lot(cast.minh, CancelLot(lot.id, "Mở nhầm"), now=now)
    many = decided_lot(make, cast, now).lot

    def statements_for(*lots: Lot) -> int:
        with reader() as connection, counted_statements() as statements:
            decisions_of_lots(connection, cast.minh, [it.id for it in lots])
        return len(statements)

    assert statements_for(many) == statements_for(many, lot)
