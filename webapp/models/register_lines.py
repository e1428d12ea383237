"""One hash for all lines of an imported register: too many to be told to the ledger one by one."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from traceability.canonical import canonical_json, sha256_hex


def lines_sha256(lines: Iterable[Mapping[str, Any]]) -> str:
    """Of every column of every line; the same lines have the same hash, in whatever order."""
    spelt = (canonical_json({name: _spelt(it) for name, it in line.items()}) for line in lines)
    return sha256_hex(b"\n".join(sorted(spelt)))


def _spelt(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value
