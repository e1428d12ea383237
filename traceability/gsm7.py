"""The alphabet of text messages (3GPP TS 23.038): what fits into one, and Vietnamese without marks.

One letter outside of it and the phone sends the whole message in 16 bits: 70 characters, not 160.
"""

from typing import Final
from unicodedata import category, normalize

ONE_MESSAGE: Final = 160  # septets

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # each behind an escape, so two septets
_OTHER_SIGNS: Final = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-", "‐": "-", "“": '"', "”": '"', "„": '"'}
    | {"‘": "'", "’": "'", "…": "...", "\u00a0": " ", "×": "x", "·": "."}
)


def septets(text: str) -> int | None:
    """How many septets the text takes; None where a character is not of the alphabet."""
    if not set(text) <= _BASIC | _EXTENDED:
        return None
    return len(text) + sum(character in _EXTENDED for character in text)


def without_marks(text: str) -> str:
    """`Gạo nếp Đồng Tháp` -> `Gao nep Dong Thap`; what a message cannot carry becomes `?`.

    Every character that is left takes one septet, so that the text's length is what it costs.
    """
    parts = normalize("NFKD", text.translate(_OTHER_SIGNS))
    letters = "".join(letter for letter in parts if category(letter) != "Mn")
    words = " ".join(letters.translate(_OTHER_SIGNS).split())
    return "".join(it if it in _BASIC and it.isascii() else "?" for it in words)


def shortened(text: str, room: int) -> str:
    """The text, or as much of it as there is room for, with dots that say so."""
    if len(text) <= room:
        return text
    return text[: max(0, room - 2)].rstrip() + ".."[: max(0, room)]
