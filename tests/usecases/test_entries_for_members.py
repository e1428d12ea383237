"""A clerk enters for members: both are kept by their ids, and nobody writes for strangers."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.diary import HOST, entry
from tests.lots import opened
from tests.paper_pages import kept_page
from traceability.roles import Role
from webapp.db import db
from webapp.models import Account, Event, LedgerEntry, LedgerPersonal, Membership
from webapp.queries.event_forms import AskForm, event_form
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.events.capture import OtherContent, capture_event
from webapp.usecases.events.references import BadReference


@pytest.fixture
def clerk(make, cast):
    return make.actor(Role.CLERK, cast.cooperative, make.account(name="Bình"))


@pytest.fixture
def lot(make, cast):
    return opened(make, cast.lan, make.product(cast.cooperative))


@pytest.fixture
def write(now):
    return lambda actor, command: capture_event(actor, command, HOST, now=now)


def stored_event() -> Event:
    return db.session.scalars(select(Event)).one()


def body_of(event: Event) -> dict:
    return json.loads(db.session.get_one(LedgerEntry, event.ledger_position).body)


def faults(refused) -> list[tuple[str, str]]:
    return [(it.pointer, it.code) for it in refused.value.errors]


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_the_entry_keeps_who_wrote_it_and_for_whom(make, cast, lot, write, role):
    writer = make.actor(role, cast.cooperative, make.account(name="Bình"))

    write(writer, entry(lot, on_behalf_of=cast.lan.account_id))

    event = stored_event()
    assert (event.actor_id, event.on_behalf_of_id) == (writer.account_id, cast.lan.account_id)


def test_the_ledger_names_both_by_id_and_neither_by_name(cast, clerk, lot, write):
    write(clerk, entry(lot, on_behalf_of=cast.lan.account_id))

    text = db.session.get_one(LedgerEntry, stored_event().ledger_position).body
    body = json.loads(text)
    assert body["actor_id"] == str(clerk.account_id)
    assert body["content"]["on_behalf_of"] == str(cast.lan.account_id)
    assert not {"Lan", "Bình"} & set(text.split(chr(34)))


def test_whoever_did_it_is_the_member_unless_somebody_else_is_named(cast, clerk, lot, write):
    write(clerk, entry(lot, on_behalf_of=cast.lan.account_id))
    write(clerk, entry(lot, on_behalf_of=cast.lan.account_id, operator_name="Chị Hai"))

    told = set(db.session.scalars(select(LedgerPersonal.value)))
    assert {"Lan", "Chị Hai"} <= told
    assert "Bình" not in told


def test_own_work_is_nobody_elses(cast, clerk, lot, write):
    write(clerk, entry(lot, on_behalf_of=clerk.account_id))

    event = stored_event()
    assert event.on_behalf_of_id is None
    assert "on_behalf_of" not in body_of(event)["content"]


def test_a_farmer_writes_for_nobody_else(make, cast, lot, write):
    other = make.actor(Role.FARMER, cast.cooperative)

    with pytest.raises(BadReference) as refused:
        write(cast.lan, entry(lot, on_behalf_of=other.account_id))

    assert faults(refused) == [("on_behalf_of", "event.not_for_others")]
    assert db.session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_stranger_is_no_member(cast, clerk, lot, write):
    for stranger in (cast.hoa.account_id, uuid4()):
        with pytest.raises(BadReference) as refused:
            write(clerk, entry(lot, on_behalf_of=stranger))
        assert faults(refused) == [("on_behalf_of", "member.not_found")]


def test_a_member_who_left_is_a_member_no_more(make, cast, clerk, lot, write, now):
    former = make.actor(Role.FARMER, cast.cooperative)
    db.session.get_one(Membership, former.membership_id).ended_at = now - timedelta(days=1)
    db.session.commit()

    with pytest.raises(BadReference) as refused:
        write(clerk, entry(lot, on_behalf_of=former.account_id))

    assert faults(refused) == [("on_behalf_of", "member.not_found")]


def test_nobody_writes_for_an_account_that_is_closed(make, cast, clerk, lot, write, now):
    closed = make.actor(Role.FARMER, cast.cooperative)
    db.session.get_one(Account, closed.account_id).disabled_at = now
    db.session.commit()

    with pytest.raises(BadReference):
        write(clerk, entry(lot, on_behalf_of=closed.account_id))


def test_somebody_who_is_member_in_two_roles_is_one_member(make, cast, clerk, lot, write):
    account = make.account(name="Vân")
    make.actor(Role.FARMER, cast.cooperative, account)
    make.actor(Role.CLERK, cast.cooperative, account)

    write(clerk, entry(lot, on_behalf_of=account.id))

    assert stored_event().on_behalf_of_id == account.id


def test_a_repeat_for_another_member_is_another_entry(make, cast, clerk, lot, write):
    other = make.actor(Role.FARMER, cast.cooperative)
    first = entry(lot, on_behalf_of=cast.lan.account_id)
    write(clerk, first)

    assert not write(clerk, first).is_new
    with pytest.raises(OtherContent):
        write(clerk, entry(lot, event_id=first.event_id, on_behalf_of=other.account_id))


def test_the_audit_names_an_entry_whose_member_was_changed(make, cast, clerk, lot, write):
    other = make.actor(Role.FARMER, cast.cooperative)
    write(clerk, entry(lot, on_behalf_of=cast.lan.account_id))
    event = stored_event()
    position = event.ledger_position
    assert audit_ledger(None).findings == ()

    event.on_behalf_of_id = other.account_id
    db.session.commit()

    (found,) = audit_ledger(None).findings
    assert (found.code, found.position) == ("ledger_audit.row", position)
    assert "on_behalf_of_id" in found.columns


def corrected(entry_id) -> Event:
    return db.session.scalars(select(Event).where(Event.corrects_id == entry_id)).one()


def test_a_farmers_correction_keeps_for_whom_a_clerk_wrote(make, cast, clerk, lot, write):
    other = make.actor(Role.FARMER, cast.cooperative)
    wrong = entry(lot, on_behalf_of=other.account_id)
    write(clerk, wrong)

    write(cast.lan, entry(lot, corrects=wrong.event_id))

    right = corrected(wrong.event_id)
    assert (right.actor_id, right.on_behalf_of_id) == (cast.lan.account_id, other.account_id)
    assert body_of(right)["content"]["on_behalf_of"] == str(other.account_id)


def test_a_farmers_correction_keeps_the_page_that_it_was_read_off(
    make, cast, clerk, lot, write, now
):
    other = make.actor(Role.FARMER, cast.cooperative)
    page_id = kept_page(clerk, now, on_behalf_of=other.account_id)
    wrong = entry(lot, on_behalf_of=other.account_id, paper_page_id=page_id)
    write(clerk, wrong)

    write(cast.lan, entry(lot, corrects=wrong.event_id))

    right = corrected(wrong.event_id)
    assert right.paper_page_id == page_id
    assert body_of(right)["content"]["paper_page"]["id"] == str(page_id)


def test_own_work_that_a_clerk_wrote_is_own_work_once_put_right(cast, clerk, lot, write):
    wrong = entry(lot, on_behalf_of=cast.lan.account_id)
    write(clerk, wrong)

    write(cast.lan, entry(lot, corrects=wrong.event_id))

    assert corrected(wrong.event_id).on_behalf_of_id is None


def test_a_correction_may_name_a_member_who_left_since(make, cast, clerk, lot, write, now):
    former = make.actor(Role.FARMER, cast.cooperative)
    wrong = entry(lot, on_behalf_of=former.account_id)
    write(clerk, wrong)
    db.session.get_one(Membership, former.membership_id).ended_at = now
    db.session.commit()

    form = event_form(clerk, AskForm(lot.id, "irrigating", corrects=wrong.event_id), now=now)
    write(clerk, entry(lot, corrects=wrong.event_id, on_behalf_of=former.account_id))

    assert str(former.account_id) in dict(form.members)
    assert corrected(wrong.event_id).on_behalf_of_id == former.account_id


def test_a_correction_names_no_other_member_without_the_permission(make, cast, clerk, lot, write):
    first, second = (make.actor(Role.FARMER, cast.cooperative) for _ in range(2))
    wrong = entry(lot, on_behalf_of=first.account_id)
    write(clerk, wrong)

    with pytest.raises(BadReference):
        write(cast.lan, entry(lot, corrects=wrong.event_id, on_behalf_of=second.account_id))
