"""GS1 keys: GTIN, GLN, lot and company prefix, parsed once and then trusted.

It also holds the rule by which a holder may use them here. Links and serials live elsewhere.
"""

import re
from datetime import date
from typing import NewType

from biip.checksums import gs1_standard_check_digit

from traceability.errors import Invalid

Gtin = NewType("Gtin", str)
Gln = NewType("Gln", str)
Lot = NewType("Lot", str)
Serial = NewType("Serial", str)
CompanyPrefix = NewType("CompanyPrefix", str)

GTIN_LENGTHS = (8, 12, 13, 14)

# [0-9] and not \d: Arabic and full-width digits look right on a form and match nothing later.
_DIGITS = re.compile(r"[0-9]+")
_LOT = re.compile(r"[A-HJ-NP-TV-Z0-9-]{1,20}")
_PREFIX = re.compile(r"[0-9]{4,12}")


class BadGtin(Invalid):
    """Not 8, 12, 13 or 14 ASCII digits."""

    code = "gs1.bad_gtin"


class BadGln(Invalid):
    """Not 13 ASCII digits."""

    code = "gs1.bad_gln"


class BadCheckDigit(Invalid):
    """The last digit does not follow from the others: most often a slip in typing."""

    code = "gs1.bad_check_digit"


class BadLot(Invalid):
    """Not 1 to 20 of A-Z, 0-9 and hyphen without I, O, U."""

    code = "gs1.bad_lot"


class BadCompanyPrefix(Invalid):
    """Not 4 to 12 ASCII digits."""

    code = "gs1.bad_company_prefix"


class NoCertificate(Invalid):
    """The holder has not shown a GS1 certificate: prefix, number and validity."""

    code = "gs1.no_certificate"


class CertificateExpired(Invalid):
    """The holder's GS1 certificate is past its validity."""

    code = "gs1.certificate_expired"


class NotHoldersPrefix(Invalid):
    """The code does not begin with the holder's company prefix."""

    code = "gs1.not_holders_prefix"


def check_digit(body: str) -> str:
    """The digit that follows `body`: modulo 10 with weights 3, 1 from the right."""
    return str(gs1_standard_check_digit(body))


def parse_gtin(text: str) -> Gtin:
    """Any GTIN as the 14 digits it is stored in."""
    digits = text.strip()
    if not _DIGITS.fullmatch(digits) or len(digits) not in GTIN_LENGTHS:
        raise BadGtin(length=len(digits))
    _require_check_digit(digits)
    return Gtin(digits.zfill(14))


def parse_gln(text: str) -> Gln:
    """A location number of 13 digits."""
    digits = text.strip()
    if not _DIGITS.fullmatch(digits) or len(digits) != 13:
        raise BadGln(length=len(digits))
    _require_check_digit(digits)
    return Gln(digits)


def parse_lot(text: str) -> Lot:
    """A lot in upper case; I, O and U are left out because they are misread on a label."""
    stripped = text.strip()
    lot = stripped.upper() if stripped.isascii() else stripped
    if not _LOT.fullmatch(lot):
        raise BadLot(length=len(lot))
    return Lot(lot)


def parse_company_prefix(text: str) -> CompanyPrefix:
    """A GS1 company prefix as its certificate states it."""
    digits = text.strip()
    if not _PREFIX.fullmatch(digits):
        raise BadCompanyPrefix(length=len(digits))
    return CompanyPrefix(digits)


def gtin_belongs_to(gtin: Gtin, prefix: CompanyPrefix) -> bool:
    """Whether the prefix stands behind the indicator digit; GTIN-8s carry no company prefix."""
    return not gtin.startswith("000000") and gtin[1:].startswith(prefix)


def gln_belongs_to(gln: Gln, prefix: CompanyPrefix) -> bool:
    """Whether the location number begins with the prefix."""
    return gln.startswith(prefix)


def check_licence(
    code: Gtin | Gln,
    prefix: CompanyPrefix | None,
    certificate_no: str | None,
    valid_to: date | None,
    today: date,
) -> None:
    """Refuse a GTIN or GLN unless its holder's certificate is known, valid today and matches."""
    if not prefix or not (certificate_no or "").strip() or valid_to is None:
        raise NoCertificate
    if valid_to < today:
        raise CertificateExpired(valid_to=valid_to.isoformat())
    if not _belongs_to(code, prefix):
        raise NotHoldersPrefix(prefix=prefix)


def _belongs_to(code: Gtin | Gln, prefix: CompanyPrefix) -> bool:
    if len(code) == 14:
        return gtin_belongs_to(Gtin(code), prefix)
    return gln_belongs_to(Gln(code), prefix)


def _require_check_digit(digits: str) -> None:
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        raise BadCheckDigit(given=digits[-1], expected=expected)
