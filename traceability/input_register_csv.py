"""Reading a register of inputs from the CSV file that an office keeps; every fault by line and
column, and a file with one is not taken at all.

Columns, in either language: kind, trade_name, active_ingredients, status, crops, days. `crops`
names crops or animals parted by semicolons, each with days of its own after a colon where it has
them: `lúa: 14; chè: 10`. A line without a trade name speaks of its active ingredients.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from traceability.canonical import canonical_json, sha256_hex
from traceability.errors import FieldError, Invalid
from traceability.geography import fold
from traceability.input_names import ingredients_of
from traceability.input_register import (
    LONGEST_WAIT,
    CropDays,
    InputKind,
    InputStatus,
    RegisterRow,
)

MOST_ROWS: Final = 20_000
MOST_FAULTS: Final = 200
_LONGEST: Final = 300
_COLUMNS: Final[Mapping[str, str]] = {
    "kind": "kind",
    "loai": "kind",
    "trade_name": "trade_name",
    "ten thuong pham": "trade_name",
    "ten thuoc": "trade_name",
    "active_ingredients": "active_ingredients",
    "hoat chat": "active_ingredients",
    "status": "status",
    "tinh trang": "status",
    "crops": "crops",
    "cay trong, vat nuoi": "crops",
    "cay trong": "crops",
    "vat nuoi": "crops",
    "days": "days",
    "so ngay cach ly": "days",
    "thoi gian cach ly (ngay)": "days",
    "thoi gian ngung thuoc (ngay)": "days",
}
# How a file's first line may name its columns, for people to copy.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("kind", "trade_name", "active_ingredients", "status", "crops", "days"),
    "vi": (
        "Loại",
        "Tên thương phẩm",
        "Hoạt chất",
        "Tình trạng",
        "Cây trồng",
        "Số ngày cách ly",
    ),
}
_KINDS: Final = {
    "pesticide": InputKind.PESTICIDE,
    "thuoc bao ve thuc vat": InputKind.PESTICIDE,
    "bvtv": InputKind.PESTICIDE,
    "drug": InputKind.DRUG,
    "thuoc thu y": InputKind.DRUG,
}
_STATUSES: Final = {
    "permitted": InputStatus.PERMITTED,
    "duoc phep": InputStatus.PERMITTED,
    "restricted": InputStatus.RESTRICTED,
    "han che": InputStatus.RESTRICTED,
    "banned": InputStatus.BANNED,
    "cam": InputStatus.BANNED,
}


class BadRegister(Invalid):
    """The file cannot be taken; `errors` name the line, or line and column."""

    code = "inputs.bad_register"


@dataclass(frozen=True)
class ReadRegister:
    """The lines of one kind of register, in the order of the file."""

    kind: InputKind
    rows: tuple[RegisterRow, ...]

    @property
    def content_sha256(self) -> str:
        """The same content has the same hash, whatever the order of lines and columns."""
        rows = sorted((_as_json(row) for row in self.rows), key=canonical_json)
        return sha256_hex(canonical_json({"kind": self.kind.value, "rows": rows}))


@dataclass
class _Line:
    """One line, with the faults of its cells."""

    number: int
    cells: Mapping[str, str]
    faults: list[FieldError] = field(default_factory=list)

    def fault(self, column: str, code: str) -> None:
        self.faults.append(FieldError(f"{self.number}:{column}", code))


def read_register(data: bytes) -> ReadRegister:
    """The register of a CSV file.

    Raises:
        BadRegister: with every line and column at fault, at most `MOST_FAULTS` of them.
    """
    faults: list[FieldError] = []
    rows: dict[tuple[str, tuple[str, ...]], RegisterRow] = {}
    kinds: set[InputKind] = set()
    for line in _lines(_text(data)):
        row = _row(line, kinds)
        if row.key in rows and row.name:
            line.fault("trade_name", "inputs.twice")
        rows[row.key] = row
        faults += line.faults
    if not rows:
        faults.append(FieldError("1", "inputs.empty"))
    if faults:
        raise BadRegister(errors=tuple(faults[:MOST_FAULTS]))
    return ReadRegister(kinds.pop(), tuple(rows.values()))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _whole_file("inputs.not_utf8") from None


def _lines(text: str) -> Iterator[_Line]:
    heading = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(heading), strict=True)
    try:
        columns = [_COLUMNS.get(fold(cell), "") for cell in next(rows, [])]
        if not set(HEADINGS["en"]) <= set(columns):
            raise _whole_file("inputs.no_heading")
        count = 0
        for cells in rows:
            if any(cell.strip() for cell in cells):
                count += 1
                named = dict(zip(columns, (" ".join(it.split()) for it in cells), strict=False))
                yield _Line(rows.line_num, dict.fromkeys(HEADINGS["en"], "") | named)
            if count > MOST_ROWS:
                raise _whole_file("inputs.too_many")
    except csv.Error:
        raise _whole_file("inputs.bad_csv") from None


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _row(line: _Line, kinds: set[InputKind]) -> RegisterRow:
    for column in HEADINGS["en"]:
        if len(line.cells[column]) > _LONGEST and column != "crops":
            line.fault(column, "inputs.too_long")
    _read_kind(line, kinds)
    ingredients = ingredients_of(line.cells["active_ingredients"])
    if not line.cells["trade_name"] and not ingredients:
        line.fault("trade_name", "inputs.nameless")
    status = _STATUSES.get(fold(line.cells["status"]))
    if status is None:
        line.fault("status", "inputs.unknown_status")
    return RegisterRow(
        trade_name=line.cells["trade_name"],
        ingredients=ingredients,
        status=status or InputStatus.PERMITTED,
        crops=tuple(_crops(line)),
        days=_days(line, "days", line.cells["days"]),
    )


def _read_kind(line: _Line, kinds: set[InputKind]) -> None:
    kind = _KINDS.get(fold(line.cells["kind"]))
    if kind is None:
        line.fault("kind", "inputs.unknown_kind")
        return
    kinds.add(kind)
    if len(kinds) > 1:
        line.fault("kind", "inputs.mixed_kinds")


def _crops(line: _Line) -> Iterator[CropDays]:
    seen: set[str] = set()
    for part in line.cells["crops"].replace("|", ";").split(";"):
        name, _, days = (it.strip() for it in part.partition(":"))
        if not name and not days:
            continue
        if not name or fold(name) in seen or len(name) > _LONGEST:
            line.fault("crops", "inputs.bad_crop")
        seen.add(fold(name))
        yield CropDays(name, _days(line, "crops", days))


def _days(line: _Line, column: str, text: str) -> int | None:
    if not text:
        return None
    digits = text.removesuffix("ngày").strip()
    is_count = digits.isascii() and digits.isdecimal() and len(digits) <= 3
    if not is_count or int(digits) > LONGEST_WAIT:
        line.fault(column, "inputs.bad_days")
        return None
    return int(digits)


def _as_json(row: RegisterRow) -> dict[str, object]:
    return {
        "trade_name": row.trade_name,
        "ingredients": list(row.ingredients),
        "status": row.status.value,
        "crops": [[crop.name, crop.days] for crop in row.crops],
        "days": row.days,
    }


def _whole_file(code: str) -> BadRegister:
    return BadRegister(errors=(FieldError("1", code),))
