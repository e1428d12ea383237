"""The operator's table of networks and their provinces: an address goes in, a province comes out.

The table is a file that the operator gets from a provider of such tables. Without one no look has a
place by its network. The address is looked up in memory and kept nowhere.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from traceability.looks import read_address
from webapp.gateways.networks.mapping import Network, read_networks


@dataclass(frozen=True)
class NetworkTable:
    """Networks that do not overlap, IPv4 and IPv6, in order of their first address."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Self:
        """From the lines of the file.

        Raises:
            BadNetworkTable: names the line.
        """
        return cls(read_networks(lines))

    @classmethod
    def from_file(cls, path: Path | None) -> Self:
        """From the operator's file; empty without one."""
        if path is None:
            return cls()
        with path.open(encoding="utf-8-sig") as lines:
            return cls.from_lines(lines)

    def province_of(self, address: str | None) -> str | None:
        """The code of the province, as far as the table knows."""
        read = read_address(address) if self.networks else None
        if read is None:
            return None
        number: tuple[int, int] = (read.version, int(read))
        place = bisect_right(self.networks, number, key=lambda network: network.first)
        nearest = self.networks[place - 1] if place else None
        return nearest.province_code if nearest and number <= nearest.last else None
