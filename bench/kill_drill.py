"""Sixteen phones write while workers and PostgreSQL are killed with -9; then everything is counted.

Acknowledged = stored, none twice, positions without a gap, the tree whole: the run fails otherwise.
`--seconds` and `--seed` say how long, and which moments; `--database` chooses one of the two.
"""

import argparse
import socket
import sys
import tempfile
from pathlib import Path

import flask_migrate

from tests.databases import SERVERS, PostgresServer
from tests.drill import Drill, Outcome


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def drill(name: str, seconds: float, seed: int) -> Outcome:
    """One run on an empty database of its own."""
    server = SERVERS[name]()
    if isinstance(server, PostgresServer):
        server.write_through()
    with tempfile.TemporaryDirectory() as folder:
        run = Drill(server, server.create("drill"), Path(folder), free_port(), seed)
        with run.app.app_context():
            flask_migrate.upgrade()
        try:
            return run.run(seconds)
        finally:
            server.stop()


def tell(name: str, outcome: Outcome) -> None:
    """What was seen."""
    killed = ", ".join(f"{count} x {what}" for what, count in sorted(outcome.killed.items()))
    entries = outcome.audit.size if outcome.audit else 0
    checkpoints = outcome.audit.checkpoints if outcome.audit else 0
    print(f"{name}: killed {killed}")
    print(
        f"  {len(outcome.answered)} acknowledged, {len(outcome.stored)} stored, "
        f"{outcome.repeats} sent again on purpose, {outcome.resent} after no answer"
    )
    print(f"  {entries} entries, {checkpoints} checkpoints, {len(outcome.faults)} faults")
    for fault in (*outcome.faults, *outcome.odd):
        print(f"  FAULT: {fault}")


def main() -> None:
    """Run on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=list(SERVERS), action="append")
    wanted = parser.parse_args()
    faults = 0
    for name in wanted.database or SERVERS:
        outcome = drill(name, wanted.seconds, wanted.seed)
        tell(name, outcome)
        faults += len(outcome.faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
