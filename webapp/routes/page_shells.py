"""Pages that differ in a few words only, rendered once and filled in anew.

A shell is kept under everything else that the page is made of, so that one which any fact no longer
agrees with is never found again: nothing has to be told that it is stale, in no process.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final, Self

from markupsafe import escape

# Letters and digits pass unchanged through HTML and addresses; nobody can guess these.
_MARK: Final = f"slot{secrets.token_hex(12)}"


def slot(name: str) -> str:
    """What stands in a page to be rendered for the word `name` of it; `name` is lower-case."""
    return f"{_MARK}{name}Z"


# Before each of these a page is cut: shells of two lots differ in a few of the pieces only.
_CUT: Final = re.compile(r"(?=<(?:main|section|dl|li|div|footer)\b)")
_PIECES_SHARED: Final = 20_000


@dataclass(frozen=True)
class PageShell:
    """A page without its words, in pieces of UTF-8; `slots` are the places of the missing ones."""

    pieces: tuple[bytes, ...]
    slots: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, html: str) -> Self:
        """From a page that was rendered with slots."""
        first, *others = html.split(_MARK)
        pieces, slots = _cut(first), []
        for name, _, text in (it.partition("Z") for it in others):
            slots.append((len(pieces), name))
            pieces += [b"", *_cut(text)]
        return cls(tuple(pieces), tuple(slots))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page; values are plain text and become HTML here."""
        # All at once: to begin takes longer than to replace a sign.
        safe = escape(_MARK.join(values.values())).encode().split(_MARK.encode())
        named = dict(zip(values, safe, strict=True))
        page = list(self.pieces)
        for place, name in self.slots:
            page[place] = named[name]
        return b"".join(page)


def _cut(text: str) -> list[bytes]:
    return [_shared(piece.encode()) for piece in _CUT.split(text)]


@lru_cache(_PIECES_SHARED)
def _shared(piece: bytes) -> bytes:
    """The same piece of all shells that have it: so they take less room, and what is read of the
    one is still in the processor's cache for the next.
    """
    return piece


class PageShells:
    """The shells that this process keeps: those asked for last, `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, PageShell] = OrderedDict()

    def find(self, key: Hashable) -> PageShell | None:
        """The one under this key."""
        with self._lock:
            shell = self._kept.get(key)
            if shell is not None:
                self._kept.move_to_end(key)
            return shell

    def keep(self, key: Hashable, shell: PageShell) -> None:
        """Keep one, in the place of the one that nobody asked for longest."""
        with self._lock:
            self._kept[key] = shell
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
