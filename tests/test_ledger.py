"""The ledger: no gaps, no column that could be changed unseen, no personal data in a body."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from tests.makers import NOW
from traceability.merkle import leaf_hash
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models import LedgerEntry, LedgerPersonal
from webapp.models.ledger import EntryKind


def an_entry(**changes) -> ledger.Entry:
    values = {
        "kind": EntryKind.DECISION,
        "subject_id": "subject",
        "organisation_id": uuid4(),
        "claimed_at": NOW,
        "received_at": NOW,
        "actor_id": uuid4(),
        "content": {"action": "tested"},
    }
    return ledger.Entry(**(values | changes))


@transactional
def append_one(actor: Actor, entry: ledger.Entry) -> int:
    return ledger.append(db.session(), entry)


@transactional
def append_and_fail(actor: Actor, entry: ledger.Entry) -> None:
    ledger.append(db.session(), entry)
    raise RuntimeError("after the append")


@transactional
def append_after(actor: Actor, faults: list[Exception]) -> int:
    """Appends, and then meets one of the faults that are left."""
    position = ledger.append(db.session(), an_entry())
    if faults:
        raise faults.pop()
    return position


def taken() -> IntegrityError:
    return IntegrityError("INSERT", {}, Exception("somebody was first"))


def test_who_finds_a_row_taken_looks_once_more(app):
    assert append_after(Actor.system(), [taken()]) == 0
    assert append_after(Actor.system(), []) == 1


def test_a_row_that_stays_taken_is_a_fault(app):
    with pytest.raises(IntegrityError):
        append_after(Actor.system(), [taken(), taken()])

    assert append_after(Actor.system(), []) == 0


def test_positions_count_up_from_nought(app):
    positions = [append_one(Actor.system(), an_entry()) for _ in range(3)]

    assert positions == [0, 1, 2]


def test_what_is_rolled_back_leaves_no_gap(app):
    append_one(Actor.system(), an_entry())
    with pytest.raises(RuntimeError):
        append_and_fail(Actor.system(), an_entry())

    assert append_one(Actor.system(), an_entry()) == 1


def test_the_body_repeats_every_column_but_the_position(app):
    append_one(Actor.system(), an_entry(device_at=NOW, device_id=uuid4()))

    row = db.session.scalars(select(LedgerEntry)).one()
    body = json.loads(row.body)
    columns = set(LedgerEntry.__table__.columns.keys())
    assert set(body) - {"content"} == columns - {
        "position",
        "body",
        "body_sha256",
        "leaf_hash",
        "seal",
    }
    assert body["organisation_id"] == str(row.organisation_id)
    assert body["claimed_at"] == "2026-11-22T03:00:00.000000Z"


def test_the_hashes_are_those_of_the_body(app):
    append_one(Actor.system(), an_entry(content={"tên": "Nếp tan Mường Và", "số": 3}))

    row = db.session.scalars(select(LedgerEntry)).one()
    assert row.body_sha256 == hashlib.sha256(row.body.encode()).hexdigest()
    assert row.leaf_hash == leaf_hash(row.body.encode()).hex()


def test_a_personal_value_is_erased_and_the_entry_stays(app):
    commitment = ledger.keep_personal(db.session(), "subject", "Nguyễn Thị Lan")
    append_one(Actor.system(), an_entry(content={"operator": commitment}))

    db.session.execute(delete(LedgerPersonal))
    db.session.commit()

    row = db.session.scalars(select(LedgerEntry)).one()
    assert "Lan" not in row.body
    assert json.loads(row.body)["content"]["operator"] == commitment


def test_the_same_value_twice_cannot_be_told_from_its_commitments(app):
    session = db.session()

    one = ledger.keep_personal(session, "subject", "Lan")
    other = ledger.keep_personal(session, "subject", "Lan")

    assert one != other


@pytest.mark.committed
def test_eight_writers_at_once_leave_no_gap_and_no_double(committed_app):
    together = Barrier(8)

    def write(_: int) -> list[int]:
        with committed_app.app_context():
            together.wait()
            return [append_one(Actor.system(), an_entry()) for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        positions = sorted(chain.from_iterable(pool.map(write, range(8))))

    assert positions == list(range(40))
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 40
