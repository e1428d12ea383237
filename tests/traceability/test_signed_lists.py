"""Signed lists: what was written is read, and nothing of it can be altered."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.signed_lists import (
    LIST_VALID,
    REVOCATIONS,
    BadList,
    Issue,
    Piece,
    SignedOrder,
    listed_pieces,
    open_list,
    pieces,
    read_revocations,
    read_runs,
    seal_list,
    whole_pieces,
    write_order,
    write_revocations,
)
from traceability.stamp_signatures import BLOCK_SIZE, SLOTS, StampSigner
from traceability.stamp_standing import Standing, StandingRange

SIGNER = StampSigner(b"a secret for vectors, and never for stamps", 1)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ISSUE = Issue("TEM.example", 42, AT, {2: AT})


def order(first: int, *parts: StandingRange) -> SignedOrder:
    count = parts[-1].last
    return SignedOrder(UUID(int=1), 1, first, count, parts, {"product": "Chè"})


def test_a_list_opens_with_the_key_that_sealed_it():
    data = seal_list(SIGNER, ISSUE.heading(REVOCATIONS), b"body")

    heading, body = open_list(data, [SIGNER.public])

    assert body == b"body"
    assert (heading["host"], heading["sequence"], heading["since"]) == ("tem.example", 42, None)
    assert heading["expires_at"] - heading["issued_at"] == LIST_VALID.total_seconds()
    assert heading["compromised"] == {"2": int(AT.timestamp())}


@given(st.data())
def test_no_byte_of_a_list_can_be_changed(data):
    sealed = seal_list(SIGNER, ISSUE.heading(REVOCATIONS), b"a body of some bytes")
    at = data.draw(st.integers(0, len(sealed) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :]

    with pytest.raises(BadList):
        open_list(changed, [SIGNER.public])


@pytest.mark.parametrize(
    "data", [b"", b"x" * 64, b"x" * 80, b"x" * 64 + b"[1]\n", b"x" * 64 + b"{}\n"]
)
def test_what_is_no_list_is_refused(data):
    with pytest.raises(BadList):
        open_list(data, [SIGNER.public])


def test_a_list_of_a_key_that_is_not_known_is_refused():
    data = seal_list(StampSigner(b"another secret", 2), ISSUE.heading(REVOCATIONS), b"")

    with pytest.raises(BadList):
        open_list(data, [SIGNER.public])


@given(st.integers(0, SLOTS - 1), st.integers(1, 5 * BLOCK_SIZE))
def test_the_pieces_of_a_range_hold_exactly_its_slots(first, count):
    last = min(first + count, SLOTS)

    found = list(pieces(SIGNER, first, last))

    assert sum(piece.last - piece.first for piece in found) == last - first
    ends = {first, last - 1, (first + last) // 2}
    for slot in (SIGNER.slot(number) for number in ends):
        block, index = divmod(slot, BLOCK_SIZE)
        assert any(it.block == block and it.first <= index < it.last for it in found)


piece = st.builds(
    lambda key, block, first, count: Piece(key, block, first, min(first + count, BLOCK_SIZE)),
    st.integers(1, 3),
    st.integers(0, SLOTS // BLOCK_SIZE - 1),
    st.integers(0, BLOCK_SIZE - 1),
    st.integers(1, BLOCK_SIZE),
)


@given(
    st.lists(st.tuples(piece, st.sampled_from(Standing)), max_size=30), st.lists(piece, max_size=5)
)
def test_withdrawn_pieces_are_read_as_they_were_written(listed, replaced):
    sections, body = write_revocations(listed, replaced)

    read = list(read_revocations(sections, body))

    expected = [("replaced", it) for it in replaced] + [(how.value, it) for it, how in listed]
    assert sorted(read) == sorted(expected)
    first = [it["standing"] for it in sections]
    assert "replaced" not in first[first.count("replaced") :]


def test_stamps_that_are_as_they_should_be_are_not_listed():
    parts = (
        StandingRange(0, 10, Standing.ACTIVE, 0),
        StandingRange(10, 12, Standing.RECALLED, 1),
        StandingRange(12, 20, Standing.NOT_ACTIVATED),
    )

    listed = list(listed_pieces(order(4090, *parts), SIGNER))

    assert [how for _, how in listed] == [Standing.RECALLED, Standing.NOT_ACTIVATED]
    assert listed[0][0] == Piece(1, SIGNER.block(1), 4, 6)


def test_an_order_of_a_million_is_withdrawn_in_less_than_a_packet():
    part = StandingRange(0, 1_000_000, Standing.RECALLED, 0)

    _, body = write_revocations(listed_pieces(order(777, part), SIGNER))

    assert len(body) < 1460


def test_inspectors_read_the_ranges_and_lots_of_an_order():
    parts = (
        StandingRange(0, 300, Standing.ACTIVE, 0),
        StandingRange(300, 5000, Standing.ON_HOLD, 20),
        StandingRange(5000, 5001, Standing.NOT_ACTIVATED),
    )

    line = json.loads(write_order(order(4000, *parts), SIGNER))

    assert (line["first"], line["count"], line["product"]) == (4000, 5001, "Chè")
    assert line["blocks"] == [SIGNER.block(0), SIGNER.block(1), SIGNER.block(2)]
    assert [it.block for it in whole_pieces(order(4000, *parts), SIGNER)] == line["blocks"]
    assert list(read_runs(line["runs"])) == [
        (300, Standing.ACTIVE, 0),
        (4700, Standing.ON_HOLD, 20),
        (1, Standing.NOT_ACTIVATED, None),
    ]
