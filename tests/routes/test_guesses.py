"""Whoever guesses codes learns nothing: one answer for all that nobody can hold, at no cost."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.guesses import guessed
from tests.makers import GTIN, Maker
from tests.statements import counted_statements
from traceability.keyring import SerialPlace
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState
from webapp.db import db
from webapp.models import Scan
from webapp.queries.gtins import RegisteredGtins
from webapp.routes.kept import kept

HTML = {"Accept": "text/html"}
KINDS = {
    "page": HTML,
    "english": HTML | {"Accept-Language": "en"},
    "json": {"Accept": "application/json"},
    "linkset": {"Accept": "application/linkset+json"},
    "redirect": {"Accept": "*/*"},
}
FORGED = "ABCD1234EFGH5678"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A phone that was here before: the first answer to a new one sets its cookie."""
    known = app.test_client()
    known.set_cookie("device", "a" * 22)
    return known


@pytest.fixture
def _gtins_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the real service, which reads the registered GTINs once a minute."""
    monkeypatch.setitem(
        app.extensions, "kept", replace(kept(), registered_gtins=RegisteredGtins(60))
    )


@pytest.fixture
def codes(make: Maker) -> dict[str, str]:
    """A forged code, one beyond all orders, one of an order not approved, one of a roll unprinted.

    Last: genuine ones of another product, asked for under this GTIN.
    """
    product = make.product(make.licensed(), gtin=GTIN)
    waiting = make.order(product, state=OrderState.ORDERED)
    unprinted = make.order(product)
    make.roll(unprinted, state=StampState.NOT_PRINTED, printed_at=None, delivered_at=None)
    other = make.order()
    make.activation(make.roll(other))
    beyond = make.keyring.serial(SerialPlace(make.keyring.current_id, 2**40 - 1))
    return {
        "forged": FORGED,
        "beyond": beyond,
        "waiting": make.serial(waiting),
        "unprinted": make.serial(unprinted),
        "other": make.serial(other),
    }


def told(answer: TestResponse, code: str) -> tuple[int, str, list[tuple[str, str]]]:
    """The whole answer, with the echo of the code that was asked taken out."""
    groups = [code[at : at + 4] for at in range(0, 16, 4)]
    echo = re.compile(r"(?:\s|%20|\+)?".join(groups))
    headers = sorted((name, echo.sub("·", value)) for name, value in answer.headers)
    return answer.status_code, echo.sub("·", answer.text), headers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("link", [f"/01/{GTIN}/21/%s", f"/stamps/{GTIN}/%s"])
def test_forged_unknown_and_not_issued_codes_get_the_same_bytes(
    link: str, kind: str, client: FlaskClient, codes: dict[str, str]
) -> None:
    answers = {
        name: told(client.get(link % code, headers=KINDS[kind]), code)
        for name, code in codes.items()
    }

    expected = answers.pop("forged")
    assert expected[0] in (200, 307)
    assert "·" in expected[1] + str(expected[2])
    for name, answer in answers.items():
        assert answer == expected, name


@pytest.mark.parametrize("kind", ["page", "json"])
def test_without_a_gtin_the_same(kind: str, client: FlaskClient, codes: dict[str, str]) -> None:
    asked = ("forged", "beyond", "waiting", "unprinted")

    answers = [
        told(client.get(f"/T/{codes[name]}", headers=KINDS[kind]), codes[name]) for name in asked
    ]

    assert answers[1:] == answers[:1] * 3


def test_a_typed_code_is_answered_alike(client: FlaskClient, codes: dict[str, str]) -> None:
    asked = ("forged", "beyond", "waiting", "unprinted")

    answers = [
        told(client.post("/codes", data={"code": codes[name]}), codes[name]) for name in asked
    ]

    assert answers[1:] == answers[:1] * 3


def test_a_genuine_stamp_is_told_otherwise(client: FlaskClient, make: Maker) -> None:
    """The comparison above would notice a difference."""
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product)
    make.activation(make.roll(order))
    own = make.serial(order)

    forged, genuine = (
        told(client.get(f"/01/{GTIN}/21/{code}", headers=HTML), code) for code in (FORGED, own)
    )

    assert genuine != forged


@pytest.mark.usefixtures("_gtins_kept")
@pytest.mark.parametrize("kind", ["page", "json", "linkset", "redirect"])
def test_a_forged_code_asks_the_database_nothing(
    kind: str, client: FlaskClient, codes: dict[str, str]
) -> None:
    client.get(f"/01/{GTIN}/21/{FORGED}", headers=HTML)  # knows the GTINs from here on

    with counted_statements() as of_forged:
        client.get(f"/01/{GTIN}/21/{FORGED}", headers=KINDS[kind])
    with counted_statements() as of_beyond:
        client.get(f"/01/{GTIN}/21/{codes['beyond']}", headers=KINDS["json"])

    assert of_forged == []
    assert len(of_beyond) == 1


@pytest.mark.usefixtures("codes", "_gtins_kept")
def test_a_thousand_guesses_find_nothing_and_leave_nothing(client: FlaskClient) -> None:
    client.get(f"/01/{GTIN}/21/{FORGED}", headers=HTML)

    with counted_statements() as asked:
        verdicts = {
            client.get(f"/01/{GTIN}/21/{guess}", headers=KINDS["json"]).get_json()["verdict"]
            for guess in guessed(1000)
        }

    assert verdicts == {"unknown"}
    assert asked == []
    assert db.session.execute(select(func.count()).select_from(Scan)).scalar_one() == 0


def test_all_codes_of_a_roll_but_the_one_in_hand_stay_unknown_to_its_holder(
    client: FlaskClient, make: Maker, app: Flask
) -> None:
    """One that is bought tells nothing by which the next could be made."""
    order = make.order(make.product(make.licensed(), gtin=GTIN))
    make.activation(make.roll(order))
    own, chance = make.serial(order), random.Random(7)  # noqa: S311
    alphabet = sorted(set("".join(guessed(100))))

    ask: Callable[[str], str] = lambda code: client.get(  # noqa: E731
        f"/01/{GTIN}/21/{code}", headers=KINDS["json"]
    ).get_json()["verdict"]
    guesses = {own[:at] + chance.choice(alphabet) + own[at + 1 :] for at in range(16)} - {own}

    assert ask(own) == "first_check"
    assert {ask(guess) for guess in guesses} == {"unknown"}
