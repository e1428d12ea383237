"""A lot is asked for, released or sent back; every stamped lot has a release that was decided."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from tests.cast import make_cast
from tests.diary import HOST, REPORT, entry
from tests.makers import NOW, Maker
from tests.races import one_wins
from tests.sellable import sellable_lot, show
from tests.stretches import whole
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import (
    LotClosed,
    LotIsDraft,
    LotNotOpen,
    LotState,
    NoSuchLot,
    ReasonMissing,
)
from traceability.release import (
    AlreadyAsked,
    AlreadyReleased,
    LotNotReady,
    NotAsked,
    NotReleased,
    ReleaseLapsed,
)
from traceability.roles import Role
from webapp.db import db
from webapp.models import LedgerEntry, LedgerPersonal, Lot, LotDecision
from webapp.models.ledger import EntryKind
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.events.capture import capture_event
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.releases import (
    AskRelease,
    ReleaseLot,
    SendBack,
    ask_release,
    release_lot,
    send_back,
)
from webapp.usecases.suspensions import (
    AlreadySuspended,
    NotSuspended,
    ResumeOrganisation,
    SuspendOrganisation,
    resume_organisation,
    suspend_organisation,
)


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def lot(make, cast, product, write):
    """In production, with something harvested."""
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    write(entry(lot, "harvesting"))
    return lot


@pytest.fixture
def write(cast, now):
    def record(command, hours: int = 0):
        return capture_event(cast.lan, command, HOST, now=now + timedelta(hours=hours))

    return record


def read(lot) -> Lot:
    return db.session.get(Lot, lot.id, populate_existing=True)


def decisions(kind: LotDecisionKind) -> list[dict]:
    """What the ledger says of decisions of this kind."""
    query = select(LedgerEntry.body).where(LedgerEntry.kind == EntryKind.DECISION)
    told = [json.loads(body)["content"] for body in db.session.scalars(query)]
    return [content for content in told if content["action"] == kind.value]


def failed(lot):
    values = {"sample_code": "M1", "indicator": "Dư lượng", "conclusion": "failed"}
    return entry(lot, "laboratory_test", values=values)


def passed(lot):
    values = REPORT | {"sample_code": "M2", "indicator": "Dư lượng", "conclusion": "passed"}
    return entry(lot, "laboratory_test", values=values)


def test_a_farmer_asks_and_the_manager_releases(cast, lot, now):
    ask_release(cast.lan, AskRelease(lot.id), now=now)
    assert read(lot).state is LotState.AWAITING_RELEASE

    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    released = read(lot)
    assert (released.state, released.released_at, released.released_by_id) == (
        LotState.RELEASED,
        now,
        cast.minh.account_id,
    )
    assert released.release_asked_at is None


def test_the_ledger_keeps_who_released_it_and_what_the_checklist_said(cast, lot, now):
    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    (told,) = decisions(LotDecisionKind.RELEASED)
    assert told["checklist"]["legal_item.photo"] == "there"
    assert told["checklist"]["legal_item.brand"] == "if_any"
    assert told["checklist"]["release_condition.organisation_active"] == "holds"
    assert db.session.scalars(select(LotDecision.decided_by_id)).all() == [cast.minh.account_id]


def test_a_lot_of_which_something_is_missing_is_not_released(make, cast, product, now):
    lot = make.lot(product)

    with pytest.raises(LotNotReady) as refused:
        release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    assert refused.value.details["count"] == 4  # no stages, no time of theirs, no goods, no harvest
    assert read(lot).released_at is None


def test_what_is_packed_stays_packed_while_its_release_is_asked_and_given(make, cast, product, now):
    lot = sellable_lot(make, product, opened_by_id=cast.lan.account_id)

    ask_release(cast.lan, AskRelease(lot.id), now=now)
    assert (read(lot).state, read(lot).release_asked_at) == (LotState.PACKED, now)
    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    assert (read(lot).state, read(lot).released_at) == (LotState.PACKED, now)


def test_a_released_lot_is_packed_and_stays_released(cast, lot, write, now):
    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    write(entry(lot, "packing"))

    assert (read(lot).state, read(lot).released_at) == (LotState.PACKED, now)


def test_what_is_sent_back_is_in_production_again_and_its_reason_is_sealed(cast, lot, now):
    ask_release(cast.lan, AskRelease(lot.id), now=now)

    send_back(cast.minh, SendBack(lot.id, "Chưa có ảnh đóng gói."), now=now)

    assert (read(lot).state, read(lot).release_asked_at) == (LotState.IN_PRODUCTION, None)
    (told,) = decisions(LotDecisionKind.SENT_BACK)
    kept = db.session.get_one(LedgerPersonal, told["reason"])
    assert kept.value == "Chưa có ảnh đóng gói."
    ask_release(cast.lan, AskRelease(lot.id), now=now)


def test_each_of_them_is_refused_a_second_time(cast, lot, now):
    ask_release(cast.lan, AskRelease(lot.id), now=now)
    with pytest.raises(AlreadyAsked):
        ask_release(cast.lan, AskRelease(lot.id), now=now)

    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    with pytest.raises(AlreadyReleased):
        release_lot(cast.minh, ReleaseLot(lot.id), now=now)
    with pytest.raises(AlreadyReleased):
        ask_release(cast.lan, AskRelease(lot.id), now=now)
    with pytest.raises(NotAsked):
        send_back(cast.minh, SendBack(lot.id, "x"), now=now)


def test_nothing_is_sent_back_without_a_reason(cast, lot, now):
    ask_release(cast.lan, AskRelease(lot.id), now=now)

    with pytest.raises(ReasonMissing):
        send_back(cast.minh, SendBack(lot.id, "  "), now=now)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"state": LotState.DRAFT}, LotIsDraft),
        ({"state": LotState.CLOSED}, LotClosed),
        ({"cancelled_at": NOW}, LotNotOpen),
    ],
)
def test_what_has_not_begun_or_is_over_is_neither_asked_for_nor_released(
    make, cast, product, given, refusal, now
):
    lot = make.lot(product, opened_by_id=cast.lan.account_id, **given)

    with pytest.raises(refusal):
        ask_release(cast.lan, AskRelease(lot.id), now=now)
    with pytest.raises(refusal):
        release_lot(cast.minh, ReleaseLot(lot.id), now=now)


def test_nobody_of_another_organisation_decides(cast, lot, now):
    for use_case, command in (
        (ask_release, AskRelease(lot.id)),
        (release_lot, ReleaseLot(lot.id)),
        (send_back, SendBack(lot.id, "x")),
    ):
        with pytest.raises(NoSuchLot):
            use_case(cast.hoa, command, now=now)


def test_a_hold_takes_the_release_back(cast, lot, write, now):
    release_lot(cast.minh, ReleaseLot(lot.id), now=now)

    write(failed(lot), hours=1)

    held = read(lot)
    assert (held.state, held.released_at) == (LotState.IN_PRODUCTION, None)
    assert held.release_lapsed_at == now + timedelta(hours=1)
    (told,) = decisions(LotDecisionKind.HELD)
    assert told["release_lapsed"] is True


def test_first_stamps_release_a_lot_and_the_ledger_says_so(make, cast, product, lot, write, now):
    write(entry(lot, "packing"))
    roll = make.roll(make.order(product))

    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=5), now=now)
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=5), now=now)

    assert (read(lot).state, read(lot).released_at) == (LotState.ON_MARKET, now)
    (told,) = decisions(LotDecisionKind.RELEASED)
    assert told["with_stamps"] is True


def test_who_may_not_release_puts_no_stamps_on_what_is_not_released(make, cast, product, lot, now):
    lot = sellable_lot(make, product)
    roll = make.roll(make.order(product))
    clerk = make.actor(Role.CLERK, cast.cooperative)

    with pytest.raises(NotReleased):
        activate_range(clerk, ActivateRange(roll.id, lot.id, count=5), now=now)

    release_lot(cast.minh, ReleaseLot(lot.id), now=now)
    activate_range(clerk, ActivateRange(roll.id, lot.id, count=5), now=now)


def test_a_lapsed_release_is_given_anew_before_further_stamps(make, cast, product, lot, write, now):
    write(entry(lot, "packing"))
    roll = make.roll(make.order(product))
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=5), now=now)
    write(failed(lot), hours=1)
    write(passed(lot), hours=2)
    release_hold(cast.minh, ReleaseHold(lot.id, "Mẫu hai đạt."), now=now + timedelta(hours=3))
    further = ActivateRange(roll.id, lot.id, count=5)

    with pytest.raises(ReleaseLapsed):
        activate_range(cast.minh, further, now=now)

    release_lot(cast.minh, ReleaseLot(lot.id), now=now + timedelta(hours=4))
    assert read(lot).state is LotState.ON_MARKET
    activate_range(cast.minh, further, now=now + timedelta(hours=5))


def test_no_lot_of_a_suspended_organisation_is_released_or_stamped(make, cast, product, lot, now):
    packed = sellable_lot(make, product)
    roll = make.roll(make.order(product))
    reason = SuspendOrganisation(cast.cooperative.id, "Giấy đủ điều kiện hết hạn.")
    suspend_organisation(cast.thu, reason, now=now)

    with pytest.raises(LotNotReady) as refused:
        release_lot(cast.minh, ReleaseLot(lot.id), now=now)
    with pytest.raises(LotNotReady):
        activate_range(cast.minh, ActivateRange(roll.id, packed.id, count=5), now=now)
    with pytest.raises(AlreadySuspended):
        suspend_organisation(cast.thu, reason, now=now)

    assert refused.value.details["first"] == "release_condition.organisation_active"
    resume_organisation(cast.thu, ResumeOrganisation(cast.cooperative.id), now=now)
    release_lot(cast.minh, ReleaseLot(lot.id), now=now)
    with pytest.raises(NotSuspended):
        resume_organisation(cast.thu, ResumeOrganisation(cast.cooperative.id), now=now)


def test_work_goes_on_in_the_diary_of_a_suspended_organisation(cast, lot, write, now):
    suspend_organisation(cast.thu, SuspendOrganisation(cast.cooperative.id, "x"), now=now)

    assert write(entry(lot)).is_new


@pytest.mark.committed
def test_of_eight_releases_at_once_exactly_one_wins(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        lot_id = sellable_lot(make, make.product(cast.cooperative)).id

    one_wins(
        committed_app,
        lambda: release_lot(cast.minh, ReleaseLot(lot_id), now=NOW),
        "lot.already_released",
    )

    with committed_app.app_context():
        assert len(decisions(LotDecisionKind.RELEASED)) == 1


@pytest.mark.parametrize("does", ["release", "activate", "activate_many"])
def test_the_organisation_is_locked_before_order_and_lot(make, cast, product, lot, now, does):
    """So that a suspension at the same moment comes wholly before or wholly after."""
    order = make.order(product)
    roll, sellable = make.roll(order), sellable_lot(make, product)
    acts = {
        "activate_many": lambda: activate_stretches(
            cast.minh, ActivateStretches(order.id, sellable.id, whole(roll)), now=now
        ),
        "release": lambda: release_lot(cast.minh, ReleaseLot(lot.id), now=now),
        "activate": lambda: activate_range(
            cast.minh, ActivateRange(roll.id, sellable.id, count=1), now=now
        ),
    }
    locked = []

    def note(execute_state):
        statement = execute_state.statement
        if execute_state.is_select and statement._for_update_arg is not None:
            locked.append(statement.column_descriptions[0]["entity"].__tablename__)

    event.listen(db.session(), "do_orm_execute", note)
    acts[does]()
    event.remove(db.session(), "do_orm_execute", note)

    first = "lot" if does == "release" else "stamp_order"
    assert locked[:2] == ["organisation", first]
