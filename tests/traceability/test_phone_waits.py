"""Phones reckon waiting periods as the server does: the vectors that `waits.test.js` reads."""

import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from traceability.calendar import VIETNAM_TIME
from traceability.event_template import (
    TemplateEvent,
    TreatmentFollows,
    current,
    groups,
)
from traceability.pre_harvest import Harvest, Work, allowed_from, is_harvest, is_treatment
from webapp.config import ROOT

VECTORS = ROOT / "tests" / "js" / "waits-vectors.json"
LOT, OTHER_LOT, PLOT, OTHER_PLOT = (str(UUID(int=number)) for number in range(1, 5))
DONE = datetime(2026, 2, 27, 7, 30, tzinfo=VIETNAM_TIME)
DAYS = ("0", "7", "21")


def test_the_vectors_are_those_of_the_rules_as_they_are() -> None:
    assert json.loads(VECTORS.read_text()) == list(_cases()), "write them anew: see `_cases`"


def _cases() -> Iterator[dict[str, Any]]:
    """Every kind of treatment of every group, before every kind of harvest."""
    for group in groups():
        template = current(group)
        treatments = [it for it in template.events.values() if is_treatment(it)]
        harvests = [it.code for it in template.events.values() if is_harvest(it)]
        for (event, code), number in zip(
            itertools.product(treatments, harvests), itertools.count(), strict=False
        ):
            for values in _values(event):
                yield _case(event, code, values, template.treatment_follows, number)


def _values(event: TemplateEvent) -> Iterator[dict[str, str]]:
    """Nothing written, the days of all harvests, those of one, and a last day of the treatment."""
    told = event.epcis
    every = {told.interval_field: DAYS[1]} if told.interval_field else {}
    yield {}
    yield dict(every)
    for name in (told.intervals or {}).values():
        for days in DAYS:
            yield {**every, name: days}
    if told.interval_from:
        yield {**every, told.interval_from: "2026-03-03"}
        yield {**every, told.interval_from: "2026-02-20"}


def _case(
    event: TemplateEvent,
    code: str,
    values: dict[str, str],
    follows: TreatmentFollows,
    number: int,
) -> dict[str, Any]:
    lot, place = [(LOT, PLOT), (LOT, OTHER_PLOT), (OTHER_LOT, PLOT), (OTHER_LOT, OTHER_PLOT)][
        number % 4
    ]
    registered = (None, 14)[number % 2]
    read = {name: int(it) if it.isdigit() else it for name, it in values.items()}
    places = frozenset({UUID(place)})
    work = Work(event, read, DONE, UUID(lot), places, registered_days=registered)
    harvest = Harvest(code, DONE.date(), None, UUID(LOT), frozenset({UUID(PLOT)}))
    allowed = allowed_from([work], harvest, follows)
    told = event.epcis
    return {
        "treatment": {
            "lot_id": lot,
            "places": [place],
            "day": DONE.date().isoformat(),
            "values": values,
            "interval": {
                "field": told.interval_field,
                "from": told.interval_from,
                "by_harvest": dict(told.intervals or {}),
            },
            "registered_days": registered,
        },
        "harvest": {"code": code, "lot_id": LOT, "place": PLOT, "follows": follows.value},
        "from": allowed.isoformat() if allowed else None,
    }
