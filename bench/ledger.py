"""Capturing with the ledger's tree and without, side by side, and walking all of the ledger.

Prints on both databases, for batches of 1, 100 and 1000, entries a second without the tree, with a
checkpoint signed after every batch, and the ratio:

- appended: entries of one transaction, which take the head once (`ledger.append_all`; goal for
  1000: at least 0.70);
- captured: diary entries as phones send them, each a transaction of its own with all its checks and
  its public statement; the worker seals them together, as it does each minute.

Then how long it takes to verify the whole ledger (`--entries`, 100,000 unless told), and how much
memory the walk adds.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask

from tests.databases import SERVERS, PostgresServer, Server
from tests.diary import HOST, entry
from tests.ledger_entries import append
from tests.lots import tell_catalogue
from tests.makers import NOW, Maker
from traceability.checkpoint import LogSigner
from traceability.roles import Actor, Role
from webapp.app import create_app
from webapp.config import Config
from webapp.db import close_connections, db
from webapp.models import Lot
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lots import OpenLot, open_lot

GOAL = 0.70
BATCHES = (1, 100, 1000)
SIGNER = LogSigner("bench.example/ledger", b"bench")
SYSTEM = Actor.system()
FILLING = "x" * 1200  # about as large as an entry of a diary


def seal() -> None:
    """What the worker does each minute."""
    sign_checkpoint(SYSTEM, SIGNER, now=NOW)


def rate(act: Callable[[int], object], batch: int, wanted: "Wanted", *, with_tree: bool) -> float:
    """Entries a second."""
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < wanted.seconds:
        act(batch)
        if with_tree:
            seal()
        done += batch
    return done / (time.perf_counter() - begun)


def measure(name: str, act: Callable[[int], object], wanted: "Wanted") -> None:
    """Interleaved rounds; the best of each."""
    for batch in wanted.batches:
        best = {True: 0.0, False: 0.0}
        for _ in range(wanted.rounds):
            for with_tree in best:
                seal()  # what the other way left over is not counted
                found = rate(act, batch, wanted, with_tree=with_tree)
                best[with_tree] = max(best[with_tree], found)
        goal = f"  (goal {GOAL})" if batch == BATCHES[-1] else ""
        print(
            f"  {name}, batch {batch:5}: {best[False]:8.0f}/s without, "
            f"{best[True]:8.0f}/s with the tree, ratio {best[True] / best[False]:.2f}{goal}"
        )


def append_batch(count: int) -> None:
    """Entries of one transaction."""
    append(SYSTEM, count, FILLING)


def capturing(app: Flask) -> Callable[[int], None]:
    """A farmer who writes so many entries, one after the other."""
    make = Maker(app.extensions["temthat"].keyring, NOW)
    organisation = make.organisation()
    farmer = make.actor(Role.FARMER, organisation)
    product, place = make.product(organisation), make.place(organisation)
    tell_catalogue(NOW)

    def capture(count: int) -> None:
        lot = Lot(id=open_lot(farmer, OpenLot(product.id, place.id), now=NOW))
        for _ in range(count):
            capture_event(farmer, entry(lot, "irrigating"), HOST, now=NOW)

    return capture


def measure_audit(entries: int) -> None:
    """How long the whole walk takes."""
    size = sign_checkpoint(SYSTEM, SIGNER, now=NOW) or 0
    for first in range(size, entries, 1000):
        append(SYSTEM, min(1000, entries - first), FILLING)
    begun = time.perf_counter()
    seal()
    signed, before = time.perf_counter(), peak_megabytes()
    audit = audit_ledger(SIGNER.key)
    verified = time.perf_counter()
    print(
        f"  {audit.size} entries: the last part sealed in {signed - begun:.1f} s, "
        f"verified in {verified - signed:.1f} s, {len(audit.findings)} findings, "
        f"{peak_megabytes() - before:.0f} MB more than the {before:.0f} MB of before"
    )


def peak_megabytes() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True)
class Wanted:
    """How long, how often."""

    seconds: float
    rounds: int
    batches: Sequence[int]


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
    parser.add_argument("--batches", type=int, nargs="+", default=BATCHES)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    wanted = parser.parse_args()
    for name in wanted.databases:
        server = SERVERS[name]()
        if isinstance(server, PostgresServer):
            server.write_through()
        with tempfile.TemporaryDirectory() as folder:
            app = migrated(server, Path(folder))
            print(name)
            with app.app_context():
                times = Wanted(wanted.seconds, wanted.rounds, wanted.batches)
                measure("appended", append_batch, times)
                measure("captured", capturing(app), times)
                measure_audit(wanted.entries)
                db.session.remove()
                close_connections()
        server.stop()


if __name__ == "__main__":
    main()
