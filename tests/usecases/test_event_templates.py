"""Templates are proposed by upload, advised on by agencies, and put in force by a second person."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.conftest import dispose, make_app
from tests.diary import HOST, entry
from tests.makers import Maker
from tests.races import at_once
from tests.silk import event, field, silk, silk_file, silk_hash
from tests.statements import counted_statements
from traceability.calendar import civil_date
from traceability.event_template import (
    BadTemplate,
    UnknownTemplate,
    get_template,
    known_templates,
)
from traceability.event_template_registry import package_file
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
    Lot,
    Organisation,
    TemplateOpinion,
    TemplateVersion,
)
from webapp.models.event_template import groups_in_force, newest_template
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.event_templates import shadowed_templates
from webapp.usecases.event_templates import (
    DecideTemplate,
    GiveOpinion,
    ProposeTemplate,
    WithdrawTemplate,
    decide_template,
    give_opinion,
    propose_template,
    withdraw_template,
)
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lots import OpenLot, open_lot

ICONS = frozenset({"bug"})
WHY = "Xã nuôi tằm chưa có mẫu"


@pytest.fixture
def van(make):
    """Another officer, who decides on what Thu uploads."""
    return make.actor(Role.PROGRAMME_ADMIN, make.agency(name="Văn phòng"), make.account(name="Vân"))


def upload(actor, now, file: bytes | None = None, **given):
    command = ProposeTemplate(given.pop("version_id", uuid4()), file or silk_file(), WHY)
    return propose_template(actor, command, given.pop("icons", ICONS), now=now)


def put_in_force(thu, van, now, version: int = 1, raw=None):
    version_id = upload(thu, now, silk_file(version, raw))
    decide_template(van, DecideTemplate(version_id, True, "Đủ ý kiến", True), now=now)
    return version_id


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


@pytest.mark.parametrize(("group", "version"), [("silk", 2), ("rice", 2), ("rice", 4)])
def test_a_version_is_the_next_one_of_its_group(cast, now, group, version):
    raw = silk(version) | {"group": group}

    with pytest.raises(NotNextVersion) as refusal:
        upload(cast.thu, now, silk_file(raw=raw))

    assert refusal.value.details["next"] == {"silk": 1, "rice": 3}[group]


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


def test_a_version_in_force_is_for_new_lots_and_older_lots_keep_theirs(make, cast, van, now):
    put_in_force(cast.thu, van, now)
    product = make.product(cast.cooperative, group="silk")
    place = make.place(cast.cooperative)
    old = open_lot(cast.minh, OpenLot(product.id, place.id), now=now)
    raw = silk(2)
    raw["events"][2]["labels"]["vi"] = "Gỡ kén"
    put_in_force(cast.thu, van, now, raw=raw)
    new = open_lot(cast.minh, OpenLot(product.id, place.id), now=now)

    versions = {lot.id: lot.template_version for lot in db.session.scalars(select(Lot))}

    assert versions == {old: 1, new: 2}
    told = [get_template("silk", n).event("harvesting").labels.vi for n in (1, 2)]
    assert told == ["Thu kén", "Gỡ kén"]


def test_what_was_read_once_is_asked_for_no_more(cast, van, now):
    put_in_force(cast.thu, van, now)
    with counted_statements() as first:
        get_template("silk", 1)

    with counted_statements() as again:
        get_template("silk", 1)
        get_template("rice", 2)

    assert 1 <= len(first) <= 2
    assert again == []


def test_an_uploaded_version_goes_before_one_of_the_package_of_the_same_number(cast, van, now):
    """A later release brought a version 2 of rice; here another one is in force since long."""
    raw = silk(1) | {"group": "rice"}
    version_id = put_in_force(cast.thu, van, now)
    text = silk_file(raw=raw | {"version": 2}).decode()
    values = {"group": "rice", "version": 2, "text": text}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(values)
    )
    db.session.commit()

    newest_template(db.session(), "rice")

    assert get_template("rice", 2).labels.vi == "Tơ tằm"
    assert shadowed_templates() == ("rice/v2",)


def test_the_same_file_from_here_and_from_the_package_is_one(cast, van, now):
    version_id = put_in_force(cast.thu, van, now)
    text = (package_file("rice", 2) or b"").decode()
    values = {"group": "rice", "version": 2, "text": text}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(values)
    )
    db.session.commit()

    assert shadowed_templates() == ()


def test_a_proposal_that_a_release_overtook_is_not_put_in_force(cast, van, now):
    version_id = upload(cast.thu, now)
    overtaken = {"group": "rice", "version": 2}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(overtaken)
    )
    db.session.commit()

    with pytest.raises(NotNextVersion):
        decide_template(van, DecideTemplate(version_id, True, "Tốt", True), now=now)


@pytest.mark.committed
def test_of_two_who_upload_the_same_number_at_once_one_wins(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        officers = iter([make.actor(Role.OFFICER, make.agency()) for _ in range(6)])

    def attempt() -> str:
        try:
            upload(next(officers), now)
        except VersionProposed:
            return "told"
        return "won"

    assert sorted(at_once(committed_app, attempt, 6)) == ["told"] * 5 + ["won"]


@pytest.mark.committed
def test_of_two_who_decide_at_once_one_decides(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        version_id = upload(make.actor(Role.OFFICER, make.agency()), now)
        deciders = iter([make.actor(Role.OFFICER, make.agency()) for _ in range(6)])
        turns = iter([True, False] * 3)

    def attempt() -> str:
        try:
            command = DecideTemplate(version_id, next(turns), "Đã xem", True)
            decide_template(next(deciders), command, now=now)
        except TemplateDecided:
            return "told"
        return "decided"

    assert sorted(at_once(committed_app, attempt, 6)) == ["decided"] + ["told"] * 5
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


@pytest.mark.committed
def test_another_process_sees_what_was_put_in_force_without_a_restart(committed_app, now, tmp_path):
    url = committed_app.config["SQLALCHEMY_DATABASE_URI"]
    other = make_app(url, tmp_path)
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        thu, van = (make.actor(Role.OFFICER, make.agency()) for _ in range(2))
        minh = make.actor(Role.MANAGER)
        place_id = make.place(organisation_of(minh)).id
        put_in_force(thu, van, now)
        product_id = make.product(organisation_of(minh), group="silk").id
        lot_id = open_lot(minh, OpenLot(product_id, place_id), now=now)

    with other.app_context():
        # The other process never opened a lot of this group: it reads the diary all the same.
        lot = db.session.get(Lot, lot_id)
        eggs = {"eggs": "3", "vet": "Lò Văn Bình"}
        capture_event(minh, entry(lot, "rearing", values=eggs), HOST, now=now)
        assert "silk" in groups_in_force(db.session())

    with committed_app.app_context():
        raw = silk(2)
        raw["labels"]["vi"] = "Tơ lụa"
        put_in_force(thu, van, now, raw=raw)
    with other.app_context():
        second = open_lot(minh, OpenLot(product_id, place_id), now=now)
        assert db.session.get(Lot, second).template_version == 2
        assert get_template("silk", 2).labels.vi == "Tơ lụa"
    dispose(other)


@pytest.mark.committed
def test_a_treatment_of_a_version_that_a_process_never_read_still_forbids_the_harvest(
    committed_app, now, tmp_path
):
    def follows_place(version: int) -> dict:
        return silk(version) | {"treatment_follows": "place"}

    def smoking() -> dict:
        days = field("days", "integer", "Ngày", "Days", required=True, max="60")
        told = {"biz_step": "treating", "interval_field": "days"}
        return event("smoking", "Xông khói", "Smoking", [days], epcis=told)

    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        thu, van = (make.actor(Role.OFFICER, make.agency()) for _ in range(2))
        minh = make.actor(Role.MANAGER)
        place_id = make.place(organisation_of(minh)).id
        put_in_force(thu, van, now, raw=follows_place(1))
        product_id = make.product(organisation_of(minh), group="silk").id
        old = open_lot(minh, OpenLot(product_id, place_id), now=now)
    other = make_app(committed_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    with committed_app.app_context():
        raw = follows_place(2)
        raw["events"].append(smoking())
        put_in_force(thu, van, now, raw=raw)
        new = db.session.get(Lot, open_lot(minh, OpenLot(product_id, place_id), now=now))
        capture_event(minh, entry(new, "smoking", values={"days": "9"}), HOST, now=now)

    with other.app_context():
        assert ("silk", 2) not in known_templates()
        allowed = harvest_allowed_from(db.session(), old, now)
    dispose(other)

    assert allowed == civil_date(now) + timedelta(days=9)


def organisation_of(actor):
    return db.session.get(Organisation, actor.organisation_id)
