"""Where a code that somebody scanned or typed leads: to a page of ours, or to words."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from scanner.payload import Payload, PayloadKind, read_payload
from traceability.digital_link import SIGNATURE_PARAMETER, StampLink
from traceability.serials import normalise
from traceability.stamp_signatures import TEXT_LENGTH

_K = PayloadKind
# Copied from the bar of a browser, which leaves the scheme out.
_BARE_LINK: Final = re.compile(r"[\w.-]+\.[\w.-]+(:[0-9]+)?/\S+|localhost(:[0-9]+)?/\S+")
_MEANT_FIRST: Final = (_K.STAMP, _K.LOT, _K.OWN_ADDRESS, _K.SERIAL, _K.FOREIGN_ADDRESS, _K.GTIN)


@dataclass(frozen=True)
class Meaning:
    """`path` is a page of ours and safe to lead to: written anew, never what stood in the code."""

    kind: PayloadKind
    path: str | None = None
    foreign_host: str | None = None
    problem: str | None = None

    @property
    def rank(self) -> int:
        """What is meant where a photo shows several codes: the stamp before all else."""
        return _MEANT_FIRST.index(self.kind) if self.kind in _MEANT_FIRST else len(_MEANT_FIRST)


def meaning_of_scan(text: str, own_hosts: frozenset[str]) -> Meaning:
    """What the text of a symbol is; nothing is opened to find out."""
    payload = read_payload(text, own_hosts)
    host = payload.host if payload.kind is _K.FOREIGN_ADDRESS else None
    return Meaning(payload.kind, _path(payload), host, payload.problem)


def meaning_of_typed(text: str, own_hosts: frozenset[str]) -> Meaning:
    """What a person typed: the code under the stamp, or a link that was copied.

    Raises:
        serial.*: it is neither; the reason says what is wrong with it as a code.
    """
    meaning = meaning_of_scan(f"https://{text}" if _BARE_LINK.fullmatch(text) else text, own_hosts)
    return Meaning(_K.SERIAL, f"/T/{normalise(text)}") if meaning.kind is _K.TEXT else meaning


def _path(payload: Payload) -> str | None:
    if payload.link is not None:
        return _path_of_link(payload.link)
    return f"/T/{payload.serial}" if payload.serial else None


def _path_of_link(link: StampLink) -> str:
    if link.serial is None:
        return f"/01/{link.gtin}/10/{link.lot}"
    path = f"/01/{link.gtin}/21/{link.serial}" if link.gtin else f"/T/{link.serial}"
    if link.signature is None:
        return path
    return f"{path}?{SIGNATURE_PARAMETER}={quote(link.signature[:TEXT_LENGTH], safe='')}"
