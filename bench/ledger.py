"""Appending to the ledger with its tree and without, side by side, and walking all of it.

Prints, on both databases and for batches of 1, 100 and 1000 entries: entries a second without the
tree, with a checkpoint signed after every batch, and the ratio (goal for 1000: at least 0.70). Then
how long it takes to verify the whole ledger (`--entries`, 100,000 unless told).
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from flask import Flask

from tests.databases import SERVERS, Server
from tests.ledger_entries import append
from tests.makers import NOW
from traceability.checkpoint import LogSigner
from traceability.roles import Actor
from webapp.app import create_app
from webapp.config import Config
from webapp.db import db
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint

GOAL = 0.70
BATCHES = (1, 100, 1000)
SIGNER = LogSigner("bench.example/ledger", b"bench")
SYSTEM = Actor.system()
FILLING = "x" * 1200  # about as large as an entry of a diary


def plain(count: int) -> None:
    """Without the tree."""
    append(SYSTEM, count, FILLING)


def sealed(count: int) -> None:
    """With a checkpoint for the batch."""
    append(SYSTEM, count, FILLING)
    sign_checkpoint(SYSTEM, SIGNER, now=NOW)


def rate(act: Callable[[int], None], batch: int, seconds: float) -> float:
    """Entries a second."""
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        act(batch)
        done += batch
    return done / (time.perf_counter() - begun)


def measure_capture(seconds: float, rounds: int) -> None:
    """Interleaved rounds; the best of each."""
    for batch in BATCHES:
        best = {"plain": 0.0, "sealed": 0.0}
        for _ in range(rounds):
            sign_checkpoint(SYSTEM, SIGNER, now=NOW)  # what the other way left over is not counted
            best["sealed"] = max(best["sealed"], rate(sealed, batch, seconds))
            best["plain"] = max(best["plain"], rate(plain, batch, seconds))
        ratio = best["sealed"] / best["plain"]
        goal = f"  (goal {GOAL})" if batch == BATCHES[-1] else ""
        print(
            f"  batch {batch:5}: {best['plain']:8.0f}/s without, "
            f"{best['sealed']:8.0f}/s with the tree, ratio {ratio:.2f}{goal}"
        )


def measure_audit(entries: int) -> None:
    """How long the whole walk takes."""
    size = sign_checkpoint(SYSTEM, SIGNER, now=NOW) or 0
    for _ in range(max(0, entries - size) // 1000 + 1):
        append(SYSTEM, 1000, FILLING)
    begun = time.perf_counter()
    sign_checkpoint(SYSTEM, SIGNER, now=NOW)
    signed = time.perf_counter()
    audit = audit_ledger(SIGNER.key)
    verified = time.perf_counter()
    print(
        f"  {audit.size} entries: the last part sealed in {signed - begun:.1f} s, "
        f"verified in {verified - signed:.1f} s, {len(audit.findings)} findings"
    )


def migrated(server: Server, folder: Path) -> Flask:
    """An application on an empty database."""
    url = server.create("bench_ledger")
    app = create_app(Config.for_tests(database_url=url, files_dir=folder))
    with app.app_context():
        flask_migrate.upgrade()
    return app


def main() -> None:
    """Run on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=100_000)
    wanted = parser.parse_args()
    for name, start in SERVERS.items():
        server = start()
        with tempfile.TemporaryDirectory() as folder:
            app = migrated(server, Path(folder))
            print(name)
            with app.app_context():
                measure_capture(wanted.seconds, wanted.rounds)
                measure_audit(wanted.entries)
                db.session.remove()
                db.engine.dispose()
        server.stop()


if __name__ == "__main__":
    main()
