"""Reading the official list of provinces and communes from a file, whole or not at all.

CSV with a heading line `code,name,kind,province`, or JSON with `provinces` and `communes`
(docs/operations.md). A unit without `province` is a province.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from traceability.errors import FieldError, Invalid
from traceability.geography import PROVINCES, Commune, CommuneKind, Province, ProvinceKind, fold

Unit = TypeVar("Unit", Province, Commune)

_COLUMNS: Final = ("code", "name", "kind", "province")
_KINDS: Final[Mapping[str, ProvinceKind | CommuneKind]] = {
    "province": ProvinceKind.PROVINCE,
    "tinh": ProvinceKind.PROVINCE,
    "city": ProvinceKind.CITY,
    "thanh pho": ProvinceKind.CITY,
    "thanh pho trung uong": ProvinceKind.CITY,
    "commune": CommuneKind.COMMUNE,
    "xa": CommuneKind.COMMUNE,
    "ward": CommuneKind.WARD,
    "phuong": CommuneKind.WARD,
    "special_zone": CommuneKind.SPECIAL_ZONE,
    "dac khu": CommuneKind.SPECIAL_ZONE,
}
_TYPE_WORD: Final = re.compile(r"^(?:tỉnh|thành phố|xã|phường|đặc khu)\s+(?=\S)", re.IGNORECASE)


class BadOfficialList(Invalid):
    """The file cannot be taken as it is; `errors` point at its lines."""

    code = "geography.bad_list"


@dataclass(frozen=True)
class OfficialList:
    """Provinces and communes as a file states them."""

    provinces: tuple[Province, ...]
    communes: tuple[Commune, ...]


@dataclass(frozen=True)
class _Unit:
    where: str
    code: str
    name: str
    kind: str
    province: str

    @property
    def is_province(self) -> bool:
        return not self.province


class _Fault(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


def read_official_list(data: bytes) -> OfficialList:
    """The list of a CSV or JSON file.

    Raises:
        BadOfficialList: with every line at fault; a list with one is not taken at all.
    """
    units = list(_units(_text(data)))
    faults: list[FieldError] = []
    provinces: dict[str, Province] = {}
    communes: dict[str, Commune] = {}
    known = {_padded(u.code, 2) for u in units if u.is_province} | set(PROVINCES)
    for unit in units:
        try:
            if unit.is_province:
                _add(provinces, _province(unit))
            else:
                _add(communes, _commune(unit, known))
        except _Fault as fault:
            faults.append(FieldError(unit.where, fault.code))
    if not units:
        faults.append(FieldError("1", "geography.empty"))
    if faults:
        raise BadOfficialList(errors=tuple(faults))
    return OfficialList(tuple(provinces.values()), tuple(communes.values()))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _whole_file("geography.not_utf8") from None


def _units(text: str) -> Iterator[_Unit]:
    if text.lstrip().startswith(("{", "[")):
        yield from _units_of_json(text)
        return
    try:
        yield from _units_of_csv(text)
    except csv.Error:
        raise _whole_file("geography.bad_csv") from None


def _units_of_csv(text: str) -> Iterator[_Unit]:
    heading = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in heading else ",")
    if not set(_COLUMNS) <= {(name or "").strip() for name in rows.fieldnames or ()}:
        raise _whole_file("geography.no_heading")
    rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
    for row in rows:
        if any((row[name] or "").strip() for name in _COLUMNS):
            yield _unit(str(rows.line_num), row)


def _units_of_json(text: str) -> Iterator[_Unit]:
    try:
        content = json.loads(text)
    except ValueError:
        raise _whole_file("geography.bad_json") from None
    if not isinstance(content, dict):
        raise _whole_file("geography.bad_json")
    for part in ("provinces", "communes"):
        rows = content.get(part, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _whole_file("geography.bad_json")
        for number, row in enumerate(rows):
            unit = _unit(f"{part}/{number}", row)
            if unit.is_province != (part == "provinces"):
                raise BadOfficialList(errors=(FieldError(unit.where, "geography.wrong_kind"),))
            yield unit


def _unit(where: str, row: Mapping[str, Any]) -> _Unit:
    code, name, kind, province = (str(row.get(column) or "").strip() for column in _COLUMNS)
    return _Unit(where, code, name, kind, province)


def _province(unit: _Unit) -> Province:
    kind = _kind(unit)
    if not isinstance(kind, ProvinceKind):
        raise _Fault("geography.wrong_kind")
    code = _code(unit.code, 2)
    return Province(code, _name(unit), kind, (code,))


def _commune(unit: _Unit, known: set[str]) -> Commune:
    kind = _kind(unit)
    if not isinstance(kind, CommuneKind):
        raise _Fault("geography.wrong_kind")
    province = _code(unit.province, 2)
    if province not in known:
        raise _Fault("geography.unknown_province")
    return Commune(_code(unit.code, 5), _name(unit), kind, province)


def _kind(unit: _Unit) -> ProvinceKind | CommuneKind:
    kind = _KINDS.get(fold(unit.kind))
    if kind is None:
        raise _Fault("geography.unknown_kind")
    return kind


def _code(text: str, length: int) -> str:
    if not (text.isascii() and text.isdecimal()) or len(text) > length:
        raise _Fault("geography.bad_code")
    return _padded(text, length)


def _padded(text: str, length: int) -> str:
    # Spreadsheets drop the zeros in front.
    return text.zfill(length)


def _name(unit: _Unit) -> str:
    name = _TYPE_WORD.sub("", " ".join(unit.name.split()), count=1)
    if not name or len(name) > 100:
        raise _Fault("geography.bad_name")
    return name


def _add(into: dict[str, Unit], unit: Unit) -> None:
    if unit.code in into:
        raise _Fault("geography.twice")
    into[unit.code] = unit


def _whole_file(code: str) -> BadOfficialList:
    return BadOfficialList(errors=(FieldError("1", code),))
