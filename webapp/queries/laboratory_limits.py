"""The register of laboratory limits as people see it, its versions, and what a new one changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from traceability.calendar import civil_date
from traceability.event_template import Labels, current, groups
from traceability.laboratory_limits import ALL_GROUPS, Bound, Limit, indicator_key
from traceability.markets import MARKETS
from traceability.quantities import get_unit
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.laboratory_limit import (
    LaboratoryLimit,
    LaboratoryLimitVersion,
    limit_of,
    select_limits,
    version_on,
)
from webapp.models.organisation import Organisation
from webapp.queries.events import as_pair
from webapp.queries.listings import PAGE_SIZE, Listing, offset_of

_ALL: Final = {"vi": "Mọi nhóm hàng", "en": "All goods"}
MOST_SUGGESTED: Final = 200


@dataclass(frozen=True)
class LimitFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    market: str = ""
    group: str = ""
    number: int = 1


@dataclass(frozen=True)
class LimitRow:
    """One limit, with words for the reader."""

    indicator: str
    synonyms: str
    group_labels: Mapping[str, str]
    market_labels: Mapping[str, str]
    bound_code: str
    thousandths: int
    unit_labels: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class VersionRow:
    """One version of the register."""

    number: int
    valid_from: date
    source: str
    limit_count: int
    imported_at: datetime
    agency: str
    is_in_force: bool


@dataclass(frozen=True)
class LimitsPage:
    """The limits in force today, as far as they were asked for, and all versions."""

    listing: Listing[LimitRow]
    versions: tuple[VersionRow, ...]
    filter: LimitFilter

    @property
    def is_filtered(self) -> bool:
        """Whether an empty list may be the filter's doing."""
        return self.filter != LimitFilter()

    @property
    def in_force(self) -> VersionRow | None:
        """The version that results of today are held against."""
        return next((it for it in self.versions if it.is_in_force), None)


@dataclass(frozen=True)
class LimitChange:
    """A limit that the new version brings, changes or leaves out."""

    kind: str
    row: LimitRow
    before: LimitRow | None = None

    @property
    def kind_code(self) -> str:
        """The code whose words name the change."""
        return f"limit_change.{self.kind}"


@dataclass(frozen=True)
class LimitPreview:
    """What an import would do to the limits in force on its first day."""

    total: int
    same: int
    changes: tuple[LimitChange, ...]


def limits_page(actor: Actor, wanted: LimitFilter, *, now: datetime) -> LimitsPage:  # noqa: ARG001
    """The register; everybody who is signed in may look a limit up."""
    with reader() as connection:
        version = connection.scalar(version_on(civil_date(now)))
        limits = _limits(connection, version)
        versions = _versions(connection, version)
    found = [it for it in limits if _fits(it, wanted)]
    begin = offset_of(wanted.number)
    rows = tuple(limit_row(it) for it in found[begin : begin + PAGE_SIZE])
    return LimitsPage(Listing(rows, len(found), wanted.number), versions, wanted)


def preview_limits(
    actor: Actor,  # noqa: ARG001
    limits: tuple[Limit, ...],
    valid_from: date,
) -> LimitPreview:
    """Hold the lines of a file against the version that is in force on its first day."""
    with reader() as connection:
        known = _limits(connection, connection.scalar(version_on(valid_from)))
    before = {_place(it): it for it in known}
    after = {_place(it): it for it in limits}
    changes = [*_coming(before, after)]
    gone = (it for at, it in before.items() if at not in after)
    changes += [LimitChange("removed", limit_row(it)) for it in gone]
    return LimitPreview(len(limits), len(limits) - _told_new(changes), tuple(changes))


def suggested_indicators(connection: Connection, group: str, *, now: datetime) -> tuple[str, ...]:
    """Names of indicators that have a limit for a group of goods, for the form to offer."""
    query = (
        select(LaboratoryLimit.indicator)
        .where(
            LaboratoryLimit.version_id == version_on(civil_date(now)).scalar_subquery(),
            LaboratoryLimit.product_group.in_((group, ALL_GROUPS)),
        )
        .distinct()
        .order_by(LaboratoryLimit.indicator)
        .limit(MOST_SUGGESTED)
    )
    return tuple(connection.scalars(query))


def limit_row(limit: Limit) -> LimitRow:
    """A limit with words for the reader."""
    unit = get_unit(limit.amount.unit)
    of_group = limit.group != ALL_GROUPS
    return LimitRow(
        indicator=limit.indicator,
        synonyms=", ".join(limit.names[1:]),
        group_labels=as_pair(current(limit.group).labels) if of_group else _ALL,
        market_labels=as_pair(MARKETS[limit.market].labels),
        bound_code=f"limit_bound.{limit.bound.value}",
        thousandths=limit.amount.thousandths,
        unit_labels=as_pair(Labels(unit.vi, unit.en)),
        source=limit.source,
    )


def group_choices() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """The groups of goods, as pairs of code and labels."""
    return tuple((group, as_pair(current(group).labels)) for group in groups())


def _limits(connection: Connection, version: UUID | None) -> list[Limit]:
    if version is None:
        return []
    return [limit_of(row) for row in connection.execute(select_limits(version))]


def _versions(connection: Connection, in_force: UUID | None) -> tuple[VersionRow, ...]:
    query = (
        select(
            LaboratoryLimitVersion.id,
            LaboratoryLimitVersion.number,
            LaboratoryLimitVersion.valid_from,
            LaboratoryLimitVersion.source,
            LaboratoryLimitVersion.limit_count,
            LaboratoryLimitVersion.imported_at,
            Organisation.name,
        )
        .outerjoin(Organisation, Organisation.id == LaboratoryLimitVersion.imported_for_id)
        .order_by(LaboratoryLimitVersion.valid_from.desc(), LaboratoryLimitVersion.number.desc())
    )
    return tuple(
        VersionRow(
            number=row.number,
            valid_from=row.valid_from,
            source=row.source,
            limit_count=row.limit_count,
            imported_at=row.imported_at,
            agency=row.name or "",
            is_in_force=row.id == in_force,
        )
        for row in connection.execute(query)
    )


def _fits(limit: Limit, wanted: LimitFilter) -> bool:
    asked = indicator_key(wanted.words)
    return (
        wanted.market in ("", limit.market)
        and (not wanted.group or limit.group in (wanted.group, ALL_GROUPS))
        and (not asked or any(asked in key for key in limit.keys))
    )


def _place(limit: Limit) -> tuple[str, str, str]:
    return indicator_key(limit.indicator), limit.group, limit.market


def _said(limit: Limit) -> tuple[int, str, Bound]:
    return limit.amount.thousandths, limit.amount.unit, limit.bound


def _coming(
    before: Mapping[tuple[str, str, str], Limit], after: Mapping[tuple[str, str, str], Limit]
) -> list[LimitChange]:
    changes = []
    for at, limit in after.items():
        old = before.get(at)
        if old is None:
            changes.append(LimitChange("added", limit_row(limit)))
        elif _said(old) != _said(limit):
            changes.append(LimitChange("changed", limit_row(limit), limit_row(old)))
    return changes


def _told_new(changes: list[LimitChange]) -> int:
    return sum(change.kind != "removed" for change in changes)
