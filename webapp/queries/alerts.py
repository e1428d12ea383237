"""Alerts about stamps as their owners and inspectors see them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select, true

from traceability.alerts import OF_A_LOT, AlertKind, AlertState, NoSuchAlert
from traceability.keyring import SerialPlace
from traceability.roles import Actor, Permission
from traceability.suspicion import DisplayKind, Sign
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.activation import Activation
from webapp.models.alert import StampAlert
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp import Stamp
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder
from webapp.queries.alert_looks import (
    ORDER_COLUMNS,
    AlertLooks,
    LookedAt,
    SpreadLine,
    looks_of_alert,
)
from webapp.queries.listings import Listing, listed
from webapp.queries.verdict_goods import Message

MARKED_SHOWN = 50

_TONES = {AlertState.OPEN: "amber", AlertState.ANSWERED: "info", AlertState.EXPLAINED: "grey"}


@dataclass(frozen=True)
class AlertFilter:
    """What the list is narrowed to; it lives in the address."""

    with_lapsed: bool = False
    number: int = 1


@dataclass(frozen=True)
class AlertRow:
    """One alert in the list. `stamp` is None where it is about more than one stamp."""

    id: UUID
    kind: AlertKind
    state: AlertState
    stamp: SerialPlace | None
    product_name: str | None
    lot_id: UUID | None
    lot_code: str | None
    organisation_name: str | None
    reasons: tuple[Message, ...]
    happened_at: datetime
    last_at: datetime

    @property
    def kind_code(self) -> str:
        """The code whose words name it."""
        return f"alert_kind.{self.kind.value}"

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands."""
        return f"alert_state.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge: none is an accusation, so none is red."""
        return _TONES[self.state]


@dataclass(frozen=True)
class AlertPage:
    """One alert with what led to it and what the owner said.

    `looked_at` are the stamps of an order that is alerted once for all of them. `order_id` leads to
    the order of a stamp, for its owner.
    """

    row: AlertRow
    raised_at: datetime
    ordered_at: datetime | None
    order_id: UUID | None
    lines: tuple[SpreadLine, ...]
    looked_at: tuple[LookedAt, ...]
    marked: tuple[SerialPlace, ...]
    answer_code: str | None
    answer_words: str | None
    answered_by: str | None
    answered_at: datetime | None
    display_code: str | None
    display_since: datetime | None
    score: int | None
    unexplained: int | None
    may_answer: bool
    may_register: bool
    may_register_marked: bool
    inspects: bool


def alert_list(actor: Actor, wanted: AlertFilter) -> Listing[AlertRow]:
    """Alerts in the actor's reach, the latest first; those that lapsed only where asked for."""
    shown = true() if wanted.with_lapsed else StampAlert.state != AlertState.EXPLAINED
    query = _select(actor).where(shown).order_by(StampAlert.last_at.desc(), StampAlert.id)
    with reader() as connection:
        return listed(connection, query, wanted.number, _row)


def open_alerts(actor: Actor) -> int:
    """How many nobody has answered."""
    query = select(func.count(StampAlert.id)).where(
        StampAlert.state == AlertState.OPEN, _in_reach(actor)
    )
    with reader() as connection:
        return connection.execute(query).scalar_one()


def alert_of_lot(connection: Connection, actor: Actor, lot_id: UUID) -> UUID | None:
    """The alert about a whole lot, if there is one that the actor may read."""
    if not actor.may(Permission.ALERT_READ):
        return None
    about = and_(StampAlert.lot_id == lot_id, StampAlert.kind.in_(OF_A_LOT))
    query = select(StampAlert.id).where(about, _in_reach(actor))
    latest = query.order_by(StampAlert.last_at.desc(), StampAlert.id).limit(1)
    return connection.execute(latest).scalar_one_or_none()


def alert_page(actor: Actor, alert_id: UUID) -> AlertPage:
    """One alert.

    Raises:
        NoSuchAlert: none in the actor's reach.
    """
    answerer = Account.name.label("answered_by")
    more = (Stamp.display_kind, Stamp.display_since, Stamp.suspicion, Stamp.suspicion_unexplained)
    query = (
        _select(actor)
        .add_columns(
            StampAlert.raised_at,
            StampAlert.answer,
            StampAlert.answer_words,
            StampAlert.answered_at,
            StampAlert.organisation_id,
            *ORDER_COLUMNS,
            answerer,
            *more,
        )
        .outerjoin(Account, Account.id == StampAlert.answered_by_id)
        .outerjoin(
            Stamp, and_(Stamp.key_id == StampAlert.key_id, Stamp.counter == StampAlert.counter)
        )
        .where(StampAlert.id == alert_id)
    )
    with reader() as connection:
        found = connection.execute(query).one_or_none()
        if found is None:
            raise NoSuchAlert
        looks, marked = looks_of_alert(connection, found), _marked(connection, _row(found))
    return _page(actor, found, looks, marked)


def _page(
    actor: Actor, found: Row[Any], looks: AlertLooks, marked: tuple[SerialPlace, ...]
) -> AlertPage:
    row = _row(found)
    is_own = found.organisation_id is not None and found.organisation_id == actor.organisation_id
    display: DisplayKind | None = found.display_kind
    registers = found.organisation_id is not None and actor.may(Permission.DISPLAY_KEEP)
    return AlertPage(
        row=row,
        raised_at=found.raised_at,
        ordered_at=found.ordered_at,
        order_id=found.order_id if is_own and actor.may(Permission.STAMP_READ) else None,
        lines=looks.spread(actor),
        looked_at=looks.stamps,
        marked=marked,
        answer_code=f"alert_answer.{found.answer.value}" if found.answer else None,
        answer_words=found.answer_words,
        answered_by=found.answered_by,
        answered_at=found.answered_at,
        display_code=f"display_kind.{display.value}" if display else None,
        display_since=found.display_since,
        score=found.suspicion,
        unexplained=found.suspicion_unexplained,
        may_answer=is_own and actor.may(Permission.ALERT_ANSWER),
        may_register=registers and row.stamp is not None and display is None,
        may_register_marked=registers and bool(marked),
        inspects=actor.may(Permission.STAMP_INSPECT),
    )


def _marked(connection: Connection, row: AlertRow) -> tuple[SerialPlace, ...]:
    """Of an alert about a lot: its stamps that were looked at oddly, the oddest first."""
    if row.kind not in OF_A_LOT:
        return ()
    is_odd = Stamp.is_late if row.kind is AlertKind.LATE_LOOKS else Stamp.is_marked
    query = (
        select(Stamp.key_id, Stamp.counter)
        .join(
            StampHolding,
            and_(
                StampHolding.key_id == Stamp.key_id,
                StampHolding.first <= Stamp.counter,
                StampHolding.last > Stamp.counter,
            ),
        )
        .join(Activation, Activation.id == StampHolding.activation_id)
        .where(Activation.lot_id == row.lot_id, is_odd)
        .order_by(Stamp.suspicion_unexplained.desc(), Stamp.key_id, Stamp.counter)
        .limit(MARKED_SHOWN)
    )
    return tuple(SerialPlace(*found) for found in connection.execute(query))


def _select(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StampAlert.id,
            StampAlert.kind,
            StampAlert.state,
            StampAlert.key_id,
            StampAlert.counter,
            StampAlert.reasons,
            StampAlert.happened_at,
            StampAlert.last_at,
            StampAlert.lot_id,
            Lot.code.label("lot_code"),
            Product.short_name.label("product_name"),
            Organisation.name.label("organisation_name"),
        )
        .outerjoin(Organisation, Organisation.id == StampAlert.organisation_id)
        .outerjoin(StampOrder, StampOrder.holds(StampAlert.key_id, StampAlert.counter))
        .outerjoin(Lot, Lot.id == StampAlert.lot_id)
        .outerjoin(Product, Product.id == func.coalesce(Lot.product_id, StampOrder.product_id))
        .where(_in_reach(actor))
    )


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    if actor.sees_every_organisation:
        return true()
    return StampAlert.organisation_id == actor.organisation_id


def _row(found: Row[Any]) -> AlertRow:
    signs = map(Sign.from_json, json.loads(found.reasons))
    is_one = found.key_id is not None
    return AlertRow(
        id=found.id,
        kind=found.kind,
        state=found.state,
        stamp=SerialPlace(found.key_id, found.counter) if is_one else None,
        product_name=found.product_name,
        lot_id=found.lot_id,
        lot_code=found.lot_code,
        organisation_name=found.organisation_name,
        reasons=tuple(Message(f"reason.{sign.code}", sign.details) for sign in signs),
        happened_at=found.happened_at,
        last_at=found.last_at,
    )
