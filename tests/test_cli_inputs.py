"""`temthat inputs import`."""

import pytest
from sqlalchemy import func, select

from tests.registers import PESTICIDES, SOURCE, file_of
from webapp.cli import SAID, inputs
from webapp.db import db
from webapp.models import InputRegisterVersion

OPTIONS = ["--effective-from=2026-01-01", f"--source={SOURCE}"]


@pytest.fixture
def run(app, tmp_path):
    """Import a file of these lines."""

    def run(*lines: str, options=OPTIONS):
        file = tmp_path / "register.csv"
        file.write_bytes(file_of(*lines))
        return app.test_cli_runner().invoke(inputs, ["import", str(file), *options])

    return run


def test_a_register_is_imported_once(run):
    first, again = run(*PESTICIDES), run(*PESTICIDES)

    assert first.output == "Version 1 of pesticide: 4 lines; 4 new, 0 changed, 0 gone.\n"
    assert again.output == "Version 1 is the same: nothing was changed.\n"


def test_bans_that_an_import_ends_are_named(run):
    run(*PESTICIDES)

    assert "Banned no more: Paraquat" in run(*PESTICIDES[:2]).output


def test_every_fault_is_named_by_line_and_column_and_nothing_is_imported(run):
    done = run(*PESTICIDES, "pesticide,A,B,maybe,,900")

    assert done.exit_code == 1
    assert f"register.csv:6:status: {SAID['inputs.unknown_status']}" in done.output
    assert f"register.csv:6:days: {SAID['inputs.bad_days']}" in done.output
    assert db.session.scalar(select(func.count()).select_from(InputRegisterVersion)) == 0


def test_without_a_source_nothing_is_imported(run):
    done = run(*PESTICIDES, options=["--effective-from=2026-01-01", "--source= "])

    assert done.exit_code == 1
    assert SAID["inputs.source_missing"] in done.output
