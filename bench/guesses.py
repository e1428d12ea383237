"""Guessing and crawling at length: a million codes, ten thousand requests, and the time of answers.

The time of an answer must not tell a code that nobody ordered from one that is not printed yet:
both pass the serial's own check and make the same one statement. Their times are taken in turn and
held against each other by the rank test of Mann and Whitney; p above 0.01 is the goal. A forged
code stops before the database and is faster; it tells no more than that it was made up.

Run from the root: `.venv/bin/python -m bench.guesses`.
"""

import argparse
import itertools
import math
import random
import tempfile
import time
from pathlib import Path

import flask_migrate
from flask import Flask

from bench.served import verdicts
from bench.stands import HTML, caller
from tests.crawler import Crawler
from tests.databases import SERVERS
from tests.guesses import hits, places_in
from tests.makers import GTIN, NOW, Maker
from traceability.keyring import Keyring, SerialPlace
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState
from webapp.db import close_connections

GOAL_P = 0.01


def guess(keyring: Keyring, count: int) -> bool:
    """Goal: none of a million opens."""
    key = keyring.key(keyring.current_id)
    begun = time.process_time()
    found = len(hits(key, random.Random(8).randbytes(10 * count)))  # noqa: S311
    print(f"  {count} guesses: {found} hits in {time.process_time() - begun:.1f} s")
    return found == 0


def ranked_p(one: list[float], other: list[float]) -> float:
    """Two-sided p of the rank test: how likely such ranks are if both times are alike."""
    ordered = sorted((value, name) for name, values in enumerate((one, other)) for value in values)
    ranks = sum(rank for rank, (_, name) in enumerate(ordered, start=1) if name == 0)
    n, m = len(one), len(other)
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(ranks - n * (n + m + 1) / 2) / spread / math.sqrt(2))


def compare_times(app: Flask, paths: dict[str, str], count: int) -> bool:
    """Goal: nobody can tell a code beyond all orders from one that is not printed."""
    calls = {name: caller(app, itertools.repeat(path), HTML) for name, path in paths.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    chance = random.Random(9)  # noqa: S311
    for call in calls.values():
        for _ in range(20):
            call()
    for _ in range(count):
        for name in chance.sample(list(calls), len(calls)):
            begun = time.perf_counter()
            calls[name]()
            times[name].append(time.perf_counter() - begun)
    medians = {name: sorted(taken)[len(taken) // 2] * 1e6 for name, taken in times.items()}
    p = ranked_p(times["beyond"], times["unprinted"])
    shown = "  ".join(f"{name} {median:.0f} us" for name, median in medians.items())
    print(f"  median of {count} answers each: {shown}; beyond/unprinted p = {p:.3f}")
    return p > GOAL_P


def crawl(app: Flask, links: list[str], own: set[SerialPlace], most: int) -> bool:
    """Goal: only what was in the hand."""
    keyring: Keyring = app.extensions["temthat"].keyring
    hosts = app.extensions["temthat"].config.own_hosts
    pages = Crawler(app.test_client(), hosts, most).run(links)
    learned = {place for page in pages for place in places_in(page.text, keyring)}
    print(f"  {len(pages)} requests from {len(links)} stamps: {len(learned - own)} others learned")
    return bool(learned) and learned <= own


def bench(name: str, chosen: argparse.Namespace) -> bool:
    """Run all on one database."""
    print(name)
    server = SERVERS[name]()
    with tempfile.TemporaryDirectory() as folder:
        app = verdicts(server.create("guesses"), Path(folder))
        keyring: Keyring = app.extensions["temthat"].keyring
        with app.app_context():
            flask_migrate.upgrade()
            make = Maker(keyring, NOW)
            product = make.product(make.licensed(), gtin=GTIN)
            sold, unprinted = make.order(product, count=1000), make.order(product)
            waiting = make.order(product, state=OrderState.ORDERED)
            make.activation(make.roll(sold), make.packed_lot(product))
            make.roll(unprinted, state=StampState.NOT_PRINTED, printed_at=None, delivered_at=None)
            places = {
                "beyond": SerialPlace(1, 2**40 - 1),
                "waiting": SerialPlace(1, waiting.first),
                "unprinted": SerialPlace(1, unprinted.first),
            }
            own = {SerialPlace(1, sold.first + n) for n in range(0, 1000, 25)}
        paths = {it: f"/01/{GTIN}/21/{keyring.serial(place)}" for it, place in places.items()}
        paths["forged"] = f"/01/{GTIN}/21/ABCD1234EFGH5678"
        links = sorted(f"/01/{GTIN}/21/{keyring.serial(place)}" for place in own)
        met = [
            guess(keyring, chosen.guesses),
            compare_times(app, paths, chosen.answers),
            crawl(app, links, own, chosen.requests),
        ]
        app.extensions["scan_sink"].flush()
        with app.app_context():
            close_connections()
    server.stop()
    return all(met)


def main() -> None:
    """Print both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=1_000_000)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--databases", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    chosen = parser.parse_args()
    met = [bench(name, chosen) for name in chosen.databases]
    print("goals met" if all(met) else "goals missed")


if __name__ == "__main__":
    main()
