"""Signed checkpoints: read by whoever has the key, and refused when anything was changed."""

import pytest

from traceability.checkpoint import BadCheckpoint, LogKey, LogSigner, read_checkpoint
from traceability.merkle import TreeHead, leaf_hash

SIGNER = LogSigner("tem.example/ledger", b"a secret")
HEAD = TreeHead(12, leaf_hash(b"root"))
NOTE = SIGNER.sign(HEAD)


def test_a_checkpoint_has_the_shared_form():
    name, size, root, empty, signature, end = NOTE.split("\n")

    assert (name, size, empty, end) == ("tem.example/ledger", "12", "", "")
    assert len(root) == 44
    assert signature.startswith("\N{EM DASH} tem.example/ledger ")


def test_what_was_signed_is_read():
    assert read_checkpoint(NOTE, SIGNER.key) == HEAD


def test_a_key_is_published_and_read_again():
    assert LogKey.read(SIGNER.key.text) == SIGNER.key
    assert SIGNER.key.text.startswith(f"tem.example/ledger+{SIGNER.key.hash.hex()}+A")


def test_a_witness_may_add_its_signature():
    witnessed = NOTE + "\N{EM DASH} witness.example AAAAAAAA\n"

    assert read_checkpoint(witnessed, SIGNER.key) == HEAD


def test_the_same_secret_signs_the_same_tomorrow():
    assert LogSigner("tem.example/ledger", b"a secret").sign(HEAD) == NOTE


@pytest.mark.parametrize(
    "changed",
    [
        NOTE.replace("\n12\n", "\n13\n"),
        NOTE.replace("tem.example", "tam.example"),
        NOTE.replace("\n\n", "\nsomething else\n\n"),
        NOTE.split("\n\n")[0],
        NOTE[:-6] + "\n",
        "",
        "not a checkpoint",
    ],
)
def test_what_was_changed_is_refused(changed: str):
    with pytest.raises(BadCheckpoint):
        read_checkpoint(changed, SIGNER.key)


def test_another_key_of_the_same_name_did_not_sign_it():
    with pytest.raises(BadCheckpoint):
        read_checkpoint(NOTE, LogSigner("tem.example/ledger", b"another").key)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "tem.example/ledger+00000000+AAAA", SIGNER.key.text[:-3], f"x{SIGNER.key.text}"],
)
def test_what_is_no_key_is_refused(text: str):
    with pytest.raises(BadCheckpoint):
        LogKey.read(text)
