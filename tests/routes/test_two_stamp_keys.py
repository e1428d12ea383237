"""Once the key of stamps was changed, a counter alone tells no stamp: every key begins at 0."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.page_forms import error_at
from tests.rolls import balance, rolls_of
from tests.sellable import sellable_lot
from traceability.keyring import Keyring, SerialPlace
from traceability.serials import printed
from traceability.stamp_ledger import Balance
from webapp.db import db
from webapp.models import Activation
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls
from webapp.usecases.stamp_printing import ReportPrinting, report_printing

ELSEWHERE = "tem của cuộn khác"
NOT_OF_THESE = "Dòng 1: tem này không nằm trên cuộn đang ghi."


@pytest.fixture
def keyring(app):
    """The second key is in force; stamps of the first are about."""
    services = app.extensions["temthat"]
    keyring = Keyring(services.config.stamp_secret.encode(), 2)
    app.extensions["temthat"] = replace(services, keyring=keyring)
    return keyring


@pytest.fixture
def code(keyring):
    """The code as it is printed on the stamp of a key and a counter."""
    return lambda key_id, counter: printed(keyring.serial(SerialPlace(key_id, counter)))


@pytest.mark.parametrize("keys", [(2, 2), (1, 2), (2, 1), (None, 2), (2, None)])
def test_no_stamp_of_another_key_activates_one_of_this_roll(
    make, cast, client_of, product, roll, code, keys
):
    lot = sellable_lot(make, product)
    ends = {"first": (keys[0], roll.first), "last": (keys[1], roll.first + 9)}
    typed = {name: code(*place) for name, place in ends.items() if place[0]}
    asked = {"activation_id": str(uuid4()), "lot_id": str(lot.id), **typed}

    answer = client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/activation", data=asked)

    assert answer.status_code == 422
    assert ELSEWHERE in answer.text
    assert db.session.query(Activation).count() == 0


def test_stamps_of_the_key_that_was_before_are_activated_as_ever(
    make, cast, client_of, product, roll, code
):
    lot = sellable_lot(make, product)
    ends = {"first": code(1, roll.first), "last": code(1, roll.first + 9)}
    asked = {"activation_id": str(uuid4()), "lot_id": str(lot.id), **ends}

    answer = client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/activation", data=asked)

    assert answer.status_code == 303
    assert balance(roll) == Balance(delivered=90, activated=10)


def test_a_strip_has_both_its_ends_under_one_key(cast, client_of, roll, code):
    ends = {"first": code(1, roll.first), "last": code(2, roll.first + 9)}

    answer = client_of(cast.minh).post("/stamp-activations", data=ends)

    assert answer.status_code == 422
    assert ELSEWHERE in answer.text


@pytest.mark.parametrize("kind", ["voided", "lost", "stolen", "returned", "destroyed"])
@pytest.mark.parametrize("keys", [(2, 2), (1, 2)])
def test_no_stamp_of_another_key_moves_one_of_this_roll(cast, client_of, roll, code, kind, keys):
    told = {
        "kind": kind,
        "reason": "Kiểm kê",
        "record_number": "BB-7",
        "moved": f"{code(keys[0], roll.first)} – {code(keys[1], roll.first + 1)}",
    }

    answer = client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/moves", data=told)

    assert answer.status_code == 422
    assert error_at(answer.text, "moved") == NOT_OF_THESE
    assert balance(roll) == Balance(delivered=100)


def test_what_is_missing_is_of_the_roll_that_was_sent(
    cast, client_of, press, proven_order, code, now
):
    roll = rolls_of(proven_order)[0]
    report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)
    sent = send_rolls(press.phuc, SendRolls(uuid4(), proven_order.id, (roll.id,)), now=now)
    stamp = code(2, roll.first)
    told = {"counted": "49", "missing": stamp, "reason": "Thiếu một tem"}

    answer = client_of(cast.minh).post(
        f"/stamp-deliveries/{sent}/rolls/{roll.id}/receipt", data=told
    )

    assert answer.status_code == 422
    assert error_at(answer.text, "missing") == NOT_OF_THESE
    assert balance(roll) == Balance(in_stock=50)


def test_what_was_spoilt_is_of_the_roll_that_was_printed(client_of, press, proven_order, code):
    roll = rolls_of(proven_order)[0]
    stamp = code(2, roll.first)
    told = {"rolls": "1", "spoilt": stamp, "reason": "Lem mực"}

    answer = client_of(press.phuc).post(f"/printing/{proven_order.id}/report", data=told)

    assert answer.status_code == 422
    assert error_at(answer.text, "spoilt") == NOT_OF_THESE
    assert balance(roll) == Balance(not_printed=50)
