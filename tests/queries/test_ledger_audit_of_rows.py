"""A story in every table that the ledger speaks of: each row is held against its entries."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.cast import Cast, make_cast
from tests.conftest import Clock, Database, dispose, make_app, running
from tests.ledger_entries import append, append_entry, rewrite_body, size
from tests.makers import NOW, Maker
from tests.tampering_drill import SIGNER, write_story
from traceability.roles import Actor
from traceability.stamp_ledger import MovementKind, StampState
from webapp.db import db
from webapp.jobs import score_all_diaries
from webapp.models import (
    Activation,
    Event,
    EventPhoto,
    LedgerEntry,
    LedgerPersonal,
    Lot,
    StampFlag,
    StampHolding,
    StampMovement,
    StoredFile,
)
from webapp.models.file import PDF
from webapp.models.ledger import EntryKind
from webapp.queries import ledger_audit
from webapp.queries.audits import entries, tree
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint


@dataclass(frozen=True)
class Told:
    """A database of its own in which the story was told, and by whom."""

    app: Flask
    cast: Cast


@pytest.fixture(scope="module")
def told(database: Database) -> Iterator[Told]:
    """Told once for all tests of the file: it takes longer than all of them."""
    app = make_app(database.fresh_url(), database.folder)
    with app.app_context():
        make = Maker(app.extensions["temthat"].keyring, NOW)
        cast = make_cast(make)
        write_story(make, cast, NOW)
        score_all_diaries(app, NOW)
    yield Told(app, cast)
    dispose(app)


@pytest.fixture
def app(told: Told, clock: Clock) -> Iterator[Flask]:
    with running(told.app, clock):
        yield told.app


@pytest.fixture
def log(app: Flask) -> Callable[[], list[tuple[str, int | None]]]:
    """Gives findings."""

    def findings() -> list[tuple[str, int | None]]:
        db.session.commit()
        found = audit_ledger(SIGNER.key).findings
        return [(one.code.removeprefix("ledger_audit."), one.position) for one in found]

    return findings


def test_what_nobody_touched_agrees(log):
    assert log() == []


def test_stamps_that_were_made_active_behind_our_back_are_named(log):
    db.session.execute(update(Activation).values(last=Activation.last + 5))

    assert {code for code, _ in log()} == {"row"}
    named = audit_ledger(SIGNER.key).findings
    assert {(it.table, it.columns) for it in named} == {("activation", ("last",))}


@pytest.mark.parametrize(
    ("state", "column", "value"),
    [
        (StampState.DELIVERED, "state", StampState.ACTIVATED),
        (StampState.ACTIVATED, "lot_id", UUID(int=1)),
        (StampState.ACTIVATED, "activated_at", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_stamps_that_were_moved_behind_our_back_are_named(log, state, column, value):
    here = StampHolding.state == state
    db.session.execute(update(StampHolding).where(here).values({column: value}))

    assert {code for code, _ in log()} == {"row"}
    named = audit_ledger(SIGNER.key).findings
    assert {(it.table, it.columns) for it in named} == {("stamp_holding", (column,))}


def test_a_line_of_the_journal_that_was_taken_out_is_named(log):
    lost = StampMovement.kind == MovementKind.LOST
    db.session.execute(delete(StampMovement).where(lost))

    assert {code for code, _ in log()} == {"row_missing"}
    named = audit_ledger(SIGNER.key).findings
    assert {it.table for it in named} == {"stamp_movement"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("packed_units", 9_999),
        ("activated_units", 9_999),
        ("made_on", date(2030, 1, 1)),
        ("journey", "[]"),
        ("began_on", date(2020, 1, 1)),
        ("last_recorded_at", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_the_rows_of_a_lot_add_up_to_is_held_against_them(log, column, value):
    lot = db.session.scalars(select(Lot).where(Lot.activated_units > 0)).first()
    assert getattr(lot, column) != value
    setattr(lot, column, value)
    db.session.flush()

    assert log() == [("counted", None)]
    (found,) = audit_ledger(SIGNER.key).findings
    assert (found.table, found.row_id, found.columns) == ("lot", str(lot.id), (column,))


def test_an_entry_that_the_previous_release_received_is_no_finding(log):
    """It empties the score, and leaves the time of the entry before."""
    lot = db.session.scalars(select(Lot).where(Lot.last_recorded_at.is_not(None))).first()
    lot.diary_score, lot.last_recorded_at = None, lot.last_recorded_at - timedelta(days=1)

    assert log() == []


def test_only_the_pdf_of_a_report_has_no_copy_that_is_shown(log):
    assert log() == []
    photo = db.session.scalars(select(EventPhoto).limit(1)).one()
    file = db.session.get_one(StoredFile, photo.sha256)
    shown, photo.shown_sha256, file.shown_sha256 = file.shown_sha256, None, None
    assert [code for code, _ in log()] == ["row"]

    file.media_type = PDF
    assert log() == []
    photo.shown_sha256 = shown  # a picture of something else beside the report
    assert [code for code, _ in log()] == ["row"]


def test_erasing_a_person_leaves_the_ledger_whole(log):
    told = select(Event.id).where(Event.values.like('%"operator%')).limit(1)
    names = delete(LedgerPersonal).where(LedgerPersonal.subject_id == str(db.session.scalar(told)))
    assert db.session.execute(names).rowcount

    assert log() == []
    assert json.loads(db.session.scalar(select(LedgerEntry.body).limit(1)))


def test_words_that_were_erased_beside_the_ledger_are_erased_in_the_row_too(log):
    flag = db.session.scalars(select(StampFlag)).first()
    db.session.execute(delete(LedgerPersonal).where(LedgerPersonal.subject_id == str(flag.id)))
    flag.reason, flag.public_reason, flag.lift_reason, flag.report_id = "", "", None, None
    assert log() == []

    flag.reason = "Another reason"
    assert [code for code, _ in log()] == ["row"]


def test_what_the_public_is_told_must_be_what_the_entry_says(log, told):
    recorded = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.body.like('%"public_of"%'))
    ).first()
    content = json.loads(recorded.body)["content"]
    content["facts"] |= {"lot": "another"}
    subject = (UUID(recorded.subject_id), recorded.organisation_id)

    append_entry(told.cast.lan, EntryKind.EPCIS, subject, content, NOW)

    assert log() == [("contradiction", size() - 1)]


def test_entries_of_another_release_are_counted_and_no_finding(log):
    append(Actor.system(), 3)

    assert log() == []
    assert audit_ledger(SIGNER.key).unknown == {"tested": 3}


def test_a_part_of_the_ledger_at_a_time_finds_the_same(log, monkeypatch):
    sign_checkpoint(Actor.system(), SIGNER, now=NOW)
    for module in (entries, tree):
        monkeypatch.setattr(module, "AT_ONCE", 3)
    monkeypatch.setattr(ledger_audit, "AT_ONCE", 2)
    assert log() == []

    rewrite_body(3)
    assert ("leaf", 3) in log()
