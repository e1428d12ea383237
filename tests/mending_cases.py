"""What a lot can lack before it is sold, how that comes about, and how it is put right."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.area_codes import area_code
from tests.diary import HOST, REPORT, entry, photo, values_of
from tests.filled_forms import filled
from tests.limits import to_import
from tests.makers import NOW
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.calendar import civil_date
from traceability.event_template import current
from webapp.db import db
from webapp.models import Lot, LotAreaCode, Product
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits
from webapp.usecases.suspensions import (
    ResumeOrganisation,
    SuspendOrganisation,
    resume_organisation,
    suspend_organisation,
)

WORKERS, MANAGER = ("lan", "clerk", "minh"), ("minh",)
BY_MANAGER = "mend_by.manager"


@dataclass
class Desk:
    """One lot that lacks something, and the people about it."""

    make: Any
    cast: Any
    now: Any
    lot: Lot

    @property
    def product(self) -> Product:
        return db.session.get_one(Product, self.lot.product_id)

    def write(self, event_code: str, **given: Any) -> None:
        given = {"template_version": current(self.lot.template_group).version} | given
        capture_event(self.cast.lan, entry(self.lot, event_code, **given), HOST, now=self.now)

    def typed(self, event_code: str, **changed: str) -> dict[str, str]:
        """A well-filled form of this kind of work."""
        event = current(self.lot.template_group).event(event_code)
        said = filled(event, on=civil_date(self.now)) | changed
        return {f"values.{name}": text for name, text in said.items()}


@dataclass
class Case:
    """What is missing, how that comes about, and the steps in their order: the end of the link's
    address, where its form goes, who is led there, and what is typed. `by` is told of who else
    has to do something, and `others` do it.
    """

    code: str
    come_about: Callable[[Desk], None]
    steps: tuple[tuple[str, str, tuple[str, ...], Callable[[Desk], dict[str, Any]]], ...] = ()
    by: dict[str, tuple[str, ...]] | None = None
    others: Callable[[Desk], None] = lambda _: None
    group: str = "rice"
    has_goods: bool = True
    is_put_right: bool = True


def change(**values: Any) -> Callable[[Desk], None]:
    """The lot's columns become these."""

    def come_about(desk: Desk) -> None:
        for name, value in values.items():
            setattr(desk.lot, name, value)

    return come_about


def of_product(**values: Any) -> Callable[[Desk], None]:
    def come_about(desk: Desk) -> None:
        for name, value in values.items():
            setattr(desk.product, name, value)

    return come_about


def without_address(desk: Desk) -> None:
    desk.cast.cooperative.address = ""


def sprayed_and_harvested(desk: Desk) -> None:
    desk.write("spraying", event_time=desk.now - timedelta(days=3))
    desk.write("harvesting", as_fact=True)


def beyond_the_limit(desk: Desk) -> None:
    import_laboratory_limits(desk.cast.thu, to_import(), now=desk.now)
    said = {"sample_code": "M1", "indicator": "Chì", "conclusion": "passed"}
    values = said | {"result_value": "9", "result_value_unit": "mg_per_kg"}
    desk.write("laboratory_test", values=values)


def above_the_yield(desk: Desk) -> None:
    desk.write("harvesting", values=values_of("harvesting", quantity="99999"))


def suspended(desk: Desk) -> None:
    command = SuspendOrganisation(desk.cast.cooperative.id, "Không trả lời kiểm tra.")
    suspend_organisation(desk.cast.thu, command, now=desk.now)


def resumed(desk: Desk) -> None:
    resume_organisation(desk.cast.thu, ResumeOrganisation(desk.cast.cooperative.id), now=desk.now)


def abroad(market: str = "china") -> Callable[[Desk], None]:
    return change(market=market)


def coded(desk: Desk, **given: Any) -> None:
    """The lot goes abroad under a growing-area code, and everything else is there."""
    desk.lot.market = "china"
    for kind in (AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE):
        code = area_code(desk.make, desk.cast.cooperative, kind=kind)
        if kind is AreaCodeKind.GROWING_AREA:
            for name, value in given.items():
                setattr(code, name, value)
        chosen = LotAreaCode(
            lot_id=desk.lot.id, kind=kind, area_code_id=code.id, chosen_at=desk.now
        )
        db.session.add(chosen)
    db.session.commit()


def other_codes(desk: Desk) -> dict[str, Any]:
    """Codes in order, as they are chosen on the form."""
    chosen = {
        kind: area_code(desk.make, desk.cast.cooperative, kind=kind)
        for kind in (AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE)
    }
    db.session.commit()
    return {"market": "china"} | {f"{kind.value}_id": str(it.id) for kind, it in chosen.items()}


def packed_as_suspended(desk: Desk) -> None:
    """The lot goes abroad under codes in order, and was packed under one that is not."""
    coded(desk)
    code = area_code(desk.make, desk.cast.cooperative, status=AreaCodeStatus.SUSPENDED).code
    desk.write("packing", values=values_of("packing", growing_area_code=code, pack_size_unit="kg"))


def picture(_desk: Desk) -> dict[str, Any]:
    return {"photo": (io.BytesIO(photo()), "a.png")}


def work(event_code: str, **changed: str) -> Callable[[Desk], dict[str, Any]]:
    return lambda desk: desk.typed(event_code, **changed)


def said(**values: str) -> Callable[[Desk], dict[str, Any]]:
    return lambda _desk: values


def event(code: str, who=WORKERS, **changed: str):
    return (f"/events/new/{code}", "/events", who, work(code, **changed))


LIFT = ("#hold", "/release", MANAGER, said(reason="Mẫu thử lại đạt."))
CASES = {
    "photo": Case(
        "legal_item.photo",
        of_product(photo_sha256=None),
        (("/edit#photo", "/products/{product}", MANAGER, picture),),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "standards": Case(
        "legal_item.standards",
        of_product(standards=""),
        (("/edit#standards", "/products/{product}", MANAGER, said(standards="TCCS 01:2026")),),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "address": Case(
        "legal_item.address",
        without_address,
        (("/organisation/edit#address", "/organisation", MANAGER, said(address="Bản Mới")),),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "stages": Case("legal_item.stages", change(), (event("planting"),), has_goods=False),
    "production time": Case(
        "legal_item.production_time", change(), (event("planting"),), has_goods=False
    ),
    "goods": Case(
        "release_condition.goods_told",
        change(),
        (event("harvesting", quantity="900"),),
        has_goods=False,
    ),
    "harvest": Case(
        "release_condition.harvest_told",
        change(),
        (event("harvesting", quantity="900"),),
        has_goods=False,
    ),
    "inputs": Case(
        "release_condition.inputs_told", change(), (event("receiving"),), group="processed_food"
    ),
    "waiting period": Case(
        "release_condition.not_held",
        sprayed_and_harvested,
        (event("laboratory_test", **REPORT, report_number="KN-1", conclusion="passed"), LIFT),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "held by an authority": Case(
        "release_condition.not_held",
        change(on_hold_at=NOW, on_hold_reason="Kiểm tra đột xuất"),
        by={"mend_by.authority": WORKERS},
        is_put_right=False,
    ),
    "recalled": Case(
        "release_condition.not_held",
        change(recalled_at=NOW),
        by={"mend_by.recall": WORKERS},
        is_put_right=False,
    ),
    "cancelled": Case(
        "release_condition.not_held",
        change(cancelled_at=NOW),
        by={"mend_by.nobody_cancelled": WORKERS},
        is_put_right=False,
    ),
    "retired": Case(
        "release_condition.product_in_use",
        of_product(retired_at=NOW),
        by={"mend_by.nobody_retired": WORKERS},
        is_put_right=False,
    ),
    "limits": Case(
        "release_condition.within_limits",
        beyond_the_limit,
        (event("laboratory_test", indicator="Chì", result_value="0,1", conclusion="passed"),),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "yield": Case(
        "release_condition.within_yield",
        above_the_yield,
        (("#yield", "/yield-acceptance", MANAGER, said(yield_reason="Được mùa, đã cân lại.")),),
        {BY_MANAGER: ("lan", "clerk")},
    ),
    "required work": Case(
        "release_condition.works_told",
        lambda _: None,
        (event("releasing", decision="released"),),
        group="medicines",
    ),
    "suspended": Case(
        "release_condition.organisation_active",
        suspended,
        by={"mend_by.officer": WORKERS},
        others=resumed,
    ),
    "no code": Case(
        "export_need.growing_area_code",
        abroad(),
        (("/market", "/market", MANAGER, other_codes),),
        {BY_MANAGER: ("lan", "clerk")},
        group="fruit_vegetables",
    ),
    "suspended code": Case(
        "export_need.growing_area_code",
        lambda desk: coded(desk, status=AreaCodeStatus.SUSPENDED),
        (("/market", "/market", MANAGER, other_codes),),
        {BY_MANAGER: ("lan", "clerk"), "mend_by.register": WORKERS},
        group="fruit_vegetables",
    ),
    "lent code": Case(
        "export_need.growing_area_code",
        lambda desk: coded(desk, holder_id=desk.cast.other_cooperative.id),
        (("/market", "/market", MANAGER, other_codes),),
        {BY_MANAGER: ("lan", "clerk"), "mend_by.holder": WORKERS},
        group="fruit_vegetables",
    ),
    "suspended code on a carton": Case(
        "export_need.code_on_carton",
        packed_as_suspended,
        (("corrects=", "/events", WORKERS, lambda _: {"values.growing_area_code": ""}),),
        {"mend_by.register_if_so": WORKERS},
        group="fruit_vegetables",
    ),
    "residue test": Case(
        "export_need.passed_test",
        abroad(),
        (
            (
                "/events/new/laboratory_test?",
                "/events",
                WORKERS,
                lambda desk: {
                    name: text
                    for name, text in desk.typed("laboratory_test", conclusion="passed").items()
                    if name != "values.indicator"
                },
            ),
        ),
        group="honey",
    ),
}
