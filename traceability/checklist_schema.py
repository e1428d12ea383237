"""The form of a checklist file: which keys stand where, and which a rule needs."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from traceability.checklist_form import (
    code_problems,
    labels_problems,
    level_problems,
    points_problems,
    version_problems,
)

_DOTTED = re.compile(r"[a-z_]+\.[a-z_]+")
# What each rule of the diary needs beside the kinds of work.
_NEEDS: Final[Mapping[str, frozenset[str]]] = {
    "recorded": frozenset(),
    "complete": frozenset({"fields"}),
    "recent": frozenset({"fields", "within_days"}),
    "unflagged": frozenset({"flags"}),
    "passed": frozenset({"fields", "value"}),
    "always": frozenset({"fields", "value"}),
    "never": frozenset({"fields", "value"}),
}
_MAY: Final = {"recorded": {"within_days"}}
_CHECKLIST_KEYS: Final = {"code", "version", "standard", "labels", "topics", "points"}
_POINT_KEYS: Final = {"code", "topic", "level", "labels", "proof"}


def problems(raw: object) -> tuple[str, ...]:
    """Everything wrong with the form, each as 'points[2].level: what is wrong'."""
    if not isinstance(raw, dict) or set(raw) != _CHECKLIST_KEYS:
        return (f"checklist: must have exactly {', '.join(sorted(_CHECKLIST_KEYS))}",)
    return tuple(_checklist(raw))


def _checklist(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from code_problems(raw["code"], "code")
    yield from version_problems(raw["version"])
    if not isinstance(raw["standard"], str) or not raw["standard"]:
        yield "standard: must be a text"
    yield from labels_problems(raw["labels"], "labels")
    topics = raw["topics"] if isinstance(raw["topics"], list) else []
    for index, topic in enumerate(topics):
        yield from _topic(topic, f"topics[{index}]")
    known = {topic.get("code") for topic in topics if isinstance(topic, dict)}
    yield from points_problems(raw["points"], partial(_point, topics=known))


def _topic(raw: object, path: str) -> Iterator[str]:
    if not isinstance(raw, dict) or set(raw) != {"code", "labels"}:
        yield f"{path}: must have code and labels"
        return
    yield from code_problems(raw["code"], f"{path}.code")
    yield from labels_problems(raw["labels"], f"{path}.labels")


def _point(raw: object, path: str, topics: set[object]) -> Iterator[str]:
    if not isinstance(raw, dict) or set(raw) != _POINT_KEYS:
        yield f"{path}: must have exactly {', '.join(sorted(_POINT_KEYS))}"
        return
    yield from code_problems(raw["code"], f"{path}.code")
    yield from labels_problems(raw["labels"], f"{path}.labels")
    if raw["topic"] not in topics:
        yield f"{path}.topic: is none of the topics"
    yield from level_problems(raw["level"], f"{path}.level")
    yield from _proof(raw["proof"], f"{path}.proof")


def _proof(raw: object, path: str) -> Iterator[str]:
    if raw == {"kind": "answer"}:
        return
    rule = str(raw.get("rule")) if isinstance(raw, dict) else ""
    if not isinstance(raw, dict) or raw.get("kind") != "auto" or rule not in _NEEDS:
        yield f"{path}: must be an answer, or auto with one of {', '.join(sorted(_NEEDS))}"
        return
    given = set(raw) - {"kind", "rule", "events", "where"}
    if not _NEEDS[rule] <= given <= _NEEDS[rule] | _MAY.get(rule, set()):
        yield f"{path}: {rule} needs {', '.join(sorted(_NEEDS[rule])) or 'nothing'} and no more"
    for name in ("events", *({"fields"} & given)):
        yield from _names(raw.get(name), f"{path}.{name}")
    yield from _details(raw, path)


def _details(raw: Mapping[str, Any], path: str) -> Iterator[str]:
    flags, where = raw.get("flags", ["x.x"]), raw.get("where", {"field": "x", "value": True})
    if not isinstance(flags, list) or not flags or not all(map(_is_dotted, flags)):
        yield f"{path}.flags: must be a list of dotted codes"
    if not isinstance(where, dict) or set(where) != {"field", "value"}:
        yield f"{path}.where: must have field and value"
    if not isinstance(raw.get("value", ""), str | bool):
        yield f"{path}.value: must be a choice or a flag"
    if not isinstance(raw.get("within_days", 1), int) or raw.get("within_days", 1) < 1:
        yield f"{path}.within_days: must be a whole number from 1"


def _is_dotted(raw: object) -> bool:
    return isinstance(raw, str) and bool(_DOTTED.fullmatch(raw))


def _names(raw: object, path: str) -> Iterator[str]:
    if not isinstance(raw, list) or not raw:
        yield f"{path}: must be a list of names"
        return
    for index, name in enumerate(raw):
        yield from code_problems(name, f"{path}[{index}]")
