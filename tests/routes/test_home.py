"""What browsers and crawlers ask for before they read any page."""

import io
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.makers import GTIN


def test_the_icon_is_there_for_whoever_reads_no_page(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)

    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).format == "ICO"
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def robots(client: FlaskClient) -> RobotFileParser:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    parser = RobotFileParser()
    # The parser of the standard library knows no `$`.
    parser.parse(answer.text.replace("Allow: /$\n", "").splitlines())
    return parser


@pytest.mark.parametrize("path", ["/about", "/lot/TX-1/MVA-261122-01", "/static/x/css/base.css"])
def test_crawlers_may_read_what_is_public_of_all(robots: RobotFileParser, path: str) -> None:
    assert robots.can_fetch("*", path)


@pytest.mark.parametrize(
    "path",
    [
        "/T/ABCD1234EFGH5678",
        "/t/ABCD1234EFGH5678",
        "/stamps/ABCD1234EFGH5678",
        f"/01/{GTIN}/21/ABCD1234EFGH5678",
        "/reports/BC-1",
        "/scan",
        "/files/0",
        "/home",
    ],
)
def test_crawlers_are_asked_to_leave_single_stamps_and_people_alone(
    robots: RobotFileParser, path: str
) -> None:
    assert not robots.can_fetch("*", path)


def test_the_home_page_is_allowed_and_nothing_in_the_file_names_a_stamp(
    client: FlaskClient,
) -> None:
    lines = client.get("/robots.txt").text.splitlines()

    assert "Allow: /$" in lines
    assert not any(part.isdigit() for line in lines for part in line.split("/"))
