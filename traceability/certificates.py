"""Certificates: what a producer says others attested, who looked at it, and how long it holds."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.errors import Conflict, Forbidden, Invalid, NotFound

SOON: Final = timedelta(days=30)
# The longest any of these schemes grants is five years; ten leaves room for those to come.
_LONGEST: Final = timedelta(days=3660)


class CertificateKind(StrEnum):
    """What was attested."""

    VIETGAP = "vietgap"
    GLOBALGAP = "globalgap"
    ORGANIC = "organic"
    GACP = "gacp"
    HACCP = "haccp"
    ISO22000 = "iso22000"
    FOOD_SAFETY_ELIGIBILITY = "food_safety_eligibility"
    SELF_DECLARATION = "self_declaration"
    OCOP = "ocop"
    HALAL = "halal"
    OTHER = "other"


class CertificateScope(StrEnum):
    """What of the organisation it speaks about."""

    ORGANISATION = "organisation"
    PRODUCTS = "products"
    PLACES = "places"


class CertificateStatus(StrEnum):
    """Where it stands; whether it has expired is told by its date alone."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STANDING: Final = (CertificateStatus.SUBMITTED, CertificateStatus.VERIFIED)


class CertificateTerm(StrEnum):
    """How a certificate stands on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


class NoSuchCertificate(NotFound):
    """No such certificate, or none that this person may see."""

    code = "certificate.not_found"


class CertificateHandedInBefore(Conflict):
    """The same paper waits or is verified already: twice on a page it would look like two."""

    code = "certificate.handed_in_before"


class CertificateDecided(Conflict):
    """Somebody verified or refused it before, or it was withdrawn."""

    code = "certificate.already_decided"


class OwnCertificate(Forbidden):
    """Nobody verifies a certificate of an organisation they belong to."""

    code = "certificate.own"


class CertificateOver(Conflict):
    """It has expired: there is nothing left to verify."""

    code = "certificate.over"


class NotWithdrawable(Conflict):
    """It was refused or withdrawn before."""

    code = "certificate.not_withdrawable"


class BadCertificateDates(Invalid):
    """It ends before it begins, begins in the future, or holds longer than any scheme grants."""

    code = "certificate.bad_dates"


class ScopeMissing(Invalid):
    """It is for products or places, and none was chosen."""

    code = "certificate.scope_missing"


def term_on(issued_on: date, valid_to: date | None, today: date) -> CertificateTerm:
    """How it stands today; the last day counts as valid, a declaration may have no end."""
    if today < issued_on:
        return CertificateTerm.NOT_YET
    if valid_to is None:
        return CertificateTerm.VALID
    if valid_to < today:
        return CertificateTerm.EXPIRED
    return CertificateTerm.EXPIRING if valid_to - today <= SOON else CertificateTerm.VALID


def check_dates(kind: CertificateKind, issued_on: date, valid_to: date | None, today: date) -> None:
    """Refuse dates that no paper has; only a self-declaration goes without an end.

    Raises:
        BadCertificateDates.
    """
    if issued_on > today or (valid_to is None and kind is not CertificateKind.SELF_DECLARATION):
        raise BadCertificateDates
    if valid_to is not None and not issued_on < valid_to <= issued_on + _LONGEST:
        raise BadCertificateDates


def check_undecided(status: CertificateStatus) -> None:
    """Only what waits is decided.

    Raises:
        CertificateDecided.
    """
    if status is not CertificateStatus.SUBMITTED:
        raise CertificateDecided(status=f"certificate_status.{status.value}")


def check_not_own(organisation_id: UUID, deciders: frozenset[UUID]) -> None:
    """Nobody decides about an organisation among those they belong to.

    Raises:
        OwnCertificate.
    """
    if organisation_id in deciders:
        raise OwnCertificate
