"""The demonstration's proposed template: honey with one more question, and agencies' opinions."""

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from traceability.event_template import current
from traceability.event_template_registry import package_file
from traceability.template_versions import Stance
from webapp.demo.days import Days
from webapp.demo.offices import inspector_of, leader_of, officer_of
from webapp.demo.plan import Person, named_id
from webapp.demo.stage import Stage, Step
from webapp.usecases.event_templates import (
    GiveOpinion,
    ProposeTemplate,
    give_opinion,
    propose_template,
)

_PROVINCE: Final = "14"
_GROUP: Final = "honey"
_PURPOSE: Final = "Đoàn đánh giá hỏi khúc xạ kế đã được hiệu chỉnh chưa (trình diễn)"
_QUESTION: Final = {
    "name": "refractometer_checked",
    "type": "boolean",
    "labels": {"vi": "Khúc xạ kế đã hiệu chỉnh", "en": "Refractometer calibrated"},
}


def template_steps(days: Days) -> list[Step]:
    """Uploaded by the officer; an inspector and the province's leader have spoken."""
    inspector, leader = inspector_of(_PROVINCE), leader_of(_PROVINCE)
    wish = "Nên nhắc chụp ảnh tem hiệu chỉnh (trình diễn)"
    return [
        Step(days.at(6, 9), _propose),
        Step(days.at(4, 10), _Opinion(inspector, Stance.AGREE_WITH_CHANGES, wish)),
        Step(days.at(3, 15), _Opinion(leader, Stance.AGREE, "")),
    ]


def _propose(stage: Stage, at: datetime) -> None:
    newest = current(_GROUP).version
    raw = json.loads(package_file(_GROUP, newest) or b"")
    raw["version"] = newest + 1
    extracting = next(it for it in raw["events"] if it["code"] == "extracting")
    extracting["fields"].append(_QUESTION)
    file = json.dumps(raw, ensure_ascii=False, indent=2).encode()
    command = ProposeTemplate(_version_id(), file, _PURPOSE)
    propose_template(stage.actor(officer_of(_PROVINCE)), command, stage.services.icons, now=at)


class _Opinion:
    """What one agency says."""

    def __init__(self, person: Person, stance: Stance, words: str) -> None:
        self._person, self._stance, self._words = person, stance, words

    def __call__(self, stage: Stage, at: datetime) -> None:
        """Say it."""
        opinion_id = named_id("opinion", self._person.phone)
        command = GiveOpinion(opinion_id, _version_id(), self._stance, self._words)
        give_opinion(stage.actor(self._person), command, now=at)


def _version_id() -> UUID:
    return named_id("template_version", _GROUP)
