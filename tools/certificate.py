"""Keeps a self-made certificate for this machine's address, so that phones nearby get HTTPS.

`certificate.py FOLDER` prints the address. The browser will warn: nobody vouches for it.
"""

import ipaddress
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 300  # phones refuse certificates that are good for more than 398 days
RENEW_BEFORE = timedelta(days=7)


def address_in_lan() -> str:
    """The address under which others reach this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address of nobody
        except OSError:
            sys.exit("bin/serve --lan: this machine is in no network.")
        return str(probe.getsockname()[0])


def keep_certificate(folder: Path, address: str, now: datetime) -> None:
    """Make key and certificate where there is none for this address, or it runs out."""
    path = folder / "lan-certificate.pem"
    if path.exists() and _still_good(path, address, now):
        return
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    _write_secret(folder / "lan-key.pem", key)
    path.write_bytes(make_certificate(key, address, now).public_bytes(serialization.Encoding.PEM))


def _still_good(path: Path, address: str, now: datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    in_time = now < certificate.not_valid_after_utc - RENEW_BEFORE
    return in_time and ipaddress.ip_address(address) in addresses


def _write_secret(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def make_certificate(
    key: ec.EllipticCurvePrivateKey, address: str, now: datetime
) -> x509.Certificate:
    """A certificate by which this machine vouches for itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tem Thật {address}")])
    hosts = [x509.IPAddress(ipaddress.ip_address(host)) for host in (address, "127.0.0.1")]
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(
            x509.SubjectAlternativeName([*hosts, x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


if __name__ == "__main__":
    own_address = address_in_lan()
    keep_certificate(Path(sys.argv[1]), own_address, datetime.now(UTC))
    print(own_address)
