"""The form of an export checklist file: which keys stand where, and which each need asks for."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from traceability.certificates import CertificateKind
from traceability.checklist_form import (
    code_problems,
    labels_problems,
    level_problems,
    points_problems,
    version_problems,
)
from traceability.event_template import groups
from traceability.markets import EXPORT_MARKETS

_KEYS: Final = {"market", "version", "basis", "points"}
_POINT_KEYS: Final = {"code", "need", "level", "labels"}
# What each need asks for beside them, and what it may have.
_NEEDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "growing_area_code": (frozenset(), frozenset()),
    "packing_house_code": (frozenset(), frozenset()),
    "passed_test": (frozenset({"indicators"}), frozenset({"within_days"})),
    "certificate": (frozenset({"certificates"}), frozenset()),
    "plot_positions": (frozenset(), frozenset()),
}


def problems(raw: object) -> tuple[str, ...]:
    """Everything wrong with the form, each as 'points[2].level: what is wrong'."""
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        return (f"checklist: must have exactly {', '.join(sorted(_KEYS))}",)
    return tuple(_checklist(raw))


def _checklist(raw: Mapping[str, Any]) -> Iterator[str]:
    if raw["market"] not in {market.code for market in EXPORT_MARKETS}:
        yield "market: is no market abroad"
    yield from version_problems(raw["version"])
    yield from labels_problems(raw["basis"], "basis")
    yield from points_problems(raw["points"], _point)


def _point(raw: object, path: str) -> Iterator[str]:
    if not isinstance(raw, dict) or not set(raw) >= _POINT_KEYS:
        yield f"{path}: must have {', '.join(sorted(_POINT_KEYS))}"
        return
    yield from code_problems(raw["code"], f"{path}.code")
    yield from level_problems(raw["level"], f"{path}.level")
    yield from labels_problems(raw["labels"], f"{path}.labels")
    yield from _need(raw, path)


def _need(raw: Mapping[str, Any], path: str) -> Iterator[str]:
    if raw["need"] not in _NEEDS:
        yield f"{path}.need: must be one of {', '.join(sorted(_NEEDS))}"
        return
    must, may = _NEEDS[raw["need"]]
    given = set(raw) - _POINT_KEYS - {"groups"}
    if not must <= given <= must | may:
        yield f"{path}: {raw['need']} needs {', '.join(sorted(must)) or 'nothing'} and no more"
    yield from _listed(raw.get("groups", ["rice"]), frozenset(groups()), f"{path}.groups")
    if "certificates" in given:
        kinds = frozenset(kind.value for kind in CertificateKind)
        yield from _listed(raw["certificates"], kinds, f"{path}.certificates")
    if "indicators" in given:
        yield from _listed(raw["indicators"], None, f"{path}.indicators")
    days = raw.get("within_days", 1)
    if not isinstance(days, int) or days < 1:
        yield f"{path}.within_days: must be a whole number from 1"


def _listed(raw: object, known: frozenset[str] | None, path: str) -> Iterator[str]:
    if not isinstance(raw, list) or not raw:
        yield f"{path}: must be a list of names"
        return
    for index, name in enumerate(raw):
        if not isinstance(name, str) or not name.strip() or (known and name not in known):
            yield f"{path}[{index}]: is not known"
