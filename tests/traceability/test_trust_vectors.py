"""What the server signs, as browsers must read it: `tests/js/trust.test.js` checks the same file.

Run as a program, this file writes the vectors anew: only for a new format, for printed stamps and
lists on phones were made by these.
"""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from traceability.gs1 import Gtin, Serial
from traceability.signed_lists import (
    INSPECTION,
    REVOCATIONS,
    Issue,
    SignedOrder,
    listed_pieces,
    seal_list,
    whole_pieces,
    write_order,
    write_revocations,
)
from traceability.stamp_signatures import SignedStamp, StampSigner, signed_link
from traceability.stamp_standing import Standing, StandingRange

FILE = Path(__file__).parent.parent / "js" / "trust-vectors.json"
SECRET = b"a secret for vectors, and never for stamps"
HOST = "tem.example"
SERIAL = Serial("0123456789ABCDEF")
GTIN = Gtin("09520123456788")
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OLD, NEW = StampSigner(SECRET, 1), StampSigner(SECRET, 2)


def order(number: int, first: int, *parts: StandingRange) -> SignedOrder:
    told = {"product": "Chè Shan", "organisation": "Hợp tác xã", "lots": [["L-1", "2027-11-01"]]}
    return SignedOrder(UUID(int=number), 2, first, parts[-1].last, parts, told)


# Across the border of two blocks, its end recalled; and one that is as it should be.
RECALLED = order(
    1,
    4000,
    StandingRange(0, 150, Standing.ACTIVE, 0),
    StandingRange(150, 300, Standing.RECALLED, 0),
)
FINE = order(2, 4300, StandingRange(0, 50, Standing.ACTIVE, 0))
FREED = order(1, 4000, StandingRange(0, 300, Standing.ACTIVE, 0))
HELD = order(
    2, 4300, StandingRange(0, 49, Standing.ACTIVE, 0), StandingRange(49, 50, Standing.ON_HOLD, 0)
)


def revocations(*orders: SignedOrder, sequence: int, since: int | None = None) -> bytes:
    listed = [pair for it in orders for pair in listed_pieces(it, NEW)]
    replaced = [] if since is None else [piece for it in orders for piece in whole_pieces(it, NEW)]
    sections, body = write_revocations(listed, replaced)
    issue = Issue(HOST, sequence, AT, {}, since)
    return seal_list(NEW, issue.heading(REVOCATIONS) | {"sections": sections}, body)


def inspection(*orders: SignedOrder, sequence: int, since: int | None = None) -> bytes:
    heading = Issue(HOST, sequence, AT, {}, since).heading(INSPECTION) | {"orders": len(orders)}
    return seal_list(NEW, heading, b"".join(write_order(it, NEW) for it in orders))


def vectors() -> dict[str, Any]:
    stamp = SignedStamp(HOST, SERIAL, GTIN)
    right = signed_link(stamp, NEW, 4100)
    other = signed_link(SignedStamp(HOST, Serial("0123456789ABCDEG"), GTIN), NEW, 4100)
    given_up = Issue(HOST, 12, AT, {1: AT}).heading(REVOCATIONS) | {"sections": []}
    lists = {
        "whole": revocations(RECALLED, FINE, sequence=7),
        "changes": revocations(FREED, HELD, sequence=9, since=7),
        "given_up": seal_list(NEW, given_up, b""),
        "inspection": inspection(RECALLED, FINE, sequence=7),
        "inspection_changes": inspection(HELD, sequence=9, since=7),
    }
    return {
        "issued_at": int(AT.timestamp()),
        "hosts": [HOST],
        "keys": [
            {"key_id": it.key_id, "public_key": it.public.raw.hex(), "state": state}
            for it, state in ((OLD, "retired"), (NEW, "current"))
        ],
        "links": {
            "right": right,
            "recalled": signed_link(stamp, NEW, 4150),
            "last_of_recalled": signed_link(stamp, NEW, 4299),
            "fine": signed_link(stamp, NEW, 4300),
            "last": signed_link(stamp, NEW, 4349),
            "beyond": signed_link(stamp, NEW, 4350),
            "old_key": signed_link(stamp, OLD, 4100),
            "bare": signed_link(SignedStamp(HOST, SERIAL), NEW, 4100),
            "other_serial": right.split("?")[0] + "?" + other.split("?")[1],
            "unknown_key": signed_link(stamp, StampSigner(SECRET, 3), 0),
            "plain": right.split("?")[0],
            "foreign": signed_link(SignedStamp("tem-that.example", SERIAL, GTIN), NEW, 4100),
        },
        "lists": {name: base64.b64encode(data).decode() for name, data in lists.items()},
    }


def text_of(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def test_what_browsers_are_tested_with_is_what_the_server_signs():
    assert json.loads(FILE.read_text()) == vectors()


if __name__ == "__main__":
    FILE.write_text(text_of(vectors()))
