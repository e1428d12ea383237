"""A short drill in the suite; `bench/kill_drill.py` runs long ones."""

import flask_migrate
import pytest

from tests.databases import SERVERS, PostgresServer
from tests.drill import Drill
from tests.drill_phones import CLIENTS

SECONDS = 4.0


@pytest.mark.committed
@pytest.mark.parametrize("name", list(SERVERS))
def test_what_is_acknowledged_is_stored_once_whatever_is_killed(name, tmp_path, free_port):
    server = SERVERS[name]()
    try:
        if isinstance(server, PostgresServer):
            server.write_through()
        drill = Drill(server, server.create("drill"), tmp_path, free_port, seed=3)
        with drill.app.app_context():
            flask_migrate.upgrade()

        outcome = drill.run(SECONDS)
    finally:
        server.stop()

    assert (outcome.faults, outcome.odd) == ([], [])
    assert len(outcome.answered) >= CLIENTS
    assert "worker" in outcome.killed
    assert outcome.killed["postmaster"] > 0 or name != "postgresql"
    assert outcome.audit is not None
    assert outcome.audit.size == len(outcome.positions) == outcome.head
