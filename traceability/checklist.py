"""Checklists: what a standard asks, point by point in our own words, as versioned data.

They are facts of VietGAP (TCVN 11892-1:2017 for crops, TCVN 13528-1:2022 for aquaculture, Decision
4653/QĐ-BNN-CN for livestock), organic (TCVN 11041-1 and -2:2017) and GACP (Circular
19/2019/TT-BYT), worded here; a self-assessment replaces no audit.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from traceability import checklist_schema
from traceability.errors import Conflict, NotFound
from traceability.event_template import Labels


class Level(StrEnum):
    """Whether a point must hold or should."""

    MUST = "must"
    SHOULD = "should"


class ProofRule(StrEnum):
    """What proves a point; every rule but `answer` is looked up in the diary.

    - `recorded`: there is an entry of one of the kinds, perhaps of late
    - `complete`: every such entry has these fields filled in
    - `recent`: the latest date of the field is not too old
    - `unflagged`: no such entry carries one of the flags
    - `passed`: the latest such entry has this value in the field
    - `always`: every such entry has this value in the field
    - `never`: none has it, and all say something else
    """

    ANSWER = "answer"
    RECORDED = "recorded"
    COMPLETE = "complete"
    RECENT = "recent"
    UNFLAGGED = "unflagged"
    PASSED = "passed"
    ALWAYS = "always"
    NEVER = "never"


class Answer(StrEnum):
    """What somebody says to a point."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class NoSuchChecklist(NotFound):
    """There is no checklist of that name and version."""

    code = "checklist.unknown"


class NoSuchPoint(NotFound):
    """The checklist has no such point."""

    code = "checklist.no_point"


class NoSuchAssessment(NotFound):
    """No such self-assessment, or none that this person may see."""

    code = "checklist.not_found"


class AssessmentFinished(Conflict):
    """It is finished and stays as it was on that day."""

    code = "checklist.finished"


class BadChecklist(ValueError):
    """A checklist file of ours is wrong: a fault of the programme."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Proof:
    """What is looked for, and in which entries: of these kinds, `where` a field has a value."""

    rule: ProofRule
    events: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    within_days: int | None = None
    flags: tuple[str, ...] = ()
    value: str | bool = ""
    where: tuple[str, str | bool] | None = None


@dataclass(frozen=True)
class Point:
    """One thing that is asked."""

    code: str
    topic: str
    level: Level
    labels: Labels
    proof: Proof


@dataclass(frozen=True)
class Checklist:
    """One checklist in one version; `topics` are in the order in which they are gone through."""

    code: str
    version: int
    standard: str
    labels: Labels
    topics: Mapping[str, Labels]
    points: tuple[Point, ...]

    def point(self, code: str) -> Point:
        """The point of that code.

        Raises:
            NoSuchPoint.
        """
        found = next((point for point in self.points if point.code == code), None)
        if found is None:
            raise NoSuchPoint
        return found


@cache
def load_checklists() -> Mapping[tuple[str, int], Checklist]:
    """All that come with the package, by code and version; read and checked once."""
    return read_checklists(files("traceability").joinpath("checklists"))


def read_checklists(folder: Traversable) -> Mapping[tuple[str, int], Checklist]:
    """The checklists of a folder, each at `<code>/v<version>.json`."""
    found: dict[tuple[str, int], Checklist] = {}
    for group in folder.iterdir():
        for file in group.iterdir():
            checklist = read_checklist(file.read_text(encoding="utf-8"))
            if (group.name, file.name) != (checklist.code, f"v{checklist.version}.json"):
                raise BadChecklist((f"{group.name}/{file.name}: names another code or version",))
            found[checklist.code, checklist.version] = checklist
    return MappingProxyType(found)


def read_checklist(text: str) -> Checklist:
    """Read one file's text strictly.

    Raises:
        BadChecklist: with everything that is wrong.
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise BadChecklist((f"checklist: not JSON ({error})",)) from None
    if problems := checklist_schema.problems(raw):
        raise BadChecklist(problems)
    return Checklist(
        code=raw["code"],
        version=raw["version"],
        standard=raw["standard"],
        labels=Labels(**raw["labels"]),
        topics=MappingProxyType({it["code"]: Labels(**it["labels"]) for it in raw["topics"]}),
        points=tuple(_point(it) for it in raw["points"]),
    )


def get_checklist(code: str, version: int) -> Checklist:
    """The checklist that an assessment was begun with.

    Raises:
        NoSuchChecklist.
    """
    found = load_checklists().get((code, version))
    if found is None:
        raise NoSuchChecklist
    return found


def current_checklists() -> tuple[Checklist, ...]:
    """The newest version of each, by code: new assessments are begun with it."""
    newest = dict(sorted(load_checklists()))
    return tuple(get_checklist(code, version) for code, version in newest.items())


def current_checklist(code: str) -> Checklist:
    """The newest version of one.

    Raises:
        NoSuchChecklist.
    """
    found = next((it for it in current_checklists() if it.code == code), None)
    if found is None:
        raise NoSuchChecklist
    return found


def _point(raw: Mapping[str, Any]) -> Point:
    proof = raw["proof"]
    where = proof.get("where")
    return Point(
        code=raw["code"],
        topic=raw["topic"],
        level=Level(raw["level"]),
        labels=Labels(**raw["labels"]),
        proof=Proof(
            rule=ProofRule(proof.get("rule", "answer")),
            events=tuple(proof.get("events", ())),
            fields=tuple(proof.get("fields", ())),
            within_days=proof.get("within_days"),
            flags=tuple(proof.get("flags", ())),
            value=proof.get("value", ""),
            where=(where["field"], where["value"]) if where else None,
        ),
    )
