"""Decoys: nobody can tell them from codes of none, and any look at one is told to inspectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from traceability.alerts import AlertKind
from traceability.decoys import MOST_DECOYS, decoy, decoy_number
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serials import COUNTER_LIMIT
from webapp import decoys_cli
from webapp.db import db
from webapp.models import StampAlert
from webapp.usecases.suspicions import score_stamps

HTML = {"Accept": "text/html"}


@given(st.integers(1, 31), st.integers(1, MOST_DECOYS))
def test_each_number_is_one_serial(key_id: int, number: int):
    place = decoy(key_id, number)

    assert 0 <= place.counter < COUNTER_LIMIT
    assert (place.key_id, decoy_number(place)) == (key_id, number)


@pytest.mark.parametrize("number", [0, -1, MOST_DECOYS + 1])
def test_there_are_no_others(number: int):
    with pytest.raises(ValueError, match="no such decoy"):
        decoy(1, number)


@pytest.mark.parametrize("counter", [0, 5, COUNTER_LIMIT - MOST_DECOYS - 1])
def test_what_orders_hold_is_none(counter: int):
    assert decoy_number(SerialPlace(1, counter)) is None


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (Android)", "python-requests/2.32"])
def test_whoever_looks_at_one_alerts_inspectors_with_its_number(
    app, make, cast, client, client_of, now, agent
):
    order = make.order(make.product(cast.cooperative))  # something was issued under the key
    printed = app.test_cli_runner().invoke(decoys_cli.decoys, ["2", "--first", "7"]).output
    lines = [line.split("\t") for line in printed.splitlines()]
    assert [number for number, _, _ in lines] == ["7", "8"]
    link = lines[0][2].partition("/T/")[2]

    answer = client.get(f"/T/{link}", headers=HTML | {"User-Agent": agent})
    other = client.get("/T/ABCD1234EFGH5678", headers=HTML | {"User-Agent": agent})
    score_stamps(Actor.system(), now=now)

    assert answer.status_code == other.status_code
    assert "Mã không có trong hệ thống" in answer.text
    alert = db.session.execute(select(StampAlert)).scalar_one()
    assert (alert.kind, alert.organisation_id) == (AlertKind.NEVER_ISSUED, None)
    assert "Mã mồi số 7 vừa được xem" in client_of(cast.quang).get(f"/alerts/{alert.id}").text
    assert client_of(cast.minh).get(f"/alerts/{alert.id}").status_code == 404
    assert order.count
