"""Receipts as entries of the ledger tell them, those of before and those of today."""

import pytest

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, Holding, StampState
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import Said
from webapp.queries.audits.stamp_rolls import RollTold


@pytest.mark.parametrize(
    ("told", "balance"),
    [
        ({"missing": None}, Balance(delivered=50)),
        ({"missing": [3, 5]}, Balance(delivered=48, lost=2)),
        ({"missing": [[3, 5], [9, 10]], "spoilt": [[7, 8]]}, Balance(delivered=46, lost=3, void=1)),
        ({"missing": [], "spoilt": []}, Balance(delivered=50)),
    ],
)
def test_an_entry_tells_where_the_stamps_of_a_roll_went(told, balance):
    values = {"first": 0, "last": 50, "delivered_at": None}
    roll = RollTold(1, values, (Holding(SerialRange(0, 50), StampState.IN_STOCK),))
    body = {"claimed_at": "2026-11-27T08:00:00Z", "actor_id": "a", "organisation_id": "b"}

    roll.read(Said(2, EntryKind.STAMP, "c", body | {"content": {"action": "received"} | told}))

    assert Balance.of(roll.holdings) == balance
