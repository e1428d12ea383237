"""Templates are proposed by upload, advised on by agencies, and decided by a second person."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.makers import Maker
from tests.races import at_once, one_wins
from tests.silk import silk, silk_file, silk_hash
from tests.uploads import WHY, put_in_force, upload
from traceability.event_template import (
    BadTemplate,
    UnknownTemplate,
    get_template,
)
from traceability.roles import Role
from traceability.template_versions import (
    DangersNotSeen,
    NoSuchTemplateVersion,
    NotNextVersion,
    NotOwnTemplate,
    OpinionMissing,
    OwnTemplate,
    Stance,
    TemplateDecided,
    TemplateReasonMissing,
    TemplateState,
    TemplateVersionIdUsed,
    VersionProposed,
)
from webapp.db import db
from webapp.models import (
    LedgerEntry,
    LedgerPersonal,
    Organisation,
    TemplateOpinion,
    TemplateVersion,
)
from webapp.usecases.event_templates import (
    DecideTemplate,
    GiveOpinion,
    WithdrawTemplate,
    decide_template,
    give_opinion,
    withdraw_template,
)


@pytest.fixture
def van(make):
    """Another officer, who decides on what Thu uploads."""
    return make.actor(Role.PROGRAMME_ADMIN, make.agency(name="Văn phòng"), make.account(name="Vân"))


def state_of(version_id) -> TemplateState:
    query = select(TemplateVersion.state).where(TemplateVersion.id == version_id)
    return db.session.execute(query).scalar_one()


def ledger_of(version_id) -> list[dict]:
    query = select(LedgerEntry.body).where(LedgerEntry.subject_id == str(version_id))
    bodies = db.session.scalars(query.order_by(LedgerEntry.position))
    return [json.loads(body)["content"] for body in bodies]


def test_a_file_is_kept_byte_for_byte_and_waits_for_opinions(cast, now):
    file = b"\xef\xbb\xbf" + silk_file().replace(b"\n", b"\r\n")

    version_id = upload(cast.thu, now, file)

    row = db.session.get(TemplateVersion, version_id)
    assert (row.group, row.version, row.text.encode()) == ("silk", 1, file)
    assert (row.state, row.proposed_by_id) == (TemplateState.PROPOSED, cast.thu.account_id)
    with pytest.raises(UnknownTemplate):
        get_template("silk", 1)


def test_a_wrong_file_is_refused_with_all_that_is_wrong(cast, now):
    raw = silk()
    raw["labels"].pop("en")
    raw["events"][0]["icon"] = "silkworm"

    with pytest.raises(BadTemplate) as bad:
        upload(cast.thu, now, silk_file(raw=raw))

    assert {it.fault for it in bad.value.problems} == {"missing_language", "unknown_icon"}
    assert db.session.scalars(select(TemplateVersion)).all() == []


def test_pressing_twice_proposes_once(cast, now):
    version_id = uuid4()

    assert upload(cast.thu, now, version_id=version_id) == version_id
    assert upload(cast.thu, now, version_id=version_id) == version_id
    assert len(ledger_of(version_id)) == 1
    with pytest.raises(TemplateVersionIdUsed):
        upload(cast.thu, now, silk_file() + b" ", version_id=version_id)


@pytest.mark.parametrize(("group", "version"), [("silk", 2), ("rice", 3), ("rice", 5)])
def test_a_version_is_the_next_one_of_its_group(cast, now, group, version):
    raw = silk(version) | {"group": group}

    with pytest.raises(NotNextVersion) as refusal:
        upload(cast.thu, now, silk_file(raw=raw))

    assert refusal.value.details["next"] == {"silk": 1, "rice": 4}[group]


def test_a_number_that_is_proposed_is_taken_until_it_is_decided_or_taken_back(cast, van, now):
    first = upload(cast.thu, now)
    with pytest.raises(VersionProposed):
        upload(van, now)

    withdraw_template(cast.thu, WithdrawTemplate(first, "Sửa thêm"), now=now)
    second = upload(van, now)
    decide_template(cast.thu, DecideTemplate(second, False, "Thiếu mục"), now=now)

    assert upload(cast.thu, now)
    assert (state_of(first), state_of(second)) == (TemplateState.WITHDRAWN, TemplateState.REFUSED)


def test_who_uploaded_it_does_not_decide(cast, now):
    version_id = upload(cast.thu, now)

    with pytest.raises(OwnTemplate):
        decide_template(cast.thu, DecideTemplate(version_id, True, "Tốt"), now=now)


def test_only_who_uploaded_it_takes_it_back(cast, van, now):
    version_id = upload(cast.thu, now)

    with pytest.raises(NotOwnTemplate):
        withdraw_template(van, WithdrawTemplate(version_id, "Không cần"), now=now)


def test_a_decision_has_a_reason_and_is_made_once(cast, van, now):
    version_id = put_in_force(cast.thu, van, now)

    with pytest.raises(TemplateReasonMissing):
        decide_template(van, DecideTemplate(version_id, False, ""), now=now)
    with pytest.raises(TemplateDecided):
        decide_template(van, DecideTemplate(version_id, False, "Nghĩ lại"), now=now)
    with pytest.raises(TemplateDecided):
        withdraw_template(cast.thu, WithdrawTemplate(version_id, "Nghĩ lại"), now=now)
    with pytest.raises(NoSuchTemplateVersion):
        decide_template(van, DecideTemplate(uuid4(), True, "Tốt"), now=now)
    assert state_of(version_id) is TemplateState.IN_FORCE


def test_what_rules_rest_on_is_not_left_out_unseen(cast, van, now):
    put_in_force(cast.thu, van, now)
    raw = silk(2)
    raw["events"][1]["epcis"].pop("interval_field")
    version_id = upload(cast.thu, now, silk_file(raw=raw))

    with pytest.raises(DangersNotSeen):
        decide_template(van, DecideTemplate(version_id, True, "Tốt"), now=now)
    decide_template(van, DecideTemplate(version_id, True, "Tốt", has_seen_dangers=True), now=now)

    assert state_of(version_id) is TemplateState.IN_FORCE


def test_a_dangerous_version_is_refused_without_further_ado(cast, van, now):
    put_in_force(cast.thu, van, now)
    raw = silk(2)
    raw["events"][1]["epcis"].pop("interval_field")
    version_id = upload(cast.thu, now, silk_file(raw=raw))

    decide_template(van, DecideTemplate(version_id, False, "Mất ngày cách ly"), now=now)

    assert state_of(version_id) is TemplateState.REFUSED


def opinion(version_id, stance=Stance.AGREE, words="", opinion_id=None):
    return GiveOpinion(opinion_id or uuid4(), version_id, stance, words)


def said_on(version_id):
    query = select(TemplateOpinion).where(TemplateOpinion.template_version_id == version_id)
    rows = db.session.scalars(query.order_by(TemplateOpinion.organisation_id, "number"))
    return [(row.organisation_id, row.number, row.stance) for row in rows]


def test_an_agency_changes_its_opinion_and_what_it_said_before_is_kept(cast, now):
    version_id = upload(cast.thu, now)

    give_opinion(cast.quang, opinion(version_id, Stance.DISAGREE, "Thiếu kiểm nghiệm"), now=now)
    give_opinion(cast.quang, opinion(version_id), now=now)

    agency = cast.quang.organisation_id
    assert said_on(version_id) == [(agency, 1, Stance.DISAGREE), (agency, 2, Stance.AGREE)]


def test_a_colleague_speaks_for_the_same_agency(make, cast, now):
    version_id = upload(cast.thu, now)
    agency = make.agency(name="Chi cục Thú y")
    first, second = (make.actor(Role.INSPECTOR, agency) for _ in range(2))

    give_opinion(first, opinion(version_id), now=now)
    give_opinion(second, opinion(version_id, Stance.DISAGREE, "Sai đơn vị"), now=now)

    assert said_on(version_id) == [(agency.id, 1, Stance.AGREE), (agency.id, 2, Stance.DISAGREE)]


def test_an_opinion_sent_twice_is_said_once(cast, now):
    version_id, opinion_id = upload(cast.thu, now), uuid4()

    give_opinion(cast.quang, opinion(version_id, opinion_id=opinion_id), now=now)
    give_opinion(cast.quang, opinion(version_id, opinion_id=opinion_id), now=now)

    assert len(said_on(version_id)) == 1
    other = opinion(version_id, Stance.DISAGREE, "Không", opinion_id)
    with pytest.raises(TemplateVersionIdUsed):
        give_opinion(cast.quang, other, now=now)


@pytest.mark.parametrize("stance", [Stance.DISAGREE, Stance.AGREE_WITH_CHANGES])
def test_who_does_not_simply_agree_says_why(cast, now, stance):
    version_id = upload(cast.thu, now)

    with pytest.raises(OpinionMissing):
        give_opinion(cast.quang, opinion(version_id, stance), now=now)


def test_after_the_decision_no_opinion_is_taken(cast, van, now):
    version_id = put_in_force(cast.thu, van, now)

    with pytest.raises(TemplateDecided):
        give_opinion(cast.quang, opinion(version_id), now=now)


def test_the_ledger_tells_the_file_and_who_did_what_but_no_free_words(cast, van, now):
    version_id = upload(cast.thu, now)
    words = "Ông Bình nói thiếu"
    give_opinion(cast.quang, opinion(version_id, Stance.DISAGREE, words), now=now)
    decide_template(van, DecideTemplate(version_id, True, "Bà Hoa đã xem", True), now=now)

    told = ledger_of(version_id)

    actions = ["template_proposed", "template_opinion", "template_in_force"]
    assert [it["action"] for it in told] == actions
    assert {(it["group"], it["version"], it["file_sha256"]) for it in told} == {
        ("silk", 1, silk_hash())
    }
    assert told[1]["stance"] == "disagree"
    assert all(text not in json.dumps(told, ensure_ascii=False) for text in (words, WHY, "Hoa"))
    kept = db.session.scalars(
        select(LedgerPersonal.value).where(LedgerPersonal.commitment == told[1]["words"])
    )
    assert kept.all() == [words]


@pytest.mark.committed
def test_of_two_who_upload_the_same_number_at_once_one_wins(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        officers = iter([make.actor(Role.OFFICER, make.agency()) for _ in range(6)])

    one_wins(committed_app, lambda: upload(next(officers), now), VersionProposed.code, times=6)


@pytest.mark.committed
def test_of_two_who_decide_at_once_one_decides(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        version_id = upload(make.actor(Role.OFFICER, make.agency()), now)
        deciders = iter([make.actor(Role.OFFICER, make.agency()) for _ in range(6)])
        turns = iter([True, False] * 3)

    def decide() -> None:
        command = DecideTemplate(version_id, next(turns), "Đã xem", True)
        decide_template(next(deciders), command, now=now)

    one_wins(committed_app, decide, TemplateDecided.code, times=6)
    with committed_app.app_context():
        assert len(ledger_of(version_id)) == 2


@pytest.mark.committed
def test_an_agency_that_speaks_twice_at_once_is_heard_twice_in_order(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        version_id = upload(make.actor(Role.OFFICER, make.agency()), now)
        agency = make.agency()
        members = iter([make.actor(Role.INSPECTOR, agency) for _ in range(4)])

    at_once(
        committed_app, lambda: give_opinion(next(members), opinion(version_id), now=now), times=4
    )

    with committed_app.app_context():
        assert [number for _, number, _ in said_on(version_id)] == [1, 2, 3, 4]


def organisation_of(actor):
    return db.session.get(Organisation, actor.organisation_id)
