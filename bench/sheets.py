"""Sheets of stamps against the bare encoding of their symbols, side by side in one run.

Prints CPU microseconds a label, the ratio (goal: at most 2), bytes a label (goal: at most 300)
and peak memory over runs ten times as long (goal: flat).
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import zxingcpp

from webapp.gateways.printing.labels import LAYOUTS, Drawing, SheetLayout, StampLabel
from webapp.gateways.printing.sheets import stamp_sheet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HOST = "tem.sonla.vn"
GOAL_RATIO, GOAL_BYTES = 2.0, 300


def serial(number: int) -> str:
    """17 characters that look random and are the same in every run."""
    mixed = (number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**85
    return "".join(ALPHABET[mixed >> shift & 31] for shift in range(0, 85, 5))


def labels(count: int, first: int = 0) -> Iterator[StampLabel]:
    """Labels of one order, made while they are asked for."""
    for number in range(first, first + count):
        text = serial(number)
        groups = " ".join(text[at : at + 4] for at in range(0, 17, 4))
        payload = f"HTTPS://{HOST.upper()}/01/09520123456788/21/{text[:16]}"
        yield StampLabel(payload, groups, HOST, "Nếp tan Mường Và")


def encode_only(count: int) -> int:
    """The bare encoder on the same payloads."""
    for label in labels(count):
        zxingcpp.create_barcode(label.payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return 0


def make_only(count: int) -> int:
    """The labels themselves, to be taken off both sides."""
    return sum(1 for _ in labels(count)) * 0


def sheet(layout: SheetLayout) -> Callable[[int], int]:
    """A run that prints and counts the bytes, keeping none."""
    return lambda count: sum(len(piece) for piece in stamp_sheet(labels(count), layout))


RUNS: dict[str, Callable[[int], int]] = {
    "labels": make_only,
    "encode": encode_only,
    "a4-65 mask": sheet(LAYOUTS["a4-65"]),
    "a4-65 outline": sheet(replace(LAYOUTS["a4-65"], drawing=Drawing.OUTLINE)),
    "a4-24 mask": sheet(LAYOUTS["a4-24"]),
    "roll mask": sheet(LAYOUTS["roll-50x30"]),
}


def measure(count: int, rounds: int) -> tuple[dict[str, float], dict[str, int]]:
    """Interleaved rounds: the lower quartile of CPU time a label, and bytes, of each run."""
    times: dict[str, list[float]] = {name: [] for name in RUNS}
    sizes: dict[str, int] = {}
    for _ in range(rounds):
        for name, run in RUNS.items():
            start = time.process_time()
            sizes[name] = run(count)
            times[name].append((time.process_time() - start) / count * 1e6)
    return {name: statistics.quantiles(taken, n=4)[0] for name, taken in times.items()}, sizes


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    cpu, sizes = measure(chosen.labels, chosen.rounds)
    bare = cpu["encode"] - cpu["labels"]
    print(f"{chosen.labels} labels, lower quartile of {chosen.rounds} interleaved rounds")
    for name in list(RUNS)[1:]:
        own = cpu[name] - cpu["labels"]
        size = sizes[name] / chosen.labels
        print(f"{name:15} {own:7.0f} us/label  x{own / bare:5.2f}  {size:6.0f} bytes/label")
    before = peak_megabytes()
    sheet(LAYOUTS["a4-65"])(chosen.labels * 10)
    print(f"peak memory {before:.0f} MB, after ten times as many labels {peak_megabytes():.0f} MB")
    ratio = (cpu["a4-65 mask"] - cpu["labels"]) / bare
    met = ratio <= GOAL_RATIO and sizes["a4-65 mask"] / chosen.labels <= GOAL_BYTES
    print("goals met" if met else "goals missed")


if __name__ == "__main__":
    main()
