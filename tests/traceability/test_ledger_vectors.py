"""What browsers are tested with (tests/js/ledger-vectors.json), made by the server's own functions.

Run this file as a program to write it anew.
"""

import json
from pathlib import Path
from typing import Any

from traceability.canonical import canonical_json
from traceability.checkpoint import LogSigner
from traceability.merkle import (
    TreeHead,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_hash,
)

FILE = Path(__file__).parent.parent / "js" / "ledger-vectors.json"
SIGNER = LogSigner("tem.example/ledger", b"a secret of tests" * 2)
OTHER = LogSigner("tem.example/ledger", b"another secret of tests" * 2)
SIZE, POSITION = 13, 4
PAIRS = ((1, 13), (4, 13), (6, 8), (7, 13), (8, 13), (12, 13), (13, 13))


def vectors() -> dict[str, Any]:
    bodies = [f"entry {number}".encode() for number in range(SIZE)]
    told = {"entry": leaf_hash(bodies[POSITION]).hex(), "public_of": "x"}
    facts = {"event_code": "packing", "lot": "MVA-1"}
    bodies[POSITION + 1] = canonical_json({"content": told | {"facts": facts}, "kind": "epcis"})
    leaves = [leaf_hash(body) for body in bodies]
    return {
        "key": SIGNER.key.text,
        "fingerprint": SIGNER.key.fingerprint,
        "other_key": OTHER.key.text,
        "facts": {
            **_leaf(leaves, POSITION),
            "body": None,
            "checkpoint": _checkpoint(leaves, SIZE),
            "told": _leaf(leaves, POSITION + 1) | {"body": bodies[POSITION + 1].decode()},
        },
        "shown": facts,
        "heads": {str(size): _checkpoint(leaves, size) for size in range(1, SIZE + 1)},
        "consistency": [
            {"from": old, "to": new, "proof": _hexed(consistency_proof(old, new, _node(leaves)))}
            for old, new in PAIRS
        ],
    }


def _leaf(leaves: list[bytes], position: int) -> dict[str, Any]:
    path = _hexed(inclusion_proof(position, SIZE, _node(leaves)))
    return {"position": position, "leaf_hash": leaves[position].hex(), "proof": path}


def _checkpoint(leaves: list[bytes], size: int) -> dict[str, Any]:
    head = TreeHead(size, root_hash(size, _node(leaves)))
    return {"size": size, "root": head.root.hex(), "note": SIGNER.sign(head)}


def _node(leaves: list[bytes]) -> Any:
    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def _hexed(parts: list[bytes]) -> list[str]:
    return [part.hex() for part in parts]


def text_of(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def test_what_browsers_are_tested_with_is_what_the_ledger_signs():
    assert json.loads(FILE.read_text()) == vectors()


if __name__ == "__main__":
    FILE.write_text(text_of(vectors()))
