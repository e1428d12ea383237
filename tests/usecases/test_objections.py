"""A member says that an entry in their name is not right: it is kept, and changes nothing."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from traceability.lots import NoSuchEvent
from traceability.objections import (
    NoSuchObjection,
    ObjectionAnswered,
    ObjectionIdUsed,
    ObjectionOpen,
    ObjectionReasonMissing,
)
from traceability.roles import Role
from webapp.db import db
from webapp.models import Event, EventObjection, LedgerEntry
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import (
    AnswerObjection,
    MakeObjection,
    answer_objection,
    make_objection,
)


@pytest.fixture
def event_id(cast, clerk, lot, now):
    """What the clerk wrote in Lan's name."""
    told = entry(lot, on_behalf_of=cast.lan.account_id)
    return capture_event(clerk, told, HOST, now=now).event_id


@pytest.fixture
def objection_id(cast, event_id, now):
    return make_objection(cast.lan, saying(event_id), now=now)


def saying(event_id, reason="Hôm đó tôi không tưới") -> MakeObjection:
    return MakeObjection(uuid4(), event_id, reason)


def bodies() -> list[dict]:
    query = select(LedgerEntry.body).order_by(LedgerEntry.position)
    return [json.loads(body) for body in db.session.scalars(query)]


def test_an_objection_is_kept_beside_the_entry_that_stays_as_it_is(cast, event_id, now):
    before = db.session.get_one(Event, event_id).values

    objection_id = make_objection(cast.lan, saying(event_id), now=now)

    objection = db.session.get_one(EventObjection, objection_id)
    assert (objection.event_id, objection.made_by_id) == (event_id, cast.lan.account_id)
    event = db.session.get_one(Event, event_id)
    assert (event.values, event.quarantined_at, event.corrects_id) == (before, None, None)


def test_the_ledger_has_the_objection_and_none_of_its_words(cast, event_id, objection_id):
    body = bodies()[-1]

    assert (body["kind"], body["content"]["action"]) == ("decision", "entry_objected")
    assert body["content"]["event_id"] == str(event_id)
    assert "tưới" not in json.dumps(body, ensure_ascii=False)


def test_pressing_twice_objects_once(cast, event_id, now):
    command = saying(event_id)

    assert make_objection(cast.lan, command, now=now) == make_objection(cast.lan, command, now=now)
    assert len(db.session.scalars(select(EventObjection)).all()) == 1
    other = MakeObjection(command.objection_id, event_id, "Khác")
    with pytest.raises(ObjectionIdUsed):
        make_objection(cast.lan, other, now=now)


def test_who_waits_for_an_answer_does_not_object_again(cast, event_id, objection_id, now):
    with pytest.raises(ObjectionOpen):
        make_objection(cast.lan, saying(event_id), now=now)

    answer_objection(cast.minh, AnswerObjection(objection_id, "Đã sửa"), now=now)

    make_objection(cast.lan, saying(event_id, "Vẫn chưa đúng"), now=now)


def test_only_the_member_in_whose_name_it_stands_objects(make, cast, clerk, event_id, now):
    neighbour = make.actor(Role.FARMER, cast.cooperative)

    for other in (cast.minh, clerk, neighbour, cast.hoa, cast.quang):
        with pytest.raises(NoSuchEvent):
            make_objection(other, saying(event_id), now=now)


def test_nobody_objects_to_their_own_words(cast, lot, now):
    own = capture_event(cast.lan, entry(lot), HOST, now=now).event_id

    with pytest.raises(NoSuchEvent):
        make_objection(cast.lan, saying(own), now=now)


def test_an_objection_says_why(cast, event_id, now):
    with pytest.raises(ObjectionReasonMissing):
        make_objection(cast.lan, saying(event_id, ""), now=now)


def test_a_manager_answers_and_the_correction_is_named(cast, lot, event_id, objection_id, now):
    right = entry(lot, corrects=event_id, on_behalf_of=cast.lan.account_id)
    correction = capture_event(cast.minh, right, HOST, now=now).event_id

    answer_objection(cast.minh, AnswerObjection(objection_id, "Đã sửa lại ngày"), now=now)

    objection = db.session.get_one(EventObjection, objection_id)
    assert (objection.answer, objection.answered_by_id) == ("Đã sửa lại ngày", cast.minh.account_id)
    content = bodies()[-1]["content"]
    assert (content["action"], content["correction_id"]) == ("objection_answered", str(correction))
    assert "ngày" not in json.dumps(content, ensure_ascii=False)


def test_an_objection_is_answered_once(cast, objection_id, now):
    answer_objection(cast.minh, AnswerObjection(objection_id, "Đúng"), now=now)

    with pytest.raises(ObjectionAnswered):
        answer_objection(cast.minh, AnswerObjection(objection_id, "Sai"), now=now)


def test_an_answer_says_something(cast, objection_id, now):
    with pytest.raises(ObjectionReasonMissing):
        answer_objection(cast.minh, AnswerObjection(objection_id, ""), now=now)


def test_nobody_answers_for_another_organisation(cast, objection_id, now):
    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchObjection):
            answer_objection(stranger, AnswerObjection(objection_id, "x"), now=now)
