"""Kinds of organisations, and what each says about itself in one spelling: tax code, hotline."""

import re
from enum import StrEnum
from typing import Final

from traceability.errors import Conflict, Invalid, NotFound

_TAX_CODE: Final = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
_HOTLINE: Final = re.compile(r"\+?[0-9]{4,15}")


class OrganisationKind(StrEnum):
    """What an organisation is here for."""

    COOPERATIVE = "cooperative"
    ENTERPRISE = "enterprise"
    HOUSEHOLD = "household"
    AGENCY = "agency"
    SOLUTION_PROVIDER = "solution_provider"
    PRINTER = "printer"


class NoSuchOrganisation(NotFound):
    """No such organisation, or none that this person keeps."""

    code = "organisation.not_found"


class BadTaxCode(Invalid):
    """Not 10 digits, or 13 for a branch."""

    code = "organisation.bad_tax_code"


class BadHotline(Invalid):
    """Not a telephone number; short and toll-free numbers are fine."""

    code = "organisation.bad_hotline"


def parse_tax_code(text: str) -> str:
    """`0123456789`, or `0123456789-001` for a branch."""
    match = _TAX_CODE.fullmatch(re.sub(r"\s", "", text))
    if match is None:
        raise BadTaxCode
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def parse_hotline(text: str) -> str:
    """As it was typed, with single blanks: people know it by its groups."""
    if not _HOTLINE.fullmatch(re.sub(r"[\s.\-()]", "", text)):
        raise BadHotline
    return " ".join(text.split())


class PhoneTaken(Conflict):
    """The number belongs to somebody who has an account already."""

    code = "organisation.phone_taken"


class PasswordMissing(Invalid):
    """The first manager is new and needs a first password."""

    code = "organisation.password_missing"
