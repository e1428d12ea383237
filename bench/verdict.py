"""The verdict page beside a bare Flask hello, in one process and one run, on both databases.

Prints CPU microseconds a request, the ratio hello / verdict (goals: 0.15 on SQLite, 0.10 on
PostgreSQL) and the statements a verdict makes (goal: exactly one SELECT, none for a forged serial).
Run from the root: `.venv/bin/python -m bench.verdict`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.databases import SERVERS, Server
from tests.makers import GTIN, NOW, Maker
from webapp.app import create_app
from webapp.config import Config
from webapp.db import db

GOALS = {"sqlite": 0.15, "postgresql": 0.10}
FORGED = "ABCD1234EFGH5678"
JOURNEY = (
    '{"code": "harvesting", "labels": {"vi": "Thu hoạch", "en": "Harvest"}, "days_late": 1,'
    ' "at": "2026-10-20T02:00:00+00:00", "commune": "Mường Và", "place": "LOC-03646-0001",'
    ' "organisation": "HTX Mường Và", "photo": null}'
)


def hello_app() -> Flask:
    """What Flask itself costs."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def verdict_app(server: Server, folder: Path) -> tuple[Flask, str]:
    """Our application on a small filled database, and the link of a stamp in it."""
    config = Config.for_tests(
        database_url=server.create("bench"),
        files_dir=folder,
        scan_flush_seconds=0.5,
        registered_gtins_seconds=60.0,
    )
    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade()
        make = Maker(app.extensions["temthat"].keyring, NOW)
        product = make.product(make.licensed(), gtin=GTIN)
        order = make.order(product)
        make.activation(
            make.roll(order), make.packed_lot(product, journey=f"[{', '.join([JOURNEY] * 7)}]")
        )
        make.scan(order)
        return app, f"/01/{GTIN}/21/{make.serial(order)}"


def caller(app: Flask, path: str) -> Callable[[], None]:
    """One request through the whole WSGI stack, a person's look with a cookie."""
    environ = EnvironBuilder(
        path, headers={"Accept": "text/html", "Cookie": f"device={'a' * 22}"}
    ).get_environ()

    def call() -> None:
        _, status, _ = run_wsgi_app(app.wsgi_app, dict(environ), buffered=True)
        assert status.startswith("200"), status

    return call


def measure(runs: dict[str, Callable[[], None]], count: int, rounds: int) -> dict[str, float]:
    """CPU microseconds a call: the lower quartile of interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            for _ in range(count):
                run()
            times[name].append((time.process_time() - start) / count * 1e6)
    return {name: statistics.quantiles(taken, n=4)[0] for name, taken in times.items()}


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """Every statement sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":  # SQLite's own, without a round trip
            sent.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(db.engine, "before_cursor_execute", note)


def bench(name: str, count: int, rounds: int) -> bool:
    """Measure on one database, print, and tell whether the goals are met."""
    server = SERVERS[name]()
    with tempfile.TemporaryDirectory() as folder:
        app, link = verdict_app(server, Path(folder))
        runs = {
            "hello": caller(hello_app(), "/"),
            "verdict": caller(app, link),
            "forged": caller(app, f"/01/{GTIN}/21/{FORGED}"),
        }
        for run in runs.values():
            run()
        app.extensions["scan_sink"].flush()
        with statements_of(app) as of_verdict:
            runs["verdict"]()
        with statements_of(app) as of_forged:
            runs["forged"]()
        cpu = measure(runs, count, rounds)
    server.stop()
    ratio = cpu["hello"] / cpu["verdict"]
    shown = ", ".join(f"{run} {taken:.0f} us" for run, taken in cpu.items())
    print(f"{name:10}  {shown}  hello/verdict {ratio:.3f} (goal {GOALS[name]})")
    print(f"{'':10}  statements: verdict {len(of_verdict)}, forged {len(of_forged)}")
    return ratio >= GOALS[name] and len(of_verdict) == 1 and not of_forged


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    met = [bench(name, chosen.count, chosen.rounds) for name in SERVERS]
    print("goals met" if all(met) else "goals missed")


if __name__ == "__main__":
    main()
