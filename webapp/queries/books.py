"""The diary as an auditor reads it: the lots of a period, or one lot from its first day.

It is the producer's own paper, so that it names the people who did the work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from traceability.calendar import civil_day_starts
from traceability.errors import Invalid
from traceability.lots import LotOverlay, LotState, NoSuchLot
from traceability.markets import get_market
from traceability.organisations import NoSuchOrganisation
from traceability.places import PlaceCodeScheme
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.area_code import codes_of_lot
from webapp.models.balance import lot_balance
from webapp.models.event import Event
from webapp.models.geography import Commune
from webapp.models.growing import SharedGround, shared_grounds
from webapp.models.ledger import EntryKind, LedgerEntry
from webapp.models.lot import Lot, in_reach_of, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.balance_sums import BalanceView, balance_view
from webapp.queries.book_entries import BookEntry, book_entries
from webapp.queries.events import as_pair
from webapp.queries.ledger import Checkpoint, latest_checkpoint
from webapp.queries.lot_decisions import ToldDecision, decisions_of_lots
from webapp.queries.season_sums import SeasonSum, season_sums

LONGEST_PERIOD: Final = timedelta(days=3 * 366)
_OF_LOT: Final = (
    Lot.id,
    Lot.code,
    Lot.state,
    Lot.place_id,
    Lot.template_group,
    Lot.template_version,
    Lot.opened_at,
    Lot.closed_at,
    Lot.made_on,
    Lot.expires_on,
    Lot.packed_units,
    Lot.activated_units,
    Lot.market,
    Lot.on_hold_at,
    Lot.on_hold_reason,
    Lot.recalled_at,
    Lot.recall_reason,
    Lot.cancelled_at,
    Lot.released_at,
    Lot.release_lapsed_at,
)


class BadPeriod(Invalid):
    """It ends before it begins, or is longer than three years."""

    code = "book.bad_period"


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    first: date
    last: date


@dataclass(frozen=True)
class BookStanding:
    """Where a lot stands as the book is printed: its market with its codes, its state, what lies
    over it (`hold_cause` is a code, `recall_reason` are words), and its release.
    """

    market_labels: Mapping[str, str]
    area_codes: tuple[str, ...]
    state: LotState
    overlay: LotOverlay | None
    on_hold_at: datetime | None
    hold_cause: str
    recalled_at: datetime | None
    recall_reason: str
    cancelled_at: datetime | None
    released_at: datetime | None
    release_lapsed_at: datetime | None


@dataclass(frozen=True)
class BookSums:
    """What came into a lot and went out of it, and what its ground gave in each season."""

    balance: BalanceView
    seasons: tuple[SeasonSum, ...]


@dataclass(frozen=True)
class BookLot:
    """One lot with its cover facts, all its entries of the period, the earliest first, and all
    that was ever decided of it, in the order of the ledger. Its sums are of its whole life.
    """

    code: str
    product_name: str
    product_code: str
    place_name: str
    place_code: str
    place_scheme: PlaceCodeScheme
    commune: str
    area_thousandths: int | None
    keeper: str
    standing: BookStanding
    sums: BookSums
    opened_at: datetime
    closed_at: datetime | None
    made_on: date | None
    expires_on: date | None
    packed_units: int
    activated_units: int
    entries: tuple[BookEntry, ...]
    decisions: tuple[ToldDecision, ...]


@dataclass(frozen=True)
class Book:
    """`period` is None where the whole life of one lot is printed."""

    organisation: str
    address: str
    lots: tuple[BookLot, ...]
    period: Period | None
    checkpoint: Checkpoint | None
    printed_at: datetime


def lot_book(actor: Actor, lot_id: UUID, period: Period | None, *, now: datetime) -> Book:
    """The book of one lot.

    Raises:
        NoSuchLot: none in reach of the actor.
        BadPeriod, BookTooLong.
    """
    with reader() as connection:
        lots = connection.execute(_select_lots(actor).where(Lot.id == lot_id)).all()
        if not lots:
            raise NoSuchLot
        return _book(connection, actor, lots, period, now=now)


def organisation_book(
    actor: Actor, organisation_id: UUID, period: Period, *, now: datetime
) -> Book:
    """The book of an organisation's lots in which something was done or decided in a period.

    Raises:
        NoSuchOrganisation: none in reach of the actor.
        BadPeriod, BookTooLong.
    """
    if not actor.sees_every_organisation and organisation_id != actor.organisation_id:
        raise NoSuchOrganisation
    _check(period)
    known = select(Organisation.name, Organisation.address).where(
        Organisation.id == organisation_id
    )
    with reader() as connection:
        organisation = connection.execute(known).one_or_none()
        if organisation is None:
            raise NoSuchOrganisation
        of_period = _touched_within(connection, organisation_id, period)
        query = _select_lots(actor).where(Lot.organisation_id == organisation_id, of_period)
        lots = connection.execute(query.order_by(Lot.opened_at, Lot.code)).all()
        if not lots:
            seal = latest_checkpoint()
            return Book(organisation.name, organisation.address, (), period, seal, now)
        return _book(connection, actor, lots, period, now=now)


def _check(period: Period) -> None:
    if not timedelta(0) <= period.last - period.first <= LONGEST_PERIOD:
        raise BadPeriod


def _touched_within(
    connection: Connection, organisation_id: UUID, period: Period
) -> ColumnElement[bool]:
    """Worked on, decided about or recalled: a lot that was held then belongs to the book, too."""
    worked_on = select(Event.lot_id).where(
        Event.organisation_id == organisation_id, _within(Event.event_time, period)
    )
    decided = select(LotDecision.lot_id).where(
        LotDecision.organisation_id == organisation_id, _within(LotDecision.decided_at, period)
    )
    settled = _settled_within(connection, organisation_id, period)
    return or_(
        Lot.id.in_(worked_on),
        Lot.id.in_(decided),
        Lot.id.in_(settled),
        _within(Lot.recalled_at, period),
    )


def _settled_within(connection: Connection, organisation_id: UUID, period: Period) -> list[UUID]:
    """Lots whose market or codes were settled then: only the ledger tells when that was."""
    marks = (f'%"action":"{action}"%' for action in ("market_changed", "area_codes_chosen"))
    query = select(LedgerEntry.subject_id).where(
        LedgerEntry.kind == EntryKind.DECISION,
        LedgerEntry.organisation_id == organisation_id,
        _within(LedgerEntry.claimed_at, period),
        or_(*(LedgerEntry.body.like(mark) for mark in marks)),
    )
    return [UUID(subject_id) for subject_id in connection.scalars(query.distinct())]


def _within(
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    period: Period,
) -> ColumnElement[bool]:
    start = civil_day_starts(period.first)
    end = civil_day_starts(period.last + timedelta(days=1))
    return and_(column >= start, column < end)


def _book(
    connection: Connection,
    actor: Actor,
    lots: Sequence[Row[Any]],
    period: Period | None,
    *,
    now: datetime,
) -> Book:
    if period:
        _check(period)
    within = [_within(Event.event_time, period)] if period else []
    ids = [lot.id for lot in lots]
    entries = book_entries(connection, ids, within)
    decisions = decisions_of_lots(connection, actor, ids)
    grounds = shared_grounds(connection, lots)
    return Book(
        organisation=lots[0].organisation_name,
        address=lots[0].address,
        lots=tuple(
            _lot(
                lot,
                _standing(connection, lot),
                _sums(connection, actor, lot, grounds[lot.id]),
                entries.get(lot.id, ()),
                decisions.get(lot.id, ()),
            )
            for lot in lots
        ),
        period=period,
        checkpoint=latest_checkpoint(),
        printed_at=now,
    )


def _select_lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_OF_LOT,
            Product.name.label("product_name"),
            Product.gtin,
            Product.internal_code,
            Place.name.label("place_name"),
            Place.code.label("place_code"),
            Place.code_scheme,
            Place.area_thousandths,
            Commune.name.label("commune"),
            Account.name.label("keeper"),
            Organisation.name.label("organisation_name"),
            Organisation.address,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .outerjoin(Account, Account.id == Place.keeper_id)
        .where(in_reach_of(actor))
    )


def _standing(connection: Connection, row: Row[Any]) -> BookStanding:
    market = get_market(row.market)
    codes = codes_of_lot(connection, row.id)
    return BookStanding(
        market_labels=as_pair(market.labels),
        area_codes=tuple(sorted(it.code for it in codes)),
        state=row.state,
        overlay=overlay_of(row),
        on_hold_at=row.on_hold_at,
        hold_cause=row.on_hold_reason or "",
        recalled_at=row.recalled_at,
        recall_reason=row.recall_reason or "",
        cancelled_at=row.cancelled_at,
        released_at=row.released_at,
        release_lapsed_at=row.release_lapsed_at,
    )


def _sums(connection: Connection, actor: Actor, row: Row[Any], ground: SharedGround) -> BookSums:
    told = lot_balance(connection, row, ground=ground)
    return BookSums(balance_view(told), season_sums(connection, actor, row.id, told.seasons))


def _lot(
    row: Row[Any],
    standing: BookStanding,
    sums: BookSums,
    entries: tuple[BookEntry, ...],
    decisions: tuple[ToldDecision, ...],
) -> BookLot:
    return BookLot(
        code=row.code,
        product_name=row.product_name,
        product_code=row.gtin or row.internal_code,
        place_name=row.place_name,
        place_code=row.place_code,
        place_scheme=row.code_scheme,
        commune=row.commune,
        area_thousandths=row.area_thousandths,
        keeper=row.keeper or "",
        standing=standing,
        sums=sums,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        made_on=row.made_on,
        expires_on=row.expires_on,
        packed_units=row.packed_units,
        activated_units=row.activated_units,
        entries=entries,
        decisions=decisions,
    )
