"""Signatures and lists for phones: how fast, and how large, against the other ways there are.

    .venv/bin/python -m bench.trust_lists      # a minute on two slow cores

One process, no database. Every comparison stands side by side in one run, best of three rounds.
"""

import argparse
import gzip
import hashlib
import random
import time
from collections.abc import Callable, Iterator
from uuid import UUID

from traceability.gs1 import Gtin, Serial
from traceability.serials import SerialKey, issue_many, open_serial
from traceability.signed_lists import (
    SignedOrder,
    listed_pieces,
    write_order,
    write_revocations,
)
from traceability.stamp_signatures import (
    SignedStamp,
    StampSignature,
    StampSigner,
    signed_link,
)
from traceability.stamp_standing import Standing, StandingRange

SECRET = b"a secret for measuring, and never for stamps"
SIGNER = StampSigner(SECRET, 1)
GTIN = Gtin("09520123456788")
ROUNDS = 3
FALSE_ALARM_BITS = 20  # one in a million


def best(work: Callable[[], object]) -> float:
    """Seconds of CPU of the quickest of the rounds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def speed(count: int) -> None:
    """Signing and verifying, beside opening a serial."""
    key = SerialKey.derive(SECRET, 1)
    serials = list(issue_many(key, 0, count))
    stamps = [SignedStamp("tem.example", serial, GTIN) for serial in serials]
    given = [SIGNER.sign(stamp, number) for number, stamp in enumerate(stamps)]
    texts = [it.text for it in given]
    opening = best(lambda: [open_serial(key, it) for it in serials])
    works = {
        "open a serial (for comparison)": opening,
        "make a signed link": best(
            lambda: [signed_link(it, SIGNER, number) for number, it in enumerate(stamps)]
        ),
        "read a signature's text": best(lambda: [StampSignature.read(it) for it in texts]),
        "verify": best(
            lambda: [SIGNER.public.signed_stamp(*it) for it in zip(stamps, given, strict=True)]
        ),
    }
    print("| work | a second | times opening a serial |\n|---|---|---|")
    for name, seconds in works.items():
        print(f"| {name} | {len(serials) / seconds:,.0f} | {seconds / opening:.1f} |")


def golomb_set(serials: Iterator[Serial]) -> int:
    """Bytes of a Golomb-Rice coded set of hashes with one false alarm in 2^20."""
    hashes = [int.from_bytes(hashlib.sha256(it.encode()).digest()[:8]) for it in serials]
    space = len(hashes) << FALSE_ALARM_BITS
    values = sorted(it * space >> 64 for it in hashes)
    bits = before = 0
    for value in values:
        bits += (value - before >> FALSE_ALARM_BITS) + 1 + FALSE_ALARM_BITS
        before = value
    return -(-bits // 8)


def listed_bytes(*orders: SignedOrder) -> int:
    """The body of the public list."""
    _, body = write_revocations(pair for it in orders for pair in listed_pieces(it, SIGNER))
    return len(body)


def order(number: int, first: int, *parts: StandingRange) -> SignedOrder:
    """An order of which lists tell."""
    return SignedOrder(UUID(int=number), 1, first, parts[-1].last, parts, {})


def whole_order(count: int) -> SignedOrder:
    """One that is recalled as a whole."""
    return order(1, 777, StandingRange(0, count, Standing.RECALLED, 0))


def single_stamps(count: int, among: int) -> Iterator[SignedOrder]:
    """Stamps one here, one there, in an order of `among`."""
    chosen = sorted(random.Random(7).sample(range(among), count))  # noqa: S311 - no secret
    for place in chosen:
        yield SignedOrder(UUID(int=1), 1, place, 1, (StandingRange(0, 1, Standing.ON_HOLD, 0),), {})


def sizes(smaller: int) -> None:
    """The public list: slots against hashes of serials, and what each takes to make."""
    lot, roll, some, among = (it // smaller for it in (100_000, 1_000_000, 1000, 10_000_000))
    key = SerialKey.derive(SECRET, 1)
    print("\n| withdrawn | slots, bytes | ms | hashes of serials, bytes | ms | ratio |")
    print("|---|---|---|---|---|---|")
    cases = {
        f"a lot of {lot:,} in one range": (lot, lambda: listed_bytes(whole_order(lot))),
        f"a roll of {roll:,}": (roll, lambda: listed_bytes(whole_order(roll))),
        f"{some:,} single stamps among {among:,}": (
            some,
            lambda: listed_bytes(*single_stamps(some, among)),
        ),
        f"{lot:,} single stamps among {among:,}": (
            lot,
            lambda: listed_bytes(*single_stamps(lot, among)),
        ),
    }
    for name, (count, work) in cases.items():
        begun = time.process_time()
        slots = work()
        between = time.process_time()
        hashes = golomb_set(issue_many(key, 0, count))
        ended = time.process_time()
        ms = (1000 * (between - begun), 1000 * (ended - between))
        print(
            f"| {name} | {slots:,} | {ms[0]:,.0f} | {hashes:,} | {ms[1]:,.0f} "
            f"| 1 : {hashes / slots:,.0f} |"
        )


def province(orders: int, lots: int, ranges: int) -> Iterator[SignedOrder]:
    """Orders with their lots, and in each lot ranges that stand differently now and then."""
    chance = random.Random(11)  # noqa: S311 - no secret
    first = 0
    lots_each, ranges_each = lots // orders, ranges // lots
    for number in range(orders):
        parts, at = [], 0
        for lot in range(lots_each):
            for turn in range(ranges_each):
                count = chance.randint(20, 180)
                standing = Standing.ACTIVE if turn % 2 == 0 else Standing.ON_HOLD
                parts.append(StandingRange(at, at + count, standing, lot))
                at += count
        told = {
            "product": f"Chè Shan tuyết Mường Và {number % 300}",
            "organisation": f"Hợp tác xã nông nghiệp số {number % 500}",
            "lots": [
                [f"MVA-2611{lot:02d}-{number % 100:02d}", "2027-11-01"] for lot in range(lots_each)
            ],
        }
        yield SignedOrder(UUID(int=chance.getrandbits(128)), 1, first, at, tuple(parts), told)
        first += at


def inspection(smaller: int) -> None:
    """What inspectors carry, whole and as changes of an hour."""
    print("\n| inspectors' list | orders | lots | ranges | stamps | MB | MB gzip | s |")
    print("|---|---|---|---|---|---|---|---|")
    worlds = {
        "a small province": (1_000, 10_000, 30_000),
        "a large one": (10_000, 100_000, 200_000),
        "10^5 lots in 10^6 ranges": (10_000, 100_000, 1_000_000),
    }
    for name, whole in worlds.items():
        world = [it // smaller for it in whole]
        stamps, lines, begun = 0, [], time.process_time()
        for it in province(*world):
            lines.append(write_order(it, SIGNER))
            stamps += it.count
        seconds = time.process_time() - begun
        body = b"".join(lines)
        packed = len(gzip.compress(body, 5))
        print(
            f"| {name} | {world[0]:,} | {world[1]:,} | {world[2]:,} | {stamps:,} "
            f"| {len(body) / 1e6:.2f} | {packed / 1e6:.2f} | {seconds:.1f} |"
        )
    changed = b"".join(lines[:50])
    packed = len(gzip.compress(changed, 5))
    print(f"\n50 orders that changed: {len(changed):,} bytes, {packed:,} gzip")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smaller", type=int, default=1, help="so many times, for a trial")
    smaller = parser.parse_args().smaller
    speed(2000 // smaller)
    sizes(smaller)
    inspection(smaller)


if __name__ == "__main__":
    main()
