"""Certificates and self-assessments for tests, and the papers that go with them."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from traceability.certificates import CertificateKind, CertificateScope, CertificateStatus
from traceability.checklist import Answer
from traceability.roles import Actor
from webapp.db import db
from webapp.models import AuditEntry, Certificate, ChecklistAssessment, StoredFile
from webapp.models.file import Visibility, keep_file
from webapp.services import services
from webapp.usecases.certificates import CertificateFacts, SubmitCertificate
from webapp.usecases.checklists import AnswerPoint, BeginAssessment, answer_point, begin_assessment

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
PDF_WITH_SCRIPT = PDF.replace(
    b"<</Type/Catalog>>", b"<</OpenAction<</S/JavaScript/JS(app.alert)>>>>"
)


def facts(**given: Any) -> CertificateFacts:
    """What stands on a VietGAP certificate of the whole organisation."""
    values = {
        "kind": CertificateKind.VIETGAP,
        "number": "VG-952-0001",
        "issuer": "Trung tâm chứng nhận Minh Họa",
        "standard": "TCVN 11892-1:2017",
        "scope": CertificateScope.ORGANISATION,
        "issued_on": date(2026, 1, 10),
        "valid_to": date(2028, 1, 9),
    } | given
    return CertificateFacts(**values)


def submission(file: bytes = PDF, **given: Any) -> SubmitCertificate:
    """A form that hands a certificate in."""
    return SubmitCertificate(uuid4(), facts(**given), file)


def certificate(make: Any, organisation: Any, **given: Any) -> Certificate:
    """A row that is there already, with a file that nobody stored."""
    sha256 = hashlib.sha256(str(uuid4()).encode()).hexdigest()
    file = StoredFile(
        sha256=sha256,
        media_type="application/pdf",
        size=len(PDF),
        organisation_id=organisation.id,
        visibility=Visibility.SEALED,
        created_at=make.now,
    )
    keep_file(db.session(), file)
    said = vars(facts())
    said.pop("covered")
    values = (
        said
        | {
            "organisation_id": organisation.id,
            "file_sha256": sha256,
            "status": CertificateStatus.SUBMITTED,
            "submitted_by_id": make.account().id,
            "submitted_at": make.now - timedelta(days=3),
        }
        | given
    )
    return make._keep(Certificate(**values))


def verified(make: Any, organisation: Any, **given: Any) -> Certificate:
    """A certificate that an officer looked at."""
    officer = make.account()
    values = {
        "status": CertificateStatus.VERIFIED,
        "decided_by_id": officer.id,
        "decided_for_id": make.agency(name="Chi cục Minh Họa").id,
        "decided_at": make.now - timedelta(days=2),
        "decided_reason": "Đã hỏi nơi cấp",
    } | given
    return certificate(make, organisation, **values)


def assessment(make: Any, lot: Any, **given: Any) -> ChecklistAssessment:
    """A self-assessment of a lot by VietGAP, begun and not finished."""
    values = {
        "organisation_id": lot.organisation_id,
        "checklist_code": "vietgap_crops",
        "checklist_version": 1,
        "lot_id": lot.id,
        "started_by_id": make.account().id,
        "started_at": make.now - timedelta(days=1),
    } | given
    return make._keep(ChecklistAssessment(**values))


def assessed(actor: Actor, lot: Any, note: str, now: datetime, file: bytes = PDF) -> UUID:
    """A self-assessment of a lot with one answer and the paper that shows it."""
    assessment_id = begin_assessment(
        actor, BeginAssessment(uuid4(), "vietgap_crops", lot_id=lot.id), now=now
    )
    command = AnswerPoint(assessment_id, "first_aid", Answer.YES, note, file)
    answer_point(actor, command, services().storage, now=now)
    return assessment_id


def given_out() -> list[tuple[UUID | None, str]]:
    """Which originals were noted to be given out, and to whom."""
    is_given = (AuditEntry.action == "file") & (AuditEntry.outcome == "given")
    noted = db.session.scalars(select(AuditEntry).where(is_given).order_by(AuditEntry.at))
    return [(it.account_id, it.subject) for it in noted]
