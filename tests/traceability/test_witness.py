"""A witness keeps what continues what it kept, and refuses everything else."""

import pytest

from traceability.checkpoint import BadCheckpoint, LogSigner, short_form
from traceability.merkle import GrowingTree, TreeHead, consistency_proof, grown, leaf_hash
from traceability.witness import Rewritten, accept

SIGNER = LogSigner("tem.example/ledger", b"a secret")


def log_of(bodies):
    """Notes by size, and how proofs are fetched."""
    leaves = [leaf_hash(body.encode()) for body in bodies]
    nodes = {(it.level, it.index): it.hash for it in grown(0, leaves, lambda *_: b"")}
    tree, notes = GrowingTree(), {}
    for leaf in leaves:
        tree.add(leaf)
        notes[tree.size] = SIGNER.sign(TreeHead(tree.size, tree.root))
    return notes, lambda old, new: consistency_proof(old, new, lambda *place: nodes[place])


TRUE, FETCH = log_of([f"entry {n}" for n in range(12)])
FALSE, FALSE_FETCH = log_of(["another", *(f"entry {n}" for n in range(1, 12))])


def test_the_first_one_is_kept_and_then_every_one_that_continues_it():
    kept = None
    for size in (3, 3, 7, 12):
        kept = accept(TRUE[size], kept, SIGNER.key, FETCH)
        assert kept == TRUE[size]


def test_one_that_comes_late_is_the_beginning_and_changes_nothing():
    assert accept(TRUE[4], TRUE[9], SIGNER.key, FETCH) == TRUE[9]


@pytest.mark.parametrize(("kept", "new"), [(5, 9), (9, 5), (9, 9)])
def test_a_rewritten_log_is_refused_whatever_proof_it_offers(kept: int, new: int):
    for fetch in (FETCH, FALSE_FETCH, lambda *_: []):
        with pytest.raises(Rewritten):
            accept(FALSE[new], TRUE[kept], SIGNER.key, fetch)


def test_what_another_signed_is_refused():
    note = LogSigner("tem.example/ledger", b"another").sign(TreeHead(1, b"0" * 32))

    with pytest.raises(BadCheckpoint):
        accept(note, TRUE[3], SIGNER.key, FETCH)


def test_a_printed_line_tells_trees_apart():
    assert short_form(13, "c0c1289f" + "0" * 48 + "26bfc7d8") == "13 · c0c1289f…26bfc7d8"
