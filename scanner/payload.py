"""What a decoded or typed text is: a stamp or lot of ours, somebody else's address, a code, text.

It never opens anything. Whether a text is ours is decided by the strict form of our links alone;
the host of a foreign address is worked out as a browser would, so that the one shown is the one
that would be visited.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from traceability.digital_link import StampLink, parse_stamp_link
from traceability.errors import Refusal
from traceability.gs1 import Gtin, Serial, parse_gtin
from traceability.serials import normalise

# Browsers take any number of slashes of either kind after the scheme, and a user name before an @.
_ADDRESS = re.compile(r"https?:[/\\]*(?P<authority>[^/\\?#]*)", re.IGNORECASE)
_IGNORED_BY_BROWSERS = re.compile(r"[\t\r\n]")
_USUAL_PORTS: Final = (":443", ":80")
_UNREADABLE: Final = "?"


class PayloadKind(StrEnum):
    STAMP = "stamp"
    LOT = "lot"
    OWN_ADDRESS = "own_address"
    FOREIGN_ADDRESS = "foreign_address"
    GTIN = "gtin"
    SERIAL = "serial"
    TEXT = "text"


@dataclass(frozen=True)
class Payload:
    """The kind says which of the other fields is filled.

    `problem` is the refusal's code where an address of ours is not that of a stamp or lot.
    """

    kind: PayloadKind
    text: str
    link: StampLink | None = None
    host: str | None = None
    gtin: Gtin | None = None
    serial: Serial | None = None
    problem: str | None = None


def read_payload(text: str, own_hosts: frozenset[str]) -> Payload:
    """Tell what the text is; `own_hosts` in lower case, with the port where there is one."""
    meant = _IGNORED_BY_BROWSERS.sub("", text.strip())
    if address := _ADDRESS.match(meant):
        return _read_address(meant, _host(address["authority"]), own_hosts)
    return _read_gtin(meant) or _read_serial(meant) or Payload(PayloadKind.TEXT, text)


def _read_address(text: str, host: str, own_hosts: frozenset[str]) -> Payload:
    if host not in own_hosts:
        return Payload(PayloadKind.FOREIGN_ADDRESS, text, host=host)
    try:
        link = parse_stamp_link(text)
    except Refusal as refusal:
        return Payload(PayloadKind.OWN_ADDRESS, text, host=host, problem=refusal.code)
    kind = PayloadKind.STAMP if link.serial else PayloadKind.LOT
    return Payload(kind, text, link=link, host=host, gtin=link.gtin, serial=link.serial)


def _host(authority: str) -> str:
    """The host a browser would visit, look-alike letters in their `xn--` form."""
    named = unquote(authority.rpartition("@")[2]).lower()
    try:
        # An IPv6 address has colons and no letters to disguise.
        host = named if named.isascii() else named.encode("idna").decode()
    except UnicodeError:
        host = named.encode("ascii", "replace").decode()
    for port in _USUAL_PORTS:
        host = host.removesuffix(port)
    return host.rstrip(".") or _UNREADABLE


def _read_gtin(text: str) -> Payload | None:
    try:
        gtin = parse_gtin(text)
    except Refusal:
        return None
    return Payload(PayloadKind.GTIN, text, gtin=gtin)


def _read_serial(text: str) -> Payload | None:
    try:
        serial = normalise(text)
    except Refusal:
        return None
    return Payload(PayloadKind.SERIAL, text, serial=serial)
