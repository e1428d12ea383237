"""A self-assessment: begun once, answered point by point, frozen with what the diary proved."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import entry, photo, values_of
from tests.papers import PDF
from traceability.canonical import sha256_hex
from traceability.checklist import (
    Answer,
    AssessmentFinished,
    NoSuchAssessment,
    NoSuchChecklist,
    NoSuchPoint,
    get_checklist,
)
from traceability.errors import Refusal
from traceability.lots import NoSuchLot
from traceability.places import NoSuchPlace
from traceability.roles import Role
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import ChecklistAnswer, ChecklistAssessment, LedgerEntry
from webapp.queries.checklists import assessment_list, assessment_page
from webapp.usecases.checklists import (
    AnswerPoint,
    AssessmentIdUsed,
    BeginAssessment,
    NotOneSubject,
    PointsOpen,
    answer_point,
    begin_assessment,
    finish_assessment,
)

VIETGAP = get_checklist("vietgap_crops", 1)


@pytest.fixture
def storage():
    return MemoryStorage()


@pytest.fixture
def place(make, cast):
    return make.place(cast.cooperative, keeper_id=cast.lan.account_id)


@pytest.fixture
def lot(make, cast, place):
    product = make.product(cast.cooperative)
    return make.lot(product, place_id=place.id, opened_by_id=cast.lan.account_id)


@pytest.fixture
def begin(cast, lot, now):
    def begun(actor=cast.minh, **given):
        asked = {"lot_id": lot.id} | given
        command = BeginAssessment(uuid4(), asked.pop("code", "vietgap_crops"), **asked)
        return begin_assessment(actor, command, now=now)

    return begun


@pytest.fixture
def say(cast, storage, now):
    def said(id_, point="first_aid", answer=Answer.YES, *, actor=cast.minh, at=now, **given):
        answer_point(actor, AnswerPoint(id_, point, answer, **given), storage, now=at)

    return said


def answer_of(id_, point="first_aid") -> ChecklistAnswer | None:
    return db.session.get(ChecklistAnswer, (id_, point), populate_existing=True)


def views(actor, id_, now):
    page = assessment_page(actor, id_, now=now)
    return {it.code: it for topic in page.topics for it in topic.points}


def answer_all(id_, say, but=()):
    for point in VIETGAP.points:
        if point.code not in but:
            say(id_, point.code)


def test_begun_twice_by_one_form_it_is_one(cast, lot, now):
    command = BeginAssessment(uuid4(), "vietgap_crops", lot_id=lot.id)

    assert begin_assessment(cast.minh, command, now=now) == begin_assessment(
        cast.minh, command, now=now
    )
    with pytest.raises(AssessmentIdUsed):
        begin_assessment(cast.minh, replace(command, checklist_code="organic_crops"), now=now)
    with pytest.raises(NoSuchLot):
        begin_assessment(cast.hoa, command, now=now)


def test_it_is_of_one_lot_or_one_place_of_ones_own(make, cast, lot, place, begin):
    other = make.place(cast.other_cooperative)
    neighbours = make.place(cast.cooperative, keeper_id=cast.minh.account_id)

    assert begin(lot_id=None, place_id=place.id)
    assert begin(cast.lan, lot_id=None, place_id=place.id)
    for given in ({"place_id": place.id}, {"lot_id": None}):
        with pytest.raises(NotOneSubject):
            begin(**given)
    with pytest.raises(NoSuchPlace):
        begin(lot_id=None, place_id=other.id)
    with pytest.raises(NoSuchPlace):
        begin(cast.lan, lot_id=None, place_id=neighbours.id)
    with pytest.raises(NoSuchChecklist):
        begin(code="iso9001")


def test_a_farmer_answers_no_colleagues_assessment(make, cast, lot, place, begin, say, now):
    colleague = make.actor(Role.FARMER, cast.cooperative)
    for given in ({}, {"lot_id": None, "place_id": place.id}):
        id_ = begin(cast.lan, **given)

        with pytest.raises(NoSuchAssessment):
            say(id_, actor=colleague)
        with pytest.raises(NoSuchAssessment):
            finish_assessment(colleague, id_, now=now)
        with pytest.raises(NoSuchAssessment):
            assessment_page(colleague, id_, now=now)
    assert assessment_list(colleague, 1).total == 0


def test_a_farmer_answers_those_begun_by_them_or_of_what_is_theirs(
    make, cast, place, begin, say, now
):
    common = make.place(cast.cooperative)
    begun = [
        begin(cast.minh),
        begin(cast.minh, lot_id=None, place_id=place.id),
        begin(cast.lan, lot_id=None, place_id=common.id),
    ]

    for id_ in begun:
        say(id_, actor=cast.lan)

    assert {it.id for it in assessment_list(cast.lan, 1).rows} == set(begun)


def test_the_same_answer_again_changes_nothing_not_even_who_said_it(cast, begin, say, now):
    id_ = begin()
    say(id_, note="Treo ở lán")
    say(id_, note="Treo ở lán", actor=cast.lan, at=now + timedelta(hours=1))

    row = answer_of(id_)
    assert (row.answered_by_id, row.answered_at) == (cast.minh.account_id, now)

    say(id_, answer=Answer.NO, actor=cast.lan, at=now + timedelta(hours=2))
    assert (answer_of(id_).answer, answer_of(id_).answered_by_id) == (
        Answer.NO,
        cast.lan.account_id,
    )


def test_a_file_stays_until_another_is_handed_in(begin, say):
    id_ = begin()
    say(id_, file=PDF)
    say(id_, answer=Answer.NO)
    assert answer_of(id_).file_sha256 == sha256_hex(PDF)

    say(id_, answer=Answer.NO, file=photo())

    assert answer_of(id_).file_sha256 == sha256_hex(photo())
    assert answer_of(id_).shown_sha256
    with pytest.raises(Refusal):
        say(id_, file=b"MZ")


def test_strangers_find_no_assessment(cast, begin, say, now):
    id_ = begin()

    with pytest.raises(NoSuchAssessment):
        say(id_, actor=cast.hoa)
    with pytest.raises(NoSuchAssessment):
        finish_assessment(cast.hoa, id_, now=now)
    with pytest.raises(NoSuchPoint):
        say(id_, "gold_medal")


def test_the_diary_answers_what_it_proves(cast, lot, begin, write, now):
    write(entry(lot, "irrigating"))
    write(entry(lot, "harvesting"))
    id_ = begin()

    stands = {
        code: (it.outcome.value, it.by_diary) for code, it in views(cast.minh, id_, now).items()
    }

    assert stands["water_source_known"] == ("met", True)
    assert stands["harvest_recorded"] == ("met", True)
    assert stands["water_tested"] == ("open", False)
    assert stands["first_aid"] == ("open", False)


def test_a_spray_told_after_the_harvest_it_forbade_breaks_the_point(cast, lot, begin, write, now):
    write(entry(lot, "harvesting"))
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))

    point = views(cast.minh, begin(), now)["waiting_kept"]

    assert (point.outcome.value, point.by_diary) == ("not_met", True)


def test_a_plot_is_judged_by_all_that_was_done_on_it(make, cast, lot, begin, write, now):
    """Also by work that began on another plot and went on here."""
    elsewhere = make.place(cast.cooperative)
    write(entry(lot, "irrigating", place_id=elsewhere.id, other_place_ids=(lot.place_id,)))
    late = entry(lot, "scouting", values={"pests_found": "không có"})
    write(replace(late, event_time=now - timedelta(days=366)))

    points = views(cast.minh, begin(lot_id=None, place_id=lot.place_id), now)

    assert points["water_source_known"].outcome.value == "met"
    assert points["pests_scouted"].outcome.value == "open"


def test_with_points_open_it_is_not_finished(begin, say, cast, now):
    id_ = begin()
    answer_all(id_, say, but=("first_aid", "site_map"))

    with pytest.raises(PointsOpen) as refused:
        finish_assessment(cast.minh, id_, now=now)

    assert refused.value.details == {"count": 2}


def test_finished_it_stays_as_it_was_whatever_is_written_later(cast, lot, begin, say, write, now):
    write(entry(lot, "irrigating"))
    id_ = begin()
    answer_all(id_, say)
    finish_assessment(cast.minh, id_, now=now)
    before = views(cast.minh, id_, now)

    write(entry(lot, "harvesting"))
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    after = views(cast.minh, id_, now + timedelta(days=400))

    assert {c: it.outcome for c, it in after.items()} == {c: it.outcome for c, it in before.items()}
    assert before["waiting_kept"].outcome.value == "met"
    for act in (lambda: say(id_), lambda: finish_assessment(cast.minh, id_, now=now)):
        with pytest.raises(AssessmentFinished):
            act()


def test_the_ledger_holds_the_hash_of_the_result(cast, begin, say, now):
    id_ = begin()
    answer_all(id_, say)
    say(id_, "people_healthy", Answer.NOT_APPLICABLE)
    finish_assessment(cast.minh, id_, now=now)

    bodies = db.session.scalars(select(LedgerEntry.body))
    (told,) = [it for body in bodies if (it := json.loads(body)["content"]).get("checklist")]
    result = db.session.get_one(ChecklistAssessment, id_).result
    assert told["result_sha256"] == sha256_hex(result.encode())
    assert told["counts"]["not_applicable"] == 1
    assert sum(told["counts"].values()) == len(VIETGAP.points)


def test_an_unanswered_box_of_protection_is_left_to_a_person(cast, lot, begin, write, now):
    write(entry(lot, "spraying"))
    assert views(cast.minh, begin(), now)["protective_clothing"].outcome.value == "open"

    write(entry(lot, "spraying", values=values_of("spraying", protective_gear="false")))

    assert views(cast.minh, begin(), now)["protective_clothing"].outcome.value == "not_met"
