"""A code that was typed, or a link that was pasted."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.makers import GTIN
from traceability.serials import check_character, printed
from webapp.routes import scan
from webapp.usecases.limits import Limit

SERIAL = "ABCD1234EFGH5678"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    "typed",
    [
        printed(SERIAL),
        printed(SERIAL).lower(),
        printed(SERIAL).replace(" ", "-"),
        SERIAL,
        f"  {SERIAL}{check_character(SERIAL)} ",
    ],
)
def test_a_code_leads_to_its_verdict_however_it_is_written(typed: str, client: FlaskClient) -> None:
    answer = client.post("/codes", data={"code": typed}, headers=HTML)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/T/{SERIAL}")


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        (f"https://tem.example/T/{SERIAL}", f"/T/{SERIAL}"),
        (f"HTTPS://TEM.EXAMPLE/01/{GTIN}/21/{SERIAL}", f"/01/{GTIN}/21/{SERIAL}"),
        (f"tem.example/01/{GTIN}/21/{SERIAL.lower()}", f"/01/{GTIN}/21/{SERIAL}"),
        (f"https://tem.example/01/{GTIN}/10/MVA-1?x=1", f"/01/{GTIN}/10/MVA-1"),
    ],
)
def test_a_pasted_link_of_ours_is_followed(pasted: str, path: str, client: FlaskClient) -> None:
    answer = client.post("/codes", data={"code": pasted}, headers=HTML)

    assert (answer.status_code, answer.headers["Location"]) == (303, path)


@pytest.mark.parametrize(
    "pasted",
    [f"https://tem-example.com/T/{SERIAL}", "http://evil.example:8080/x", "evil.example/T/x"],
)
def test_a_pasted_link_of_another_host_is_shown_and_not_opened(
    pasted: str, client: FlaskClient
) -> None:
    page = client.post("/codes", data={"code": pasted}, headers=HTML)

    host = pasted.removeprefix("https://").removeprefix("http://").split("/")[0]
    assert page.status_code == 200
    assert host in page.text
    assert f'href="{pasted}' not in page.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD 1234 EFGH 5678 9", "serial.bad_check_character"),
        ("ABCD1234", "serial.bad_length"),
        ("UUUU 1234 EFGH 5678", "serial.bad_character"),
        ("", "form.faults"),
        ("4012345678901", "code.barcode_only"),
        (f"https://tem.example/01/{GTIN[:-1]}0/21/{SERIAL}", "code.wrong_own_link"),
        ("https://tem.example//evil.example/", "code.wrong_own_link"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    typed: str, code: str, client: FlaskClient
) -> None:
    page = client.post("/codes", data={"code": typed}, headers=HTML)
    problem = client.post("/codes", data={"code": typed}, headers=JSON)

    assert page.status_code == problem.status_code == 422
    assert f'value="{typed.strip()}"' in page.text
    assert 'id="code-error"' in page.text
    assert problem.get_json()["code"] == code


def test_a_program_gets_the_address_of_the_verdict(client: FlaskClient) -> None:
    answer = client.post("/codes", data={"code": SERIAL}, headers=JSON)

    assert answer.get_json() == {"verdict_url": f"/T/{SERIAL}", "foreign_host": None}


def test_who_tries_too_often_is_told_when_to_come_back(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = app.extensions["temthat"]
    limited = replace(services, config=replace(services.config, rate_limits_on=True))
    monkeypatch.setitem(app.extensions, "temthat", limited)
    monkeypatch.setattr(scan, "CODE_BY_ADDRESS", Limit("code.address", 2, 600))

    answers = [client.post("/codes", data={"code": SERIAL}, headers=HTML) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[2].headers["Retry-After"]) <= 600


def test_another_sites_page_may_not_send_the_form(client: FlaskClient) -> None:
    answer = client.post(
        "/codes", data={"code": SERIAL}, headers=HTML | {"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403
