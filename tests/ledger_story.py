"""One story that leaves something in every table the ledger speaks of, told through use cases."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.cast import Cast
from tests.diary import HOST, REPORT, entry, photo, values_of
from tests.ledger_story_catalogue import tell_of_catalogue
from tests.ledger_story_offices import Offices
from tests.lots import opened
from tests.makers import Maker
from tests.papers import PDF, submission
from tests.printers import appointed, approved_for, proven
from tests.registers import DRUGS, load
from tests.rolls import rolls_of
from tests.sellable import show
from tests.yields import accepting
from traceability.certificates import CertificateScope
from traceability.checklist import Answer, current_checklist
from traceability.covered_codes import covered_code
from traceability.keyring import SerialPlace
from traceability.reports import ReportKind, ReportState
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from traceability.stamps import FlagKind
from traceability.stretches import NumberedRoll, Stretch
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import Report, StampOrder, StampRoll
from webapp.services import services
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.certificates import (
    DecideCertificate,
    WithdrawCertificate,
    decide_certificate,
    submit_certificate,
    withdraw_certificate,
)
from webapp.usecases.checklists import (
    AnswerPoint,
    BeginAssessment,
    answer_point,
    begin_assessment,
    finish_assessment,
)
from webapp.usecases.covered_codes import CheckCoveredCode, check_covered_code
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.displays import (
    EndDisplay,
    RegisterDisplay,
    end_display,
    register_display,
)
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.photos import AttachPhoto, attach_photo
from webapp.usecases.files import StorePhoto, store_photo
from webapp.usecases.flags import FlagScope, LiftFlag, RaiseFlag, lift_flag, raise_flag
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.lots import CancelLot, cancel_lot
from webapp.usecases.print_files import MakePrintFile, make_print_file, record_download
from webapp.usecases.releases import accept_yield
from webapp.usecases.stamp_deliveries import ReceiveRoll, SendRolls, receive_roll, send_rolls
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    OrderStamps,
    RefuseOrder,
    WithdrawOrder,
    approve_order,
    order_stamps,
    refuse_order,
    withdraw_order,
)
from webapp.usecases.stamp_printing import (
    ReportPrinting,
    record_printing,
    record_proof,
    report_printing,
)
from webapp.usecases.stamp_supplies import EndSupplier, MakeProgramme, end_supplier, make_programme
from webapp.usecases.suspensions import (
    ResumeOrganisation,
    SuspendOrganisation,
    resume_organisation,
    suspend_organisation,
)


@dataclass
class Story:
    """Who acts, and in which database."""

    make: Maker
    cast: Cast
    now: datetime
    storage: MemoryStorage = field(default_factory=MemoryStorage)

    def tell(self) -> None:
        """All of it: a diary, a held lot, stamps, flags, papers."""
        product = show(self.make, self.make.product(self.cast.cooperative))
        tell_of_catalogue(self.cast, self.now)
        lot = opened(self.make, self.cast.lan, product)
        self.diary(lot)
        self.held_lot(product)
        self.stamps(product, lot)
        self.papers(product, lot)
        self.offices()
        Offices(self.make, self.cast, self.now).tell(product)

    def offices(self) -> None:
        """An organisation is suspended, another one no more; a register is imported."""
        for other in (self.cast.other_cooperative, self.make.organisation()):
            command = SuspendOrganisation(other.id, "Không hợp tác kiểm tra")
            suspend_organisation(self.cast.thu, command, now=self.now)
        resume_organisation(self.cast.thu, ResumeOrganisation(other.id), now=self.now)
        load(*DRUGS)

    def write(self, command: Any, hours: int = 0) -> UUID:
        """An entry of Lan's, now or so many hours later."""
        later = self.now + timedelta(hours=hours)
        return capture_event(self.cast.lan, command, HOST, now=later).event_id

    def diary(self, lot: Any) -> None:
        """Two plots, a photo that came along and one that came late, a correction, a packing."""
        other = self.make.place(self.cast.cooperative)
        self.write(entry(lot, other_place_ids=(other.id,)))
        announced, late = (self._stored(shade) for shade in (90, 120))
        self.write(entry(lot, "harvesting", photos=(announced,), device_time=self.now))
        begun = self.write(entry(lot, note="Anh Bình sang giúp."))
        attach_photo(self.cast.lan, AttachPhoto(begun, late), now=self.now)
        self.write(entry(lot, corrects=begun))
        self.write(entry(lot, "packing"))

    def held_lot(self, product: Any) -> None:
        """Harvested too early, tested, released; and another one that is recalled."""
        lot = opened(self.make, self.cast.lan, product)
        self.write(entry(lot, "spraying", event_time=self.now - timedelta(days=3)))
        self.write(entry(lot, "harvesting", as_fact=True))
        found = {"sample_code": "M1", "indicator": "Dư lượng", "conclusion": "passed"}
        values = REPORT | {"report_number": "KN-1"} | found
        self.write(entry(lot, "laboratory_test", values=values), hours=1)
        release = ReleaseHold(lot.id, "Mẫu lấy sau thu hoạch đạt.")
        release_hold(self.cast.minh, release, now=self.now + timedelta(hours=2))
        self.write(entry(opened(self.make, self.cast.lan, product, is_draft=True)), hours=3)
        self._large_harvest(product)
        cancelled = opened(self.make, self.cast.lan, product)
        cancel_lot(self.cast.lan, CancelLot(cancelled.id, "Nhầm thửa"), now=self.now)
        recalled = opened(self.make, self.cast.lan, product)
        recall_lot(self.cast.thu, RecallLot(recalled.id, "Sai nhãn"), now=self.now)

    def _large_harvest(self, product: Any) -> None:
        """More than the ground usually gives, and why."""
        lot = opened(self.make, self.cast.lan, product)
        said = values_of("harvesting", quantity="99999")
        self.write(entry(lot, "harvesting", values=said), hours=3)
        accept_yield(self.cast.minh, accepting(lot), now=self.now + timedelta(hours=4))

    def stamps(self, product: Any, lot: Any) -> None:
        """Orders refused and withdrawn; one printed, activated, flagged; a roll of it is lost."""
        refuse_order(self.cast.thu, RefuseOrder(self._order(product), "Quá nhiều"), now=self.now)
        withdrawn = WithdrawOrder(self._order(product), "Đặt nhầm")
        withdraw_order(self.cast.minh, withdrawn, now=self.now)
        order_id = self._order(product)
        approve_order(self.cast.thu, ApproveOrder(order_id), now=self.now)
        rolls = self._rolls(order_id)
        for roll_id in (rolls[0], rolls[0], rolls[1], rolls[2]):
            record_printing(self.cast.minh, roll_id, now=self.now)
        for command in (
            ActivateRange(rolls[0], lot.id, count=3),
            ActivateRange(rolls[0], lot.id),
            ActivateRange(rolls[1], lot.id, count=2),
        ):
            activate_range(self.cast.minh, command, now=self.now)
        self._two_stretches(db.session.get_one(StampRoll, rolls[1]), lot)
        lost = MoveStamps(rolls[2], MovementKind.LOST, "Rơi trên đường về")
        move_stamps(self.cast.minh, lost, now=self.now)
        self._covered_codes(db.session.get_one(StampOrder, order_id))
        self._flags(db.session.get_one(StampOrder, order_id))
        self.press(product, lot)

    def _two_stretches(self, roll: StampRoll, lot: Any) -> None:
        """Both in one form."""
        numbered = NumberedRoll(roll.id, roll.number, roll.serials)
        parts = (SerialRange.of(roll.first + 3, 2), SerialRange.of(roll.first + 7, 1))
        named = [Stretch(1, numbered, part) for part in parts]
        command = ActivateStretches(roll.order_id, lot.id, named)
        activate_stretches(self.cast.minh, command, now=self.now)

    def press(self, product: Any, lot: Any) -> None:
        """A printer prints, spoils, delivers; stamps are torn, undone, found and destroyed."""
        press = appointed(self.make, self.cast, self.now)
        order = approved_for(self.make, self.cast, press, self.now, product)
        record_proof(press.phuc, order.id, now=self.now)
        proven(self.cast, order, self.now)
        first, second = rolls_of(order)
        file = MakePrintFile(uuid4(), (first.id, second.id), "a4-65", "ab" * 32, 10)
        make_print_file(press.phuc, file, now=self.now)
        record_download(press.phuc, file.file_id, file.sha256, now=self.now)
        spoilt = (SerialRange.of(first.first, 2), SerialRange.of(first.last - 1, 1))
        for roll, ranges in ((first, spoilt), (second, ())):
            told = ReportPrinting((roll.id,), ranges, "Lem mực" if ranges else "")
            report_printing(press.phuc, told, now=self.now)
        sent = SendRolls(uuid4(), order.id, (first.id, second.id), "Xe 26C")
        send_rolls(press.phuc, sent, now=self.now)
        missing = SerialRange.of(second.first + 3, 4)
        receive_roll(self.cast.minh, ReceiveRoll(sent.delivery_id, first.id, 47), now=self.now)
        torn, words = SerialRange.of(second.first + 10, 2), "Thiếu giữa cuộn"
        counted = ReceiveRoll(sent.delivery_id, second.id, 44, (missing,), words, (torn,))
        receive_roll(self.cast.minh, counted, now=self.now)
        self.moves(first, second, lot)
        end_supplier(self.cast.thu, EndSupplier(press.supplier_id, "Hết hạn"), now=self.now)
        programme = MakeProgramme(
            uuid4(), "Hỗ trợ", "9/QĐ", date(2026, 1, 1), date(2026, 12, 31), 50, 10**7
        )
        make_programme(self.cast.thu, programme, now=self.now)

    def moves(self, first: StampRoll, second: StampRoll, lot: Any) -> None:
        """Part of an activation is undone after a stamp of it was torn and one lost and found."""
        bound = ActivateRange(first.id, lot.id, count=5)
        activation_id = activate_range(self.cast.minh, bound, now=self.now).id
        for kind, roll, serials, record in (
            (MovementKind.VOIDED, first, SerialRange.of(first.first + 2, 1), ""),
            (MovementKind.LOST, first, SerialRange.of(first.first + 4, 1), ""),
            (MovementKind.FOUND, first, SerialRange.of(first.first + 4, 1), ""),
            (MovementKind.FOUND, second, SerialRange.of(second.first + 3, 4), ""),
            (MovementKind.RETURNED, second, SerialRange.of(second.last - 2, 2), ""),
            (MovementKind.DESTROYED, first, SerialRange.of(first.first + 20, 5), "BB-1"),
        ):
            told = MoveStamps(roll.id, kind, "Kiểm kê", (serials,), record)
            move_stamps(self.cast.thu, told, now=self.now)
        undone = UndoActivation(activation_id, "Nhầm lô")
        undo_activation(self.cast.minh, undone, now=self.now)

    def papers(self, product: Any, lot: Any) -> None:
        """Certificates verified, refused and withdrawn, and a self-assessment that is finished."""
        covers = {"scope": CertificateScope.PRODUCTS, "covered": (product.id,)}
        place = {"scope": CertificateScope.PLACES, "covered": (lot.place_id,)}
        verified, refused, _ = (
            self._submit(number=f"VG-952-{number}", **given)
            for number, given in enumerate((covers, place, {}))
        )
        for certificate_id, holds in ((verified, True), (refused, False)):
            decided = DecideCertificate(certificate_id, holds, "Đã hỏi nơi cấp")
            decide_certificate(self.cast.thu, decided, now=self.now)
        withdrawn = WithdrawCertificate(verified, "Hết hợp đồng")
        withdraw_certificate(self.cast.minh, withdrawn, now=self.now)
        self._assess(lot)

    def _stored(self, shade: int) -> str:
        command = StorePhoto(photo(shade))
        return store_photo(self.cast.lan, command, self.storage, now=self.now).sha256

    def _order(self, product: Any) -> UUID:
        options: dict[str, Any] = {"signer": services().signing.current, "has_covered_code": True}
        command = OrderStamps(uuid4(), product.id, count=25, roll_size=10, **options)
        return order_stamps(self.cast.minh, command, self.make.keyring, now=self.now)

    def _covered_codes(self, order: StampOrder) -> None:
        """Two stamps are opened, in one province and in none that is known."""
        keyring = self.make.keyring
        for counter, province in ((order.first, "14"), (order.first + 2, None)):
            code = covered_code(keyring.covered_code_key(order.key_id), counter)
            command = CheckCoveredCode(SerialPlace(order.key_id, counter), code, None, province)
            later = self.now + timedelta(minutes=counter)
            check_covered_code(Actor.public(), command, keyring, now=later)

    @staticmethod
    def _rolls(order_id: UUID) -> list[UUID]:
        rolls = db.session.query(StampRoll).filter_by(order_id=order_id)
        return [roll.id for roll in rolls.order_by(StampRoll.number)]

    def _flags(self, order: StampOrder) -> None:
        report = Report(
            receipt="BC-TEST-0001",
            state=ReportState.REPORTED,
            kind=ReportKind.SUSPECTED_FAKE,
            request_sha256="0" * 64,
            reported_at=self.now,
        )
        db.session.add(report)
        db.session.commit()
        stamp = SerialPlace(order.key_id, order.first + 1)
        said: dict[str, Any] = {"public_reason": "Đang kiểm tra", "report_id": report.id}
        for told in ({}, said):
            flag = RaiseFlag(uuid4(), stamp, FlagKind.ON_HOLD, FlagScope.ROLL, "Thấy lạ", **told)
            raise_flag(self.cast.quang, flag, now=self.now)
        lift_flag(self.cast.quang, LiftFlag(flag.flag_id, "Đã xem"), now=self.now)
        self._displays(stamp)

    def _displays(self, stamp: SerialPlace) -> None:
        told: dict[str, Any] = {"kind": DisplayKind.DISPLAY, "place": "Chợ", "reason": "Trưng bày"}
        shown = RegisterDisplay(uuid4(), stamp, province_code="14", **told)
        register_display(self.cast.minh, shown, now=self.now)
        end_display(self.cast.quang, EndDisplay(shown.display_id, "Đã bán"), now=self.now)
        last = SerialPlace(stamp.key_id, stamp.counter + 1)
        register_display(self.cast.minh, RegisterDisplay(uuid4(), last, **told), now=self.now)

    def _submit(self, **given: Any) -> UUID:
        return submit_certificate(
            self.cast.minh, submission(PDF, **given), self.storage, now=self.now
        )

    def _assess(self, lot: Any) -> None:
        checklist = current_checklist("vietgap_crops")
        begin = BeginAssessment(uuid4(), checklist.code, lot_id=lot.id)
        assessment_id = begin_assessment(self.cast.minh, begin, now=self.now)
        for point in checklist.points:
            answer = AnswerPoint(assessment_id, point.code, Answer.YES)
            answer_point(self.cast.minh, answer, self.storage, now=self.now)
        finish_assessment(self.cast.minh, assessment_id, now=self.now)


def tell(make: Maker, cast: Cast, now: datetime) -> None:
    """The story, in the database of the running test."""
    Story(make, cast, now).tell()
