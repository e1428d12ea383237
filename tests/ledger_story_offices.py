"""What offices, clerks and holders of codes do in the story of the ledger."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.area_codes import facts, registration
from tests.cast import Cast
from tests.diary import HOST, entry, values_of
from tests.limits import to_import
from tests.lots import opened
from tests.makers import Maker
from tests.paper_pages import page_of, stored
from tests.silk import silk_file
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.phone import Phone
from traceability.roles import Actor, Role
from traceability.template_versions import Stance
from webapp.usecases.area_code_consents import (
    GiveConsent,
    WithdrawConsent,
    give_consent,
    withdraw_consent,
)
from webapp.usecases.area_codes import (
    EditAreaCode,
    MoveAreaCode,
    edit_area_code,
    move_area_code,
    register_area_code,
)
from webapp.usecases.event_templates import (
    DecideTemplate,
    GiveOpinion,
    ProposeTemplate,
    WithdrawTemplate,
    decide_template,
    give_opinion,
    propose_template,
    withdraw_template,
)
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits
from webapp.usecases.lot_markets import SettleMarket, settle_market
from webapp.usecases.objections import (
    AnswerObjection,
    MakeObjection,
    answer_objection,
    make_objection,
)
from webapp.usecases.paper_pages import MarkAllEntered, keep_paper_page, mark_all_entered
from webapp.usecases.people import erase_person

_GROWING, _PACKING = AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE
_ICONS = frozenset({"bug"})


@dataclass
class Offices:
    """Who acts, and in which database."""

    make: Maker
    cast: Cast
    now: datetime

    def tell(self, product: Any) -> None:
        """Registers of codes and limits, a lot for abroad, pages of paper, templates, a stock."""
        self.limits()
        self.beyond_limit(product)
        codes = self.codes()
        self.abroad(product, codes)
        self.cartons()
        lot = opened(self.make, self.cast.lan, product)
        self.paper(lot)
        self.stock(lot)
        self.templates()
        self.leaver()

    def limits(self) -> None:
        """Two versions of the register."""
        import_laboratory_limits(self.cast.thu, to_import(), now=self.now)
        later = to_import(valid_from=date(2027, 1, 1), source="Bảng sau")
        import_laboratory_limits(self.cast.thu, later, now=self.now)

    def beyond_limit(self, product: Any) -> None:
        """Cut too early, and then beyond a limit: what no market allows is not hidden."""
        lot = opened(self.make, self.cast.lan, product)
        spraying = entry(lot, "spraying", event_time=self.now - timedelta(days=3))
        values = {"sample_code": "M3", "indicator": "Chì", "conclusion": "passed"}
        values |= {"result_value": "900", "result_value_unit": "mg_per_kg"}
        result = entry(lot, "laboratory_test", values=values, template_version=2)
        for command in (spraying, entry(lot, "harvesting", as_fact=True), result):
            capture_event(self.cast.lan, command, HOST, now=self.now)

    def codes(self) -> list[UUID]:
        """Two growing areas and a packing house; one is edited, one is granted and suspended."""
        first, second, house = (self._register(code, kind) for code, kind in _NUMBERED)
        edited = facts(code="VN-SLOR-0011", crop="Xoài", valid_to=date(2028, 1, 1))
        edit_area_code(self.cast.thu, EditAreaCode(first, edited), now=self.now)
        requested = self._register("VN-SLOR-0021", _GROWING, AreaCodeStatus.REQUESTED)
        for status in (AreaCodeStatus.GRANTED, AreaCodeStatus.SUSPENDED):
            move = MoveAreaCode(requested, status, "Đã kiểm tra vườn", uuid4())
            move_area_code(self.cast.thu, move, now=self.now)
        self._consents(first)
        return [first, second, house]

    def abroad(self, product: Any, codes: list[UUID]) -> None:
        """A result, then a market: it is judged anew, and one of the codes is another one."""
        lot = opened(self.make, self.cast.lan, product)
        values = {"sample_code": "M2", "indicator": "Chì", "conclusion": "passed"}
        values |= {"result_value": "0,15", "result_value_unit": "mg_per_kg"}
        result = entry(lot, "laboratory_test", values=values, template_version=2)
        capture_event(self.cast.lan, result, HOST, now=self.now)
        first, second, house = codes
        settled = [
            ("domestic", {_GROWING: first, _PACKING: house}),
            ("eu", {_GROWING: second, _PACKING: house}),
        ]
        for market, chosen in settled:
            settle_market(self.cast.minh, SettleMarket(lot.id, market, chosen), now=self.now)

    def cartons(self) -> None:
        """Fruit is packed in cartons that name a registered code and one that is not."""
        fruit = self.make.product(self.cast.cooperative, group="fruit_vegetables")
        lot = opened(self.make, self.cast.lan, fruit)
        for code, house in (("VN-SLOR-0011", "VN-SLPH-0001"), ("VN-SLOR-9999", "VN-SLPH-0002")):
            named = {"growing_area_code": code, "packing_house_code": house}
            packing = entry(lot, "packing", values=values_of("packing", **named))
            capture_event(self.cast.lan, packing, HOST, now=self.now)

    def paper(self, lot: Any) -> None:
        """Pages of a clerk for Lan; what was read off one, she objects to twice."""
        clerk = self.make.actor(Role.CLERK, self.cast.cooperative, self.make.account(name="Bình"))
        front, back = stored(clerk, self.now, 30), stored(clerk, self.now, 60)
        lan = self.cast.lan.account_id
        page, other = (
            keep_paper_page(clerk, page_of(*photos, on_behalf_of=lan, note=note), now=self.now)
            for photos, note in (((back, front), "Trang của chị Lan"), ((front,), ""))
        )
        for page_id, is_all in ((page, True), (other, True), (other, False)):
            mark_all_entered(clerk, MarkAllEntered(page_id, is_all), now=self.now)
        for answer in ("Đã sửa ngay", None):
            told = entry(lot, on_behalf_of=lan, paper_page_id=page)
            event_id = capture_event(clerk, told, HOST, now=self.now).event_id
            self._object(event_id, answer)

    def stock(self, lot: Any) -> None:
        """Something is bought, and used."""
        bought = {"item": "Trừ Rầy 10WP", "quantity": "2", "quantity_unit": "kg"}
        bought |= {"supplier": "Đại lý"}
        used = values_of("spraying", amount_used="0,5", amount_used_unit="kg")
        for code, values in (("input_purchase", bought), ("spraying", used)):
            capture_event(self.cast.lan, entry(lot, code, values=values), HOST, now=self.now)

    def leaver(self) -> None:
        """A member leaves, and asks to be erased."""
        account = self.make.account(name="Lường Thị Mẩy", phone="+84912345678")
        self.make.actor(Role.FARMER, self.cast.cooperative, account)
        erase_person(Actor.system(), Phone("+84912345678"), now=self.now)

    def templates(self) -> None:
        """Silk is withdrawn, refused, and at last put in force; agencies said what they think."""
        van = self.make.actor(Role.PROGRAMME_ADMIN, self.make.agency(name="Văn phòng"))
        thu, now = self.cast.thu, self.now
        withdraw_template(thu, WithdrawTemplate(self._propose(), "Sửa thêm"), now=now)
        decide_template(van, DecideTemplate(self._propose(), False, "Thiếu mục"), now=now)
        version_id = self._propose()
        for actor, stance, words in (
            (thu, Stance.DISAGREE, "Thiếu ngày thu"),
            (thu, Stance.AGREE, ""),
            (van, Stance.AGREE, "Đủ mục"),
        ):
            give_opinion(actor, GiveOpinion(uuid4(), version_id, stance, words), now=now)
        decide_template(van, DecideTemplate(version_id, True, "Đủ ý kiến", True), now=now)

    def _register(
        self, code: str, kind: AreaCodeKind, status: AreaCodeStatus = AreaCodeStatus.GRANTED
    ) -> UUID:
        given: dict[str, Any] = {"kind": kind, "code": code, "status": status}
        given |= {"markets": frozenset({"eu", "china"})}
        command = registration(self.cast.cooperative, **given)
        return register_area_code(self.cast.thu, command, now=self.now)

    def _consents(self, code: UUID) -> None:
        other, third = self.cast.other_cooperative.id, self.make.organisation().id
        today = date(2026, 11, 22)
        give = GiveConsent(uuid4(), code, other, today, date(2027, 1, 1), 5_000_000)
        again = GiveConsent(uuid4(), code, third, today)
        for command in (give, again):
            give_consent(self.cast.minh, command, now=self.now)
        withdrawn = WithdrawConsent(again.consent_id, "Hết vụ")
        withdraw_consent(self.cast.minh, withdrawn, now=self.now)

    def _propose(self) -> UUID:
        command = ProposeTemplate(uuid4(), silk_file(), "Xã nuôi tằm chưa có mẫu")
        return propose_template(self.cast.thu, command, _ICONS, now=self.now)

    def _object(self, event_id: UUID, answer: str | None) -> None:
        said = MakeObjection(uuid4(), event_id, "Hôm đó tôi không tưới")
        make_objection(self.cast.lan, said, now=self.now)
        if answer:
            answer_objection(
                self.cast.minh, AnswerObjection(said.objection_id, answer), now=self.now
            )


_NUMBERED = (
    ("VN-SLOR-0011", _GROWING),
    ("VN-SLOR-0012", _GROWING),
    ("VN-SLOR-0013", _PACKING),
)
