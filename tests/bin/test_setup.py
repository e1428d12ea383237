"""bin/setup says what is missing in words, and does nothing where nothing is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NEEDED = ("bash", "cat", "dirname", "env", "mkdir")


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder with nothing but bin/setup, and a PATH with nothing but a few commands."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "commands").mkdir()
    shutil.copy(ROOT / "bin" / "setup", tmp_path / "bin")
    for name in NEEDED:
        (tmp_path / "commands" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def command(machine: Path, name: str, script: str) -> None:
    path = machine / "commands" / name
    path.write_text(f"#!/usr/bin/env bash\n{script}\n")
    path.chmod(0o755)


def set_up(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "bin" / "setup"],
        env={"PATH": str(machine / "commands")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_python_is_told_so(bare_machine: Path) -> None:
    answer = set_up(bare_machine)

    assert answer.returncode == 1
    assert "needs Python 3.11 or later; found none" in answer.stderr


def test_a_python_that_is_too_old_is_refused_by_name(bare_machine: Path) -> None:
    # It fails every question about its version, as Python 3.9 does.
    command(bare_machine, "python3", '[ "$1" = --version ] && echo "Python 3.9.2"')

    answer = set_up(bare_machine)

    assert answer.returncode == 1
    assert "needs Python 3.11 or later; found Python 3.9.2" in answer.stderr


def test_a_python_without_venv_names_the_one_command_to_run(bare_machine: Path) -> None:
    command(
        bare_machine,
        "python3",
        'case "$*" in *ensurepip*) exit 1 ;; *print*) echo python3.12-venv ;; esac',
    )
    command(bare_machine, "id", "echo 1000")

    answer = set_up(bare_machine)

    assert answer.returncode == 1
    assert "sudo apt-get install --yes --no-install-recommends python3.12-venv" in answer.stderr


def test_the_newest_python_that_runs_is_taken(bare_machine: Path) -> None:
    command(bare_machine, "python3.13", "exit 127")  # a version manager's empty promise
    command(bare_machine, "python3.12", 'case "$*" in *"-m venv"*) echo "$*"; exit 9 ;; esac')
    command(bare_machine, "python3", "exit 1")

    answer = set_up(bare_machine)

    assert (answer.stdout, answer.returncode) == ("-m venv --clear .venv\n", 9)


def test_a_second_set_up_has_nothing_to_do_and_says_nothing() -> None:
    command_line = [ROOT / "bin" / "setup", "--test"]
    subprocess.run(command_line, capture_output=True, check=True)

    again = subprocess.run(command_line, capture_output=True, text=True, check=False)

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
