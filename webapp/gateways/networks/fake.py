"""A small table for tests, of addresses that documentation is written with (RFC 5737, RFC 3849)."""

from webapp.gateways.networks.client import NetworkTable

LINES = (
    "network,province",
    "203.0.113.0/25,14",
    "203.0.113.128/25,01",
    "2001:db8:1::/48,79",
)


def small_table() -> NetworkTable:
    """Sơn La, Hà Nội, and Hồ Chí Minh by IPv6."""
    return NetworkTable.from_lines(LINES)
