"""The holder lets others pack under a code, each day once, and takes it back for days to come."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.area_codes import area_code, consent
from tests.cast import make_cast
from tests.makers import Maker
from tests.races import one_wins
from traceability.area_code_use import (
    BadConsentDates,
    ConsentOverlaps,
    ConsentToSelf,
    ConsentWithdrawn,
    NoSuchConsent,
)
from traceability.area_codes import NoSuchAreaCode
from traceability.organisations import NoSuchOrganisation
from webapp.db import db
from webapp.models import AreaCodeConsent, LedgerEntry
from webapp.usecases.area_code_consents import (
    ConsentIdUsed,
    GiveConsent,
    WithdrawConsent,
    give_consent,
    withdraw_consent,
)

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


@pytest.fixture
def code(make, cast):
    return area_code(make, cast.cooperative)


def to_give(code, user, **given) -> GiveConsent:
    said = {
        "consent_id": uuid4(),
        "area_code_id": code.id,
        "organisation_id": user.id,
        "valid_from": FIRST,
        "valid_to": LAST,
    } | given
    return GiveConsent(**said)


def last_entry() -> str:
    return db.session.scalar(select(LedgerEntry.body).order_by(LedgerEntry.position.desc()))


def test_the_holders_manager_gives_a_consent(cast, code, now):
    command = to_give(code, cast.other_cooperative, most_thousandths=3_000_000)

    consent_id = give_consent(cast.minh, command, now=now)

    row = db.session.get(AreaCodeConsent, consent_id)
    assert (row.given_by_id, row.most_thousandths) == (cast.minh.account_id, 3_000_000)
    assert "area_code_consent_given" in last_entry()


def test_pressing_twice_gives_it_once(cast, code, now):
    command = to_give(code, cast.other_cooperative)

    for _ in range(2):
        give_consent(cast.minh, command, now=now)

    assert db.session.scalar(select(func.count()).select_from(AreaCodeConsent)) == 1
    with pytest.raises(ConsentIdUsed):
        give_consent(cast.minh, replace(command, valid_to=None), now=now)


def test_nobody_but_the_holder_gives_or_withdraws(make, cast, code, now):
    given = consent(make, code, cast.other_cooperative)

    with pytest.raises(NoSuchAreaCode):
        give_consent(cast.hoa, to_give(code, cast.other_cooperative), now=now)
    with pytest.raises(NoSuchConsent):
        withdraw_consent(cast.hoa, WithdrawConsent(given.id, "x"), now=now)
    with pytest.raises(NoSuchConsent):
        withdraw_consent(cast.minh, WithdrawConsent(uuid4(), "x"), now=now)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"valid_to": FIRST - timedelta(days=1)}, BadConsentDates),
        ({"valid_to": date(2026, 11, 21)}, BadConsentDates),
        ({"organisation_id": uuid4()}, NoSuchOrganisation),
    ],
)
def test_a_consent_that_allows_nothing_is_refused(cast, code, now, given, refusal):
    with pytest.raises(refusal):
        give_consent(cast.minh, to_give(code, cast.other_cooperative, **given), now=now)


def test_neither_the_holder_nor_an_agency_needs_one(make, cast, code, now):
    with pytest.raises(ConsentToSelf):
        give_consent(cast.minh, to_give(code, cast.cooperative), now=now)
    with pytest.raises(NoSuchOrganisation):
        give_consent(cast.minh, to_give(code, make.agency()), now=now)


def test_a_day_is_not_allowed_twice(cast, code, now):
    give_consent(cast.minh, to_give(code, cast.other_cooperative), now=now)

    again = to_give(code, cast.other_cooperative, valid_from=LAST, valid_to=None)

    with pytest.raises(ConsentOverlaps):
        give_consent(cast.minh, again, now=now)


def test_after_a_withdrawal_a_new_one_may_begin_at_once(cast, code, now):
    first = give_consent(cast.minh, to_give(code, cast.other_cooperative), now=now)
    withdraw_consent(cast.minh, WithdrawConsent(first, "Hết hàng của cô Hoa"), now=now)

    assert "area_code_consent_withdrawn" in last_entry()
    assert "Hoa" not in last_entry()
    again = to_give(code, cast.other_cooperative, valid_from=date(2026, 11, 22))
    give_consent(cast.minh, again, now=now)


def test_a_consent_is_withdrawn_once(make, cast, code, now):
    given = consent(make, code, cast.other_cooperative)
    withdraw_consent(cast.minh, WithdrawConsent(given.id, "x"), now=now)

    with pytest.raises(ConsentWithdrawn):
        withdraw_consent(cast.minh, WithdrawConsent(given.id, "x"), now=now)


@pytest.mark.committed
def test_of_two_consents_at_once_for_the_same_days_one_is_given(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        code = area_code(make, cast.cooperative)
        commands = [to_give(code, cast.other_cooperative) for _ in range(4)]

    one_wins(
        committed_app,
        lambda: give_consent(cast.minh, commands.pop(), now=now),
        "area_code_consent.overlaps",
        times=4,
    )

    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AreaCodeConsent)) == 1
