"""Hashes of the ledger's tree."""

import hashlib

import pytest

from traceability.merkle import leaf_hash


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The first leaves of the reference tree that implementations of RFC 6962 and 9162 share.
        (b"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (b"\x00", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
    ],
)
def test_a_leaf_has_the_hash_of_the_standard(body: bytes, expected: str):
    assert leaf_hash(body).hex() == expected


def test_a_leaf_is_never_the_plain_hash_of_its_body():
    body = b'{"kind":"epcis"}'

    assert leaf_hash(body) != hashlib.sha256(body).digest()
