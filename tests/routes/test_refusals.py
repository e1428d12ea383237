"""The page of a refusal: what is missing, who can give it, and a way on that suits the reader."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from traceability.roles import Permission, roles_with
from webapp.routes.words import words

HOME, PUBLIC_HOME = 'href="/home"', "Về trang đầu"


def test_somebody_signed_in_is_led_to_their_own_home(cast, client_of) -> None:
    for path in ("/inspection", "/no-such-page"):
        page = client_of(cast.minh).get(path)

        assert page.status_code in (403, 404)
        assert "Về trang chủ của tôi" in page.text
        assert PUBLIC_HOME not in page.text


def test_a_visitor_is_led_to_the_public_home(client: FlaskClient) -> None:
    page = client.get("/no-such-page")

    assert PUBLIC_HOME in page.text
    assert HOME not in page.text


def test_a_farmer_reads_which_right_is_missing_and_that_the_manager_gives_it(
    cast, client_of
) -> None:
    page = client_of(cast.lan).get("/members")

    assert page.status_code == 403
    assert "Mời thành viên và giao vai trò" in page.text
    assert "Người quản lý của đơn vị bạn" in page.text


def test_a_right_of_agencies_is_given_by_the_operator(cast, client_of) -> None:
    page = client_of(cast.minh).get("/inspection", headers={"Accept-Language": "en"})

    assert "Reading what the public reports" in page.text
    assert "operator of the system" in page.text


def test_programs_read_the_right_by_its_code(cast, client_of) -> None:
    problem = client_of(cast.lan).get("/members", headers={"Accept": "application/json"})

    assert (problem.get_json()["code"], problem.get_json()["permission"]) == (
        "role.not_permitted",
        "member.keep",
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("permission", Permission)
def test_every_right_has_words_and_somebody_who_has_it(
    app: Flask, language: str, permission: Permission
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert " " in words(f"permission.{permission.value}")
    assert roles_with(permission)
