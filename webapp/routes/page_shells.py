"""Pages that differ in a few words only, rendered once and filled in anew.

A shell is kept under everything else that the page is made of, so that one which any fact no longer
agrees with is never found again: nothing has to be told that it is stale, in no process.
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final, Self

from markupsafe import escape

# Letters and digits pass unchanged through HTML and addresses; nobody can guess these.
_MARK: Final = f"slot{secrets.token_hex(12)}"


def slot(name: str) -> str:
    """What stands in a page to be rendered for the word `name` of it; `name` is lower-case."""
    return f"{_MARK}{name}Z"


@dataclass(frozen=True)
class PageShell:
    """A page without its words: names of slots, each with the text behind it, in UTF-8."""

    parts: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(cls, html: str) -> Self:
        """From a page that was rendered with slots."""
        first, *others = html.split(_MARK)
        named = (it.partition("Z") for it in others)
        pieces = (("", first), *((name, text) for name, _, text in named))
        return cls(tuple((name, text.encode()) for name, text in pieces))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page; values are plain text and become HTML here."""
        safe = {name: escape(value).encode() for name, value in values.items()} | {"": b""}
        return b"".join([piece for name, text in self.parts for piece in (safe[name], text)])


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
