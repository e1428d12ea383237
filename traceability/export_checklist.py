"""What a lot needs before it leaves for a market abroad: points as data, one file a market.

The files say what is commonly asked for, in our own words; they replace no rule of the market's
authority. Each point is looked up in what is on record, nobody ticks it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Final

from traceability import export_checklist_schema
from traceability.area_code_use import CodeInUse, CodeProblem
from traceability.area_codes import AreaCodeKind
from traceability.certificates import CertificateKind
from traceability.checklist import Level
from traceability.event_template import Labels
from traceability.laboratory_limits import indicator_key
from traceability.markets import DOMESTIC
from traceability.packed_codes import CartonCode


class Need(StrEnum):
    """What a point asks for; the value begins the codes of its words."""

    GROWING_AREA_CODE = "growing_area_code"
    PACKING_HOUSE_CODE = "packing_house_code"
    PASSED_TEST = "passed_test"
    CERTIFICATE = "certificate"
    PLOT_POSITIONS = "plot_positions"
    CODE_IN_ORDER = "code_in_order"
    CODE_CONSENT = "code_consent"
    CODE_ON_CARTON = "code_on_carton"


class BadExportChecklist(ValueError):
    """A checklist file of ours is wrong: a fault of the programme."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class ExportPoint:
    """One thing that is needed; `groups` empty means all goods. Of `indicators` (all their names
    and synonyms) one passed test is enough, of `certificates` one in force.
    """

    code: str
    need: Need
    level: Level
    labels: Labels
    groups: frozenset[str] = frozenset()
    indicators: tuple[str, ...] = ()
    within_days: int | None = None
    certificates: tuple[CertificateKind, ...] = ()

    def is_for(self, group: str) -> bool:
        """Whether it is asked of these goods."""
        return not self.groups or group in self.groups


@dataclass(frozen=True)
class ExportChecklist:
    """The points of one market in one version; `basis` says what they are taken from."""

    market: str
    version: int
    basis: Labels
    points: tuple[ExportPoint, ...]


@dataclass(frozen=True)
class GoodsTest:
    """A laboratory's result that stands; `is_good` when passed and within the market's limit."""

    indicator: str
    day: date
    is_good: bool


@dataclass(frozen=True)
class ExportFacts:
    """What is on record of a lot: its codes with what is wrong with each, those that its packings
    name and that are not in order, tests, certificates, and the plots that its diary names, by
    code, with whether it is known where each lies.
    """

    market: str
    group: str
    today: date
    codes: Sequence[tuple[CodeInUse, tuple[CodeProblem, ...]]] = ()
    cartons: Sequence[CartonCode] = ()
    tests: Sequence[GoodsTest] = ()
    certificates: frozenset[CertificateKind] = frozenset()
    plots: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class PointResult:
    """How a point stands. `reason` is a message code with its facts; met points may have none.
    `carton` is the entry that names the code which the point is about.
    """

    point: ExportPoint
    is_met: bool
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    carton: CartonCode | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the lot may not leave for want of it."""
        return not self.is_met and self.point.level is Level.MUST

    @property
    def code(self) -> str:
        """The code whose words name what is missing."""
        return f"export_need.{self.point.need.value}"


@cache
def load_export_checklists() -> Mapping[str, ExportChecklist]:
    """The newest version for each market that has one; read and checked once."""
    return read_export_checklists(files("traceability").joinpath("export_checklists"))


def read_export_checklists(folder: Traversable) -> Mapping[str, ExportChecklist]:
    """The checklists of a folder, each at `<market>/v<version>.json`."""
    newest: dict[str, ExportChecklist] = {}
    for market in folder.iterdir():
        for file in market.iterdir():
            checklist = read_export_checklist(file.read_text(encoding="utf-8"))
            if (market.name, file.name) != (checklist.market, f"v{checklist.version}.json"):
                raise BadExportChecklist((f"{market.name}/{file.name}: names another",))
            known = newest.get(checklist.market)
            if known is None or known.version < checklist.version:
                newest[checklist.market] = checklist
    return MappingProxyType(newest)


def read_export_checklist(text: str) -> ExportChecklist:
    """Read one file's text strictly.

    Raises:
        BadExportChecklist: with everything that is wrong.
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise BadExportChecklist((f"checklist: not JSON ({error})",)) from None
    if problems := export_checklist_schema.problems(raw):
        raise BadExportChecklist(problems)
    points = tuple(_point(it) for it in raw["points"])
    return ExportChecklist(raw["market"], raw["version"], Labels(**raw["basis"]), points)


def export_results(facts: ExportFacts) -> tuple[PointResult, ...]:
    """Every point for these goods and this market, then the codes that are not in order."""
    checklist = load_export_checklists().get(facts.market)
    points = checklist.points if checklist else ()
    asked = [point for point in points if point.is_for(facts.group)]
    must = (point.need for point in asked if point.level is Level.MUST)
    needed = {_KINDS[need] for need in must if need in _KINDS}
    return (
        *(_LOOKED_UP[point.need](point, facts) for point in asked),
        *_not_in_order(facts, needed),
        *_on_cartons(facts),
    )


def _code(point: ExportPoint, facts: ExportFacts) -> PointResult:
    kind = _KINDS[point.need]
    found = [it for it in facts.codes if it[0].kind is kind]
    if not found:
        return PointResult(point, False, f"export_reason.no_{kind.value}")  # noqa: FBT003
    code, problems = next((it for it in found if it[1]), found[0])
    if problems:
        return PointResult(point, False, problems[0].value, {"code": code.code})  # noqa: FBT003
    return PointResult(point, True, "export_reason.code", {"code": code.code})  # noqa: FBT003


def _test(point: ExportPoint, facts: ExportFacts) -> PointResult:
    names = set(map(indicator_key, point.indicators))
    since = facts.today.toordinal() - point.within_days if point.within_days else 0
    fitting = [it for it in facts.tests if indicator_key(it.indicator) in names]
    late = [it for it in fitting if it.day.toordinal() >= since]
    if any(it.is_good for it in late):
        return PointResult(point, True, "export_reason.tested")  # noqa: FBT003
    if late:
        return PointResult(point, False, "export_reason.test_not_good")  # noqa: FBT003
    reason = "export_reason.test_too_old" if fitting else "export_reason.no_test"
    return PointResult(point, False, reason)  # noqa: FBT003


def _certificate(point: ExportPoint, facts: ExportFacts) -> PointResult:
    if facts.certificates.intersection(point.certificates):
        return PointResult(point, True, "export_reason.certified")  # noqa: FBT003
    return PointResult(point, False, "export_reason.no_certificate")  # noqa: FBT003


def _positions(point: ExportPoint, facts: ExportFacts) -> PointResult:
    if not facts.plots:
        return PointResult(point, False, "export_reason.no_plot")  # noqa: FBT003
    unknown = sorted(code for code, is_known in facts.plots.items() if not is_known)
    if unknown:
        details = {"codes": ", ".join(unknown)}
        return PointResult(point, False, "export_reason.not_located", details)  # noqa: FBT003
    return PointResult(point, True, "export_reason.located")  # noqa: FBT003


def _not_in_order(facts: ExportFacts, needed: set[AreaCodeKind]) -> Iterator[PointResult]:
    """A code that goes on the box must be in order, though the market may only advise one; at home
    that is its holder's consent and nothing else (`area_code_use.code_problems`).
    """
    point = _CONSENT if facts.market == DOMESTIC else _IN_ORDER
    for code, problems in facts.codes:
        if problems and code.kind not in needed:
            yield PointResult(point, False, problems[0].value, {"code": code.code})  # noqa: FBT003


def _on_cartons(facts: ExportFacts) -> Iterator[PointResult]:
    """What is printed on the cartons must be in order too; nobody chose it for the lot, so it meets
    no other point. A code that the register does not hold stops nothing: another province may have
    granted it (decision 27).
    """
    for it in facts.cartons:
        told = {"code": it.code}
        is_known = it.problems[0] is not CodeProblem.UNKNOWN
        point = _CONSENT if facts.market == DOMESTIC else _ON_CARTON if is_known else _UNKNOWN
        yield PointResult(point, False, it.problems[0].value, told, it)  # noqa: FBT003


def _point(raw: Mapping[str, Any]) -> ExportPoint:
    return ExportPoint(
        code=raw["code"],
        need=Need(raw["need"]),
        level=Level(raw["level"]),
        labels=Labels(**raw["labels"]),
        groups=frozenset(raw.get("groups", ())),
        indicators=tuple(raw.get("indicators", ())),
        within_days=raw.get("within_days"),
        certificates=tuple(CertificateKind(it) for it in raw.get("certificates", ())),
    )


_KINDS: Final = {
    Need.GROWING_AREA_CODE: AreaCodeKind.GROWING_AREA,
    Need.PACKING_HOUSE_CODE: AreaCodeKind.PACKING_HOUSE,
}
_LOOKED_UP: Final[Mapping[Need, Callable[[ExportPoint, ExportFacts], PointResult]]] = {
    Need.GROWING_AREA_CODE: _code,
    Need.PACKING_HOUSE_CODE: _code,
    Need.PASSED_TEST: _test,
    Need.CERTIFICATE: _certificate,
    Need.PLOT_POSITIONS: _positions,
}
_IN_ORDER: Final = ExportPoint(
    code="code_in_order",
    need=Need.CODE_IN_ORDER,
    level=Level.MUST,
    labels=Labels("Mã số của lô còn dùng được", "The codes of the lot are in order"),
)
_CONSENT: Final = ExportPoint(
    code="code_consent",
    need=Need.CODE_CONSENT,
    level=Level.MUST,
    labels=Labels("Chủ mã số đồng ý cho lô dùng mã", "The holder lets the lot use the code"),
)
_ON_CARTON: Final = ExportPoint(
    code="code_on_carton",
    need=Need.CODE_ON_CARTON,
    level=Level.MUST,
    labels=Labels("Mã số ghi khi đóng gói dùng được", "The codes told at packing are in order"),
)
_UNKNOWN: Final = replace(
    _ON_CARTON,
    level=Level.SHOULD,
    labels=Labels(
        "Mã số ghi khi đóng gói có trong danh mục", "The register holds the codes packed"
    ),
)
