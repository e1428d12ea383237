"""The form of an export checklist file: which keys stand where, and which each need asks for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from traceability.certificates import CertificateKind
from traceability.event_template import groups
from traceability.markets import EXPORT_MARKETS

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_KEYS: Final = {"market", "version", "basis", "points"}
_POINT_KEYS: Final = {"code", "need", "level", "labels"}
# What each need asks for beside them, and what it may have.
_NEEDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "growing_area_code": (frozenset(), frozenset()),
    "packing_house_code": (frozenset(), frozenset()),
    "passed_test": (frozenset({"indicators"}), frozenset({"within_days"})),
    "certificate": (frozenset({"certificates"}), frozenset()),
}


def problems(raw: object) -> tuple[str, ...]:
    """Everything wrong with the form, each as 'points[2].level: what is wrong'."""
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        return (f"checklist: must have exactly {', '.join(sorted(_KEYS))}",)
    return tuple(_checklist(raw))


def _checklist(raw: Mapping[str, Any]) -> Iterator[str]:
    if raw["market"] not in {market.code for market in EXPORT_MARKETS}:
        yield "market: is no market abroad"
    if not isinstance(raw["version"], int) or raw["version"] < 1:
        yield "version: must be a whole number from 1"
    yield from _labels(raw["basis"], "basis")
    points = raw["points"] if isinstance(raw["points"], list) else []
    if not points:
        yield "points: must be a list with points"
    for index, point in enumerate(points):
        yield from _point(point, f"points[{index}]")
    codes = Counter(point.get("code") for point in points if isinstance(point, dict))
    yield from (f"points: {code!r} stands twice" for code, n in codes.items() if n > 1)


def _point(raw: object, path: str) -> Iterator[str]:
    if not isinstance(raw, dict) or not set(raw) >= _POINT_KEYS:
        yield f"{path}: must have {', '.join(sorted(_POINT_KEYS))}"
        return
    if not isinstance(raw["code"], str) or not _CODE.fullmatch(raw["code"]):
        yield f"{path}.code: must be lower case letters, digits and _"
    if raw["level"] not in ("must", "should"):
        yield f"{path}.level: must be one of must, should"
    yield from _labels(raw["labels"], f"{path}.labels")
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


def _labels(raw: object, path: str) -> Iterator[str]:
    if (
        not isinstance(raw, dict)
        or set(raw) != {"vi", "en"}
        or not all(isinstance(words, str) and words for words in raw.values())
    ):
        yield f"{path}: must have words in vi and en"
