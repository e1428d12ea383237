"""Reading a table of laboratory limits from a CSV file, whole or not at all.

The heading line is `indicator,synonyms,group,market,bound,value,unit,source`. Synonyms are parted
by `|`; an empty group means all goods, an empty bound "at most". Units are codes or as they are
written (`mg/kg`). Every fault is named by its line and column.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from traceability.errors import FieldError, Invalid, Refusal
from traceability.event_template import groups
from traceability.laboratory_limits import ALL_GROUPS, Bound, Limit, indicator_key
from traceability.markets import parse_market
from traceability.quantities import UNITS, Quantity, UnknownUnit, parse_amount

T = TypeVar("T")

COLUMNS: Final = (
    "indicator",
    "synonyms",
    "group",
    "market",
    "bound",
    "value",
    "unit",
    "source",
)
MOST_LINES: Final = 20_000
_LONGEST_NAME: Final = 120
_LONGEST_SOURCE: Final = 300
_MEASURES: Final = frozenset(
    {"content", "share", "concentration", "germs", "diastase", "acidity", "salinity"}
)
_WRITTEN: Final = {
    unit.vi.casefold(): unit.code for unit in UNITS.values() if unit.dimension in _MEASURES
}


class BadLimitFile(Invalid):
    """The file cannot be taken as it is; `errors` name line and column of each fault."""

    code = "limit_file.bad"


class _Fault(Exception):
    def __init__(self, code: str, **details: str) -> None:
        self.code, self.details = code, details


def read_limits(data: bytes) -> tuple[Limit, ...]:
    """The limits of a file.

    Raises:
        BadLimitFile: with every fault; a file with one is not taken at all.
    """
    table = _Table()
    for number, cells in _rows(_text(data)):
        table.add(number, cells)
    if not table.limits and not table.faults:
        table.faults.append(FieldError("1", "limit_file.empty"))
    if table.faults:
        raise BadLimitFile(errors=tuple(table.faults))
    return tuple(table.limits)


@dataclass
class _Table:
    """What was read so far; a name stands once for each group and market."""

    limits: list[Limit] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, number: int, cells: Mapping[str, str]) -> None:
        before = len(self.faults)
        nameless: tuple[str, ...] = ()
        names = self._read(number, "indicator", cells, _names_of(cells), nameless)
        group = self._read(number, "group", cells, _group, "")
        market = self._read(number, "market", cells, parse_market, "")
        bound = self._read(number, "bound", cells, _bound, Bound.MOST)
        value = self._read(number, "value", cells, parse_amount, 0)
        unit = self._read(number, "unit", cells, _unit, "")
        source = self._read(number, "source", cells, _source, "")
        if len(self.faults) == before:
            limit = Limit(names, group, market, bound, Quantity(value, unit), source)
            self._keep(number, limit)

    def _read(
        self,
        number: int,
        column: str,
        cells: Mapping[str, str],
        read: Callable[[str], T],
        default: T,
    ) -> T:
        try:
            return read(cells[column])
        except _Fault as fault:
            details: Mapping[str, object] = fault.details
            code = fault.code
        except Refusal as refusal:
            code, details = refusal.code, refusal.details
        self.faults.append(FieldError(f"{number}.{column}", code, dict(details)))  # type: ignore[arg-type]
        return default

    def _keep(self, number: int, limit: Limit) -> None:
        for key in sorted(limit.keys):
            place = (key, limit.group, limit.market)
            if place in self.seen:
                first = self.seen[place]
                fault = FieldError(f"{number}.indicator", "limit_file.twice", {"line": first})
                self.faults.append(fault)
                return
        self.seen |= {(key, limit.group, limit.market): number for key in limit.keys}
        self.limits.append(limit)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _whole_file("limit_file.not_utf8") from None


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    heading = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in heading else ",", strict=True)
    try:
        rows.fieldnames = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
        if not set(COLUMNS) <= set(rows.fieldnames):
            raise _whole_file("limit_file.no_heading")
        for row in rows:
            cells = {name: " ".join((row[name] or "").split()) for name in COLUMNS}
            if rows.line_num > MOST_LINES:
                raise _whole_file("limit_file.too_long")
            if any(cells.values()):
                yield rows.line_num, cells
    except csv.Error:
        raise BadLimitFile(
            errors=(FieldError(str(rows.reader.line_num), "limit_file.bad_csv"),)
        ) from None


def _names_of(cells: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    def read(indicator: str) -> tuple[str, ...]:
        synonyms = (name.strip() for name in cells["synonyms"].split("|"))
        names = (indicator, *(name for name in synonyms if name))
        if not indicator_key(indicator):
            raise _Fault("field.missing")
        if any(len(name) > _LONGEST_NAME for name in names):
            raise _Fault("field.too_long")
        return tuple(dict.fromkeys(names))

    return read


def _group(text: str) -> str:
    if text not in (ALL_GROUPS, *groups()):
        raise _Fault("limit_file.unknown_group", group=text)
    return text


def _bound(text: str) -> Bound:
    if not text:
        return Bound.MOST
    if text not in list(Bound):
        raise _Fault("limit_file.unknown_bound", bound=text)
    return Bound(text)


def _unit(text: str) -> str:
    code = text if text in UNITS else _WRITTEN.get(text.casefold(), "")
    if not code or UNITS[code].dimension not in _MEASURES:
        raise UnknownUnit(unit=text)
    return code


def _source(text: str) -> str:
    if not text:
        raise _Fault("field.missing")
    if len(text) > _LONGEST_SOURCE:
        raise _Fault("field.too_long")
    return text


def _whole_file(code: str) -> BadLimitFile:
    return BadLimitFile(errors=(FieldError("1", code),))
