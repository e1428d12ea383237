"""Opening, reading and copying within 300 MB, each in a process of its own that is held to it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scanner.drawing import claim_size, encode, make_photo, make_png, tile_corners

ROOT = Path(__file__).parents[2]
ALLOWED = 300_000_000

LOOK = """
import resource, sys
from pathlib import Path
import scanner.decode, scanner.picture
from traceability.errors import Refusal

def look(data):
    for way in (scanner.decode.decode, scanner.picture.public_copy):
        try:
            way(data)
        except Refusal as refusal:
            print(refusal.code)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

data = Path(sys.argv[1]).read_bytes()
look(Path(sys.argv[2]).read_bytes())
before = peak()
look(data)
print(peak() - before)
"""


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: make_png(5000, 5000, colour_type=6), id="rgba"),
        pytest.param(lambda: make_png(5000, 5000, colour_type=4), id="grey-alpha"),
        pytest.param(lambda: make_png(5000, 5000, colour_type=0, depth=16), id="16-bit"),
        pytest.param(lambda: encode(tile_corners(4000, 3000)), id="corner-marks"),
        pytest.param(lambda: make_png(60_000, 400, colour_type=0), id="strip"),
        pytest.param(
            lambda: claim_size(encode(make_photo(), "JPEG"), 8000, 8000), id="lying-header"
        ),
    ],
)
def test_the_worst_files_stay_within_the_memory(make, tmp_path: Path) -> None:
    worst, small = tmp_path / "worst", tmp_path / "small"
    worst.write_bytes(make())
    small.write_bytes(encode(make_photo()))

    done = subprocess.run(
        [sys.executable, "-c", LOOK, worst, small],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    assert int(done.stdout.split()[-1]) < ALLOWED
