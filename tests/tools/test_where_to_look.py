"""What bin/serve prints once the web process answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import where_to_look
from tools.free_port import is_free
from tools.where_to_look import accounts, answers, links, listed


def account(role: str, phone: str) -> dict[str, str]:
    return {"role": role, "phone": phone, "password": "p", "organisation": "o"}


def test_every_verdict_has_a_line() -> None:
    lines = links([{"verdict": "recalled", "url": "http://127.0.0.1:8000/T/A"}])

    assert lines[-1].split() == ["recalled", "http://127.0.0.1:8000/T/A"]


def test_one_account_of_each_role_is_shown() -> None:
    lines = accounts([account("farmer", "1"), account("farmer", "2"), account("officer", "3")])

    assert [line.split()[:2] for line in lines[2:-1]] == [["farmer", "1"], ["officer", "3"]]


def test_a_system_without_the_demonstration_shows_none() -> None:
    assert links([]) + accounts([]) == []


def commanding(tmp_path: Path, words: str) -> Path:
    """A command that does as it is told, in place of `temthat`."""
    command = tmp_path / "temthat"
    command.write_text(f"#!/bin/sh\n{words}\n")
    command.chmod(0o700)
    return command


def test_data_that_are_not_the_demonstration_list_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where_to_look, "TEMTHAT", commanding(tmp_path, "exit 3"))

    assert listed("--links") == []


def test_a_listing_that_fails_is_told_and_never_taken_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = commanding(tmp_path, "echo 'no such column: lot.x' >&2; exit 1")
    monkeypatch.setattr(where_to_look, "TEMTHAT", failing)

    with pytest.raises(SystemExit) as ended:
        listed("--links")

    assert "temthat demo --links failed" in str(ended.value)
    assert "no such column: lot.x" in str(ended.value)


def test_nobody_waits_for_a_web_process_that_has_ended() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert not answers("http://127.0.0.1:9/healthz", ended.pid)


def test_a_port_that_somebody_listens_on_is_not_free(free_port: int) -> None:
    code = f"import socket; s = socket.create_server(('127.0.0.1', {free_port})); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-uc", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        taken = is_free("127.0.0.1", free_port)
        other.communicate(os.linesep.encode())

    assert not taken
    assert is_free("127.0.0.1", free_port)
