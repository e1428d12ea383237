"""Files on the disk of this machine, named by their SHA-256."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol


class Storage(Protocol):
    """Where bytes are kept. The name of a file is the SHA-256 of its content."""

    def put(self, data: bytes) -> str:
        """Keep the bytes and give back their SHA-256 in hex; the same bytes twice is harmless."""

    def open(self, sha256: str) -> bytes:
        """The bytes of that name; KeyError when there are none."""


class DiskStorage:
    """`<root>/ab/cd/<sha256>`; a file is complete and on the disk before its name exists."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Keep the bytes; after a kill at any moment the name holds them all or is not there."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(data, target)
        return sha256

    def open(self, sha256: str) -> bytes:
        """The bytes of that name; KeyError when there are none."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    @staticmethod
    def _write(data: bytes, target: Path) -> None:
        with NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
