"""Diaries as inspectors and officers see them: the list by score, one with what was counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from traceability.diary_score import DiaryScore, ScoreLevel, level_of
from traceability.geography import fold
from traceability.lot_notices import LotNotice
from traceability.lots import LotOverlay, LotState, NoSuchLot
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.balance import lot_balance
from webapp.models.diary_score import score_of
from webapp.models.event import Event
from webapp.models.geography import Commune
from webapp.models.lot import Lot, in_reach_of, overlay_of
from webapp.models.lot_notice import LotNoticed, is_noticed
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.balance_sums import BalanceView, balance_view
from webapp.queries.events import DiaryEntry, diary_of
from webapp.queries.listings import Listing, listed
from webapp.queries.lot_standing import DecisionRow, decisions_of
from webapp.queries.season_sums import SeasonSum, season_sums
from webapp.queries.verdict_goods import Message

_UNWRITTEN: Final = "diary_score.unwritten"
_TONES: Final = {ScoreLevel.USUAL: "green", ScoreLevel.LOOK: "amber", ScoreLevel.ASK: "amber"}


class DiaryOrder(StrEnum):
    """By what the list is sorted."""

    SCORE = "score"
    LATEST = "latest"
    ORGANISATION = "organisation"


class DiaryStanding(StrEnum):
    """Which lots a list of diaries holds: by what lies over them, else by their state."""

    ON_HOLD = "on_hold"
    RECALLED = "recalled"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    IN_PRODUCTION = "in_production"
    AWAITING_RELEASE = "awaiting_release"
    RELEASED = "released"
    PACKED = "packed"
    ON_MARKET = "on_market"
    CLOSED = "closed"

    @property
    def code(self) -> str:
        """The code whose words name it."""
        return f"lot_overlay.{self}" if self.value in [*LotOverlay] else f"lot_state.{self}"


@dataclass(frozen=True)
class DiaryFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    order: DiaryOrder = DiaryOrder.SCORE
    standing: DiaryStanding | None = None
    notice: LotNotice | None = None
    group: str = ""
    commune: str = ""
    number: int = 1


@dataclass(frozen=True)
class DiaryRow:
    """A lot's diary in the list; `points` are missing for the minute until they are counted."""

    lot_id: UUID
    lot_code: str
    product_name: str
    organisation_name: str
    place_name: str
    state: LotState
    overlay: LotOverlay | None
    opened_at: datetime
    points: int | None
    entries: int
    level: ScoreLevel | None
    notices: tuple[LotNotice, ...] = ()

    @property
    def tone(self) -> str:
        """The colour of its badge; never red, for it accuses nobody."""
        return _TONES[self.level] if self.level else "grey"

    @property
    def level_code(self) -> str:
        """The code whose words say what to make of the points; of nothing, nothing is made."""
        return str(self.level) if self.entries else _UNWRITTEN

    @property
    def state_code(self) -> str:
        """The code whose words name the state, or what lies over it."""
        return f"lot_overlay.{self.overlay}" if self.overlay else f"lot_state.{self.state.value}"

    @property
    def is_counted(self) -> bool:
        """Whether there are points, which may be nought."""
        return self.points is not None


@dataclass(frozen=True)
class DiaryPage:
    """One diary: the score as it is now, what was counted, the entries themselves, and what was
    decided about the lot, the latest first. `hold_code` has words for why it is held.
    """

    row: DiaryRow
    score: DiaryScore
    entries: tuple[DiaryEntry, ...]
    balance: BalanceView
    seasons: tuple[SeasonSum, ...]
    decisions: tuple[DecisionRow, ...]
    hold_code: str | None

    @property
    def has_sums(self) -> bool:
        """Whether anything was measured, or does not add up."""
        return self.balance.is_shown or self.balance.has_warnings

    @property
    def tone(self) -> str:
        """The colour of the points, which may be newer than those of the list."""
        return _TONES[self.score.level]

    @property
    def level_code(self) -> str:
        """The code whose words say what to make of the points; of nothing, nothing is made."""
        return str(self.score.level) if self.entries else _UNWRITTEN


def diary_list(actor: Actor, wanted: DiaryFilter) -> Listing[DiaryRow]:
    """The diaries in the actor's reach; those that were not counted yet are last."""
    query = _select_diaries(actor).where(_named(fold(wanted.words)), *_narrowed(wanted))
    ordered = query.order_by(*_ordered(wanted.order))
    with reader() as connection:
        listing = listed(connection, ordered, wanted.number, _row)
        notices = _notices(connection, [row.lot_id for row in listing.rows])
    rows = (replace(row, notices=notices.get(row.lot_id, ())) for row in listing.rows)
    return replace(listing, rows=tuple(rows))


def diary_communes() -> tuple[tuple[str, Message], ...]:
    """The communes in which lots grew or were made, as pairs of code and what they are called."""
    # The first lot of a commune will do: however many there are, none further is read.
    first = (
        select(Lot.id)
        .join(Place, Place.id == Lot.place_id)
        .where(Place.commune_code == Commune.code)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Commune.code, Commune.kind, Commune.name)
        .where(first.is_not(None))
        .order_by(Commune.name, Commune.code)
    )
    with reader() as connection:
        rows = connection.execute(query)
        return tuple((it.code, Message(f"commune.{it.kind}", {"name": it.name})) for it in rows)


def diary_page(actor: Actor, lot_id: UUID) -> DiaryPage:
    """One diary, its score counted as of now.

    Raises:
        NoSuchLot: none in reach of the actor.
    """
    with reader() as connection:
        row = connection.execute(_select_diaries(actor).where(Lot.id == lot_id)).one_or_none()
        if row is None:
            raise NoSuchLot
        balance = lot_balance(connection, row)
        notices = _notices(connection, [lot_id]).get(lot_id, ())
        return DiaryPage(
            row=replace(_row(row), notices=notices),
            score=score_of(connection, lot_id),
            entries=diary_of(connection, lot_id, actor),
            balance=balance_view(balance),
            seasons=season_sums(connection, actor, lot_id, balance.seasons),
            decisions=decisions_of(connection, lot_id),
            hold_code=row.on_hold_reason if overlay_of(row) is LotOverlay.ON_HOLD else None,
        )


def _narrowed(wanted: DiaryFilter) -> list[ColumnElement[bool]]:
    found = [] if wanted.standing is None else [_stands_as(wanted.standing)]
    if wanted.notice is not None:
        found.append(is_noticed(wanted.notice))
    if wanted.group:
        found.append(Lot.template_group == wanted.group)
    return [*found, Place.commune_code == wanted.commune] if wanted.commune else found


def _stands_as(standing: DiaryStanding) -> ColumnElement[bool]:
    """What lies over a lot is named before its state; a lot may be held and recalled."""
    over = {
        DiaryStanding.ON_HOLD: Lot.on_hold_at.is_not(None),
        DiaryStanding.RECALLED: Lot.recalled_at.is_not(None),
        DiaryStanding.CANCELLED: Lot.cancelled_at.is_not(None),
    }
    if standing in over:
        return over[standing]
    free = (column.is_(None) for column in (Lot.on_hold_at, Lot.recalled_at, Lot.cancelled_at))
    return and_(Lot.state == LotState(standing.value), *free)


def _notices(connection: Connection, lot_ids: Sequence[UUID]) -> dict[UUID, tuple[LotNotice, ...]]:
    query = (
        select(LotNoticed.lot_id, LotNoticed.code)
        .where(LotNoticed.lot_id.in_(lot_ids))
        .order_by(LotNoticed.code)
    )
    found: defaultdict[UUID, tuple[LotNotice, ...]] = defaultdict(tuple)
    for lot_id, code in connection.execute(query):
        found[lot_id] += (LotNotice(code),)
    return found


def _ordered(order: DiaryOrder) -> tuple[Any, ...]:
    points = func.coalesce(Lot.diary_score, -1).desc()
    return {
        DiaryOrder.SCORE: (points, Lot.opened_at.desc(), Lot.id),
        DiaryOrder.LATEST: (Lot.opened_at.desc(), Lot.id),
        DiaryOrder.ORGANISATION: (Organisation.name_folded, points, Lot.id),
    }[order]


def _named(folded: str) -> ColumnElement[bool]:
    columns = (Product.name_folded, Organisation.name_folded, func.lower(Lot.code))
    return and_(
        true(),
        *(or_(*(it.contains(word, autoescape=True) for it in columns)) for word in folded.split()),
    )


def _select_diaries(actor: Actor) -> Select[*tuple[Any, ...]]:
    entries = (
        select(func.count())
        .where(Event.lot_id == Lot.id, Event.quarantined_at.is_(None))
        .correlate(Lot)
        .scalar_subquery()
    )
    return (
        select(
            Lot.id,
            Lot.code,
            Lot.state,
            Lot.place_id,
            Lot.template_group,
            Lot.template_version,
            Lot.on_hold_at,
            Lot.on_hold_reason,
            Lot.recalled_at,
            Lot.cancelled_at,
            Lot.opened_at,
            Lot.diary_score,
            Product.short_name,
            Organisation.name.label("organisation_name"),
            Place.name.label("place_name"),
            entries.label("entries"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .where(in_reach_of(actor))
    )


def _row(row: Row[Any]) -> DiaryRow:
    return DiaryRow(
        lot_id=row.id,
        lot_code=row.code,
        product_name=row.short_name,
        organisation_name=row.organisation_name,
        place_name=row.place_name,
        state=row.state,
        overlay=overlay_of(row),
        opened_at=row.opened_at,
        points=row.diary_score,
        entries=row.entries,
        level=None if row.diary_score is None else level_of(row.diary_score),
    )
