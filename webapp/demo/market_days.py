"""Reports come in, inspectors answer and flag, a lot is recalled, a covered code is opened."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from traceability.covered_codes import covered_code
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import DisplayKind
from webapp.demo.addresses import stamp_address
from webapp.demo.complaints import (
    COMPLAINTS,
    COVERED,
    COVERED_DAYS_AGO,
    COVERED_PROVINCE,
    DISPLAYED,
    DISPLAYED_DAYS_AGO,
    FLAGS,
    RECALL_DAYS_AGO,
    RECALL_REASON,
    RECALLED,
    Answer,
    Complaint,
    FlagPlan,
    StampOf,
)
from webapp.demo.days import Days
from webapp.demo.lots import LotPlan
from webapp.demo.offices import inspector_of
from webapp.demo.pictures import stamp_photo
from webapp.demo.plan import named_id
from webapp.demo.stage import Stage, Step
from webapp.queries.demonstration import public_report_id
from webapp.usecases.covered_codes import CheckCoveredCode, check_covered_code
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.displays import RegisterDisplay, register_display
from webapp.usecases.flags import LiftFlag, RaiseFlag, lift_flag, raise_flag
from webapp.usecases.report_answers import AnswerReport, answer_report
from webapp.usecases.reports import FileReport, ReportedPhoto, file_report

_LIFTED = "Số lượng khớp với sổ của hợp tác xã."


def market_steps(lots: Sequence[LotPlan], days: Days) -> Iterator[Step]:
    """What happens after the goods have left the farm."""
    for number, complaint in enumerate(COMPLAINTS):
        yield from _complaint_steps(_Case(number, complaint, lots), days)
    for plan in FLAGS:
        yield from _flag_steps(plan, lots, days)
    shown = lot_of(DISPLAYED, lots)
    yield Step(days.at(DISPLAYED_DAYS_AGO, 9), partial(_register_display, shown))
    recalled, covered = lot_of(RECALLED, lots), lot_of(COVERED, lots)
    yield Step(days.at(RECALL_DAYS_AGO, 14), partial(_recall, recalled))
    yield Step(days.at(COVERED_DAYS_AGO, 19), partial(_open_covered_code, covered))


def lot_of(stamp: StampOf, lots: Sequence[LotPlan]) -> LotPlan:
    """The lot that a stamp of the plan belongs to."""
    return next(
        lot
        for lot in lots
        if (lot.cooperative.province, lot.season.goods, lot.season.begun)
        == (stamp.province, stamp.goods, stamp.begun)
    )


class _Case:
    """One report on its way; it learns its id when it is filed."""

    def __init__(self, number: int, complaint: Complaint, lots: Sequence[LotPlan]) -> None:
        self.number, self.complaint = number, complaint
        self.lot = lot_of(complaint.stamp, lots) if complaint.stamp else None
        self.report_id: UUID | None = None

    def file(self, stage: Stage, at: datetime) -> None:
        told, place = self.complaint, self._place(stage)
        command = FileReport(
            device=f"demonstration {self.number}",
            kind=told.kind,
            code_text=stage.printed_code(place) if place else None,
            place=place,
            product_name=told.product or (self.lot.goods.name if self.lot else None),
            shop=told.shop,
            province_code=told.province,
            market=told.market,
            words=told.words,
            contact=told.contact,
            photos=self._photos(stage, at),
        )
        receipt = file_report(Actor.public(), command, stage.services.config.secret_key, now=at)
        self.report_id = public_report_id(receipt)

    def answer(self, said: Answer, stage: Stage, at: datetime) -> None:
        if self.report_id is None:
            raise LookupError("answered before it was filed")
        inspector = stage.actor(inspector_of(self.complaint.inspected_in))
        command = AnswerReport(self.report_id, said.state, said.words)
        answer_report(inspector, command, now=at)

    def _place(self, stage: Stage) -> SerialPlace | None:
        if self.lot is None or self.complaint.stamp is None:
            return None
        return stage.stamp(self.lot.id, self.complaint.stamp.offset)

    def _photos(self, stage: Stage, at: datetime) -> tuple[ReportedPhoto, ...]:
        place = self._place(stage)
        if place is None or self.lot is None or not self.complaint.has_photo:
            return ()
        gtin = self.lot.cooperative.gtin(self.lot.goods)
        address = stamp_address(stage.services, place, gtin).upper()
        name = self.lot.goods.short_name
        picture = stamp_photo(address, stage.printed_code(place), name, self.number)
        kept = stage.keep(Actor.public(), picture, at)
        return (ReportedPhoto(kept.sha256, kept.shown_sha256),)


def _complaint_steps(case: _Case, days: Days) -> Iterator[Step]:
    filed_at = days.no_later(days.at(case.complaint.days_ago, case.complaint.hour, 20))
    yield Step(filed_at, case.file)
    for said in case.complaint.answers:
        answered_at = days.no_later(filed_at + timedelta(days=said.days, hours=2))
        yield Step(answered_at, partial(case.answer, said))


def _flag_steps(plan: FlagPlan, lots: Sequence[LotPlan], days: Days) -> Iterator[Step]:
    raised_at = days.at(plan.days_ago, 15)
    yield Step(raised_at, partial(_raise, plan, lot_of(plan.stamp, lots)))
    if plan.lifted_after is not None:
        yield Step(raised_at + timedelta(days=plan.lifted_after), partial(_lift, plan))


def _raise(plan: FlagPlan, lot: LotPlan, stage: Stage, at: datetime) -> None:
    command = RaiseFlag(
        flag_id=named_id("flag", plan.name),
        stamp=stage.stamp(lot.id, plan.stamp.offset),
        kind=plan.kind,
        scope=plan.scope,
        reason=plan.reason,
        public_reason=plan.public_reason,
    )
    raise_flag(stage.actor(inspector_of(plan.inspected_in)), command, now=at)


def _lift(plan: FlagPlan, stage: Stage, at: datetime) -> None:
    command = LiftFlag(named_id("flag", plan.name), _LIFTED)
    lift_flag(stage.actor(inspector_of(plan.inspected_in)), command, now=at)


def _register_display(lot: LotPlan, stage: Stage, at: datetime) -> None:
    command = RegisterDisplay(
        display_id=named_id("display", str(lot.id)),
        stamp=stage.stamp(lot.id, DISPLAYED.offset),
        kind=DisplayKind.DISPLAY,
        place="Quầy đặc sản, siêu thị Hạc Thành",
        province_code="38",
        reason="Gói mẫu đặt trên quầy cho khách xem và quét thử.",
    )
    register_display(stage.actor(lot.cooperative.manager), command, now=at)


def _recall(lot: LotPlan, stage: Stage, at: datetime) -> None:
    manager = stage.actor(lot.cooperative.manager)
    recall_lot(manager, RecallLot(lot.id, RECALL_REASON), now=at)


def _open_covered_code(lot: LotPlan, stage: Stage, at: datetime) -> None:
    place, keyring = stage.stamp(lot.id, COVERED.offset), stage.services.keyring
    code = covered_code(keyring.covered_code_key(place.key_id), place.counter)
    command = CheckCoveredCode(place, code, None, COVERED_PROVINCE)
    check_covered_code(Actor.public(), command, keyring, now=at)
