"""Whoever touches the database behind the application's back is found, and the entry is named."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from tests.diary import HOST, entry, values_of
from tests.ledger_entries import change, rewrite_body, size
from tests.lots import opened
from traceability.checkpoint import BadCheckpoint, LogSigner
from traceability.journey import VERSION
from traceability.merkle import TreeHead, grown, root_hash
from traceability.roles import Actor
from webapp.db import db
from webapp.models import (
    Event,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    Lot,
)
from webapp.models.ledger import stored_node
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lots import CancelLot, cancel_lot

TOLD = 2  # the product and the place of the lot
SEALED = 8 + TOLD
SIGNER = LogSigner("tem.example/ledger", b"a secret")


Log = Callable[..., list[tuple[str, int]]]


@pytest.fixture
def log(make, cast, now) -> Log:
    """A lot and seven entries of it that are sealed, and two more; gives findings.

    Product and place are told first.
    """
    lot = opened(make, cast.lan, make.product(cast.cooperative))
    for _ in range(SEALED - TOLD - 1):
        capture_event(cast.lan, entry(lot), HOST, now=now)
    sign_checkpoint(Actor.system(), SIGNER, now=now)
    for _ in range(2):
        capture_event(cast.lan, entry(lot), HOST, now=now)

    def findings(*kept: str) -> list[tuple[str, int]]:
        db.session.commit()
        found = audit_ledger(SIGNER.key, kept).findings
        return [(one.code.removeprefix("ledger_audit."), one.position) for one in found]

    return findings


def rebuild_tree() -> None:
    """Store the tree that the entries have now, as somebody with the whole database could."""
    leaves = db.session.scalars(select(LedgerEntry.leaf_hash).order_by(LedgerEntry.position)).all()
    db.session.execute(delete(LedgerNode))
    complete = grown(0, [bytes.fromhex(leaf) for leaf in leaves[:SEALED]], lambda *_: b"")
    rows = [{"level": it.level, "index": it.index, "hash": it.hash.hex()} for it in complete]
    db.session.execute(insert(LedgerNode), rows)


def test_an_edited_body_is_named(log):
    body = db.session.scalar(select(LedgerEntry.body).where(LedgerEntry.position == 3))
    change(3, body=body.replace('"photos":[]', '"photos":["x"]'))

    assert ("entry", 3) in log()


@pytest.mark.parametrize(
    "column", ["subject_id", "body_sha256", "leaf_hash", "claimed_at", "organisation_id"]
)
def test_an_edited_column_is_named(log, cast, now, column):
    other = {"claimed_at": now - timedelta(days=30), "organisation_id": cast.other_cooperative.id}
    change(4, **{column: other.get(column, "00" * 32)})

    assert ("entry", 4) in log()


def test_a_body_that_is_no_json_is_named(log):
    change(2, body="{")

    assert ("body", 2) in log()


def test_an_entry_edited_together_with_its_hashes_is_named_by_the_tree(log):
    rewrite_body(5)

    assert ("leaf", 5) in log()


def test_a_tree_that_was_edited_to_fit_is_named_by_its_halves(log):
    leaf = rewrite_body(5)
    where = (LedgerNode.level == 0, LedgerNode.index == 5)
    db.session.execute(update(LedgerNode).where(*where).values(hash=leaf))

    assert ("node", 4) in log()


def test_a_whole_tree_that_was_rebuilt_does_not_agree_with_what_was_signed(log):
    rewrite_body(5)
    rebuild_tree()

    assert ("rewritten", 0) in log()


def test_a_checkpoint_that_was_signed_anew_does_not_agree_with_one_kept_elsewhere(log, now):
    kept = db.session.scalar(select(LedgerCheckpoint.note))
    rewrite_body(5)
    rebuild_tree()
    forged = TreeHead(SEALED, root_hash(SEALED, stored_node(db.session())))
    values = {"root": forged.root.hex(), "note": SIGNER.sign(forged)}
    db.session.execute(update(LedgerCheckpoint).values(**values))

    assert "rewritten" not in [code for code, _ in log()]
    assert ("rewritten", 0) in log(kept)


def test_a_deleted_entry_is_named(log):
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position == 2))

    assert ("missing", 2) in log()


def test_a_truncated_log_is_noticed_even_when_its_head_was_set_back(log):
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position >= 6))
    db.session.execute(update(LedgerHead).values(size=6))

    assert {("missing", 6), ("truncated", 6)} <= set(log())


def test_an_entry_inserted_behind_our_back_is_named(log):
    row = db.session.execute(select(LedgerEntry.__table__).limit(1)).mappings().one()
    db.session.execute(insert(LedgerEntry), dict(row) | {"position": size()})

    assert ("beyond_head", size()) in log()


@pytest.mark.parametrize("column", ["values", "flags", "event_time", "request_sha256"])
def test_a_searchable_copy_that_was_edited_is_named(log, now, column):
    other = {"values": '{"fields":{},"personal":{}}', "event_time": now - timedelta(days=9)}
    event = select(Event.id).where(Event.ledger_position == TOLD + 1)
    changed = {column: other.get(column, "x")}
    db.session.execute(update(Event).where(Event.id == event.scalar_subquery()).values(**changed))

    # The lot no longer begins on the day that its rows come to.
    counted = {("counted", None)} if column == "event_time" else set()
    assert set(log()) == {("row", TOLD + 1)} | counted


def test_an_event_that_was_deleted_is_named(log):
    db.session.execute(delete(Event).where(Event.ledger_position == TOLD + 1))

    assert log() == [("row_missing", TOLD + 1)]


@pytest.fixture
def told_lot(make, cast, now) -> Lot:
    """A lot of whose spraying buyers read."""
    lot = opened(make, cast.lan, make.product(cast.cooperative))
    capture_event(cast.lan, entry(lot, "spraying"), HOST, now=now)
    return lot


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("Imidacloprid", "Abamectin"),
        ('"days":14', '"days":1'),
        ('"days_late":0', '"days_late":9'),
        ('"corrected":false', '"corrected":true'),
    ],
)
def test_a_word_of_the_public_story_that_was_changed_is_found(log, told_lot, kept, written):
    assert (log(), kept in told_lot.journey) == ([], True)

    told_lot.journey = told_lot.journey.replace(kept, written)

    assert log() == [("counted", None)]


def test_a_story_of_an_earlier_release_waits_to_be_told_and_hides_nothing(log, told_lot):
    (stop,) = json.loads(told_lot.journey)
    told_lot.journey_version, told_lot.began_on = 0, None
    oldest = {name: it for name, it in stop.items() if name != "works"}
    told_lot.journey = json.dumps([oldest])
    assert log() == []

    told_lot.journey = json.dumps([stop])  # values under the name of a version that told none
    assert log() == [("counted", None)]
    told_lot.journey = json.dumps([oldest | {"code": "harvesting"}])
    assert log() == [("counted", None)]


def test_a_story_of_the_previous_release_may_choose_other_stops_and_says_nothing_else(
    log, cast, told_lot, now
):
    later = now + timedelta(days=3)
    again = entry(told_lot, "spraying", event_time=later)
    capture_event(cast.lan, again, HOST, now=later)
    stops = json.loads(told_lot.journey)
    assert len(stops) == 2
    told_lot.journey_version = VERSION - 1
    told_lot.journey = json.dumps([stops[0] | {"others": 7}])
    assert log() == []

    told_lot.journey = json.dumps([stops[0] | {"days_late": 9}])
    assert log() == [("counted", None)]
    told_lot.journey, told_lot.began_on = json.dumps(stops), date(2020, 1, 1)
    assert log() == [("counted", None)]


def test_a_written_best_before_is_held_against_its_packing(log, cast, make, now):
    lot = opened(make, cast.lan, make.product(cast.cooperative))
    values = values_of("packing", best_before="2027-06-30")
    capture_event(cast.lan, entry(lot, "packing", values=values), HOST, now=now)
    assert log() == []

    lot.expires_on = date(2029, 1, 1)

    assert log() == [("counted", None)]


def test_a_signature_that_was_edited_is_named(log):
    note = db.session.scalar(select(LedgerCheckpoint.note))
    db.session.execute(update(LedgerCheckpoint).values(note=note.replace(f"\n{SEALED}\n", "\n9\n")))

    assert log() == [("signature", SEALED)]


def test_what_was_signed_under_the_name_of_another_host_is_no_finding(log, now):
    moved = LogSigner("new.example/ledger", b"a secret")

    assert log() == []
    assert audit_ledger(moved.key).findings == ()


def test_a_checkpoint_of_another_ledger_is_refused(log):
    other = LogSigner("tem.example/ledger", b"another").sign(TreeHead(1, b"0" * 32))

    with pytest.raises(BadCheckpoint):
        log(other)


def test_an_entry_that_is_not_sealed_yet_is_held_by_its_own_seal(log):
    rewrite_body(SEALED + 1)

    assert ("seal", SEALED + 1) in log()


def test_an_entry_of_before_there_were_seals_is_held_by_its_checkpoint(log):
    db.session.execute(update(LedgerEntry).where(LedgerEntry.position < 3).values(seal=None))
    assert log() == []

    change(SEALED + 1, seal=None)
    assert log() == [("seal", SEALED + 1)]


def test_a_lot_for_abroad_keeps_its_market_through_every_decision(log, make, cast, now):
    lot = opened(make, cast.lan, make.product(cast.cooperative), market="eu")
    cancel_lot(cast.lan, CancelLot(lot.id, "Nhầm thửa"), now=now)
    assert log() == []

    db.session.execute(update(Lot).where(Lot.id == lot.id).values(market="domestic"))

    assert log() == [("row", size() - 1)]
