"""The registers of the demonstration: limits that everybody knows, codes that are all made up."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from importlib.resources import files
from typing import Final
from uuid import UUID

from traceability.area_codes import (
    AreaCodeFacts,
    AreaCodeKind,
    AreaCodeScheme,
    AreaCodeStatus,
    CropCycle,
)
from traceability.calendar import civil_date
from traceability.markets import DOMESTIC
from traceability.places import PlaceCodeScheme
from traceability.quantities import to_si
from webapp.demo.cooperatives import HO_CHI_MINH, HUNG_YEN, THANH_HOA
from webapp.demo.days import Days
from webapp.demo.lots import LotPlan
from webapp.demo.offices import officer_of
from webapp.demo.plan import Cooperative, Plot, named_id
from webapp.demo.stage import Stage, Step
from webapp.queries.area_code_pages import organisation_to_name
from webapp.usecases.area_code_consents import GiveConsent, give_consent
from webapp.usecases.area_codes import (
    MoveAreaCode,
    RegisterAreaCode,
    move_area_code,
    register_area_code,
)
from webapp.usecases.laboratory_limits import ImportLaboratoryLimits, import_laboratory_limits
from webapp.usecases.lot_markets import SettleMarket, settle_market

_AUTHORITY: Final = "Cơ quan bảo vệ thực vật (trình diễn)"
_DOCUMENT: Final = "Văn bản trình diễn số 952"
_SUSPENDED: Final = "DEMO-0079.12"
_SUSPENDED_DAYS_AGO: Final = 3
_REGISTERED_SHORT: Final = "DEMO-0079.31"  # far less than grows there: what is packed stands out
_KILOGRAMS_A_HECTARE: Final = {"33": 11_000, "79": 30_000}
_CROPS: Final = {"33": "Nhãn", "79": "Thanh long"}
_MARKETS: Final = frozenset({"china", "japan"})
_TONNES_LENT: Final = 3


def register_steps(lots: Sequence[LotPlan], days: Days) -> Iterator[Step]:
    """What officers enter, holders allow, and managers settle for goods that go abroad."""
    yield Step(days.at(305, 10), _import_limits)
    for cooperative in (HUNG_YEN, HO_CHI_MINH):
        for plot in _orchards(cooperative):
            yield Step(days.at(300, 9), partial(_register_orchard, cooperative, plot))
        yield Step(days.at(300, 10), partial(_register_packing_house, cooperative))
    yield Step(days.at(40, 9), _lend_packing_house)
    for lot in lots:
        if lot.season.market != DOMESTIC:
            yield Step(days.no_later(lot.at(2, 9)), partial(_settle, lot))
    yield Step(days.at(_SUSPENDED_DAYS_AGO, 15), _suspend)


def area_code_id(code: str) -> UUID:
    """The id of a code of the register."""
    return named_id("area code", code)


def _orchards(cooperative: Cooperative) -> list[Plot]:
    plots = (plot for farm in cooperative.farms for plot in farm.plots)
    return [plot for plot in plots if plot.scheme is PlaceCodeScheme.GROWING_AREA]


def _import_limits(stage: Stage, at: datetime) -> None:
    data = files("webapp.demo").joinpath("laboratory_limits.csv").read_bytes()
    source = "Codex, GB 2762, quy định của EU (trích để trình diễn)"
    command = ImportLaboratoryLimits(data, source, date(at.year, 1, 1), named_id("limits"))
    import_laboratory_limits(stage.actor(officer_of("14")), command, now=at)


def _register_orchard(cooperative: Cooperative, plot: Plot, stage: Stage, at: datetime) -> None:
    square_metres = to_si(plot.area).thousandths if plot.area else 0
    kilograms = square_metres * _KILOGRAMS_A_HECTARE[cooperative.province] // 10_000
    share = 10 if plot.code == _REGISTERED_SHORT else 100
    facts = AreaCodeFacts(
        kind=AreaCodeKind.GROWING_AREA,
        code=plot.code or "",
        scheme=AreaCodeScheme.EXPORT,
        markets=_MARKETS,
        authority=_AUTHORITY,
        crop=_CROPS[cooperative.province],
        cycle=CropCycle.PERENNIAL,
        area_thousandths=square_metres,
        yield_thousandths=kilograms * share // 100,
        households=1,
        issued_on=civil_date(at) - timedelta(days=30),
        valid_to=civil_date(at) + timedelta(days=3 * 365),
    )
    _register(cooperative, facts, stage, at)


def _register_packing_house(cooperative: Cooperative, stage: Stage, at: datetime) -> None:
    facts = AreaCodeFacts(
        kind=AreaCodeKind.PACKING_HOUSE,
        code=cooperative.packing_code or "",
        scheme=AreaCodeScheme.EXPORT,
        markets=_MARKETS,
        authority=_AUTHORITY,
        issued_on=civil_date(at) - timedelta(days=30),
    )
    _register(cooperative, facts, stage, at)


def _register(cooperative: Cooperative, facts: AreaCodeFacts, stage: Stage, at: datetime) -> None:
    officer, manager = officer_of(cooperative.province), stage.actor(cooperative.manager)
    if manager.organisation_id is None:
        raise LookupError("a manager without an organisation")
    command = RegisterAreaCode(
        area_code_id=area_code_id(facts.code),
        holder_id=manager.organisation_id,
        facts=facts,
        status=AreaCodeStatus.GRANTED,
        reason=_DOCUMENT,
    )
    register_area_code(stage.actor(officer), command, now=at)


def _lend_packing_house(stage: Stage, at: datetime) -> None:
    manager = stage.actor(HUNG_YEN.manager)
    command = GiveConsent(
        consent_id=named_id("consent"),
        area_code_id=area_code_id(HUNG_YEN.packing_code or ""),
        organisation_id=organisation_to_name(manager, THANH_HOA.short_code),
        valid_from=civil_date(at),
        valid_to=civil_date(at) + timedelta(days=180),
        most_thousandths=_TONNES_LENT * 1_000_000,
    )
    give_consent(manager, command, now=at)


def _settle(lot: LotPlan, stage: Stage, at: datetime) -> None:
    """The orchard carries its code as its place; the packing house is chosen."""
    codes = {AreaCodeKind.PACKING_HOUSE: area_code_id(lot.cooperative.packing_code or "")}
    command = SettleMarket(lot.id, lot.season.market, codes)
    settle_market(stage.actor(lot.cooperative.manager), command, now=at)


def _suspend(stage: Stage, at: datetime) -> None:
    command = MoveAreaCode(
        area_code_id(_SUSPENDED),
        AreaCodeStatus.SUSPENDED,
        f"{_DOCUMENT}: kiểm tra lại ghi chép phun thuốc",
        named_id("suspension", _SUSPENDED),
    )
    move_area_code(stage.actor(officer_of(HO_CHI_MINH.province)), command, now=at)
