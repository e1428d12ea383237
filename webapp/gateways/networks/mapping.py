"""Reading the table of networks: `network,province` a line, such as `203.0.113.0/24,14`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import pairwise

from traceability.geography import PROVINCES


class BadNetworkTable(Exception):
    """The file is none; the message says in which line and what is wrong."""


@dataclass(frozen=True)
class Network:
    """Addresses from `first` to `last`, both with the version of IP before the number."""

    first: tuple[int, int]
    last: tuple[int, int]
    province_code: str


def read_networks(lines: Iterable[str]) -> tuple[Network, ...]:
    """The networks in order of their first address.

    Raises:
        BadNetworkTable: a line that is no network and province, or two that overlap.
    """
    read = sorted(_read(lines), key=lambda network: network.first)
    for one, other in pairwise(read):
        if other.first <= one.last:
            raise BadNetworkTable(f"networks of {other.province_code} overlap at {other.first}")
    return tuple(read)


def _read(lines: Iterable[str]) -> Iterator[Network]:
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#") or text.lower().startswith("network,"):
            continue
        yield _network(text, number)


def _network(text: str, number: int) -> Network:
    address, _, province = (part.strip() for part in text.partition(","))
    if province not in PROVINCES:
        raise BadNetworkTable(f"line {number}: '{province}' is no code of a province")
    try:
        network = ip_network(address)
    except ValueError as fault:
        raise BadNetworkTable(f"line {number}: {fault}") from None
    version = network.version
    first, last = int(network.network_address), int(network.broadcast_address)
    return Network((version, first), (version, last), province)
