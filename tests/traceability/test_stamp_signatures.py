"""Signed links: vectors that never change, and that nothing of a link can be altered unseen."""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from traceability.digital_link import parse_stamp_link, stamp_uri
from traceability.gs1 import Gtin, Serial
from traceability.serials import ALPHABET
from traceability.stamp_signatures import (
    BLOCK_SIZE,
    LARGEST_KEY_ID,
    SLOTS,
    TEXT_LENGTH,
    SignedStamp,
    SigningRing,
    SlotsUsedUp,
    StampSignature,
    StampSigner,
    signed_link,
)

SECRET = b"a secret for vectors, and never for stamps"
HOST = "tem.sonla.vnnn"  # 14 letters: the longest that keeps the symbol at 45 modules
SERIAL = Serial("0123456789ABCDEF")
GTIN = Gtin("09520123456788")
STAMP = SignedStamp(HOST, SERIAL, GTIN)
SIGNER = StampSigner(SECRET, 1)

# Printed stamps must verify for as long as there are stamps: these vectors are never changed.
PUBLIC_KEY = "6f5fdee08d306f19d3b900d501270646e3c079ddd8379503b50fe7705c954b90"
LINK = (
    "HTTPS://TEM.SONLA.VNNN/01/09520123456788/21/0123456789ABCDEF?S=1WRFKH0B8WCWJFAQE"
    "QC9R4BY91X7ZJNQZFK219BN4KGKNZ9XTPN36QJHDAK9P3DMSSG7R5A10111W4S58CZEJAF1PAWRZ87KQ"
    "TJTTT8WRW18C"
)
BARE_LINK = (
    "HTTPS://TEM.SONLA.VNNN/T/0123456789ABCDEF?S=1WRFKH16NVHAKY904ZYH57Z42Q06NZ6R6B03"
    "XRN6T2MPNHCXFZK6RW4HZ772Y06KACHKRHJ3APEMCP5817TPK7STET7CYV08S6177VKRY7QR5"
)
SLOT_5000 = 241300360

texts = st.text(alphabet=ALPHABET, min_size=TEXT_LENGTH, max_size=TEXT_LENGTH)


def signature_of(link: str) -> StampSignature:
    return StampSignature.read(parse_stamp_link(link).signature)


def test_the_link_of_a_secret_a_key_and_a_stamp_never_changes():
    assert SIGNER.public.raw.hex() == PUBLIC_KEY
    assert SIGNER.slot(5000) == SLOT_5000
    assert signed_link(STAMP, SIGNER, 5000) == LINK
    assert signed_link(SignedStamp(HOST, SERIAL), SIGNER, 5000) == BARE_LINK


def test_another_implementation_verifies_the_link(tmp_path: Path):
    given_signature = signature_of(LINK)
    message = f"temthat stamp 1\n1\n{SLOT_5000}\n{HOST}\n{GTIN}\n{SERIAL}".encode()
    prefix = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, an Ed25519 key in DER
    (tmp_path / "key").write_bytes(prefix + bytes.fromhex(PUBLIC_KEY))
    (tmp_path / "signature").write_bytes(given_signature.signature)
    (tmp_path / "message").write_bytes(message)
    (tmp_path / "other").write_bytes(message[:-1] + b"G")

    def verified(name: str) -> int:
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -sigfile signature"
        done = subprocess.run(
            [*command.split(), "-in", name], cwd=tmp_path, capture_output=True, check=False
        )
        return done.returncode

    assert verified("message") == 0
    assert verified("other") != 0


@pytest.mark.parametrize("spelt", [str.upper, str.lower])
def test_a_link_is_read_in_either_case_of_letters(spelt):
    link = parse_stamp_link(spelt(LINK))

    assert (link.host, link.gtin, link.serial) == (HOST, GTIN, SERIAL)
    assert SIGNER.public.signed_stamp(STAMP, StampSignature.read(link.signature))


@pytest.mark.parametrize(
    "other",
    [
        SignedStamp("tem.sonla.vnno", SERIAL, GTIN),
        SignedStamp(HOST, Serial("0123456789ABCDEG"), GTIN),
        SignedStamp(HOST, SERIAL, Gtin("09520123456795")),
        SignedStamp(HOST, SERIAL),
    ],
)
def test_host_serial_and_gtin_are_signed(other):
    assert not SIGNER.public.signed_stamp(other, signature_of(LINK))


def test_slot_and_key_are_signed():
    right = signature_of(LINK)

    moved = StampSignature(right.key_id, right.slot ^ 1, right.signature)
    renamed = StampSignature(right.key_id + 1, right.slot, right.signature)
    assert not SIGNER.public.signed_stamp(STAMP, moved)
    assert not SIGNER.public.signed_stamp(STAMP, renamed)


def test_a_signature_of_a_list_is_none_of_a_stamp():
    message = STAMP.message(1, SLOT_5000)
    of_list = StampSignature(1, SLOT_5000, SIGNER.sign_list(message))

    assert not SIGNER.public.signed_stamp(STAMP, of_list)
    assert not SIGNER.public.signed_list(message, signature_of(LINK).signature)


def test_every_key_id_has_a_key_of_its_own_and_old_ones_still_verify():
    ring = SigningRing(SECRET, 3)

    links = [signed_link(STAMP, ring.signer(key_id), 7) for key_id in (1, 2, 3)]
    assert len({key.raw for key in ring.public_keys}) == 3
    assert all(ring.signed(STAMP, signature_of(link)) for link in links)
    assert not SigningRing(SECRET, 2).signed(STAMP, signature_of(links[2]))
    assert not SigningRing(b"another secret, as long as that", 3).signed(
        STAMP, signature_of(links[0])
    )


def test_a_new_secret_makes_new_keys_and_the_old_ones_still_verify():
    ring = SigningRing(b"a new secret", 5, {2: b"the first", 4: b"the second"})

    made_by = {1: b"the first", 2: b"the first", 3: b"the second", 4: b"the second"}
    keys = {key.key_id: key.raw for key in ring.public_keys}
    assert all(keys[it] == StampSigner(secret, it).public.raw for it, secret in made_by.items())
    assert ring.current.public.raw == StampSigner(b"a new secret", 5).public.raw


@given(
    st.integers(0, SLOTS - 1), st.integers(1, LARGEST_KEY_ID), st.binary(min_size=64, max_size=64)
)
def test_the_text_of_a_signature_is_read_as_it_was_written(slot, key_id, signature):
    written = StampSignature(key_id, slot, signature)

    assert len(written.text) == TEXT_LENGTH
    assert StampSignature.read(written.text) == written


@given(texts)
def test_every_text_in_form_is_the_text_of_one_signature(text):
    assert StampSignature.read(text).text == text


@given(st.text(max_size=130))
def test_anything_else_is_no_signature_and_no_fault(text):
    read = StampSignature.read(text)

    assert read is None or read.text == text.upper()


def test_no_two_stamps_of_a_key_share_a_slot():
    blocks = SLOTS // BLOCK_SIZE

    assert len({SIGNER.block(number) for number in range(blocks)}) == blocks
    assert SIGNER.slot(BLOCK_SIZE + 5) % BLOCK_SIZE == 5
    with pytest.raises(SlotsUsedUp):
        SIGNER.slot(SLOTS)


def test_neighbouring_blocks_do_not_look_like_neighbours():
    steps = {SIGNER.block(number + 1) - SIGNER.block(number) for number in range(200)}

    assert len(steps) > 150


def test_keys_of_a_wrong_number_are_not_made():
    for key_id in (0, LARGEST_KEY_ID + 1):
        with pytest.raises(ValueError, match="out of range"):
            StampSigner(SECRET, key_id)


def modules_of(link: str) -> int:
    code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return code.to_image(scale=1, add_quiet_zones=False).shape[0]


def test_the_symbol_of_a_signed_link_has_45_modules_and_of_a_plain_one_29():
    assert modules_of(LINK) == 45
    assert modules_of(BARE_LINK) == 45
    assert modules_of(stamp_uri(HOST, SERIAL, GTIN)) == 29
