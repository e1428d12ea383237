import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli import run
from tests.scanner.drawing import STAMP, draw_code, encode, make_photo

ROOT = Path(__file__).parents[2]


def lines_of(*files: Path) -> tuple[int, list[dict[str, object]]]:
    output = io.StringIO()
    status = run([str(file) for file in files], output)
    return status, [json.loads(line) for line in output.getvalue().splitlines()]


def make_file(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_each_file_has_its_line(tmp_path: Path) -> None:
    stamp = make_file(tmp_path, "tem thật.png", encode(draw_code()))
    nothing = make_file(tmp_path, "cây.jpg", encode(make_photo(), "JPEG"))

    status, (first, second) = lines_of(stamp, nothing)

    assert status == 0
    assert first["symbols"][0]["text"] == STAMP
    assert (second["file"], second["symbols"]) == (str(nothing), [])


def test_a_refused_file_says_why(tmp_path: Path) -> None:
    page = make_file(tmp_path, "page.jpg", b"<html>")

    status, (line,) = lines_of(page)

    assert (status, line) == (1, {"file": str(page), "refused": "picture.not_an_image"})


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    status, (line,) = lines_of(tmp_path / "none.jpg")

    assert status == 2
    assert "No such file" in str(line["error"])


def test_no_file_at_all_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        lines_of()

    assert stopped.value.code == 2
    assert "FILE" in capsys.readouterr().err


def test_the_package_is_run_as_a_command(tmp_path: Path) -> None:
    stamp = make_file(tmp_path, "tem thật.png", encode(draw_code("mã tem")))

    done = subprocess.run(
        [sys.executable, "-m", "scanner", stamp], cwd=ROOT, capture_output=True, check=True
    )

    assert "mã tem" in done.stdout.decode()
