"""Covered codes: the first right one is recorded, of two at once one is first, guessing is slow."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.makers import Maker
from tests.races import at_once
from traceability.covered_codes import (
    MOST_WRONG,
    CoveredCodeLook,
    NoCoveredCode,
    covered_code,
    covered_codes,
)
from traceability.keyring import Keyring, SerialPlace
from traceability.roles import Actor
from traceability.stamps import OrderState
from webapp.db import db
from webapp.models import CoveredCodeGuess, LedgerEntry, Stamp, StampOrder
from webapp.queries.ledger_audit import audit_ledger
from webapp.services import services
from webapp.usecases.covered_codes import (
    CheckCoveredCode,
    CoveredCodeCheck,
    check_covered_code,
    forget_guesses,
)

NOBODY = Actor.public()
WRONG = ("00000000", "11111111", "22222222", "33333333", "44444444", "55555555", "66666666")


def code_of(keyring: Keyring, place: SerialPlace) -> str:
    return covered_code(keyring.covered_code_key(place.key_id), place.counter)


@pytest.fixture
def place(make: Maker) -> SerialPlace:
    """A stamp with a covered code that nobody has opened."""
    order = make.order(has_covered_code=True)
    make.activation(make.roll(order))
    return SerialPlace(order.key_id, order.first)


@pytest.fixture
def check(make: Maker, place: SerialPlace, now):
    """Tell a code of the stamp, the right one if none is given."""

    def check(code: str | None = None, minutes: float = 0, **given) -> CoveredCodeCheck:
        told = {"device_hash": "lan's phone"} | given
        command = CheckCoveredCode(place, code or code_of(make.keyring, place), **told)
        later = now + timedelta(minutes=minutes)
        return check_covered_code(NOBODY, command, make.keyring, now=later)

    return check


def the_stamp() -> Stamp:
    return db.session.scalars(select(Stamp)).one()


def entries() -> list[LedgerEntry]:
    told = LedgerEntry.body.like('%"action":"covered_code_checked"%')
    return list(db.session.scalars(select(LedgerEntry).where(told)))


def test_the_first_right_code_is_recorded_with_its_time_and_told_to_the_ledger(check, place, now):
    checked = check(province_code="14")

    assert checked == CoveredCodeCheck(CoveredCodeLook.FIRST, now)
    stamp = the_stamp()
    assert (stamp.covered_code_checked_at, stamp.covered_code_province) == (now, "14")
    (entry,) = entries()
    assert entry.subject_id == str(stamp.covered_code_check_id)
    assert f'"counter":{place.counter}' in entry.body
    assert entry.actor_id is None


def test_the_ledger_learns_neither_the_code_nor_the_device(check, make, place):
    check()

    (entry,) = entries()
    assert code_of(make.keyring, place) not in entry.body
    assert "phone" not in entry.body


def test_the_same_device_again_within_ten_minutes_is_told_it_was_itself(check, now):
    check()

    assert check(minutes=9) == CoveredCodeCheck(CoveredCodeLook.OWN, now)
    assert check(minutes=10) == CoveredCodeCheck(CoveredCodeLook.LATER, now)


@pytest.mark.parametrize("device", ["another phone", None])
def test_another_device_is_told_when_it_was_checked_first(check, now, device):
    check(device_hash=device if device is None else "lan's phone")

    assert check(minutes=1, device_hash=device) == CoveredCodeCheck(CoveredCodeLook.LATER, now)
    assert the_stamp().covered_code_checked_at == now
    assert len(entries()) == 1


def test_a_wrong_code_tells_how_many_tries_are_left_and_records_nothing_of_the_code(check):
    left = [check(wrong).tries_left for wrong in WRONG[:MOST_WRONG]]

    assert left == [4, 3, 2, 1, 0]
    assert the_stamp().covered_code_checked_at is None
    kept = db.session.scalars(select(CoveredCodeGuess.mark)).all()
    assert len(kept) == MOST_WRONG
    assert not set(kept) & set(WRONG)
    assert entries() == []


def test_after_five_wrong_ones_not_even_the_right_code_is_compared(check, now):
    for minute, wrong in enumerate(WRONG[:MOST_WRONG]):
        check(wrong, minutes=minute)

    closed = check(minutes=59)

    assert closed == CoveredCodeCheck(open_again_at=now + timedelta(hours=1))
    assert check(minutes=60).look is CoveredCodeLook.FIRST


def test_the_same_wrong_code_sent_again_is_no_further_try(check):
    lefts = [check(WRONG[0], minutes=minute).tries_left for minute in range(3)]

    assert lefts == [4, 4, 4]
    assert check(WRONG[0], minutes=61).tries_left == 4


def test_right_codes_cost_no_tries(check):
    for minute in range(8):
        check(minutes=minute)

    assert check(WRONG[0]).tries_left == 4


def test_another_stamps_tries_are_its_own(check, make, place, now):
    for wrong in WRONG[:MOST_WRONG]:
        check(wrong)
    neighbour = replace(place, counter=place.counter + 1)

    command = CheckCoveredCode(neighbour, code_of(make.keyring, neighbour), None)

    assert check_covered_code(NOBODY, command, make.keyring, now=now).look is CoveredCodeLook.FIRST


def test_the_code_of_the_neighbour_does_not_open_a_stamp(check, make, place):
    neighbour = replace(place, counter=place.counter + 1)

    assert check(code_of(make.keyring, neighbour)).look is None


def test_the_province_is_the_one_the_device_named_with_its_look(check, make, place, now):
    order = db.session.scalars(select(StampOrder)).one()
    ago = now - timedelta(minutes=2)
    make.scan(order, scanned_at=ago, device_hash="somebody else's", province_code="01")
    make.scan(order, scanned_at=ago, device_hash="lan's phone", province_code="14")
    make.scan(order, scanned_at=now, device_hash="lan's phone")

    check()

    assert the_stamp().covered_code_province == "14"


@pytest.mark.parametrize(
    "given",
    [
        {"has_covered_code": False},
        {"has_covered_code": True, "state": OrderState.REFUSED},
        {"has_covered_code": True, "state": OrderState.ORDERED},
    ],
)
def test_a_stamp_of_an_order_without_them_takes_no_code(make, given, now):
    order = make.order(**given)
    place = SerialPlace(order.key_id, order.first)

    command = CheckCoveredCode(place, code_of(make.keyring, place), None)

    with pytest.raises(NoCoveredCode):
        check_covered_code(NOBODY, command, make.keyring, now=now)

    assert db.session.scalar(select(func.count()).select_from(Stamp)) == 0


def test_a_counter_beyond_every_order_takes_no_code(make, now):
    order = make.order(has_covered_code=True)
    beyond = SerialPlace(order.key_id, order.first + order.count)

    with pytest.raises(NoCoveredCode):
        check_covered_code(NOBODY, CheckCoveredCode(beyond, WRONG[0], None), make.keyring, now=now)


def test_a_device_is_forgotten_after_minutes_and_a_guess_after_its_hour(check, now):
    check(WRONG[0])
    check()

    assert forget_guesses(Actor.system(), now=now + timedelta(minutes=9)) == 0
    assert the_stamp().covered_code_device == "lan's phone"
    assert forget_guesses(Actor.system(), now=now + timedelta(minutes=10)) == 0
    assert the_stamp().covered_code_device is None
    assert the_stamp().covered_code_checked_at == now
    assert forget_guesses(Actor.system(), now=now + timedelta(minutes=59)) == 0
    assert forget_guesses(Actor.system(), now=now + timedelta(minutes=60)) == 1


def test_a_thousand_guesses_in_a_day_are_nearly_all_not_even_compared(make, place, now):
    other = replace(make.keyring.covered_code_key(place.key_id), _key=b"a guesser")
    outcomes = []

    for number, guess in enumerate(covered_codes(other, 0, 300)):
        command = CheckCoveredCode(place, guess, f"phone {number}")
        later = now + timedelta(seconds=30 * number)
        outcomes.append(check_covered_code(NOBODY, command, make.keyring, now=later))

    assert all(it.look is None for it in outcomes)
    assert sum(it.open_again_at is None for it in outcomes) <= 3 * MOST_WRONG


def test_the_audit_finds_a_first_check_that_was_reset_moved_or_made_up(check, make, place):
    check(province_code="14")
    key = services().signer.key
    ours = {"stamp", "ledger_entry"}

    def named() -> set[str]:
        db.session.commit()
        return {it.code for it in audit_ledger(key).findings if it.table in ours}

    assert named() == set()
    stamp = the_stamp()
    kept = stamp.covered_code_checked_at
    stamp.covered_code_checked_at = kept - timedelta(days=1)
    assert named() == {"ledger_audit.row"}
    stamp.covered_code_checked_at, stamp.covered_code_check_id = None, None
    assert named() == {"ledger_audit.row_missing"}
    db.session.delete(stamp)
    assert named() == {"ledger_audit.row_missing"}
    db.session.add(
        Stamp(
            key_id=place.key_id,
            counter=place.counter + 5,
            organisation_id=stamp.organisation_id,
            covered_code_checked_at=kept,
        )
    )
    assert named() == {"ledger_audit.row_missing", "ledger_audit.row_unsaid"}


@pytest.mark.committed
def test_of_eight_at_once_with_the_right_code_one_is_first(committed_app, now):
    with committed_app.app_context():
        make = Maker(services().keyring, now)
        order = make.order(has_covered_code=True)
        place = SerialPlace(order.key_id, order.first)
        code, keyring = code_of(make.keyring, place), make.keyring

    def check() -> CoveredCodeCheck:
        command = CheckCoveredCode(place, code, None)
        return check_covered_code(NOBODY, command, keyring, now=now)

    looks = [it.look for it in at_once(committed_app, check)]

    assert sorted(looks) == [CoveredCodeLook.FIRST, *[CoveredCodeLook.LATER] * 7]
    with committed_app.app_context():
        assert len(entries()) == 1


@pytest.mark.committed
def test_of_eight_wrong_ones_at_once_five_are_compared(committed_app, now):
    with committed_app.app_context():
        make = Maker(services().keyring, now)
        order = make.order(has_covered_code=True)
        place, keyring = SerialPlace(order.key_id, order.first), make.keyring
    guesses = iter((*WRONG, "77777777"))

    def guess() -> CoveredCodeCheck:
        return check_covered_code(
            NOBODY, CheckCoveredCode(place, next(guesses), None), keyring, now=now
        )

    outcomes = at_once(committed_app, guess)

    compared = sorted(it.tries_left for it in outcomes if it.open_again_at is None)
    assert compared == [0, 1, 2, 3, 4]
