"""The first page of each role: what waits for this person today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from traceability.certificates import CertificateStatus
from traceability.roles import Actor, Permission
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState
from webapp.db import reader
from webapp.models.lot import Lot
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampRoll
from webapp.queries.alerts import open_alerts
from webapp.queries.certificates import (
    CertificateFilter,
    CertificateRow,
    certificate_list,
    expiring_certificates,
)
from webapp.queries.event_templates import VersionRow, waiting_templates
from webapp.queries.inspection import InboxFilter, ReportRow, report_inbox
from webapp.queries.lot_filters import LotFilter, Shown
from webapp.queries.lots import LotCard, lots_page
from webapp.queries.objections import waiting_objections
from webapp.queries.stamp_orders import OrderFilter, OrderRow, stamp_orders
from webapp.queries.stamp_tasks import StampTask, stamp_tasks

SHOWN = 5
_WAITING = OrderFilter(OrderState.ORDERED)


@dataclass(frozen=True)
class Dashboard:
    """Lists are empty where the role has nothing to do with them; the flags say which to show."""

    name: str
    works_on_lots: bool
    lots: tuple[LotCard, ...]
    activates: bool
    rolls_in_hand: int
    lots_without_stamps: int
    stamp_tasks: tuple[StampTask, ...]
    orders_stamps: bool
    approves: bool
    produces: bool
    orders_waiting: tuple[OrderRow, ...]
    inspects: bool
    reports: tuple[ReportRow, ...]
    keeps_papers: bool
    certificates_expiring: tuple[CertificateRow, ...]
    verifies: bool
    certificates_waiting: tuple[CertificateRow, ...]
    reads_registers: bool
    reads_diaries: bool
    reads_objections: bool
    objections_waiting: int
    reads_templates: bool
    templates_waiting: tuple[VersionRow, ...]
    reads_inputs: bool
    counts_inputs: bool
    reads_alerts: bool
    alerts_open: int

    @property
    def has_nothing(self) -> bool:
        """Whether this role has no work of its own here yet."""
        return not (
            self.produces
            or self.works_on_lots
            or self.approves
            or self.inspects
            or self.reads_templates
        )


def dashboard_of(actor: Actor, *, now: datetime) -> Dashboard:
    """What waits for the actor: own lots, orders to decide, reports nobody has taken up."""
    works, approves = actor.may(Permission.LOT_WORK), actor.may(Permission.STAMP_APPROVE)
    inspects, activates = actor.may(Permission.REPORT_READ), actor.may(Permission.STAMP_ACTIVATE)
    verifies = actor.may(Permission.CERTIFICATE_VERIFY)
    reads = actor.may(Permission.TEMPLATE_READ)
    return Dashboard(
        name=actor.name,
        works_on_lots=works,
        lots=_lots_in_work(actor, now) if works else (),
        activates=activates,
        rolls_in_hand=_rolls_in_hand(actor) if activates else 0,
        lots_without_stamps=_lots_without_stamps(actor) if activates else 0,
        stamp_tasks=stamp_tasks(actor),
        orders_stamps=actor.may(Permission.STAMP_ORDER),
        approves=approves,
        produces=actor.may(Permission.STAMP_PRODUCE),
        orders_waiting=stamp_orders(actor, OrderFilter(OrderState.ORDERED)).rows
        if approves
        else (),
        inspects=inspects,
        reports=report_inbox(actor, InboxFilter()).rows[:SHOWN] if inspects else (),
        keeps_papers=works,
        certificates_expiring=expiring_certificates(actor, now=now) if works else (),
        verifies=verifies,
        certificates_waiting=_certificates_waiting(actor, now) if verifies else (),
        reads_registers=actor.may(Permission.AREA_CODE_READ),
        reads_diaries=actor.may(Permission.DIARY_SCORE_READ),
        reads_objections=actor.may(Permission.OBJECTION_READ),
        objections_waiting=waiting_objections(actor) if actor.may(Permission.OBJECTION_READ) else 0,
        reads_templates=reads,
        templates_waiting=waiting_templates()[:SHOWN] if reads else (),
        reads_inputs=actor.may(Permission.INPUT_READ),
        counts_inputs=actor.may(Permission.INPUT_STOCK),
        reads_alerts=actor.may(Permission.ALERT_READ),
        alerts_open=open_alerts(actor) if actor.may(Permission.ALERT_READ) else 0,
    )


def _lots_in_work(actor: Actor, now: datetime) -> tuple[LotCard, ...]:
    return lots_page(actor, LotFilter(shown=Shown.IN_WORK), now=now).cards[:SHOWN]


def _certificates_waiting(actor: Actor, now: datetime) -> tuple[CertificateRow, ...]:
    wanted = CertificateFilter(CertificateStatus.SUBMITTED)
    return certificate_list(actor, wanted, now=now).rows[:SHOWN]


def _rolls_in_hand(actor: Actor) -> int:
    query = (
        select(func.count(StampHolding.roll_id.distinct()))
        .join(StampRoll, StampRoll.id == StampHolding.roll_id)
        .where(
            StampRoll.organisation_id == actor.organisation_id,
            StampHolding.state == StampState.DELIVERED,
        )
    )
    with reader() as connection:
        return connection.execute(query).scalar_one()


def _lots_without_stamps(actor: Actor) -> int:
    query = (
        select(func.count())
        .select_from(Lot)
        .where(
            Lot.organisation_id == actor.organisation_id,
            Lot.packed_units > Lot.activated_units,
            Lot.closed_at.is_(None),
            Lot.cancelled_at.is_(None),
        )
    )
    with reader() as connection:
        return connection.execute(query).scalar_one()
