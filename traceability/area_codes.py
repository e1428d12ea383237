"""Codes that the plant protection authority gave a growing area or a packing house."""

import re
from typing import Final

from traceability.codes import is_internal_code
from traceability.errors import Invalid

# No stricter: export codes differ from market to market.
_FORM: Final = re.compile(r"[A-Z0-9][A-Z0-9.\-]{3,39}")
_GS1_LENGTHS: Final = (8, 12, 13, 14)


class BadAreaCode(Invalid):
    """Not 4 to 40 capital letters, digits, dots and hyphens."""

    code = "code.bad_area_code"


class AreaCodeOfAnotherKind(Invalid):
    """A GS1 number or one of our own codes: these come by other ways, with other checks."""

    code = "code.area_code_of_another_kind"


def parse_area_code(text: str) -> str:
    """The code in capitals, as it was granted."""
    stripped = text.strip()
    code = stripped.upper() if stripped.isascii() else stripped
    if not _FORM.fullmatch(code):
        raise BadAreaCode
    if is_internal_code(code) or (code.isdecimal() and len(code) in _GS1_LENGTHS):
        raise AreaCodeOfAnotherKind
    return code
