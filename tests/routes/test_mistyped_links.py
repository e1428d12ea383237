"""A link in which a character is wrong leads to where it is typed again."""

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.makers import GTIN
from traceability.serials import ALPHABET, check_character

HTML = {"Accept": "text/html"}
FORGED = "ABCD1234EFGH5678"
WRONG = FORGED + next(it for it in ALPHABET if it != check_character(FORGED))


@pytest.mark.parametrize("path", [f"/T/{WRONG}", f"/stamps/{WRONG}"])
def test_a_slip_in_a_code_can_be_typed_again(path: str, client: FlaskClient) -> None:
    page = client.get(path, headers=HTML)

    again = html.unescape(re.search(r'href="(/scan[^"]+)"', page.text)[1])
    assert (page.status_code, again) == (400, f"/scan?code={WRONG}#typed")
    assert f'value="{WRONG}"' in client.get(again.split("#")[0], headers=HTML).text


def test_a_wrong_lot_is_not_offered_to_be_typed_as_a_stamp(client: FlaskClient) -> None:
    page = client.get(f"/01/{GTIN}/10/{'X' * 30}", headers=HTML)

    assert (page.status_code, "Gõ lại mã" in page.text) == (400, False)
