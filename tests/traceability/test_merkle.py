"""The ledger's tree: the shared vectors, and proofs that hold for what is true and nothing else."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.merkle import (
    EMPTY_ROOT,
    GrowingTree,
    Node,
    TreeHead,
    consistency_proof,
    grown,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root_hash,
)

# The leaves and roots that implementations of RFC 6962 and 9162 share.
BODIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 70
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(MOST)]


def tree_of(leaves: Sequence[bytes], batch: int) -> Node:
    """The complete subtrees of leaves that came in batches."""
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    for size in range(0, len(leaves), batch):
        complete = list(grown(size, leaves[size : size + batch], node))
        nodes.update({(one.level, one.index): one.hash for one in complete})
    return node


TREE = tree_of(LEAVES, 7)
SIZES = st.integers(1, MOST)


def head_of(size: int) -> TreeHead:
    return TreeHead(size, root_hash(size, TREE))


def test_a_leaf_is_never_the_plain_hash_of_its_body():
    body = b'{"kind":"epcis"}'

    assert leaf_hash(body) != hashlib.sha256(body).digest()


def test_no_leaves_have_the_root_of_nothing():
    assert root_hash(0, TREE) == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c44298fc1c14")


def test_a_tree_that_grows_leaf_by_leaf_has_every_root_on_its_way():
    tree = GrowingTree()
    assert tree.root == EMPTY_ROOT

    for size, leaf in enumerate(LEAVES, start=1):
        tree.add(leaf)
        assert (tree.size, tree.root) == (size, root_hash(size, TREE))
        assert GrowingTree.of(size, TREE).root == tree.root


@pytest.mark.parametrize("batch", [1, 2, 3, 8])
def test_roots_are_those_of_the_shared_tree_however_its_leaves_came(batch: int):
    node = tree_of([leaf_hash(bytes.fromhex(body)) for body in BODIES], batch)

    assert [root_hash(size, node).hex() for size in range(1, 9)] == ROOTS


def test_of_every_leaf_there_is_at_most_one_more_node():
    assert len(list(grown(0, LEAVES, TREE))) < 2 * MOST


@given(size=SIZES, data=st.data())
def test_every_leaf_is_proven_in_its_place_and_in_no_other(size: int, data: st.DataObject):
    position = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, MOST))
    proof = inclusion_proof(position, size, TREE)

    assert is_included(LEAVES[position], position, head_of(size), proof)
    assert is_included(LEAVES[position], other, head_of(size), proof) == (other == position)
    assert not is_included(leaf_hash(b"another"), position, head_of(size), proof)


@given(old=SIZES, new=SIZES)
def test_a_tree_is_proven_to_begin_with_every_earlier_one(old: int, new: int):
    old, new = sorted((old, new))
    proof = consistency_proof(old, new, TREE)

    assert is_consistent(head_of(old), head_of(new), proof)
    assert not is_consistent(TreeHead(old, leaf_hash(b"x")), head_of(new), proof)
    assert not is_consistent(head_of(old), TreeHead(new, leaf_hash(b"x")), proof)


@given(size=st.integers(2, MOST), data=st.data())
def test_a_proof_that_was_touched_proves_nothing(size: int, data: st.DataObject):
    position = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(position, size, TREE)
    touched = data.draw(st.integers(0, len(proof) - 1))

    for false in (
        [*proof[:touched], leaf_hash(b"x"), *proof[touched + 1 :]],
        proof[:touched] + proof[touched + 1 :],
        [*proof, proof[touched]],
    ):
        assert not is_included(LEAVES[position], position, head_of(size), false)


@given(old=SIZES, new=SIZES, data=st.data())
def test_a_consistency_proof_that_was_touched_proves_nothing(
    old: int, new: int, data: st.DataObject
):
    old, new = sorted((old, new))
    proof = consistency_proof(old, new, TREE)

    assert not is_consistent(head_of(old), head_of(new), [*proof, leaf_hash(b"x")])
    if proof:
        touched = data.draw(st.integers(0, len(proof) - 1))
        others = proof[:touched] + proof[touched + 1 :]
        assert not is_consistent(head_of(old), head_of(new), others)


def test_a_history_that_was_rewritten_is_not_consistent():
    rewritten = tree_of([*LEAVES[:20], leaf_hash(b"x"), *LEAVES[21:]], 7)
    new = TreeHead(MOST, root_hash(MOST, rewritten))

    assert not is_consistent(head_of(30), new, consistency_proof(30, MOST, rewritten))
    assert is_consistent(head_of(20), new, consistency_proof(20, MOST, rewritten))


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(position: int, size: int):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(position, size, TREE)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_a_tree_proves_nothing_of_none_and_of_larger_ones(old: int, new: int):
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(old, new, TREE)
