"""Signed lists for phones: withdrawn stamps for everybody, and what inspectors carry with them.

A list is one sequence of bytes: 64 bytes of Ed25519 signature, one line of JSON (the heading), and
a body. The signature covers everything behind it. `webapp/static/js/trust/` reads the same.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from traceability.canonical import canonical_json
from traceability.errors import Invalid
from traceability.stamp_signatures import BLOCK_SIZE, SIGNATURE_LENGTH, PublicKey, StampSigner
from traceability.stamp_standing import STANDINGS, Standing, StandingRange

REVOCATIONS: Final = "temthat-revocations/1"
INSPECTION: Final = "temthat-inspection/1"
# Beyond this age a list makes no stamp sure any more (Chestny ZNAK's tills stop after 72 hours);
# what it calls withdrawn stays withdrawn.
LIST_VALID: Final = timedelta(hours=72)


class BadList(Invalid):
    """Not a list of ours, or one whose signature does not hold."""

    code = "trust.bad_list"


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Slots `[first, last)` of one block of one key; `block` is its number as lists name it."""

    key_id: int
    block: int
    first: int
    last: int


@dataclass(frozen=True)
class SignedOrder:
    """The numbers of the stamps that a signed order holds, and how its stamps stand now.

    `standing` counts from the order's first stamp.
    """

    id: UUID
    key_id: int
    first: int
    count: int
    standing: tuple[StandingRange, ...]
    told: Mapping[str, Any]  # what only inspectors read: product, organisation, lots


@dataclass(frozen=True)
class Issue:
    """When a list was made, and of what. `sequence` is the size of the ledger at that moment.

    With `since` the list holds only what changed since that sequence.
    """

    host: str
    sequence: int
    issued_at: datetime
    compromised: Mapping[int, datetime]
    since: int | None = None

    def heading(self, form: str) -> dict[str, Any]:
        """What every list begins with."""
        return {
            "format": form,
            "host": self.host.lower(),
            "sequence": self.sequence,
            "since": self.since,
            "issued_at": _seconds(self.issued_at),
            "expires_at": _seconds(self.issued_at + LIST_VALID),
            "compromised": {str(key): _seconds(at) for key, at in self.compromised.items()},
        }


def seal_list(signer: StampSigner, heading: Mapping[str, Any], body: bytes) -> bytes:
    """The bytes that are given out."""
    line = canonical_json(dict(heading) | {"key_id": signer.key_id})
    content = line + b"\n" + body
    return signer.sign_list(content) + content


def open_list(data: bytes, keys: Iterable[PublicKey]) -> tuple[dict[str, Any], bytes]:
    """Heading and body, once the signature was checked.

    Raises:
        BadList.
    """
    signature, content = data[:SIGNATURE_LENGTH], data[SIGNATURE_LENGTH:]
    line, separator, body = content.partition(b"\n")
    try:
        heading: dict[str, Any] = json.loads(line)
        key_id = heading["key_id"]
    except (ValueError, KeyError, TypeError):
        raise BadList from None
    key = next((key for key in keys if key.key_id == key_id), None)
    if not separator or key is None or not key.signed_list(content, signature):
        raise BadList
    return heading, body


def pieces(signer: StampSigner, first: int, last: int) -> Iterator[Piece]:
    """Signed numbers `[first, last)` as lists name them, block by block."""
    for block in range(first // BLOCK_SIZE, -(-last // BLOCK_SIZE)):
        start = block * BLOCK_SIZE
        yield Piece(
            signer.key_id,
            signer.block(block),
            max(first, start) - start,
            min(last, start + BLOCK_SIZE) - start,
        )


def listed_pieces(order: SignedOrder, signer: StampSigner) -> Iterator[tuple[Piece, Standing]]:
    """What the public list says of an order."""
    for part in order.standing:
        if part.standing.is_listed:
            first, last = order.first + part.first, order.first + part.last
            yield from ((piece, part.standing) for piece in pieces(signer, first, last))


def whole_pieces(order: SignedOrder, signer: StampSigner) -> Iterator[Piece]:
    """All slots of an order: what a list of changes replaces."""
    return pieces(signer, order.first, order.first + order.count)


def write_revocations(
    listed: Iterable[tuple[Piece, Standing]], replaced: Iterable[Piece] = ()
) -> tuple[list[dict[str, Any]], bytes]:
    """The sections of a list of withdrawn stamps, and its body: one section per key and standing.

    A section is a row of pieces in order: the step from the block before, the first slot and the
    number of slots less one, each as a number of 7 bits a byte (least first). Sections `replaced`
    stand first.
    """
    marked = [(piece.key_id, -1, piece) for piece in replaced]
    marked += [(piece.key_id, standing.number, piece) for piece, standing in listed]
    marked.sort(key=lambda it: (it[1] >= 0, it))
    sections, body = [], bytearray()
    for (key_id, number), group in groupby(marked, key=lambda it: it[:2]):
        start = len(body)
        _write_pieces(body, (piece for _, _, piece in group))
        name = STANDINGS[number].value if number >= 0 else "replaced"
        sections.append({"key_id": key_id, "standing": name, "bytes": len(body) - start})
    return sections, bytes(body)


def read_revocations(
    sections: Sequence[Mapping[str, Any]], body: bytes
) -> Iterator[tuple[str, Piece]]:
    """The inverse of `write_revocations`: what each piece is listed as."""
    start = 0
    for section in sections:
        end, block = start + section["bytes"], 0
        numbers = _read_numbers(body[start:end])
        for step, first, less in zip(numbers, numbers, numbers, strict=True):
            block += step
            yield section["standing"], Piece(section["key_id"], block, first, first + less + 1)
        start = end


def write_order(order: SignedOrder, signer: StampSigner) -> bytes:
    """One line of what inspectors carry: an order, its lots, and how its stamps stand.

    `runs` holds two numbers for each range: how many stamps, and 16 times the lot's place (from 1;
    0 without a lot) plus the number of the standing.
    """
    runs = bytearray()
    for part in order.standing:
        lot = 0 if part.lot is None else part.lot + 1
        _write_number(runs, part.last - part.first)
        _write_number(runs, lot << 4 | part.standing.number)
    blocks = [piece.block for piece in whole_pieces(order, signer)]
    record = {
        "id": str(order.id),
        "key_id": order.key_id,
        "blocks": blocks,
        "first": order.first % BLOCK_SIZE,
        "count": order.count,
        "runs": base64.b64encode(runs).decode(),
        **order.told,
    }
    return canonical_json(record) + b"\n"


def read_runs(text: str) -> Iterator[tuple[int, Standing, int | None]]:
    """The ranges of a line: how many stamps, how they stand, and the place of their lot."""
    numbers = _read_numbers(base64.b64decode(text))
    for count, mark in zip(numbers, numbers, strict=True):
        lot = mark >> 4
        yield count, STANDINGS[mark & 15], lot - 1 if lot else None


def _write_pieces(body: bytearray, row: Iterable[Piece]) -> None:
    before = 0
    for piece in row:
        _write_number(body, piece.block - before)
        _write_number(body, piece.first)
        _write_number(body, piece.last - piece.first - 1)
        before = piece.block


def _write_number(body: bytearray, number: int) -> None:
    while number > 127:
        body.append(number & 127 | 128)
        number >>= 7
    body.append(number)


def _read_numbers(body: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in body:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0
    if shift:
        raise BadList


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
