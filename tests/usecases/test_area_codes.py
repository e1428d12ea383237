"""Officers keep the register of codes; every step tells who, when and why, in the ledger too."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.area_codes import area_code, facts, registration
from traceability.area_codes import (
    AreaCodeStatus,
    BadAreaCode,
    BadAreaCodeDates,
    NoSuchAreaCode,
    WrongAreaCodeStatus,
)
from traceability.organisations import NoSuchOrganisation
from webapp.db import db
from webapp.models import AreaCode, AreaCodeStatusChange, LedgerEntry
from webapp.usecases.area_codes import (
    AreaCodeIdUsed,
    AreaCodeReasonMissing,
    AreaCodeTaken,
    EditAreaCode,
    MoveAreaCode,
    edit_area_code,
    move_area_code,
    register_area_code,
)

_S = AreaCodeStatus.SUSPENDED
REASON = "Văn bản 45 của anh Bình"


def last_entry() -> str:
    return db.session.scalar(select(LedgerEntry.body).order_by(LedgerEntry.position.desc()))


def status_of(code) -> AreaCodeStatus:
    return db.session.get(AreaCode, code.id, populate_existing=True).status


def moved(code, status: AreaCodeStatus, **given) -> MoveAreaCode:
    said = {"reason": REASON, "change_id": uuid4()} | given
    return MoveAreaCode(area_code_id=code.id, status=status, **said)


def test_a_code_is_registered_with_its_history_and_a_ledger_entry(cast, now):
    command = registration(cast.cooperative, code="vn-slor-0007", reason=REASON)

    area_code_id = register_area_code(cast.thu, command, now=now)

    row = db.session.get(AreaCode, area_code_id)
    change = db.session.scalars(select(AreaCodeStatusChange)).one()
    assert (row.code, row.markets, row.status) == ("VN-SLOR-0007", "china", AreaCodeStatus.GRANTED)
    assert (change.reason, change.changed_by_id) == (REASON, cast.thu.account_id)
    assert "area_code_registered" in last_entry()


def test_no_free_words_enter_the_ledger(cast, now):
    register_area_code(cast.thu, registration(cast.cooperative, reason=REASON), now=now)

    assert "Bình" not in last_entry()


def test_pressing_twice_registers_once(cast, now):
    command = registration(cast.cooperative)

    first, second = (register_area_code(cast.thu, command, now=now) for _ in range(2))

    assert first == second
    assert db.session.scalar(select(func.count()).select_from(AreaCodeStatusChange)) == 1


def test_a_form_that_registered_another_code_is_refused(cast, now):
    command = registration(cast.cooperative)
    register_area_code(cast.thu, command, now=now)

    other = replace(command, facts=facts(code="VN-SLOR-0002"))

    with pytest.raises(AreaCodeIdUsed):
        register_area_code(cast.thu, other, now=now)


def test_a_code_stands_in_the_register_once(cast, now):
    register_area_code(cast.thu, registration(cast.cooperative), now=now)

    with pytest.raises(AreaCodeTaken):
        register_area_code(cast.thu, registration(cast.other_cooperative), now=now)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"code": "x"}, BadAreaCode),
        ({"issued_on": None}, BadAreaCodeDates),
        ({"reason": " "}, AreaCodeReasonMissing),
        ({"holder_id": uuid4()}, NoSuchOrganisation),
    ],
)
def test_what_cannot_be_is_refused(cast, now, given, refusal):
    with pytest.raises(refusal):
        register_area_code(cast.thu, registration(cast.cooperative, **given), now=now)


def test_a_code_is_suspended_and_used_again(make, cast, now):
    code = area_code(make, cast.cooperative)

    for status in (AreaCodeStatus.SUSPENDED, AreaCodeStatus.GRANTED):
        move_area_code(cast.thu, moved(code, status), now=now)

    assert status_of(code) is AreaCodeStatus.GRANTED
    assert '"from":"suspended"' in last_entry()
    assert "Bình" not in last_entry()


def test_pressing_twice_moves_once(make, cast, now):
    code = area_code(make, cast.cooperative)
    command = moved(code, AreaCodeStatus.SUSPENDED)

    for _ in range(2):
        move_area_code(cast.thu, command, now=now)

    assert db.session.scalar(select(func.count()).select_from(AreaCodeStatusChange)) == 1
    with pytest.raises(AreaCodeIdUsed):
        move_area_code(cast.thu, replace(command, status=AreaCodeStatus.GRANTED), now=now)


def test_a_move_that_no_authority_makes_is_refused(make, cast, now):
    code = area_code(make, cast.cooperative, status=AreaCodeStatus.REVOKED)

    with pytest.raises(WrongAreaCodeStatus):
        move_area_code(cast.thu, moved(code, AreaCodeStatus.GRANTED), now=now)


def test_granting_gives_the_day_where_none_was_known(make, cast, now):
    code = area_code(
        make, cast.cooperative, status=AreaCodeStatus.REQUESTED, issued_on=None, valid_to=None
    )

    move_area_code(cast.thu, moved(code, AreaCodeStatus.GRANTED), now=now)

    row = db.session.get(AreaCode, code.id, populate_existing=True)
    assert row.issued_on == now.date()


def test_a_move_without_a_reason_or_of_no_code_is_refused(make, cast, now):
    code = area_code(make, cast.cooperative)

    with pytest.raises(AreaCodeReasonMissing):
        move_area_code(cast.thu, moved(code, AreaCodeStatus.SUSPENDED, reason=""), now=now)
    with pytest.raises(NoSuchAreaCode):
        move_area_code(cast.thu, replace(moved(code, _S), area_code_id=uuid4()), now=now)


def test_an_entry_is_brought_up_to_date_and_the_ledger_says_what_changed(make, cast, now):
    code = area_code(make, cast.cooperative)
    said = facts(markets=frozenset({"china", "usa"}), crop="Nhãn", yield_thousandths=5)

    edit_area_code(cast.thu, EditAreaCode(code.id, said), now=now)

    row = db.session.get(AreaCode, code.id, populate_existing=True)
    assert (row.markets, row.yield_thousandths) == ("china usa", 5)
    assert '"changed":["markets","yield_thousandths"]' in last_entry()


def test_the_same_again_changes_nothing(make, cast, now):
    code = area_code(make, cast.cooperative)
    edit_area_code(cast.thu, EditAreaCode(code.id, facts(households=3)), now=now)
    before = db.session.scalar(select(func.max(LedgerEntry.position)))

    edit_area_code(cast.thu, EditAreaCode(code.id, facts(households=3)), now=now)

    assert db.session.scalar(select(func.max(LedgerEntry.position))) == before
