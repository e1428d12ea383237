"""Checkpoints on their way: once a day to each witness, again after a failure, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.ledger_entries import append
from tests.makers import NOW
from traceability.roles import Actor
from webapp import ledger_cli
from webapp.db import db
from webapp.gateways.witnesses.client import GatewayFailure
from webapp.gateways.witnesses.fake import FakeWitness
from webapp.jobs import seal_ledger, send_checkpoints
from webapp.models import LedgerDispatch
from webapp.queries.ledger import public_checkpoint
from webapp.queries.witnesses import public_witnesses
from webapp.usecases.witnesses import queue_latest, take_due

SYSTEM = Actor.system()
DOWN, REFUSED = (GatewayFailure("down", permanent=it) for it in (False, True))


@pytest.fixture
def witness() -> FakeWitness:
    return FakeWitness()


@pytest.fixture
def other() -> FakeWitness:
    return FakeWitness("mail:fake")


@pytest.fixture
def watched(app, witness, other):
    """The application with two witnesses; what it had before comes back."""
    before = app.extensions["temthat"]
    app.extensions["temthat"] = replace(before, witnesses=(witness, other))
    yield app
    app.extensions["temthat"] = before


def states() -> dict[str, tuple]:
    return {
        it.name: (it.sent_size, it.open_size, it.open_state and it.open_state.value, it.fault)
        for it in public_witnesses(("host:fake", "mail:fake"))
    }


def test_the_first_checkpoint_of_a_day_goes_to_every_witness(watched, witness, other):
    for count in (3, 2):
        append(SYSTEM, count)
        seal_ledger(watched, NOW)
        send_checkpoints(watched, NOW)

    assert witness.kept == other.kept == [public_checkpoint(3).note]

    append(SYSTEM, 1)
    seal_ledger(watched, NOW + timedelta(days=1))
    send_checkpoints(watched, NOW + timedelta(days=1))
    assert witness.kept[1:] == [public_checkpoint(6).note]


def test_a_witness_that_is_down_gets_it_later_and_another_is_not_kept_waiting(
    watched, witness, other
):
    witness.failures = [DOWN, DOWN]
    append(SYSTEM, 3)
    seal_ledger(watched, NOW)

    assert send_checkpoints(watched, NOW) == 1
    assert states() == {
        "host:fake": (None, 3, "waiting", "down"),
        "mail:fake": (3, None, None, None),
    }
    assert send_checkpoints(watched, NOW + timedelta(seconds=59)) == 0
    assert send_checkpoints(watched, NOW + timedelta(minutes=1)) == 0  # the second failure
    assert send_checkpoints(watched, NOW + timedelta(minutes=2)) == 0  # twice as long a pause
    assert send_checkpoints(watched, NOW + timedelta(minutes=3)) == 1
    assert states()["host:fake"] == (3, None, None, None)
    assert len(other.kept) == 1


def test_pauses_grow_up_to_six_hours(watched):
    append(SYSTEM, 1)
    seal_ledger(watched, NOW)
    row = db.session.scalars(select(LedgerDispatch)).first()

    pauses = []
    for _ in range(12):
        row.take(NOW)
        pauses.append((row.next_attempt_at - NOW) // timedelta(minutes=1))

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_what_is_refused_for_good_is_not_tried_again_by_itself(watched, witness):
    witness.failures = [REFUSED]
    append(SYSTEM, 3)
    seal_ledger(watched, NOW)
    send_checkpoints(watched, NOW)

    assert send_checkpoints(watched, NOW + timedelta(days=2)) == 0
    assert states()["host:fake"] == (None, 3, "refused", "down")


def test_on_demand_it_goes_at_once_and_what_a_witness_has_is_not_sent_twice(
    watched, witness, other
):
    witness.failures = [REFUSED]
    append(SYSTEM, 3)
    seal_ledger(watched, NOW)
    send_checkpoints(watched, NOW)

    assert queue_latest(SYSTEM, ("host:fake", "mail:fake"), now=NOW) == 1
    send_checkpoints(watched, NOW)

    assert witness.kept == other.kept == [public_checkpoint().note]
    assert queue_latest(SYSTEM, ("host:fake", "mail:fake"), now=NOW) == 0


def test_a_worker_that_dies_while_sending_leaves_it_for_the_next(watched):
    append(SYSTEM, 3)
    seal_ledger(watched, NOW)

    taken = take_due(SYSTEM, ("host:fake",), now=NOW)  # and nothing more is heard of it

    assert take_due(SYSTEM, ("host:fake",), now=NOW) is None
    again = take_due(SYSTEM, ("host:fake",), now=NOW + timedelta(minutes=1))
    assert again == taken


def test_without_witnesses_nothing_is_put_on_its_way(app):
    append(SYSTEM, 3)
    seal_ledger(app, NOW)

    assert db.session.scalar(select(func.count()).select_from(LedgerDispatch)) == 0
    assert queue_latest(SYSTEM, ("host:fake",), now=NOW) == 1


def test_the_operator_sends_and_sees_what_each_witness_has(watched, witness):
    run = watched.test_cli_runner().invoke
    append(SYSTEM, 3)
    witness.failures = [DOWN]

    failed = run(ledger_cli.ledger, ["send"])
    assert failed.exit_code == 1
    assert "host:fake: –; waiting 3, 1 x: down" in failed.output
    sent = run(ledger_cli.ledger, ["send"])
    assert sent.exit_code == 0
    assert "host:fake: 3 (" in run(ledger_cli.ledger, ["witnesses"]).output


def test_an_operator_without_witnesses_is_told_how_to_name_them(app):
    answer = app.test_cli_runner().invoke(ledger_cli.ledger, ["witnesses"])

    assert answer.exit_code == 1
    assert "WITNESS_URLS" in answer.output
