"""`temthat init` and `temthat geography import`."""

import pytest

from traceability.passwords import (
    PasswordIsPhone,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    StaffPasswordTooShort,
)
from webapp.cli import SAID, agency, geography, init
from webapp.db import db
from webapp.models import Account, Commune, Province
from webapp.usecases.installation import AlreadyInstalled, UnknownProvince

PASSWORD = "một mật khẩu dài"
OPTIONS = [
    "--phone=0912 345 678",
    "--name=Thu",
    "--agency=Chi cục TĐC Sơn La",
    "--province=14",
    f"--password={PASSWORD}",
]
LIST = "code,name,kind,province\n14,Sơn La,tỉnh,\n03646,Mường Và,xã,14\n"


@pytest.fixture
def run(app):
    return app.test_cli_runner().invoke


def test_the_first_officer_is_made_and_can_sign_in(app, run):
    done = run(init, OPTIONS)

    assert done.exit_code == 0, done.output
    answer = app.test_client().post("/sign-in", data={"phone": "0912345678", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/home")


def test_the_password_is_asked_for_twice_and_not_shown(run):
    done = run(init, OPTIONS[:-1], input=f"{PASSWORD}\n{PASSWORD}\n")

    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output


def test_two_different_passwords_are_asked_for_again(run):
    done = run(init, OPTIONS[:-1], input="one\nanother\n")

    assert done.exit_code == 1
    assert db.session.query(Account).count() == 0


def test_it_is_refused_where_somebody_has_an_account(make, run):
    make.account()

    done = run(init, OPTIONS)

    assert done.exit_code == 1
    assert SAID[AlreadyInstalled.code] in done.output


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("--phone=lan", "phone.bad"),
        ("--province=02", UnknownProvince.code),
        ("--password=elevenchars", StaffPasswordTooShort.code),
        ("--password=0912 345 678", PasswordIsPhone.code),
        ("--password=password1234", PasswordTooCommon.code),
    ],
)
def test_what_is_not_right_is_said(run, option, code):
    done = run(init, [*OPTIONS, option])

    assert done.exit_code == 1
    assert SAID[code] in done.output


def test_every_refusal_of_a_password_has_words():
    refusals = (
        PasswordIsPhone,
        PasswordTooCommon,
        PasswordTooLong,
        PasswordTooShort,
        StaffPasswordTooShort,
    )

    assert {refusal.code for refusal in refusals} <= set(SAID)


def test_an_official_list_is_imported_and_importing_it_again_changes_nothing(run, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    first, again = (run(geography, ["import", str(file)]) for _ in range(2))

    assert first.output == "1 provinces and 1 communes read; 2 were new or changed.\n"
    assert again.output == "1 provinces and 1 communes read; 0 were new or changed.\n"
    assert db.session.get(Commune, "03646").name == "Mường Và"


def test_a_list_with_a_fault_is_named_by_line_and_not_imported(run, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST + "3x,Sai,xã,14\n")

    done = run(geography, ["import", str(file)])

    assert done.exit_code == 1
    assert f"list.csv:4: {SAID['geography.bad_code']}" in done.output
    assert db.session.query(Province).count() == 0


def test_a_file_that_is_not_there_is_refused(run):
    assert run(geography, ["import", "nowhere.csv"]).exit_code == 2


AGENCY = [
    "add",
    "--name=Đội 1",
    "--short-code=QLTT1",
    "--province=14",
    "--role=inspector",
    "--person=Quang",
    "--phone=0912 345 679",
    f"--password={PASSWORD}",
]


def test_an_agency_gets_its_first_inspector(app, run):
    run(init, OPTIONS)

    done = run(agency, AGENCY)

    assert done.exit_code == 0, done.output
    client = app.test_client()
    client.post("/sign-in", data={"phone": "0912345679", "password": PASSWORD})
    assert client.get("/inspection").status_code == 200


def test_an_agency_before_the_first_start_is_refused_in_words(run):
    done = run(agency, AGENCY)

    assert done.exit_code == 1
    assert "temthat init" in done.output


def test_a_short_code_that_is_taken_is_refused_in_words(run):
    run(init, OPTIONS)
    run(agency, AGENCY)

    done = run(agency, [part.replace("345 679", "345 680") for part in AGENCY])

    assert done.exit_code == 1
    assert "short code" in done.output
