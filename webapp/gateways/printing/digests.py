"""The SHA-256 of a file that is sent while it is made."""

import hashlib
from collections.abc import Iterable, Iterator


class Digested:
    """The pieces of a file, passed on; once the last has passed, its digest and its length."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._hash = hashlib.sha256()
        self._is_whole = False
        self.length = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            self._is_whole = True
            raise StopIteration
        self._hash.update(piece)
        self.length += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        """The digest in hexadecimal; asking before the end is a mistake of the caller's."""
        if not self._is_whole:
            raise RuntimeError("the digest of a file is known at its end")
        return self._hash.hexdigest()


def digest_of(pieces: Iterable[bytes]) -> Digested:
    """The digest of a file that nobody keeps: made and forgotten piece by piece."""
    digested = Digested(pieces)
    for _ in digested:
        pass
    return digested
