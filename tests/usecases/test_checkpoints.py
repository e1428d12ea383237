"""Sealing the ledger: the tree grows by what was appended, and its root is signed."""

import pytest
from sqlalchemy import func, select

from tests.ledger_entries import append
from tests.makers import NOW
from tests.races import at_once
from traceability.checkpoint import LogSigner, read_checkpoint
from traceability.merkle import TreeHead, grown, root_hash
from traceability.roles import Actor
from webapp.db import db
from webapp.models import LedgerCheckpoint, LedgerEntry, LedgerNode
from webapp.usecases import checkpoints
from webapp.usecases.checkpoints import sign_checkpoint

SIGNER = LogSigner("tem.example/ledger", b"a secret")
SYSTEM = Actor.system()


def tree_from_scratch() -> TreeHead:
    leaves = db.session.scalars(select(LedgerEntry.leaf_hash).order_by(LedgerEntry.position)).all()
    nodes = {
        (it.level, it.index): it.hash
        for it in grown(0, [bytes.fromhex(leaf) for leaf in leaves], lambda *_: b"")
    }
    return TreeHead(len(leaves), root_hash(len(leaves), lambda *place: nodes[place]))


def latest() -> TreeHead:
    note = select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.size.desc()).limit(1)
    return read_checkpoint(db.session.scalar(note), SIGNER.key)


def test_an_empty_ledger_is_not_signed(app):
    assert sign_checkpoint(SYSTEM, SIGNER, now=NOW) is None


@pytest.mark.parametrize("at_once", [1, 3, 5000])
def test_the_root_that_is_signed_is_that_of_all_entries(app, monkeypatch, at_once):
    monkeypatch.setattr(checkpoints, "AT_ONCE", at_once)

    for count in (1, 4, 2, 9):
        append(SYSTEM, count)
        assert sign_checkpoint(SYSTEM, SIGNER, now=NOW) == latest().size
        assert latest() == tree_from_scratch()


def test_what_is_sealed_is_not_sealed_again(app):
    append(SYSTEM, 3)

    assert sign_checkpoint(SYSTEM, SIGNER, now=NOW) == 3
    assert sign_checkpoint(SYSTEM, SIGNER, now=NOW) is None


@pytest.mark.committed
def test_of_many_sealers_at_once_one_seals(committed_app):
    with committed_app.app_context():
        append(SYSTEM, 5)

    sizes = at_once(committed_app, lambda: sign_checkpoint(SYSTEM, SIGNER, now=NOW), times=4)

    assert sorted(sizes, key=bool) == [None, None, None, 5]
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerNode)) == 8


@pytest.mark.committed
def test_sealing_while_others_append_seals_a_beginning_of_what_there_is(committed_app):
    def act() -> int | None:
        append(SYSTEM, 2)
        return sign_checkpoint(SYSTEM, SIGNER, now=NOW)

    at_once(committed_app, act, times=6)

    with committed_app.app_context():
        sign_checkpoint(SYSTEM, SIGNER, now=NOW)
        assert latest() == tree_from_scratch()
        assert latest().size == 12
