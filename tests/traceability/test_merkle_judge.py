"""Another implementation of the same standard agrees on every root and proof."""

from collections.abc import Iterator

import pymerkle
import pytest

from traceability.merkle import (
    CompleteNode,
    TreeHead,
    consistency_proof,
    grown,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    root_hash,
)

MOST = 40
BODIES = [f"entry {number}".encode() for number in range(MOST)]


@pytest.fixture(scope="module")
def judge() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for body in BODIES:
        tree.append_entry(body)
    return tree


def ours() -> dict[tuple[int, int], bytes]:
    complete: Iterator[CompleteNode] = grown(0, map(leaf_hash, BODIES), lambda *_: b"")
    return {(one.level, one.index): one.hash for one in complete}


NODES = ours()


def node(level: int, index: int) -> bytes:
    return NODES[level, index]


def test_roots_agree(judge):
    sizes = range(1, MOST + 1)

    assert [root_hash(size, node) for size in sizes] == [judge.get_root(size) for size in sizes]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_proofs_of_entries_agree(judge, size: int):
    for position in range(size):
        # The judge counts entries from 1, and begins the path with the leaf itself.
        leaf, *path = judge.prove_inclusion(position + 1, size).path

        assert (leaf, path) == (leaf_hash(BODIES[position]), inclusion_proof(position, size, node))


@pytest.mark.parametrize("size", range(2, MOST + 1))
def test_our_proofs_of_beginnings_hold_between_its_roots(judge, size: int):
    new = TreeHead(size, judge.get_root(size))
    for old_size in range(1, size):
        old = TreeHead(old_size, judge.get_root(old_size))

        assert is_consistent(old, new, consistency_proof(old_size, size, node))
