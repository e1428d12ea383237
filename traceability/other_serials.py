"""Serials of any system (GS1 AI 21): what a correct link may carry although it is none of ours."""

import re
from typing import Final

# GS1 General Specifications, figure 7.11-1: the 82 characters of a serial; at most 20 of them.
_ANY_SERIAL: Final = re.compile(r"""[A-Za-z0-9!"%&'()*+,\-./:;<=>?_]{1,20}""")


def is_gs1_serial(text: str) -> bool:
    """Whether the text is a serial by the rules of GS1."""
    return _ANY_SERIAL.fullmatch(text) is not None
