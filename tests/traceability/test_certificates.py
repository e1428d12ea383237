"""How a certificate stands by its dates, and who may decide about it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from traceability.certificates import (
    SOON,
    BadCertificateDates,
    CertificateDecided,
    CertificateKind,
    CertificateStatus,
    CertificateTerm,
    OwnCertificate,
    check_dates,
    check_not_own,
    check_undecided,
    term_on,
)

ISSUED, LAST = date(2026, 1, 10), date(2026, 12, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "term"),
    [
        (ISSUED - DAY, CertificateTerm.NOT_YET),
        (ISSUED, CertificateTerm.VALID),
        (LAST - SOON - DAY, CertificateTerm.VALID),
        (LAST - SOON, CertificateTerm.EXPIRING),
        (LAST, CertificateTerm.EXPIRING),
        (LAST + DAY, CertificateTerm.EXPIRED),
    ],
)
def test_the_last_day_is_the_last_that_counts(today: date, term: CertificateTerm):
    assert term_on(ISSUED, LAST, today) is term


def test_a_declaration_without_an_end_holds_on():
    assert term_on(ISSUED, None, LAST + 3650 * DAY) is CertificateTerm.VALID


@pytest.mark.parametrize(
    ("kind", "issued_on", "valid_to"),
    [
        (CertificateKind.VIETGAP, ISSUED, None),
        (CertificateKind.VIETGAP, ISSUED, ISSUED),
        (CertificateKind.VIETGAP, ISSUED, ISSUED - DAY),
        (CertificateKind.VIETGAP, LAST + DAY, LAST + 9 * DAY),
        (CertificateKind.OCOP, ISSUED, ISSUED + 3661 * DAY),
        (CertificateKind.SELF_DECLARATION, LAST + DAY, None),
    ],
)
def test_dates_that_no_paper_has_are_refused(
    kind: CertificateKind, issued_on: date, valid_to: date | None
):
    with pytest.raises(BadCertificateDates):
        check_dates(kind, issued_on, valid_to, LAST)


@pytest.mark.parametrize(
    ("kind", "issued_on", "valid_to"),
    [
        (CertificateKind.SELF_DECLARATION, ISSUED, None),
        (CertificateKind.VIETGAP, LAST, LAST + DAY),
        (CertificateKind.OCOP, ISSUED, ISSUED + 3660 * DAY),
        (CertificateKind.VIETGAP, ISSUED, ISSUED + DAY),  # long over, and a paper all the same
    ],
)
def test_dates_that_papers_have_are_taken(
    kind: CertificateKind, issued_on: date, valid_to: date | None
):
    check_dates(kind, issued_on, valid_to, LAST)


@pytest.mark.parametrize("status", [it for it in CertificateStatus if it.value != "submitted"])
def test_what_was_decided_is_not_decided_again(status: CertificateStatus):
    with pytest.raises(CertificateDecided):
        check_undecided(status)


def test_nobody_decides_about_their_own():
    own, other = UUID(int=1), UUID(int=2)

    check_not_own(own, frozenset({other}))
    with pytest.raises(OwnCertificate):
        check_not_own(own, frozenset({own, other}))
