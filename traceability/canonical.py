"""Canonical JSON (RFC 8785) of what is hashed and signed: one value, one sequence of bytes.

Our values are text, whole numbers, booleans, null, lists and objects; a float has no place here.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from traceability.errors import Invalid

# RFC 8785 writes numbers as IEEE 754 doubles, which are exact up to here only.
LARGEST_INTEGER: Final = 2**53 - 1
DEEPEST: Final = 64


class NotCanonical(Invalid):
    """The value cannot be written in one agreed way; `reason` says why."""

    code = "canonical.unsupported"


def canonical_json(value: object) -> bytes:
    """The one spelling of the value: sorted keys, no blanks, UTF-8."""
    text = json.dumps(_ordered(value, 0), ensure_ascii=False, separators=(",", ":"))
    return _utf8(text)


def sha256_hex(body: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _ordered(value: object, depth: int) -> object:
    if depth > DEEPEST:
        raise NotCanonical(reason="too_deep")
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], depth + 1) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise NotCanonical(reason="number_too_large")
    if value is None or isinstance(value, int | str):
        return value
    raise NotCanonical(reason="type", type=type(value).__name__)


def _utf16(key: object) -> bytes:
    # RFC 8785, 3.2.3: sorted by UTF-16 code units, which is not the order of code points.
    if not isinstance(key, str):
        raise NotCanonical(reason="key", type=type(key).__name__)
    return key.encode("utf-16-be", "surrogatepass")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical(reason="broken_text") from None
