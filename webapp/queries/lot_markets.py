"""Where a lot is to be sold, under which codes, and what it still needs to get there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select

from traceability.area_code_use import CodeInUse, CodeProblem, SeasonSum
from traceability.area_codes import AreaCodeKind
from traceability.calendar import civil_date
from traceability.checklist import Level
from traceability.event_template import Template, get_template
from traceability.export_checklist import (
    ExportChecklist,
    PointResult,
    load_export_checklists,
)
from traceability.lots import NoSuchLot
from traceability.markets import get_market
from traceability.mending import LotToMend, point_mends
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.activation import has_stamps
from webapp.models.area_code import (
    AreaCode,
    codes_of_lot,
)
from webapp.models.export import ExportLot, export_results_of, problems_of
from webapp.models.lot import Lot, in_reach_of
from webapp.models.product import Product
from webapp.queries.area_codes import may_see_sums, season_sums, select_rows
from webapp.queries.events import as_pair
from webapp.queries.lot_mends import ShownMend, lot_to_mend, shown_mends
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class LotCode:
    """A code that the lot goes out under, and what is wrong with it."""

    id: UUID
    kind: AreaCodeKind
    code: str
    problems: tuple[Message, ...]
    season: SeasonSum
    may_open: bool

    @property
    def kind_code(self) -> str:
        """The code whose words name what has the code."""
        return f"area_code_kind.{self.kind.value}"


@dataclass(frozen=True)
class ShownPoint:
    """One point of the export checklist, with the steps that put it right where it is not met, and
    the entry that it is about.
    """

    labels: Mapping[str, str]
    is_met: bool
    is_must: bool
    reason: Message
    entry: Message | None
    mends: tuple[ShownMend, ...]

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands."""
        if self.is_met:
            return "export_state.met"
        return "export_state.missing" if self.is_must else "export_state.advised"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.is_met:
            return "green"
        return "red" if self.is_must else "amber"

    @property
    def icon(self) -> str:
        """The sign beside the words of its badge."""
        return "check" if self.is_met else "circle-alert"


@dataclass(frozen=True)
class LotMarket:
    """The section of a lot's page that tells of its market."""

    market_labels: Mapping[str, str]
    is_export: bool
    codes: tuple[LotCode, ...]
    points: tuple[ShownPoint, ...]
    basis: Mapping[str, str] | None
    may_settle: bool
    may_write: bool

    @property
    def is_missing_something(self) -> bool:
        """Whether a point that must hold does not."""
        return self._first_missing is not None

    @property
    def missing_code(self) -> str:
        """The code whose words say on the badge what is missing: abroad the way out of the country,
        at home only what a holder of a code has not consented to.
        """
        if self.is_export or self._first_missing is None:
            return "market_missing.export"
        return _AT_HOME.get(self._first_missing.reason.code, "market_missing.consent")

    @property
    def title_code(self) -> str:
        """The code whose words head the points."""
        return "market_points.export" if self.is_export else "market_points.home"

    @property
    def _first_missing(self) -> ShownPoint | None:
        return next((it for it in self.points if it.is_must and not it.is_met), None)


def lot_market(actor: Actor, lot_id: UUID, *, now: datetime) -> LotMarket:
    """The market of a lot and what it needs.

    Raises:
        NoSuchLot: none in reach of the actor.
    """
    today = civil_date(now)
    with reader() as connection:
        row = market_lot(connection, lot_id, in_reach_of(actor))
        lot = ExportLot(row.id, row.organisation_id, row.market, row.template_group)
        results = export_results_of(connection, lot, today)
        codes = _codes(connection, actor, lot, today)
    market = get_market(row.market)
    checklist = load_export_checklists().get(row.market)
    template = get_template(row.template_group, row.template_version)
    mendable = lot_to_mend(row, template)
    is_own = row.organisation_id == actor.organisation_id
    return LotMarket(
        market_labels=as_pair(market.labels),
        is_export=market.is_export,
        codes=codes,
        points=tuple(_point(it, actor, mendable, template) for it in results),
        basis=_basis(checklist),
        may_settle=is_own and not mendable.is_settled and actor.may(Permission.LOT_MARKET),
        may_write=is_own and actor.may(Permission.LOT_WORK),
    )


def market_lot(
    connection: Connection, lot_id: UUID, reach: ColumnElement[bool]
) -> Row[*tuple[Any, ...]]:
    """What is asked of a lot for its market.

    Raises:
        NoSuchLot: none within the reach.
    """
    query = (
        select(
            Lot.id,
            Lot.code,
            Lot.organisation_id,
            Lot.market,
            Lot.template_group,
            Lot.template_version,
            Lot.state,
            Lot.on_hold_at,
            Lot.on_hold_reason,
            Lot.recalled_at,
            Lot.cancelled_at,
            Product.retired_at,
            has_stamps(Lot.id).label("has_stamps"),
            Product.short_name,
        )
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id == lot_id, reach)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchLot
    return row


def _codes(
    connection: Connection, actor: Actor, lot: ExportLot, today: date
) -> tuple[LotCode, ...]:
    codes = codes_of_lot(connection, lot.id)
    if not codes:
        return ()
    told = [it.id for it in codes if may_see_sums(actor, it.holder_id)]
    sums = season_sums(connection, told, [today.year])
    reach = select_rows(actor, today).with_only_columns(AreaCode.id)
    opened = set(connection.scalars(reach.where(AreaCode.id.in_([it.id for it in codes]))))
    return tuple(
        LotCode(
            id=code.id,
            kind=code.kind,
            code=code.code,
            problems=_told(code, problems_of(connection, code, lot, today)),
            season=SeasonSum(
                today.year, sums.get((code.id, today.year), 0), code.yield_thousandths
            ),
            may_open=code.id in opened,
        )
        for code in codes
    )


def _told(code: CodeInUse, problems: Sequence[CodeProblem]) -> tuple[Message, ...]:
    return tuple(Message(it.value, {"code": code.code}) for it in problems)


def _point(result: PointResult, actor: Actor, lot: LotToMend, template: Template) -> ShownPoint:
    point = result.point
    mends = () if result.is_met else point_mends(result, lot)
    return ShownPoint(
        labels=as_pair(point.labels),
        is_met=result.is_met,
        is_must=point.level is Level.MUST,
        reason=Message(result.reason, result.details),
        entry=_entry(result),
        mends=shown_mends(mends, actor, template),
    )


def _entry(result: PointResult) -> Message | None:
    if result.carton is None:
        return None
    return Message("export_reason.of_entry", {"at": result.carton.event_time})


def _basis(checklist: ExportChecklist | None) -> Mapping[str, str] | None:
    return as_pair(checklist.basis) if checklist else None


_AT_HOME: Final = {CodeProblem.ABOVE_CONSENT.value: "market_missing.above_consent"}
