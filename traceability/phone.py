"""Phone numbers as people type them, in one international spelling (ITU-T E.164)."""

import re
from typing import NewType

from traceability.errors import Invalid

Phone = NewType("Phone", str)

_TYPED = re.compile(r"(?:\+84|0084|84|0)([1-9][0-9]{8,9})")


class BadPhone(Invalid):
    """Not a Vietnamese phone number."""

    code = "phone.bad"


def parse_phone(text: str) -> Phone:
    """`0912 345 678`, `+84 912345678` or `84912345678` -> `+84912345678`."""
    compact = re.sub(r"[\s.\-()]", "", text)
    match = _TYPED.fullmatch(compact) if compact.isascii() else None
    if match is None:
        raise BadPhone
    return Phone("+84" + match[1])


def shown(phone: str) -> str:
    """`+84912345678` -> `0912 345 678`, the way people read it out; none of who was erased."""
    if not phone.startswith("+84"):
        return ""
    local = "0" + phone.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}"
