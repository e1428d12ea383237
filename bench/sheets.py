"""Sheets of stamps against the bare encoding of their symbols, side by side in one run.

Prints CPU microseconds a label, the ratio (goal 7: at most 2), bytes a label (goal 7: at most 300),
memory over a run of a hundred times as many labels (goal 7: flat; `--long 1000000` for a million,
some minutes) and the modules of plain and signed links (goal 8: 29, and 45 on 22 mm and more).
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import zxingcpp

from traceability.stamp_sizes import modules_of_link, smallest_stamp_mm
from webapp.gateways.printing.drawings import stamp_drawings
from webapp.gateways.printing.label_lists import stamp_list
from webapp.gateways.printing.labels import LAYOUTS, Drawing, SheetLayout, StampLabel, single
from webapp.gateways.printing.sheets import stamp_sheet
from webapp.gateways.printing.symbols import modules_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HOST = "tem.sonla.vn"
GOAL_RATIO, GOAL_BYTES = 2.0, 300
FLAT_MEGABYTES = 16.0  # what a long file may add: its table of places, and the allocator's slack
SIGNATURE = "/" + "A7" * 52  # 64 bytes in base 32


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


def listed(count: int) -> int:
    """The same for the CSV."""
    return sum(len(piece) for piece in stamp_list(labels(count)))


def drawn(count: int) -> int:
    """The same for single drawings, of which one archive takes some thousands."""
    numbered = (replace(label, number=n) for n, label in enumerate(labels(count), start=1))
    return sum(len(piece) for piece in stamp_drawings(numbered, single(40, 25)))


RUNS: dict[str, Callable[[int], int]] = {
    "labels": make_only,
    "encode": encode_only,
    "a4-65 mask": sheet(LAYOUTS["a4-65"]),
    "a4-65 outline": sheet(replace(LAYOUTS["a4-65"], drawing=Drawing.OUTLINE)),
    "a4-24 mask": sheet(LAYOUTS["a4-24"]),
    "roll mask": sheet(LAYOUTS["roll-50x30"]),
    "csv": listed,
    "svg in zip": drawn,
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


def megabytes() -> float:
    """What this process holds at this moment."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def growth(layout: SheetLayout | None, count: int) -> float:
    """Megabytes by which memory grows between the first tenth of a file and its end."""
    held: list[float] = []

    def watched() -> Iterator[StampLabel]:
        for number, label in enumerate(labels(count)):
            if number in (count // 10, count - 1):
                held.append(megabytes())
            yield label

    pieces = stamp_sheet(watched(), layout) if layout else stamp_list(watched())
    for _ in pieces:
        pass
    return held[-1] - held[0]


def check_memory(count: int) -> bool:
    """Goal 7: flat memory."""
    grown = {"a4-65 mask": growth(LAYOUTS["a4-65"], count), "csv": growth(None, count)}
    for name, more in grown.items():
        print(f"{name:15} {count} labels: memory {more:+.1f} MB after the first tenth")
    return max(grown.values()) <= FLAT_MEGABYTES


def check_modules() -> bool:
    """Goal 8: as the encoder draws them, and as they are counted before."""
    plain = next(labels(1)).payload
    told = {}
    for name, link in (("plain", plain), ("signed", plain + SIGNATURE)):
        told[name] = (len(modules_of(link)), modules_of_link(link), smallest_stamp_mm(link))
        print(
            f"{name:15} {told[name][0]} modules at level M, stamps of {told[name][2]} mm and more"
        )
    return told == {"plain": (29, 29, 15), "signed": (45, 45, 22)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", type=int, default=50_000)
    chosen = parser.parse_args()
    cpu, sizes = measure(chosen.labels, chosen.rounds)
    bare = cpu["encode"] - cpu["labels"]
    print(f"{chosen.labels} labels, lower quartile of {chosen.rounds} interleaved rounds")
    for name in list(RUNS)[1:]:
        own = cpu[name] - cpu["labels"]
        size = sizes[name] / chosen.labels
        print(f"{name:15} {own:7.0f} us/label  x{own / bare:5.2f}  {size:6.0f} bytes/label")
    ratio = (cpu["a4-65 mask"] - cpu["labels"]) / bare
    met = ratio <= GOAL_RATIO and sizes["a4-65 mask"] / chosen.labels <= GOAL_BYTES
    is_flat, is_small = check_memory(chosen.long), check_modules()
    print("goals met" if met and is_flat and is_small else "goals missed")


if __name__ == "__main__":
    main()
