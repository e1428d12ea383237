"""The demonstration's certificates: in force, soon over, expired and waiting. All made up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from traceability.calendar import civil_date
from traceability.certificates import CertificateKind, CertificateScope
from webapp.demo.cooperatives import COOPERATIVES
from webapp.demo.days import Days
from webapp.demo.lots import product_id
from webapp.demo.offices import officer_of
from webapp.demo.plan import Cooperative, named_id
from webapp.demo.stage import Stage, Step
from webapp.gateways.printing.flow import Footing, Paragraph, flow
from webapp.gateways.printing.fonts import Style
from webapp.usecases.certificates import (
    CertificateFacts,
    DecideCertificate,
    SubmitCertificate,
    decide_certificate,
    submit_certificate,
)

_ISSUER: Final = "Trung tâm chứng nhận Minh Họa (trình diễn)"
_REASON: Final = "Đã đối chiếu với danh sách của nơi cấp (trình diễn)"


@dataclass(frozen=True)
class PaperPlan:
    """A certificate of the cooperative of that place in the list; days count back from today."""

    cooperative: int
    kind: CertificateKind
    standard: str
    submitted: int
    lasts_until: int  # negative: days to come
    is_verified: bool = True
    of_first_product: bool = False


PAPERS: Final = (
    PaperPlan(0, CertificateKind.VIETGAP, "TCVN 11892-1:2017", 200, -300),
    PaperPlan(0, CertificateKind.OCOP, "QĐ 148/QĐ-TTg", 150, -400, of_first_product=True),
    PaperPlan(0, CertificateKind.ORGANIC, "TCVN 11041-2:2017", 298, 15),
    PaperPlan(1, CertificateKind.FOOD_SAFETY_ELIGIBILITY, "", 250, -20),
    PaperPlan(2, CertificateKind.VIETGAP, "TCVN 11892-1:2017", 120, -500),
    PaperPlan(0, CertificateKind.HACCP, "TCVN 5603:2023", 2, -700, is_verified=False),
)


def paper_steps(days: Days) -> list[Step]:
    """Handing in by the manager, and three days later the officer's decision."""
    steps = []
    for number, plan in enumerate(PAPERS, start=1):
        steps.append(
            Step(
                days.at(plan.submitted, 9), _Submission(number, plan, days.at(plan.lasts_until, 12))
            )
        )
        if plan.is_verified:
            steps.append(Step(days.at(plan.submitted - 3, 14), _Verification(number, plan)))
    return steps


class _Submission:
    """Handing one certificate in."""

    def __init__(self, number: int, plan: PaperPlan, valid_until: datetime) -> None:
        self._number, self._plan, self._until = number, plan, valid_until

    def __call__(self, stage: Stage, at: datetime) -> None:
        """Submit it as the cooperative's manager."""
        cooperative, plan = COOPERATIVES[self._plan.cooperative], self._plan
        number = f"TD-{self._number:03d}/952"
        facts = CertificateFacts(
            kind=plan.kind,
            number=number,
            issuer=_ISSUER,
            standard=plan.standard,
            scope=_scope(plan),
            issued_on=civil_date(at) - timedelta(days=10),
            valid_to=civil_date(self._until),
            covered=_covered(plan, cooperative),
        )
        file = paper_of(cooperative.name, number, plan)
        command = SubmitCertificate(_id(self._number), facts, file)
        submit_certificate(
            stage.actor(cooperative.manager), command, stage.services.storage, now=at
        )


class _Verification:
    """Verifying one certificate."""

    def __init__(self, number: int, plan: PaperPlan) -> None:
        self._number, self._plan = number, plan

    def __call__(self, stage: Stage, at: datetime) -> None:
        """Decide as the officer of the cooperative's province."""
        province = COOPERATIVES[self._plan.cooperative].province
        command = DecideCertificate(_id(self._number), is_verified=True, reason=_REASON)
        decide_certificate(stage.actor(officer_of(province)), command, now=at)


def paper_of(organisation: str, number: str, plan: PaperPlan) -> bytes:
    """A one-page PDF that says of itself that it is made up."""
    blocks = (
        Paragraph("GIẤY CHỨNG NHẬN TRÌNH DIỄN", 8, Style.BOLD),
        Paragraph("Không có giá trị pháp lý", 4, above=4),
        Paragraph(f"Số: {number}", 5, above=8),
        Paragraph(organisation, 5, above=2),
        Paragraph(plan.standard or plan.kind.value, 5, above=2),
    )
    return b"".join(flow(blocks, Footing(_ISSUER, "trang")))


def _id(number: int) -> UUID:
    return named_id("certificate", number)


def _scope(plan: PaperPlan) -> CertificateScope:
    return CertificateScope.PRODUCTS if plan.of_first_product else CertificateScope.ORGANISATION


def _covered(plan: PaperPlan, cooperative: Cooperative) -> tuple[UUID, ...]:
    if not plan.of_first_product:
        return ()
    return (product_id(cooperative, cooperative.goods[0]),)
