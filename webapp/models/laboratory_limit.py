"""Versions of the register of laboratory limits, and what was found of results held against it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Row,
    Select,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.calendar import civil_date
from traceability.event_template import TemplateEvent, Value
from traceability.laboratory_limits import (
    ALL_GROUPS,
    Bound,
    Judgement,
    Limit,
    Outcome,
    Reading,
    day_of_result,
    judge,
    readings,
)
from traceability.quantities import Quantity
from webapp.db import Base, UtcDateTime, coded
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot

_PARTED = "|"


class LaboratoryLimitVersion(Base):
    """One import of the whole register; it is never edited. It holds from `valid_from` until the
    next one's, so that for each day there is one.
    """

    __tablename__ = "laboratory_limit_version"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(unique=True)
    valid_from: Mapped[date] = mapped_column(index=True)
    source: Mapped[str]
    file_sha256: Mapped[str]
    limit_count: Mapped[int]
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    imported_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LaboratoryLimit(Base):
    """One line of a version. `synonyms` are parted by a bar; an empty group is all goods."""

    __tablename__ = "laboratory_limit"
    __table_args__ = (Index(None, "version_id", "market", "product_group"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("laboratory_limit_version.id"))
    indicator: Mapped[str]
    indicator_key: Mapped[str]
    synonyms: Mapped[str] = mapped_column(Text, default="")
    product_group: Mapped[str] = mapped_column(default="")
    market: Mapped[str]
    bound: Mapped[Bound] = mapped_column(coded(Bound, "bound"))
    thousandths: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    source: Mapped[str]


class LaboratoryJudgement(Base):
    """A result held once against the limits of a market, with all that was known then: no later
    version changes what it meant.
    """

    __tablename__ = "laboratory_judgement"
    __table_args__ = (UniqueConstraint("event_id", "market", "field"), Index(None, "lot_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    market: Mapped[str]
    field: Mapped[str]
    indicator: Mapped[str]
    result_thousandths: Mapped[int] = mapped_column(BigInteger)
    result_unit: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(coded(Outcome, "outcome"))
    limit_id: Mapped[UUID | None] = mapped_column(ForeignKey("laboratory_limit.id"))
    limit_indicator: Mapped[str | None]
    limit_version: Mapped[int | None]
    limit_bound: Mapped[str | None]
    limit_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    limit_unit: Mapped[str | None]
    limit_source: Mapped[str | None]
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)


def held_against_limits(
    reading: Session | Connection,
    lot: Lot,
    told: tuple[TemplateEvent, Mapping[str, Value]],
    event_time: datetime,
    received_at: datetime,
) -> tuple[Judgement, ...]:
    """Each number of an entry against the limit of the lot's market that was in force on the day of
    the result; none of any other work. A day ahead reaches no limit that was not in force yet when
    the result was told.
    """
    event, values = told
    found = readings(event, values)
    if not found:
        return ()
    told_on = day_of_result(values, civil_date(event_time).isoformat())
    day = min(date.fromisoformat(told_on), civil_date(received_at))
    group, market = lot.template_group, lot.market
    limits = limits_on(reading, day, market=market, group=group)
    return tuple(judge(it, limits, group, market) for it in found)


def limits_on(
    reading: Session | Connection, day: date, *, market: str, group: str
) -> tuple[Limit, ...]:
    """The limits of a market and a group (and of all goods) in the version in force on a day."""
    query = select_limits(version_on(day)).where(
        LaboratoryLimit.market == market,
        LaboratoryLimit.product_group.in_((group, ALL_GROUPS)),
    )
    return tuple(limit_of(row) for row in reading.execute(query))


def version_on(day: date) -> Select[UUID]:
    """The id of the version in force on a day: the last to begin, of two the last imported."""
    return (
        select(LaboratoryLimitVersion.id)
        .where(LaboratoryLimitVersion.valid_from <= day)
        .order_by(LaboratoryLimitVersion.valid_from.desc(), LaboratoryLimitVersion.number.desc())
        .limit(1)
    )


def select_limits(version: Select[UUID] | UUID) -> Select[*tuple[Any, ...]]:
    """The lines of a version, by name."""
    wanted = version if isinstance(version, UUID) else version.scalar_subquery()
    return (
        select(
            LaboratoryLimit.id,
            LaboratoryLimit.indicator,
            LaboratoryLimit.synonyms,
            LaboratoryLimit.product_group,
            LaboratoryLimit.market,
            LaboratoryLimit.bound,
            LaboratoryLimit.thousandths,
            LaboratoryLimit.unit,
            LaboratoryLimit.source,
            LaboratoryLimitVersion.number,
        )
        .join(LaboratoryLimitVersion, LaboratoryLimitVersion.id == LaboratoryLimit.version_id)
        .where(LaboratoryLimit.version_id == wanted)
        .order_by(
            LaboratoryLimit.indicator_key, LaboratoryLimit.product_group, LaboratoryLimit.market
        )
    )


def limit_of(row: Row[*tuple[Any, ...]]) -> Limit:
    """A line as the language of the field knows it."""
    synonyms = tuple(name for name in row.synonyms.split(_PARTED) if name)
    return Limit(
        names=(row.indicator, *synonyms),
        group=row.product_group,
        market=row.market,
        bound=row.bound,
        amount=Quantity(row.thousandths, row.unit),
        source=row.source,
        id=row.id,
        version=row.number,
    )


def written_synonyms(limit: Limit) -> str:
    """As the column keeps them."""
    return _PARTED.join(limit.names[1:])


def judgement_id(event_id: UUID, market: str, field: str) -> UUID:
    """The id of the one judgement that a number of an entry has for a market."""
    return uuid5(event_id, f"{market}/{field}")


def keep_judgement(event: Event, judgement: Judgement, *, now: datetime) -> LaboratoryJudgement:
    """The row of a judgement."""
    limit, result = judgement.limit, judgement.reading.result
    return LaboratoryJudgement(
        id=judgement_id(event.id, judgement.market, judgement.reading.field),
        event_id=event.id,
        lot_id=event.lot_id,
        market=judgement.market,
        field=judgement.reading.field,
        indicator=judgement.reading.indicator,
        result_thousandths=result.thousandths,
        result_unit=result.unit,
        outcome=judgement.outcome,
        limit_id=limit.id if limit else None,
        limit_indicator=limit.indicator if limit else None,
        limit_version=limit.version if limit else None,
        limit_bound=limit.bound.value if limit else None,
        limit_thousandths=limit.amount.thousandths if limit else None,
        limit_unit=limit.amount.unit if limit else None,
        limit_source=limit.source if limit else None,
        judged_at=now,
    )


def judgements_of(
    reading: Session | Connection, lot_id: UUID, market: str
) -> Sequence[tuple[UUID, Judgement]]:
    """What the standing results of a lot were found to be for a market, with the entry of each,
    in the order in which the goods were tested.
    """
    return _judged(reading, lot_id, market, STANDS)


def judgements_told(
    reading: Session | Connection, lot_id: UUID, market: str
) -> Sequence[tuple[UUID, Judgement]]:
    """The same of all results that were told, those that were put right among them."""
    return _judged(reading, lot_id, market, Event.quarantined_at.is_(None))


def _judged(
    reading: Session | Connection, lot_id: UUID, market: str, counts: ColumnElement[bool]
) -> Sequence[tuple[UUID, Judgement]]:
    query = (
        select_judgements()
        .add_columns(Event.event_time, Event.received_at, Event.ledger_position)
        .join(Event, Event.id == LaboratoryJudgement.event_id)
        .where(LaboratoryJudgement.lot_id == lot_id, LaboratoryJudgement.market == market, counts)
    )
    # A clock that is ahead makes no result the latest one before its day has come.
    rows = sorted(reading.execute(query), key=_when_tested)
    return [(row.event_id, judgement_of(row)) for row in rows]


def _when_tested(row: Row[*tuple[Any, ...]]) -> tuple[datetime, datetime, int]:
    """Of two that were tested at one time the one that was told later comes later."""
    return min(row.event_time, row.received_at), row.received_at, row.ledger_position


def select_judgements() -> Select[*tuple[Any, ...]]:
    """The columns that `judgement_of` reads."""
    return select(
        LaboratoryJudgement.event_id,
        LaboratoryJudgement.market,
        LaboratoryJudgement.field,
        LaboratoryJudgement.indicator,
        LaboratoryJudgement.result_thousandths,
        LaboratoryJudgement.result_unit,
        LaboratoryJudgement.outcome,
        LaboratoryJudgement.limit_id,
        LaboratoryJudgement.limit_indicator,
        LaboratoryJudgement.limit_version,
        LaboratoryJudgement.limit_bound,
        LaboratoryJudgement.limit_thousandths,
        LaboratoryJudgement.limit_unit,
        LaboratoryJudgement.limit_source,
    )


def judgement_of(row: Row[*tuple[Any, ...]]) -> Judgement:
    """A judgement as it was given."""
    result = Quantity(row.result_thousandths, row.result_unit)
    reading = Reading(row.field, row.indicator, result)
    if row.limit_id is None:
        return Judgement(reading, row.market, row.outcome)
    limit = Limit(
        names=(row.limit_indicator,),
        group=ALL_GROUPS,
        market=row.market,
        bound=Bound(row.limit_bound),
        amount=Quantity(row.limit_thousandths, row.limit_unit),
        source=row.limit_source,
        id=row.limit_id,
        version=row.limit_version,
    )
    return Judgement(reading, row.market, row.outcome, limit)
