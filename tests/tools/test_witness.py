"""The witness of a second machine, asking a running site: it refuses a rewritten log."""

import json
import threading

import pytest
from sqlalchemy import update
from werkzeug.serving import make_server

from tests.ledger_entries import append
from tests.mailbox import serving
from tests.makers import NOW
from tools.witness import Keeper, judged, receiver
from traceability.roles import Actor
from webapp.db import db
from webapp.gateways.witnesses.client import GatewayFailure, HttpWitness
from webapp.jobs import seal_ledger
from webapp.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerNode
from webapp.queries.ledger import public_checkpoint

SYSTEM = Actor.system()


@pytest.fixture
def site(committed_app):
    """The application on a port of its own."""
    server = make_server("127.0.0.1", 0, committed_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def keeper(committed_app, site, tmp_path) -> Keeper:
    key = committed_app.extensions["temthat"].signer.key
    return Keeper(site, key, tmp_path / "kept.jsonl")


@pytest.fixture
def seal(committed_app):
    """Append so many and give out what was signed."""

    def act(count: int) -> str:
        with committed_app.app_context():
            append(SYSTEM, count)
            seal_ledger(committed_app, NOW)
            return public_checkpoint().note

    return act


@pytest.fixture
def rewrite(committed_app):
    """Somebody with the whole machine writes another log and signs it."""

    def act() -> None:
        with committed_app.app_context():
            for table in (LedgerEntry, LedgerNode, LedgerCheckpoint):
                db.session.query(table).delete()
            db.session.execute(update(LedgerHead).values(size=0))
            db.session.commit()

    return act


def kept(tmp_path) -> list[str]:
    lines = (tmp_path / "kept.jsonl").read_text().splitlines()
    return [json.loads(line)["note"] for line in lines]


@pytest.mark.committed
def test_it_fetches_and_keeps_each_continuation_once(keeper, seal, tmp_path):
    first = seal(3)
    assert judged(keeper, keeper.fetch()) == (200, "kept")
    assert judged(keeper, keeper.fetch()) == (200, "kept")
    second = seal(4)
    assert judged(keeper, keeper.fetch())[0] == 200

    assert kept(tmp_path) == [first, second]


@pytest.mark.committed
def test_a_log_that_was_rewritten_is_refused_and_what_was_kept_stays(
    keeper, seal, rewrite, tmp_path
):
    first = seal(3)
    keeper.take(first)
    rewrite()
    seal(9)

    status, said = judged(keeper, keeper.fetch())

    assert (status, said.split(":")[0]) == (409, "REWRITTEN")
    assert kept(tmp_path) == [first]


@pytest.mark.committed
def test_it_takes_what_is_sent_and_refuses_strangers(keeper, seal, rewrite, tmp_path):
    server = receiver(keeper, 0, "a token")
    url = f"http://127.0.0.1:{server.server_port}/"
    with serving(server):
        HttpWitness(url, "a token").send(seal(3))
        for token, note, permanent in (
            ("another", seal(1), True),
            ("a token", "no checkpoint", True),
        ):
            with pytest.raises(GatewayFailure) as failure:
                HttpWitness(url, token).send(note)
            assert failure.value.permanent is permanent
        rewrite()
        with pytest.raises(GatewayFailure, match="REWRITTEN"):
            HttpWitness(url, "a token").send(seal(8))

    assert len(kept(tmp_path)) == 1
