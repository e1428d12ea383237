"""Signed stamps for tests: an order whose links are signed, its links, and what lists say of it."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.makers import Maker
from traceability.gs1 import Gtin, Serial
from traceability.signed_lists import open_list, read_revocations
from traceability.stamp_signatures import BLOCK_SIZE, SignedStamp, StampSigner, signed_link
from webapp.db import db
from webapp.models import Product, SigningKey, StampOrder

HOST = "tem.example"


@dataclass(frozen=True)
class SignedStamps:
    """One signed order and the key that signs it."""

    make: Maker
    order: StampOrder
    signer: StampSigner
    gtin: Gtin | None = None
    host: str = HOST
    scheme: str = "https"

    def link(self, offset: int = 0, **other: Any) -> str:
        """The link of a stamp as printed; `other` is said and signed instead of what is true."""
        said = {"host": self.host, "serial": self.serial(offset), "gtin": self.gtin} | other
        number = self.order.signed_first + offset
        return signed_link(SignedStamp(**said), self.signer, number, scheme=self.scheme)

    def path(self, offset: int = 0, **other: Any) -> str:
        """The same without scheme and host."""
        return "/" + self.link(offset, **other).split("/", 3)[3]

    def serial(self, offset: int = 0) -> Serial:
        return Serial(self.make.serial(self.order, offset))

    def standing(self, listed: dict[str, set[tuple[int, int, int]]], offset: int = 0) -> str | None:
        """How a list has this stamp; None where it does not name it."""
        block, index = divmod(self.signer.slot(self.order.signed_first + offset), BLOCK_SIZE)
        for standing, pieces in listed.items():
            if any(it[0] == block and it[1] <= index < it[2] for it in pieces):
                return standing
        return None


def signed_order(
    make: Maker, signer: StampSigner, product: Product | None = None, **given: Any
) -> StampOrder:
    """An approved order of signed stamps, numbered behind those before."""
    key = db.session.query(SigningKey).filter_by(key_id=signer.key_id).one_or_none()
    if key is None:
        public_key = signer.public.raw.hex()
        key = SigningKey(key_id=signer.key_id, public_key=public_key, next_number=0)
        key.begun_at = make.now
    first = key.next_number
    signed = {"is_signed": True, "signing_key_id": signer.key_id, "signed_first": first}
    order = make.order(product, **signed | given)
    key.next_number = first + order.count + order.proof_count
    db.session.add(key)
    db.session.commit()
    return order


def listed_in(data: bytes, signer: StampSigner) -> dict[str, set[tuple[int, int, int]]]:
    """What a list says: by standing, the blocks and slots."""
    heading, body = open_list(data, [signer.public])
    found: dict[str, set[tuple[int, int, int]]] = {}
    for standing, piece in read_revocations(heading["sections"], body):
        found.setdefault(standing, set()).add((piece.block, piece.first, piece.last))
    return found


def asked_list(client: FlaskClient, signer: StampSigner, query: str = "") -> dict[str, Any]:
    """The public list as it is given out now: heading and what it lists."""
    data = client.get(f"/trust/revocations{query}").data
    heading, _ = open_list(data, [signer.public])
    return {"heading": heading, "listed": listed_in(data, signer)}
