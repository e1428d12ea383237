"""A certificate is handed in once, decided once by somebody else, and can be taken back."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import Maker
from tests.papers import PDF, certificate, facts, submission, verified
from tests.races import at_once
from traceability.certificates import (
    CertificateDecided,
    CertificateHandedInBefore,
    CertificateOver,
    CertificateScope,
    CertificateStatus,
    NoSuchCertificate,
    NotWithdrawable,
    OwnCertificate,
    ScopeMissing,
)
from traceability.errors import Refusal
from traceability.roles import Role
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import Certificate, LedgerEntry, StoredFile
from webapp.models.file import Visibility
from webapp.usecases.certificates import (
    CertificateIdUsed,
    CertificateReasonMissing,
    DecideCertificate,
    SubmitCertificate,
    WithdrawCertificate,
    decide_certificate,
    submit_certificate,
    withdraw_certificate,
)

WHY = "Đã hỏi nơi cấp"


@pytest.fixture
def storage():
    return MemoryStorage()


@pytest.fixture
def hand_in(cast, storage, now):
    """Let somebody hand a certificate in; Minh where nobody is named."""
    return lambda command, actor=cast.minh: submit_certificate(actor, command, storage, now=now)


@pytest.fixture
def decide(cast, now):
    def decided(id_, *, is_verified=True, reason=WHY, actor=cast.thu):
        decide_certificate(actor, DecideCertificate(id_, is_verified, reason), now=now)

    return decided


def kept(id_) -> Certificate:
    return db.session.get(Certificate, id_, populate_existing=True)


def entries(action: str) -> list[dict]:
    bodies = db.session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.position))
    contents = [json.loads(body)["content"] for body in bodies]
    return [it for it in contents if it.get("action") == action]


def test_a_certificate_waits_with_its_file_sealed(cast, hand_in):
    command = submission()

    row = kept(hand_in(command))

    assert (row.status, row.organisation_id) == (
        CertificateStatus.SUBMITTED,
        cast.cooperative.id,
    )
    file = db.session.get(StoredFile, row.file_sha256)
    assert (file.visibility, file.media_type, file.size) == (
        Visibility.SEALED,
        "application/pdf",
        len(PDF),
    )


def test_what_is_handed_in_is_in_the_ledger_without_its_words(hand_in):
    hand_in(submission(number="VG-952-0007"))

    (told,) = entries("certificate_submitted")
    assert told["valid_to"] == "2028-01-09"
    assert told["certificate"] == "vietgap"
    assert len(told["number"]) == 64
    assert "VG-952-0007" not in json.dumps(told)


def test_pressed_twice_it_is_handed_in_once(hand_in):
    command = submission()

    assert hand_in(command) == hand_in(command)
    assert len(entries("certificate_submitted")) == 1


def test_an_id_stands_for_one_paper(hand_in):
    command = submission()
    hand_in(command)

    with pytest.raises(CertificateIdUsed):
        hand_in(replace(command, facts=facts(number="VG-952-0002")))


def test_the_same_paper_from_two_forms_is_handed_in_once(cast, hand_in, decide):
    first = hand_in(submission())
    with pytest.raises(CertificateHandedInBefore):
        hand_in(submission())
    decide(first)
    with pytest.raises(CertificateHandedInBefore):
        hand_in(submission())

    assert hand_in(submission(issued_on=date(2026, 2, 10)))
    assert hand_in(submission(), actor=cast.hoa)


def test_what_was_refused_may_be_handed_in_again(hand_in, decide):
    first = hand_in(submission())
    decide(first, is_verified=False, reason="Ảnh mờ")

    assert hand_in(submission()) != first


def test_another_organisations_id_is_nobodys(cast, hand_in):
    command = submission()
    hand_in(command)

    with pytest.raises(NoSuchCertificate):
        hand_in(command, actor=cast.hoa)


def test_a_renewal_names_an_own_certificate(make, cast, hand_in):
    before = verified(make, cast.cooperative)
    theirs = verified(make, cast.other_cooperative)
    renewal = SubmitCertificate(uuid4(), facts(number="VG-2"), PDF, renews_id=before.id)

    assert kept(hand_in(renewal)).renews_id == before.id
    with pytest.raises(NoSuchCertificate):
        hand_in(SubmitCertificate(uuid4(), facts(number="VG-3"), PDF, renews_id=theirs.id))


def test_what_it_covers_is_the_organisations_own(make, cast, hand_in):
    own, theirs = make.product(cast.cooperative), make.product(cast.other_cooperative)
    place = make.place(cast.cooperative)
    products, places = CertificateScope.PRODUCTS, CertificateScope.PLACES

    assert hand_in(submission(number="1", scope=products, covered=(own.id,)))
    assert hand_in(submission(number="2", scope=places, covered=(place.id,)))
    for covered in ((), (theirs.id,), (own.id, theirs.id), (place.id,)):
        with pytest.raises(ScopeMissing):
            hand_in(submission(number="3", scope=products, covered=covered))


def test_a_file_that_is_no_paper_is_refused_and_nothing_is_written(hand_in):
    with pytest.raises(Refusal):
        hand_in(submission(file=b"MZ\x90"))

    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_an_officer_verifies_with_a_reason(cast, hand_in, decide, now):
    id_ = hand_in(submission())
    with pytest.raises(CertificateReasonMissing):
        decide(id_, reason="")

    decide(id_)

    row = kept(id_)
    assert (row.status, row.decided_at) == (CertificateStatus.VERIFIED, now)
    assert (row.decided_by_id, row.decided_for_id) == (
        cast.thu.account_id,
        cast.thu.organisation_id,
    )
    (told,) = entries("certificate_verified")
    assert WHY not in json.dumps(told, ensure_ascii=False)


def test_the_second_officer_is_told_that_it_is_done(hand_in, decide):
    id_ = hand_in(submission())
    decide(id_)

    with pytest.raises(CertificateDecided):
        decide(id_, is_verified=False)

    assert kept(id_).status is CertificateStatus.VERIFIED


def test_nobody_verifies_for_an_organisation_they_belong_to(make, cast, hand_in, decide):
    id_ = hand_in(submission())
    thu = db.session.get_one(type(make.account()), cast.thu.account_id)
    make.actor(Role.FARMER, cast.cooperative, thu)

    with pytest.raises(OwnCertificate):
        decide(id_)


@pytest.mark.parametrize(("days_left", "is_over"), [(0, False), (-1, True)])
def test_what_is_over_is_not_verified_but_may_be_refused(
    make, cast, decide, now, days_left, is_over
):
    last = (now + timedelta(days=days_left)).date()
    id_ = certificate(make, cast.cooperative, valid_to=last).id

    if is_over:
        with pytest.raises(CertificateOver):
            decide(id_)
        decide(id_, is_verified=False)
    else:
        decide(id_)

    assert kept(id_).status is not CertificateStatus.SUBMITTED


def test_the_day_ends_at_midnight_in_vietnam(make, cast, now):
    """17:00 in Greenwich is the next day at home."""
    id_ = certificate(make, cast.cooperative, valid_to=now.date()).id
    home = now.replace(hour=17)

    with pytest.raises(CertificateOver):
        decide_certificate(cast.thu, DecideCertificate(id_, True, WHY), now=home)
    decide_certificate(cast.thu, DecideCertificate(id_, True, WHY), now=home - timedelta(seconds=1))


def test_its_manager_or_an_officer_takes_it_back_with_a_reason(make, cast, now):
    for actor in (cast.minh, cast.thu):
        id_ = verified(make, cast.cooperative).id
        with pytest.raises(CertificateReasonMissing):
            withdraw_certificate(actor, WithdrawCertificate(id_, ""), now=now)
        withdraw_certificate(actor, WithdrawCertificate(id_, "Nơi cấp đã hủy"), now=now)

        assert kept(id_).status is CertificateStatus.WITHDRAWN
        with pytest.raises(NotWithdrawable):
            withdraw_certificate(actor, WithdrawCertificate(id_, "Lại"), now=now)


def test_another_cooperative_takes_nothing_back(make, cast, now):
    id_ = verified(make, cast.cooperative).id

    with pytest.raises(NoSuchCertificate):
        withdraw_certificate(cast.hoa, WithdrawCertificate(id_, "x"), now=now)

    assert kept(id_).status is CertificateStatus.VERIFIED


@pytest.mark.committed
def test_handed_in_and_decided_at_once_it_is_one_paper_and_one_decision(committed_app, now):
    with committed_app.app_context():
        cast = make_cast(Maker(committed_app.extensions["temthat"].keyring, now))
        command, storage = submission(), MemoryStorage()

    def decided() -> bool:
        try:
            decide_certificate(
                cast.thu, DecideCertificate(command.certificate_id, True, WHY), now=now
            )
        except CertificateDecided:
            return False
        return True

    ids = at_once(committed_app, lambda: submit_certificate(cast.minh, command, storage, now=now))
    outcomes = at_once(committed_app, decided)

    assert set(ids) == {command.certificate_id}
    assert outcomes.count(True) == 1
    with committed_app.app_context():
        assert len(entries("certificate_submitted")) == len(entries("certificate_verified")) == 1
