"""Storage in memory, for tests."""

import hashlib


class MemoryStorage:
    """Keeps files as long as the object lives."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Keep the bytes and give back their SHA-256 in hex."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = data
        return sha256

    def open(self, sha256: str) -> bytes:
        """The bytes of that name; KeyError when there are none."""
        return self._files[sha256]
