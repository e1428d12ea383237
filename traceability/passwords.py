"""What a password must be, and one made up for somebody who will change it."""

import secrets
from collections.abc import Iterable
from typing import Final

from traceability.errors import Invalid
from traceability.roles import AGENCY_ROLES, Role

LONGEST: Final = 500
SHORTEST_OF_PRODUCERS: Final = 8
SHORTEST_OF_STAFF: Final = 12

# What is tried first against everybody; compared in small letters and without blanks.
_COMMONEST: Final = """
    12345678 123456789 1234567890 0123456789 87654321 11111111 111111111 1111111111 00000000
    000000000 0000000000 88888888 888888888 99999999 66666666 12341234 11223344 123123123
    1q2w3e4r 1qaz2wsx qwertyui qwertyuiop asdfghjkl password password1 password123 passw0rd
    matkhau1 matkhau123 matkhau1234 iloveyou anhyeuem emyeuanh yeuemnhieu abcd1234 abc12345
    a1234567 admin123 admin1234 administrator vietnam1 vietnam123 123456781234 123456123456
    password1234 adminadmin12 1234567891234 123456789012 111111111111 000000000000 qwerty123456
    temthat1 temthat123 temthat12345 truyxuatnguongoc
"""
COMMONEST: Final = frozenset(_COMMONEST.split())

# Without letters and digits that are mistaken for one another when read out or copied by hand.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = (4, 4, 4)


class PasswordTooShort(Invalid):
    """Fewer than eight characters."""

    code = "password.too_short"


class StaffPasswordTooShort(Invalid):
    """Fewer than twelve characters for somebody who works for an agency."""

    code = "password.too_short_for_staff"


class PasswordTooLong(Invalid):
    """More than anybody types, and expensive to hash."""

    code = "password.too_long"


class PasswordIsPhone(Invalid):
    """The phone number is the name one signs in by, so it is known to everybody."""

    code = "password.is_phone"


class PasswordTooCommon(Invalid):
    """One of the passwords that are tried first."""

    code = "password.too_common"


def check_password(password: str, phone: str, roles: Iterable[Role]) -> None:
    """Refuse a password that is too short for the roles, too long, the phone number, or common."""
    if len(password) > LONGEST:
        raise PasswordTooLong
    if len(password) < SHORTEST_OF_PRODUCERS:
        raise PasswordTooShort
    if len(password) < SHORTEST_OF_STAFF and not AGENCY_ROLES.isdisjoint(roles):
        raise StaffPasswordTooShort
    compact = "".join(password.casefold().split())
    if _local_digits(compact) == _local_digits(phone):
        raise PasswordIsPhone
    if compact in COMMONEST or len(set(compact)) == 1:
        raise PasswordTooCommon


def new_password() -> str:
    """Three groups of four that can be read out: some 59 bits, enough for every role."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(n)) for n in _GROUPS)


def _local_digits(text: str) -> str:
    compact = "".join(c for c in text if c not in "+.-()")
    for prefix in ("0084", "84", "0"):
        if compact.startswith(prefix):
            return compact.removeprefix(prefix)
    return compact
