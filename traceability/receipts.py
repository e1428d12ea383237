"""Receipt numbers of reports: read out over the telephone, and not to be guessed."""

from typing import Final

from traceability.serials import ALPHABET

BITS: Final = 40
_LENGTH: Final = BITS // 5
_PREFIX: Final = "BC"
_MISREAD: Final = str.maketrans("OIL", "011")


def spell_receipt(number: int) -> str:
    """`BC-7K3M-92QX` of a random number of 40 bits."""
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))
    return f"{_PREFIX}-{letters[:4]}-{letters[4:]}"


def read_receipt(typed: str) -> str | None:
    """The receipt that was meant: any case, with or without dashes; None when it is none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    letters = signs.removeprefix(_PREFIX).translate(_MISREAD)
    is_whole = signs.startswith(_PREFIX) and len(letters) == _LENGTH
    if not is_whole or any(sign not in ALPHABET for sign in letters):
        return None
    return f"{_PREFIX}-{letters[:4]}-{letters[4:]}"
