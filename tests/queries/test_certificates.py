"""Who sees which certificate, and what buyers are told of: verified ones, until their last day."""

from datetime import timedelta

import pytest

from tests.papers import certificate, verified
from tests.statements import counted_statements
from traceability.certificates import CertificateScope, CertificateStatus, NoSuchCertificate
from webapp.db import db, reader
from webapp.models import CertificatePlace, CertificateProduct
from webapp.queries.certificates import (
    CertificateFilter,
    certificate_file,
    certificate_list,
    certificate_page,
    expiring_certificates,
)
from webapp.queries.public_certificates import public_certificates


@pytest.fixture
def lot(make, cast):
    return make.packed_lot(make.product(cast.cooperative))


@pytest.fixture
def shown(lot, now):
    """The numbers of the certificates that buyers of the lot are told of."""

    def numbers(at=now):
        with reader() as connection:
            return [it.number for it in public_certificates(connection, lot.id, now=at)]

    return numbers


def listed(actor, now, **given):
    return [it.id for it in certificate_list(actor, CertificateFilter(**given), now=now).rows]


def test_a_cooperative_lists_its_own_and_an_officer_everybodys(make, cast, now):
    ours, theirs = certificate(make, cast.cooperative), certificate(make, cast.other_cooperative)

    assert listed(cast.minh, now) == [ours.id]
    assert listed(cast.hoa, now) == [theirs.id]
    assert set(listed(cast.thu, now)) == {ours.id, theirs.id}


def test_what_waits_comes_first_for_officers(make, cast, now):
    long_ago = now - timedelta(days=90)
    waiting = certificate(make, cast.cooperative, submitted_at=long_ago)
    done = verified(make, cast.cooperative)

    assert listed(cast.thu, now) == [waiting.id, done.id]
    assert listed(cast.minh, now) == [done.id, waiting.id]
    assert listed(cast.thu, now, status=CertificateStatus.VERIFIED) == [done.id]


def test_another_cooperatives_certificate_is_not_there(make, cast, now):
    id_ = certificate(make, cast.cooperative).id

    with pytest.raises(NoSuchCertificate):
        certificate_page(cast.hoa, id_, now=now)
    with pytest.raises(NoSuchCertificate):
        certificate_file(cast.hoa, id_)
    assert certificate_file(cast.thu, id_).is_pdf


def test_a_page_offers_what_its_reader_may_do(make, cast, now):
    waiting, done = certificate(make, cast.cooperative), verified(make, cast.cooperative)

    def offered(actor, it):
        page = certificate_page(actor, it.id, now=now)
        return page.may_decide, page.may_withdraw, page.may_renew

    assert offered(cast.minh, waiting) == (False, True, False)
    assert offered(cast.minh, done) == (False, True, True)
    assert offered(cast.thu, waiting) == (True, True, False)
    assert offered(cast.thu, done) == (False, True, False)


def test_a_long_list_takes_two_statements(make, cast, now):
    for number in range(12):
        verified(make, cast.cooperative, number=f"VG-{number}")

    with counted_statements() as statements:
        certificate_list(cast.minh, CertificateFilter(), now=now)

    assert len(statements) == 2


def test_what_ends_soon_is_told_until_its_renewal_is_handed_in(make, cast, now):
    soon = verified(make, cast.cooperative, valid_to=(now + timedelta(days=30)).date())
    verified(make, cast.cooperative, valid_to=(now + timedelta(days=31)).date())
    verified(make, cast.cooperative, valid_to=(now - timedelta(days=1)).date())

    def told():
        return [it.id for it in expiring_certificates(cast.minh, now=now)]

    assert told() == [soon.id]
    refused = CertificateStatus.REFUSED
    renewal = certificate(make, cast.cooperative, renews_id=soon.id, status=refused)
    assert told() == [soon.id]
    renewal.status = CertificateStatus.SUBMITTED
    db.session.commit()
    assert told() == []


@pytest.mark.parametrize("status", CertificateStatus)
def test_buyers_are_told_of_what_was_verified_alone(make, cast, shown, status):
    verified(make, cast.cooperative, status=status)

    assert bool(shown()) is (status is CertificateStatus.VERIFIED)


def test_an_expired_certificate_is_gone_with_its_last_day_at_home(make, cast, shown, now):
    verified(make, cast.cooperative, valid_to=now.date())
    midnight = now.replace(hour=17, minute=0, second=0)

    assert shown(midnight - timedelta(seconds=1))
    assert not shown(midnight)


def test_a_certificate_speaks_of_what_it_covers_alone(make, cast, lot, shown):
    other = make.product(cast.cooperative)
    for number, (table, scope, covered) in {
        "this product": (
            CertificateProduct,
            CertificateScope.PRODUCTS,
            {"product_id": lot.product_id},
        ),
        "other product": (CertificateProduct, CertificateScope.PRODUCTS, {"product_id": other.id}),
        "this place": (CertificatePlace, CertificateScope.PLACES, {"place_id": lot.place_id}),
        "other place": (
            CertificatePlace,
            CertificateScope.PLACES,
            {"place_id": make.place(cast.cooperative).id},
        ),
    }.items():
        row = verified(make, cast.cooperative, number=number, scope=scope)
        db.session.add(table(certificate_id=row.id, **covered))
    verified(make, cast.other_cooperative, number="of another cooperative")
    db.session.commit()

    assert sorted(shown()) == ["this place", "this product"]


def test_what_was_renewed_gives_way_to_what_renews_it(make, cast, lot, shown):
    before = verified(make, cast.cooperative, number="before")
    renewal = certificate(make, cast.cooperative, number="after", renews_id=before.id)
    assert shown() == ["before"]

    renewal.status = CertificateStatus.VERIFIED
    renewal.decided_at = renewal.submitted_at
    db.session.commit()
    assert shown() == ["after"]

    renewal.scope = CertificateScope.PRODUCTS  # of other products: the old one still speaks here
    db.session.commit()
    assert shown() == ["before"]


def test_the_agency_and_the_day_of_the_check_are_told_and_no_officer(make, cast, lot, now):
    verified(make, cast.cooperative)

    with reader() as connection:
        (told,) = public_certificates(connection, lot.id, now=now)

    assert told.verified_by == "Chi cục Minh Họa"
    assert told.verified_on == (now - timedelta(days=2)).date()
