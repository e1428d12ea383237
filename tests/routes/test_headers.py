"""What every answer carries, and what a write must satisfy before a view sees it."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import dispose, make_app
from webapp.routes import reports
from webapp.usecases.limits import TooManyTries


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
    answer = post_files(client, "/scan", "image", [28_000_000])

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
    dispose(app)


def test_a_body_without_a_length_is_refused_where_a_token_is_looked_for_in_it(database, tmp_path):
    app = make_app(database.fresh_url(), tmp_path, csrf_on=True)

    answer = app.test_client().post(
        "/sign-in", data=b"x", headers={"Transfer-Encoding": "chunked"}, content_type="text/plain"
    )

    assert answer.status_code == 411
    dispose(app)


@pytest.mark.parametrize(
    "path", ["/communes?province_code=%00", "/files/%00", "/lots?q=%00", "/about?a%00b=1", "/%00"]
)
def test_an_address_with_a_nul_in_it_is_refused(client_of, cast, path):
    for somebody in (cast.lan, cast.thu):
        assert client_of(somebody).get(path).status_code == 400


def test_a_title_names_no_fact_and_the_detail_all(client, monkeypatch):
    monkeypatch.setattr(reports, "count_try_of", _refuse)

    problem = client.get("/reports/BC-1", headers={"Accept": "application/json"}).json

    assert problem["title"] == "Bạn thử quá nhiều lần. Hãy thử lại sau."
    assert problem["detail"] == "Bạn thử quá nhiều lần. Hãy thử lại sau 7 giây."


def _refuse(_: object) -> None:
    raise TooManyTries(retry_after=7)


def test_an_unknown_page_is_a_page(client):
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


def test_a_program_is_told_in_problem_json(client):
    answer = client.get("/api/v1/nowhere")

    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_a_report_with_three_large_photos_is_not_cut_off(client):
    answer = post_files(client, "/reports", "photo", [12_000_000] * 3)

    assert answer.status_code == 422
    assert "26 MB" not in answer.text


def post_files(client: FlaskClient, path: str, field: str, sizes: list[int]) -> TestResponse:
    """Send files of zeros; the client's own encoder would leave a temporary file open."""
    disposition = f'Content-Disposition: form-data; name="{field}"; filename="x.jpg"'
    parts = [f"--limit\r\n{disposition}\r\n\r\n".encode() + bytes(size) for size in sizes]
    body = b"\r\n".join([*parts, b"--limit--\r\n"])
    return client.post(path, data=body, content_type="multipart/form-data; boundary=limit")
