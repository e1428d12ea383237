"""`temthat ledger`: what an operator runs each night, and reads in the morning."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.ledger_entries import append
from tests.makers import NOW
from traceability.checkpoint import LogSigner, read_checkpoint
from traceability.merkle import TreeHead
from traceability.roles import Actor
from webapp import ledger_cli
from webapp.db import db
from webapp.jobs import seal_ledger
from webapp.models import LedgerEntry
from webapp.operator_words import AUDIT_SAID

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(ledger_cli.ledger, list(words))


def test_a_checkpoint_is_printed_as_it_was_signed(app, run):
    append(Actor.system(), 3)

    printed = run("checkpoint").output

    assert read_checkpoint(printed, app.extensions["temthat"].signer.key).size == 3
    assert run("checkpoint").output == printed


def test_an_empty_ledger_has_no_checkpoint(run):
    answer = run("checkpoint")

    assert answer.exit_code == 1
    assert "The ledger is empty" in answer.output


def test_a_ledger_nobody_touched_is_verified_against_what_was_kept(run, tmp_path):
    append(Actor.system(), 3)
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(run("checkpoint").output, encoding="utf-8")
    append(Actor.system(), 2)

    answer = run("verify", "--checkpoint", str(kept))

    assert answer.exit_code == 0
    assert "5 entries, 2 checkpoints, 0 findings." in answer.output


def test_what_is_of_before_the_ledger_told_it_is_adopted_once(run, make):
    lot = make.lot(make.product())
    before = run("verify").output
    for table, row_id in (("lot", lot.id), ("product", lot.product_id), ("place", lot.place_id)):
        assert f"{table} {row_id}: Hàng không có trong sổ" in before
    assert "run once: temthat ledger adopt" in before

    told, again = run("adopt").output, run("adopt").output

    for noun in ("products", "places", "lots"):
        assert f"1 {noun} were told" in told
        assert f"0 {noun} were told" in again
    assert lot.code in told
    after = run("verify")
    assert after.exit_code == 0
    assert "adopt" not in after.output


def test_what_was_touched_is_named_and_the_command_fails(run):
    append(Actor.system(), 3)
    run("checkpoint")
    touched = update(LedgerEntry).where(LedgerEntry.position == 1)
    db.session.execute(touched.values(subject_id="x"))
    db.session.commit()

    answer = run("verify")

    assert answer.exit_code == 1
    assert answer.output.startswith("1 · ledger_entry 1 (subject_id): ")
    assert "ledger_audit.entry" in answer.output


def test_a_checkpoint_of_another_ledger_is_refused(run, tmp_path):
    other = tmp_path / "other.txt"
    signed = LogSigner("elsewhere", b"x" * 32).sign(TreeHead(1, b"0" * 32))
    other.write_text(signed, encoding="utf-8")

    answer = run("verify", "--checkpoint", str(other))

    assert answer.exit_code == 1
    assert "No checkpoint of this ledger" in answer.output


def test_every_finding_has_words_for_the_operator():
    queries = ROOT / "webapp" / "queries"
    code = [queries / "ledger_audit.py", *(queries / "audits").glob("*.py")]
    audit = "".join(path.read_text() for path in code)
    codes = set(re.findall(r'"(ledger_audit\.\w+)"', audit))

    assert len(codes) > 5
    assert codes <= set(AUDIT_SAID)


def test_the_worker_seals_what_was_appended(app):
    append(Actor.system(), 2)

    assert seal_ledger(app, NOW) == 2
    assert seal_ledger(app, NOW) is None
