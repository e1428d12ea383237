"""Every benchmark runs: one that broke would be noticed on the day when its figures are needed.

Sizes are tiny and no figure is judged. The drills are tests by themselves, elsewhere.
"""

import runpy
import sys
from contextlib import suppress
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent / "bench"
ON_SQLITE = "--databases sqlite"
SMALL = {
    "clone_score": "--seeds 11 --genuine 200 --copied 2 --few 10",
    "diary_score": "--seeds 1",
    "guesses": f"--guesses 100 --answers 3 --requests 5 {ON_SQLITE}",
    "kill_drill": "--help",
    "phone_drill": "--help",
    "ledger": f"--seconds 0.01 --rounds 1 --batches 1 2 --entries 10 {ON_SQLITE}",
    "scanner": "--photos 1 --width 320",
    "sheets": "--labels 20 --rounds 2 --long 20",
    "tampering": "--help",
    "trust_lists": "--smaller 1000",
    "verify": f"--sizes 200 --asked 5 --count 1 --rounds 1 --seconds 0.1 {ON_SQLITE}",
}


def is_run(path: Path) -> bool:
    return "__main__" in path.read_text()


def test_every_benchmark_is_tried() -> None:
    assert sorted(path.stem for path in BENCH.glob("*.py") if is_run(path)) == sorted(SMALL)


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [f"{name}.py", *SMALL[name].split()])

    with suppress(SystemExit):
        runpy.run_module(f"bench.{name}", run_name="__main__")

    assert capsys.readouterr().out
