"""The verdict beside bare Flask and beside the naive page, from ten thousand to 20 million stamps.

Prints, on SQLite and PostgreSQL: CPU microseconds a request in one process with the ratios of goal
1 (hello / verdict: 0.15 and 0.10); statements and commits (goal 3: one SELECT, no commit, nothing
for a forged code); the median statement as stamps grow (goal 4: at 2*10^7 at most 1.4 and 2.2 times
that at 10^4, at 5*10^6 1.2 and 2.0); and requests a second through gunicorn gthread 2x8 (goal 2:
0.25 of hello, SQLite), at the smallest and the largest size: more servers would leave the database
no connections.

All figures of a ratio are taken side by side in interleaved rounds, the lower quartile of each
counts. Sizes are compared by equally many stamps from everywhere, each looked at before: what the
process keeps (pages of lots) and what the system keeps of the files is warm at every size. What
the first look at a lot costs a process stands apart (`html anew`).

Run from the root: `.venv/bin/python -m bench.verify`; 20 million take some minutes to fill.
"""

import argparse
import itertools
import math
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from bench.http_load import Load, get, load, quantile, wait_until_up
from bench.served import DATABASE, FOLDER, hello
from bench.stamp_data import COPIED
from bench.stands import ASKED, HTML, Call, Stand, caller, device, prepared
from tests.databases import SERVERS
from tests.makers import GTIN
from traceability.keyring import SerialPlace
from webapp.db import db, statement_sent
from webapp.long_lived import settle

SIZES = (10_000, 1_000_000, 20_000_000)
GOAL_CPU = {"sqlite": 0.15, "postgresql": 0.10}
GOAL_SERVED = {"sqlite": 0.25}
# By the number of stamps.
GOAL_GROWTH = {
    "sqlite": {5_000_000: 1.2, math.inf: 1.4},
    "postgresql": {5_000_000: 2.0, math.inf: 2.2},
}
FORGED = f"/01/{GTIN}/21/ABCD1234EFGH5678"
WATCHED = ("before_cursor_execute", "commit")
JSON = "application/json"
WARMING = 20
Asked = tuple[int, Callable[[], bytes]]  # a port, and the next request to it


def naive_paths(stand: Stand) -> Iterator[str]:
    """The same stamps at the naive page."""
    return (f"/naive/{path.rsplit('/', 1)[1]}" for path in stand.paths())


def runs_of(stand: Stand) -> dict[str, Call]:
    """What is measured of one size."""
    return {
        f"html {stand.size}": caller(stand.app, stand.paths(), HTML),
        f"json {stand.size}": caller(stand.app, stand.paths(), JSON),
        f"naive {stand.size}": caller(stand.app, naive_paths(stand), HTML),
        f"html anew {stand.size}": caller(stand.forgetful, stand.paths(), HTML),
    }


def measure(
    runs: dict[str, Call], count: int, rounds: int
) -> dict[str, tuple[float, float, float]]:
    """CPU microseconds a call (lower quartile of rounds), and the median and p99 of all calls.

    Each is called some times before it is measured, or it would pay for what the one before it in
    the round left in the processor's caches: the naive page fills them twenty times over.
    """
    cpu: dict[str, list[float]] = {name: [] for name in runs}
    wall: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            for _ in range(WARMING):
                run()
            begun = time.process_time()
            for _ in range(count):
                at = time.perf_counter()
                run()
                wall[name].append((time.perf_counter() - at) * 1e6)
            cpu[name].append((time.process_time() - begun) / count * 1e6)
    return {
        name: (
            quantile(cpu[name], 0.25),
            quantile(wall[name], 0.5),
            quantile(wall[name], 0.99),
        )
        for name in runs
    }


class Watch:
    """What one thread sends to the database, and how many microseconds each look's SELECT takes."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.taken: list[float] = []
        self._thread = threading.get_ident()

    def before_cursor_execute(
        self, _c: object, _cursor: object, statement: str, *_: object
    ) -> None:
        """SQLite's own BEGIN makes no round trip and is not counted."""
        if threading.get_ident() == self._thread and statement != "BEGIN":
            self.sent.append(statement)

    def driver_statement(self, statement: str, seconds: float) -> None:
        """One that is sent past SQLAlchemy."""
        if threading.get_ident() == self._thread:
            self.sent.append(statement)
            self.taken.append(seconds * 1e6)

    def commit(self, _connection: object) -> None:
        """Nobody who looks at a stamp waits for one."""
        if threading.get_ident() == self._thread:
            self.sent.append("COMMIT")


@contextmanager
def watched(app: Flask) -> Iterator[Watch]:
    """A watch over the application's database, meanwhile."""
    watch = Watch()
    with app.app_context():
        engine = db.engine
    hooks = {name: getattr(watch, name) for name in WATCHED}
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    with statement_sent.connected_to(watch.driver_statement):
        yield watch
    for name, hook in hooks.items():
        event.remove(engine, name, hook)


def check_statements(stand: Stand) -> bool:
    """Goal 3, on a warm process."""
    told = {}
    for name, path in (("verdict", next(stand.paths())), ("forged", FORGED)):
        call = caller(stand.app, itertools.repeat(path), HTML)
        call()
        with watched(stand.app) as watch:
            call()
        told[name] = watch.sent
    met = (
        len(told["verdict"]) == 1 and told["verdict"][0].startswith("SELECT") and not told["forged"]
    )
    shown = {name: [statement.split(None, 1)[0] for statement in it] for name, it in told.items()}
    print(f"  statements {shown}  goal 3 {said(met)}")
    return met


def check_growth(name: str, stands: list[Stand], rounds: int) -> bool:
    """Goal 4: the statement as requests send it, sizes in turn; and a much copied stamp."""
    copied = itertools.repeat(stands[-1].filled.path(SerialPlace(1, COPIED)))
    looks = {stand.size: (stand.app, caller(stand.app, stand.paths(), HTML)) for stand in stands}
    looks["copied"] = (stands[-1].app, caller(stands[-1].app, copied, HTML))
    times: dict[str, list[list[float]]] = {size: [] for size in looks}
    for _ in range(max(rounds, 8)):
        for size, (app, look) in looks.items():
            times[size].append(select_times(app, look))
    medians = {
        size: quantile([statistics.median(taken) for taken in of_rounds], 0.25)
        for size, of_rounds in times.items()
    }
    shown = "  ".join(
        f"{size}: {medians[size]:.0f} (p99 {quantile(list(itertools.chain(*it)), 0.99):.0f})"
        for size, it in times.items()
    )
    print(f"  select us, median of the lower quartile of rounds  {shown}")
    growths = {it.size: medians[it.size] / medians[stands[0].size] for it in stands[1:]}
    goals = {it.size: growth_goal(name, it.filled.stamps) for it in stands[1:]}
    for size, growth in growths.items():
        print(f"  growth to {size} x{growth:.2f} (goal 4: {goals[size]}, ", end="")
        print(f"{said(growth <= goals[size])})", flush=True)
    return all(growths[size] <= goals[size] for size in growths)


def growth_goal(name: str, stamps: int) -> float:
    """How much longer than on the smallest size the statement may take."""
    return next(goal for most, goal in GOAL_GROWTH[name].items() if stamps <= most)


def select_times(app: Flask, look: Call) -> list[float]:
    """What the database takes for a hundred looks."""
    with watched(app) as watch:
        for _ in range(100):
            look()
    return watch.taken


@contextmanager
def gunicorn(factory: str, settings: dict[str, str]) -> Iterator[int]:
    """A server of two processes with eight threads each; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "8"]
    command += ["-b", f"127.0.0.1:{port}", "--log-level", "error", "--graceful-timeout", "2"]
    command += [f"bench.served:{factory}()"]
    process = subprocess.Popen(command, env=os.environ | settings)  # noqa: S603
    try:
        wait_until_bound(port)
        wait_until_up(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_bound(port: int, seconds: float = 60) -> None:
    """Until the server's own process has begun to listen."""
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise TimeoutError(f"nobody listens on {port}")
        time.sleep(0.1)


def serve(name: str, stands: list[Stand], seconds: float, rounds: int) -> bool:
    """Goal 2: all servers stand at once and are asked in turn."""
    with ExitStack() as running:
        bare = running.enter_context(gunicorn("hello", {}))
        wanted: dict[str, tuple[int, Callable[[], bytes]]] = {
            "hello": (bare, lambda: get("/", HTML))
        }
        for stand in stands:
            settings = {DATABASE: stand.url, FOLDER: str(stand.folder)}
            wanted |= requests_of(stand, running.enter_context(gunicorn("verdicts", settings)))
        loads: dict[str, list[Load]] = {kind: [] for kind in wanted}
        for number in range(rounds + 1):  # the first, longer one warms all workers
            for kind, (port, request) in wanted.items():
                loads[kind].append(load(port, request, seconds if number else 3 * seconds))
    best = {kind: max(taken[1:], key=lambda it: it.per_second) for kind, taken in loads.items()}
    bare_rate = best["hello"].per_second
    for kind, it in best.items():
        share = it.per_second / bare_rate
        print(f"  gthread 2x8  {kind:12} {it.per_second:6.0f}/s  x{share:.2f}  ", end="")
        print(f"p50 {it.p50:.1f} ms  p99 {it.p99:.1f} ms")
    share = min(it.per_second for kind, it in best.items() if kind.startswith("html")) / bare_rate
    met = share >= GOAL_SERVED.get(name, 0)
    print(f"  served html/hello {share:.2f} (goal 2: {GOAL_SERVED.get(name, 'none')}, {said(met)})")
    return met


def requests_of(stand: Stand, port: int) -> dict[str, Asked]:
    """What is asked of one server."""
    paths, naive = stand.paths(), naive_paths(stand)
    return {
        f"html {stand.size}": (port, lambda: get(next(paths), HTML, device())),
        f"json {stand.size}": (port, lambda: get(next(paths), JSON)),
        f"naive {stand.size}": (port, lambda: get(next(naive), HTML)),
    }


def bench(name: str, chosen: argparse.Namespace) -> bool:
    """Measure on one database, print, and tell whether its goals are met."""
    print(f"{name}  (load {os.getloadavg()[0]:.1f})")
    server = SERVERS[name]()
    with tempfile.TemporaryDirectory() as folder:
        stands = list(prepared(server, chosen.sizes, Path(folder), chosen.asked))
        settle()  # as every process that serves
        print(f"  warm: {chosen.asked} stamps from everywhere at each size, each looked at twice")
        met = [
            check_statements(stands[-1]),
            check_growth(name, stands, chosen.rounds),
            check_cpu(name, stands, chosen.count, chosen.rounds),
        ]
        if chosen.seconds:
            ends = [stands[0], stands[-1]] if len(stands) > 1 else stands
            met.append(serve(name, ends, chosen.seconds, max(2, chosen.rounds // 4)))
        for stand in stands:
            stand.close()
    server.stop()
    print(f"  load at the end {os.getloadavg()[0]:.1f}")
    return all(met)


def check_cpu(name: str, stands: list[Stand], count: int, rounds: int) -> bool:
    """Goal 1: the page of a stamp on whose lot somebody looked before."""
    runs = {"hello": caller(hello(), itertools.repeat("/"), HTML)}
    for stand in stands:
        runs |= runs_of(stand)
    measured = measure(runs, count, rounds)
    bare = measured["hello"][0]
    for kind, (cpu, p50, p99) in measured.items():
        print(f"  in process  {kind:13} {cpu:6.0f} us CPU  x{bare / cpu:.3f}", end="")
        print(f"  p50 {p50:.0f} us  p99 {p99:.0f} us")
    worst = bare / max(measured[f"html {stand.size}"][0] for stand in stands)
    met = worst >= GOAL_CPU[name]
    print(f"  hello/html {worst:.3f} (goal 1: {GOAL_CPU[name]}, {said(met)})", flush=True)
    return met


def said(met: object) -> str:
    """Whether a goal is met."""
    return "met" if met else "MISSED"


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--databases", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    parser.add_argument("--asked", type=int, default=ASKED, help="different stamps of each size")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=2, help="of each load; 0 for none")
    chosen = parser.parse_args()
    met = [bench(name, chosen) for name in chosen.databases]
    print("goals met" if all(met) else "goals missed")


if __name__ == "__main__":
    main()
