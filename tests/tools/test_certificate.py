"""The certificate of `bin/serve --lan` is for this machine's address, and is made anew in time."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.certificate import keep_certificate

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def content(folder: Path) -> bytes:
    return (folder / "lan-certificate.pem").read_bytes()


def test_a_web_server_can_use_it_and_nobody_else_can_read_the_key(tmp_path: Path) -> None:
    keep_certificate(tmp_path, "192.0.2.7", NOW)

    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "lan-certificate.pem", tmp_path / "lan-key.pem")
    assert (tmp_path / "lan-key.pem").stat().st_mode & 0o077 == 0


def test_it_is_kept_so_that_a_phone_is_asked_only_once(tmp_path: Path) -> None:
    keep_certificate(tmp_path, "192.0.2.7", NOW)
    first = content(tmp_path)

    keep_certificate(tmp_path, "192.0.2.7", NOW + timedelta(days=30))

    assert content(tmp_path) == first


@pytest.mark.parametrize(("address", "days"), [("192.0.2.8", 0), ("192.0.2.7", 299)])
def test_it_is_made_anew_for_another_address_or_near_its_end(
    tmp_path: Path, address: str, days: int
) -> None:
    keep_certificate(tmp_path, "192.0.2.7", NOW)
    first = content(tmp_path)

    keep_certificate(tmp_path, address, NOW + timedelta(days=days))

    assert content(tmp_path) != first
