"""Codes of growing areas, packing houses and the like, and the life of such a code.

The plant protection authority grants them; Decision 3156/QD-BNN-TT (2022) is the domestic scheme.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from traceability.codes import is_internal_code
from traceability.errors import Conflict, Invalid, NotFound

# No stricter: export codes differ from market to market.
_FORM: Final = re.compile(r"[A-Z0-9][A-Z0-9.\-]{3,39}")
_GS1_LENGTHS: Final = (8, 12, 13, 14)
# Decision 3156/QD-BNN-TT, in thousandths of a square metre.
_LEAST_PERENNIAL: Final = 10_000_000
_LEAST_ANNUAL: Final = 1_000_000


class BadAreaCode(Invalid):
    """Not 4 to 40 capital letters, digits, dots and hyphens."""

    code = "code.bad_area_code"


class AreaCodeOfAnotherKind(Invalid):
    """A GS1 number or one of our own codes: these come by other ways, with other checks."""

    code = "code.area_code_of_another_kind"


class NoSuchAreaCode(NotFound):
    """No such code, or none that this person may see."""

    code = "area_code.not_found"


class WrongAreaCodeStatus(Conflict):
    """The code cannot go from where it stands to where it was to go."""

    code = "area_code.wrong_status"


class BadAreaCodeDates(Invalid):
    """A code that is granted has the day it was granted, not in the future; it ends after that."""

    code = "area_code.bad_dates"


class AreaCodeKind(StrEnum):
    """What has the code."""

    GROWING_AREA = "growing_area"
    PACKING_HOUSE = "packing_house"
    FARMING_AREA = "farming_area"
    SWIFTLET_HOUSE = "swiftlet_house"


class AreaCodeScheme(StrEnum):
    """By which rules it was granted."""

    DOMESTIC_3156 = "domestic_3156"
    EXPORT = "export"
    OTHER = "other"


class AreaCodeStatus(StrEnum):
    """Where it stands; whether it has run out is told by its date alone."""

    REQUESTED = "requested"
    UNDER_INSPECTION = "under_inspection"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class CropCycle(StrEnum):
    """Whether the plants stand for years."""

    PERENNIAL = "perennial"
    ANNUAL = "annual"


class AreaCodeWarning(StrEnum):
    """What is odd about a code; the values are message codes."""

    SMALLER_THAN_A_HECTARE = "area_code_warning.smaller_than_a_hectare"
    SMALLER_THAN_A_TENTH = "area_code_warning.smaller_than_a_tenth"
    YIELD_UNKNOWN = "area_code_warning.yield_unknown"


_S = AreaCodeStatus
STATUS_MOVES: Final[dict[AreaCodeStatus, frozenset[AreaCodeStatus]]] = {
    _S.REQUESTED: frozenset({_S.UNDER_INSPECTION, _S.GRANTED, _S.REVOKED}),
    _S.UNDER_INSPECTION: frozenset({_S.GRANTED, _S.SUSPENDED, _S.REVOKED}),
    _S.GRANTED: frozenset({_S.UNDER_INSPECTION, _S.SUSPENDED, _S.REVOKED}),
    _S.SUSPENDED: frozenset({_S.UNDER_INSPECTION, _S.GRANTED, _S.REVOKED}),
    # It may be granted again, after a new request.
    _S.REVOKED: frozenset({_S.REQUESTED}),
}


@dataclass(frozen=True)
class AreaCodeFacts:
    """What stands in the register; area in thousandths of a square metre, yield of kilograms."""

    kind: AreaCodeKind
    code: str
    scheme: AreaCodeScheme
    markets: frozenset[str]
    authority: str
    crop: str = ""
    cycle: CropCycle | None = None
    area_thousandths: int | None = None
    yield_thousandths: int | None = None
    households: int | None = None
    issued_on: date | None = None
    valid_to: date | None = None


def parse_area_code(text: str) -> str:
    """The code in capitals, as it was granted."""
    stripped = text.strip()
    code = stripped.upper() if stripped.isascii() else stripped
    if not _FORM.fullmatch(code):
        raise BadAreaCode
    if is_internal_code(code) or (code.isdecimal() and len(code) in _GS1_LENGTHS):
        raise AreaCodeOfAnotherKind
    return code


def check_status_move(before: AreaCodeStatus, after: AreaCodeStatus) -> None:
    """Refuse a move that the life of a code does not know.

    Raises:
        WrongAreaCodeStatus.
    """
    if after not in STATUS_MOVES[before]:
        raise WrongAreaCodeStatus(status=f"area_code_status.{before.value}")


def check_dates(facts: AreaCodeFacts, status: AreaCodeStatus, today: date) -> None:
    """Refuse dates that no decision has.

    Raises:
        BadAreaCodeDates.
    """
    if facts.issued_on is None:
        if status in (_S.GRANTED, _S.SUSPENDED) or facts.valid_to is not None:
            raise BadAreaCodeDates
        return
    is_over_before = facts.valid_to is not None and facts.valid_to <= facts.issued_on
    if facts.issued_on > today or is_over_before:
        raise BadAreaCodeDates


def warnings_of(facts: AreaCodeFacts) -> tuple[AreaCodeWarning, ...]:
    """What officers are asked to look at twice; nothing here is refused."""
    return tuple(_warnings(facts))


def _warnings(facts: AreaCodeFacts) -> Iterator[AreaCodeWarning]:
    area = facts.area_thousandths
    if facts.scheme is AreaCodeScheme.DOMESTIC_3156 and area is not None:
        if facts.cycle is CropCycle.PERENNIAL and area < _LEAST_PERENNIAL:
            yield AreaCodeWarning.SMALLER_THAN_A_HECTARE
        if facts.cycle is CropCycle.ANNUAL and area < _LEAST_ANNUAL:
            yield AreaCodeWarning.SMALLER_THAN_A_TENTH
    if facts.kind is AreaCodeKind.GROWING_AREA and facts.yield_thousandths is None:
        yield AreaCodeWarning.YIELD_UNKNOWN
