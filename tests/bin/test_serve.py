"""bin/serve goes from nothing to a running system, and leaves nothing behind when it is stopped."""

import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SETTINGS = ("DATABASE_URL", "STAMP_HOST", "TEMTHAT_ENV", "SECRET_KEY", "FLASK_DEBUG")


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """What a shell starts in the background is deaf to SIGINT, and so is all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def surroundings(tmp_path: Path, free_port: int) -> dict[str, str]:
    """An environment in which nothing is set but a port and an empty folder for the data."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return inherited | {"PORT": str(free_port), "INSTANCE_DIR": str(tmp_path / "instance")}


@contextmanager
def serving(surroundings: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """bin/serve in a process group of its own, so that a forgotten child can be found."""
    process = subprocess.Popen(
        [ROOT / "bin" / "serve", *words],
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def guide(process: subprocess.Popen[str]) -> list[str]:
    """What it prints up to where to look, or to what failed; everything, where it ends before."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if "All accounts:" in line or "failed" in line:
            break
    return lines


def links_in(lines: list[str]) -> dict[str, str]:
    words = [line.split() for line in lines]
    return {it[0]: it[1] for it in words if len(it) > 1 and it[1].startswith("http:")}


def status_of(address: str) -> int:
    # As a person's browser asks: the looks of programs do not count.
    asked = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (X11; Linux)"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - printed by our own command
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code


def somebody_is_left_of(process: subprocess.Popen[str]) -> bool:
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop(process: subprocess.Popen[str], by: signal.Signals) -> int:
    process.send_signal(by)
    return process.wait(timeout=30)


def test_it_shows_what_to_try_and_a_second_start_keeps_the_data(
    surroundings: dict[str, str],
) -> None:
    with serving(surroundings) as first:
        shown = links_in(guide(first))
        statuses = {verdict: status_of(address) for verdict, address in shown.items()}
        ended = stop(first, signal.SIGTERM)
        left = somebody_is_left_of(first)

    with serving(surroundings) as second:
        shown_again = links_in(guide(second))
        ended_again = stop(second, signal.SIGINT)
        left_again = somebody_is_left_of(second)

    assert len(shown) > 5
    assert set(statuses.values()) == {200}
    # A stamp has a first look only once: after ours, another one is shown.
    assert {verdict for verdict in shown if shown_again.get(verdict) != shown[verdict]} == {
        "first_check"
    }
    assert (ended, left, ended_again, left_again) == (0, False, 0, False)


def test_a_port_in_use_is_said_in_words(surroundings: dict[str, str]) -> None:
    taken = socket.create_server(("127.0.0.1", int(surroundings["PORT"])))
    with taken, serving(surroundings) as process:
        words, _ = process.communicate()

    assert process.returncode == 1
    assert f"port {surroundings['PORT']} is in use" in words


def test_production_does_not_start_on_development_settings(surroundings: dict[str, str]) -> None:
    with serving(surroundings | {"TEMTHAT_ENV": "production"}) as process:
        words, _ = process.communicate()

    assert process.returncode != 0
    assert "DATABASE_URL is not set" in words


def test_a_word_it_does_not_know_is_refused(surroundings: dict[str, str]) -> None:
    with serving(surroundings, "--wan") as process:
        words, _ = process.communicate()

    assert (process.returncode, words) == (2, "usage: [PORT=8000] bin/serve [--lan]\n")
