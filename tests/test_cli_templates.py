"""`temthat templates`: what the programme office tries before it uploads a file."""

from uuid import uuid4

import pytest

from tests.silk import silk, silk_file
from traceability.roles import Role
from webapp import cli
from webapp.usecases.event_templates import (
    DecideTemplate,
    ProposeTemplate,
    decide_template,
    propose_template,
)


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(cli.templates, list(words))


def test_a_good_file_is_told_to_be_good(run, tmp_path):
    file = tmp_path / "silk.json"
    file.write_bytes(silk_file())

    answer = run("check", str(file))

    assert (answer.exit_code, answer.output) == (0, "silk.json: silk v1, nothing is wrong.\n")


def test_every_fault_has_its_line_and_the_command_fails(run, tmp_path):
    raw = silk()
    raw["labels"].pop("en")
    raw["events"][0]["icon"] = "silkworm"
    file = tmp_path / "silk.json"
    file.write_bytes(silk_file(raw=raw))

    answer = run("check", str(file))

    assert answer.exit_code == 1
    assert answer.output.splitlines() == [
        "silk.json: labels: the words in one language are missing: en",
        "silk.json: events[0].icon: there is no icon silkworm",
    ]


def test_what_is_no_text_fails_with_words(run, tmp_path):
    file = tmp_path / "silk.json"
    file.write_bytes(b"\xff\xfe")

    answer = run("check", str(file))

    assert (answer.exit_code, answer.output) == (1, "silk.json: template: must be UTF-8 text\n")


def test_the_versions_in_force_are_listed_with_where_they_come_from(run, make, cast, now):
    command = ProposeTemplate(uuid4(), silk_file(), "Xã nuôi tằm")
    version_id = propose_template(cast.thu, command, frozenset({"bug"}), now=now)
    assert "silk" not in run("list").output
    van = make.actor(Role.OFFICER, make.agency())
    decide_template(van, DecideTemplate(version_id, True, "Tốt", True), now=now)

    lines = run("list").output.splitlines()

    assert "silk v1: Tơ tằm (uploaded)" in lines
    assert "coffee v1: Cà phê (package)" in lines
