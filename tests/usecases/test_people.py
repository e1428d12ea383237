"""A person asks to be erased: nothing tells of them any more, and the ledger is whole as before."""

import io
import json
import shlex
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import String, func, select, update

from tests.diary import HOST, entry, values_of
from tests.lots import opened
from tests.paper_pages import kept_page
from tests.statements import counted_statements
from traceability.erasure import ERASED_NAME, InOffice, NoSuchPerson, OnlyManager, Person
from traceability.merkle import TreeHead, is_included
from traceability.reports import ReportKind, ReportState
from traceability.roles import Actor, Role
from webapp import people_cli
from webapp.db import Base, db
from webapp.models import (
    Account,
    Device,
    Event,
    LedgerEntry,
    LedgerPersonal,
    Membership,
    Report,
    SignIn,
)
from webapp.queries import people as queries
from webapp.queries.audits.rows import Finding
from webapp.queries.ledger import entry_proof
from webapp.queries.ledger_audit import audit_ledger
from webapp.queries.people import named_still, person_kept
from webapp.services import services
from webapp.usecases import people as usecase
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import MakeObjection, make_objection
from webapp.usecases.people import ErasedPerson, erase_person

NAME, PHONE = "Lường Thị Mẩy", "+84912345678"
MAY = Person(NAME, PHONE)
SAID = "Hôm đó tôi đi viện"


@pytest.fixture
def may(make, cast):
    return make.actor(Role.FARMER, cast.cooperative, make.account(name=NAME, phone=PHONE))


@pytest.fixture
def clerk(make, cast):
    return make.actor(Role.CLERK, cast.cooperative, make.account(name="Bình"))


@pytest.fixture
def lived(make, cast, may, clerk, now):
    """Everything by which May is known; gives the ids of entries that tell of her work."""
    lot = opened(make, may, make.product(cast.cooperative))
    own = capture_event(
        may, entry(lot, "harvesting", note="Nhà tôi ở bản Huổi Liếng"), HOST, now=now
    )
    sprayed = values_of("spraying", sprayer_name=NAME.upper())
    helped = capture_event(
        cast.minh, entry(lot, "spraying", values=sprayed, note="Ruộng ướt"), HOST, now=now
    )
    page_id = kept_page(clerk, now, on_behalf_of=may.account_id, note="Sổ chị Mẩy")
    command = entry(lot, paper_page_id=page_id, on_behalf_of=may.account_id)
    written = capture_event(clerk, command, HOST, now=now)
    make_objection(may, MakeObjection(uuid4(), written.event_id, SAID), now=now)
    session = db.session()
    session.add(Device(account_id=may.account_id, public_key="k"))
    session.add(
        SignIn(
            token_hash="h",
            account_id=may.account_id,
            browser="Chrome",
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=1),
        )
    )
    session.add(
        Report(
            receipt="BC-1",
            state=ReportState.REPORTED,
            kind=ReportKind.NO_STAMP,
            contact="0912 345 678",
            request_sha256="0" * 64,
            reported_at=now,
        )
    )
    session.commit()
    sign_checkpoint(Actor.system(), services().signer, now=now)
    return [own.event_id, helped.event_id, written.event_id]


@pytest.fixture
def erase(now):
    return lambda: erase_person(Actor.system(), PHONE, now=now + timedelta(days=1))


def left(erased: ErasedPerson) -> dict[str, int]:
    return named_still(Actor.system(), erased.person, but=erased.account_id)


def findings() -> list[Finding]:
    db.session.commit()
    return list(audit_ledger(services().signer.key, ()).findings)


def whole_database() -> str:
    """Every text that is kept, as whoever gets hold of the database reads it."""
    texts = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String):
                texts += [str(it) for it in db.session.scalars(select(column)) if it]
    return "\n".join(texts)


def test_nothing_tells_of_the_person_any_more(lived, erase):
    before = whole_database().casefold()
    words = [NAME.casefold(), "912345678", "912 345 678", "huổi liếng", SAID.casefold(), "chị mẩy"]
    assert [it for it in words if it not in before] == []

    erased = erase()

    after = whole_database().casefold()
    assert [it for it in words if it in after] == []
    assert left(erased) == {}
    assert (erased.sign_ins, erased.memberships, erased.reports) == (1, 1, 1)


def test_the_audit_and_every_proof_hold_as_before(lived, erase, cast):
    before = {it: entry_proof(cast.thu, it) for it in lived}
    assert findings() == []

    erase()

    assert findings() == []
    for event_id, proof in before.items():
        after = entry_proof(cast.thu, event_id)
        assert (after.leaf_hash, after.body, after.path) == (
            proof.leaf_hash,
            proof.body,
            proof.path,
        )
        head = TreeHead(after.checkpoint.size, bytes.fromhex(after.checkpoint.root))
        path = [bytes.fromhex(it) for it in after.path]
        assert is_included(bytes.fromhex(after.leaf_hash), after.position, head, path)


def test_others_words_and_the_facts_that_must_be_kept_stay(lived, erase):
    facts = {it.id: it.fields for it in db.session.scalars(select(Event))}

    erase()

    words = set(db.session.scalars(select(LedgerPersonal.value)))
    assert {"Minh", "Ruộng ướt"} <= words
    assert {it.id: it.fields for it in db.session.scalars(select(Event))} == facts


def test_the_way_in_is_closed_and_the_number_is_free(lived, erase, may, make, cast, now):
    erase()

    account = db.session.get_one(Account, may.account_id)
    assert (account.name, account.password_hash) == (ERASED_NAME, "")
    assert account.disabled_at == now + timedelta(days=1)
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
    (device,) = db.session.scalars(select(Device)).all()
    assert (device.public_key, device.revoked_at) == (None, now + timedelta(days=1))
    (ended,) = db.session.scalars(
        select(Membership.ended_at).where(Membership.account_id == may.account_id)
    )
    assert ended == now + timedelta(days=1)
    assert make.account(phone=PHONE).id != may.account_id


def test_the_ledger_tells_that_a_person_was_erased_and_not_who(lived, erase, may):
    erase()

    last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.position.desc())).first()
    assert json.loads(last.body)["content"]["action"] == "person_erased"
    assert last.subject_id == str(may.account_id)
    assert NAME not in last.body
    assert PHONE not in last.body


def test_whoever_gives_the_account_a_name_again_is_found(lived, erase, may):
    erase()
    db.session.get_one(Account, may.account_id).name = NAME

    (found,) = findings()

    assert (found.code, found.table, found.columns) == ("ledger_audit.row", "account", ("name",))


def test_a_second_time_is_refused_and_changes_nothing(lived, erase):
    erase()
    size = db.session.scalar(select(func.count()).select_from(LedgerEntry))

    with pytest.raises(NoSuchPerson):
        erase()

    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == size


def test_pages_and_books_say_that_the_name_was_erased(lived, erase, client_of, cast, may):
    erase()

    lot_id = db.session.get_one(Event, lived[0]).lot_id
    page = client_of(cast.minh).get(f"/lots/{lot_id}")
    assert page.status_code == 200
    assert ERASED_NAME in page.text
    assert NAME not in page.text
    archive = zipfile.ZipFile(io.BytesIO(client_of(cast.minh).post("/export").data))
    told = "".join(archive.read(it).decode(errors="replace") for it in archive.namelist())
    assert ERASED_NAME in told
    assert NAME not in told


def test_the_only_manager_is_erased_once_there_is_another(make, cast, now):
    minh = db.session.get_one(Account, cast.minh.account_id)
    phone = minh.phone
    with pytest.raises(OnlyManager) as refused:
        erase_person(Actor.system(), phone, now=now)
    assert refused.value.details == {"organisations": cast.cooperative.name}
    assert db.session.get_one(Account, cast.minh.account_id).phone == phone

    make.actor(Role.MANAGER, cast.cooperative, make.account(name="Hai"))
    erase_person(Actor.system(), phone, now=now)

    assert db.session.get_one(Account, cast.minh.account_id).name == ERASED_NAME


def test_who_is_in_office_is_erased_after_the_office_ended(cast, now):
    phone = db.session.get_one(Account, cast.quang.account_id).phone
    with pytest.raises(InOffice):
        erase_person(Actor.system(), phone, now=now)

    db.session.scalars(
        select(Membership).where(Membership.account_id == cast.quang.account_id)
    ).one().ended_at = now
    db.session.commit()
    erase_person(Actor.system(), phone, now=now)

    assert db.session.get_one(Account, cast.quang.account_id).name == ERASED_NAME


def test_what_others_wrote_elsewhere_is_named_to_the_operator(lived, make, cast, erase):
    for name in (
        f"Ruộng nhà {NAME}",
        f"RUỘNG NHÀ {NAME.upper()}",
        "hỏi 0912-345.678",
        "Ruộng trên",
    ):
        make.place(cast.cooperative, name=name)

    assert left(erase()) == {"place.name": 3}


def test_the_search_for_the_name_reads_all_in_parts_and_nothing_without_words(
    lived, make, cast, monkeypatch
):
    whole = named_still(Actor.system(), MAY)
    assert whole["ledger_personal.value"] == 3
    assert whole["account.name"] == 1

    monkeypatch.setattr(queries, "_ROWS_AT_ONCE", 1)
    with counted_statements() as sent:
        assert named_still(Actor.system(), MAY) == whole

    read = "\n".join(sent)
    assert "ledger_personal.value" in read
    for column in ("ledger_entry.body", "ledger_personal.salt", "lot.code,", "report.kind"):
        assert column not in read, column


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def invoke(*words: str, command: str = "erase", **given):
        return runner.invoke(people_cli.people, [command, *words], **given)

    return invoke


def stopped_after(step: Callable[..., Any]) -> Callable[..., Any]:
    """The same, killed before whoever called it hears of it."""

    def work(*given: Any, **named: Any) -> None:
        step(*given, **named)
        raise SystemExit(137)

    return work


def test_who_was_stopped_right_after_it_lists_where_the_person_is_named_by_what_was_printed(
    lived, run, make, cast, monkeypatch
):
    make.place(cast.cooperative, name=f"Ruộng nhà {NAME}")
    monkeypatch.setattr(people_cli, "erase_person", stopped_after(people_cli.erase_person))

    first = run("0912345678", "--yes")

    assert (first.exit_code, "still named" in first.output) == (137, False)
    (printed,) = [it for it in first.output.splitlines() if "temthat people named" in it]
    asked = shlex.split(printed.partition("temthat people named")[2])
    for _ in range(2):
        again = run(*asked, command="named")
        assert again.exit_code == 0
        assert again.output.splitlines() == [f"{people_cli.STILL_NAMED}: place.name, 1"]
    assert "temthat people named" in run("0912345678", "--yes").output


def test_who_is_named_nowhere_is_said_to_be_so(lived, run, erase):
    erase()

    assert "named nowhere" in run(PHONE, NAME, command="named").output
    assert "not one, such as 0912 345 678" in run("hello", NAME, command="named").output


def test_a_dry_run_tells_what_would_go_and_changes_nothing(lived, run, erase):
    before = whole_database()
    kept = person_kept(Actor.system(), PHONE)

    told = run("0912 345 678", "--dry-run")

    assert told.exit_code == 0
    assert f"words {kept.words}, sign ins 1, memberships 1, reports 1" in told.output
    assert "ledger_personal.value" in told.output
    db.session.rollback()
    assert whole_database() == before
    assert erase().words == kept.words


def test_the_command_asks_first_and_refuses_in_words(lived, run, may):
    assert run("0912345678", input="n\n").exit_code == 1
    assert db.session.get_one(Account, may.account_id).name == NAME

    assert "Đã xóa / erased" in run("0912345678", "--yes").output

    again = run("0912345678", "--yes")
    assert again.exit_code == 1
    assert "Không ai dùng số này" in again.output
    assert "not one, such as 0912 345 678" in run("hello").output


def test_the_organisations_are_taken_before_the_account_as_entries_take_them(
    lived, make, cast, may, erase
):
    make.place(cast.cooperative, keeper_id=may.account_id, latitude_e7=1, longitude_e7=1)
    with counted_statements() as sent:
        erase()

    def first(*parts: str) -> int:
        return next(i for i, it in enumerate(sent) if all(part in it for part in parts))

    taken = first("FROM organisation", "WHERE organisation.id =")
    account = first("account.password_hash", "WHERE account.id =")
    assert taken < account < first("UPDATE place") < first("UPDATE ledger_head")
    assert not any(it.startswith("UPDATE") for it in sent[first("UPDATE ledger_head") + 1 :])


def test_a_number_that_is_gone_after_the_wait_is_refused(lived, may, erase, monkeypatch):
    lock = usecase.lock_organisation

    def wait(session, organisation_id):
        session.execute(
            update(Account).where(Account.id == may.account_id).values(phone="+84912345670")
        )
        return lock(session, organisation_id)

    monkeypatch.setattr(usecase, "lock_organisation", wait)
    with pytest.raises(NoSuchPerson):
        erase()

    assert db.session.get_one(Account, may.account_id).name == NAME


def test_the_page_of_a_plot_and_of_members_open_after_it(lived, erase, client_of, cast):
    erase()

    for path in ("/members", "/places", "/lots"):
        answer = client_of(cast.minh).get(path)
        assert answer.status_code == 200, path
        assert NAME not in answer.text
