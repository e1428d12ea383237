"""What every answer carries, and what a write must satisfy before a view sees it."""

import pytest

from tests.conftest import make_app


def test_a_page_may_load_only_what_is_ours(client):
    policy = client.get("/about").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/about", "/healthz", "/nowhere"])
def test_no_answer_is_guessed_at(client, path):
    assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_a_public_page_sets_no_cookie(client):
    assert client.get("/").headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_write_from_another_site_is_refused(client, headers):
    answer = client.post("/reports", data={"words": "x"}, headers=headers)

    assert answer.status_code == 403


def test_a_write_from_our_own_page_is_not(client):
    answer = client.post("/sign-in", data={}, headers={"Origin": "http://localhost"})

    assert answer.status_code == 422


def test_a_body_without_a_length_is_refused(client):
    answer = client.post(
        "/reports", data=b"x", headers={"Transfer-Encoding": "chunked"}, content_type="text/plain"
    )

    assert answer.status_code == 411


def test_a_body_beyond_the_limit_is_refused_in_words(client):
    answer = client.post("/reports", data={"words": "x" * 28_000_000})

    assert answer.status_code == 413
    assert "26 MB" in answer.text


def test_the_language_of_the_address_wins_and_is_kept(client):
    english = client.get("/about?lang=en")

    assert '<html lang="en"' in english.text
    assert '<html lang="en"' in client.get("/about").text
    assert english.headers["Vary"].lower().count("cookie") == 1


def test_the_browser_is_asked_for_its_language_and_vietnamese_comes_first(client):
    asked = client.get("/about", headers={"Accept-Language": "en-GB"})
    other = client.get("/about", headers={"Accept-Language": "fr"})

    assert '<html lang="en"' in asked.text
    assert '<html lang="vi"' in other.text


def test_a_form_without_its_token_is_refused_where_tokens_are_on(database, tmp_path):
    app = make_app(database.fresh_url(), tmp_path, csrf_on=True)

    answer = app.test_client().post("/sign-in", data={"phone": "0900000001", "password": "x"})

    assert answer.status_code == 400


def test_an_unknown_page_is_a_page(client):
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


def test_a_program_is_told_in_problem_json(client):
    answer = client.get("/api/v1/nowhere")

    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404
