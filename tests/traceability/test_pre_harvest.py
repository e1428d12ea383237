"""How long nothing may be harvested after a treatment."""

from datetime import UTC, date, datetime

import pytest

from traceability.event_template import current
from traceability.pre_harvest import (
    claimed_at,
    first_harvest_day,
    harvest_day,
    is_too_early,
)

RICE = current("rice")
SPRAYED_AT = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)  # the second of September at home


def test_the_interval_runs_from_the_day_of_spraying_at_home():
    day = first_harvest_day(RICE.event("spraying"), {"phi_days": 14}, SPRAYED_AT)

    assert day == date(2026, 9, 16)


@pytest.mark.parametrize(("code", "values"), [("spraying", {"phi_days": 0}), ("irrigating", {})])
def test_other_work_keeps_nobody_from_harvesting(code: str, values: dict[str, int]):
    assert first_harvest_day(RICE.event(code), values, SPRAYED_AT) is None


def test_the_day_of_a_harvest_is_the_one_that_was_written():
    harvest = RICE.event("harvesting")

    assert harvest_day(harvest, {"harvest_date": "2026-08-30"}, SPRAYED_AT) == date(2026, 8, 30)
    assert harvest_day(harvest, {}, SPRAYED_AT) == date(2026, 9, 2)
    assert harvest_day(RICE.event("spraying"), {}, SPRAYED_AT) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2026-08-30", datetime(2026, 8, 29, 18, 0, tzinfo=UTC)), ("2026-09-05", SPRAYED_AT)],
)
def test_an_entry_claims_the_earlier_of_its_days(written: str, expected: datetime):
    values = {"harvest_date": written}

    assert claimed_at(RICE.event("harvesting"), values, SPRAYED_AT) == expected
    assert claimed_at(RICE.event("spraying"), values, SPRAYED_AT) == SPRAYED_AT


def test_a_harvest_on_the_first_allowed_day_is_not_too_early():
    allowed_from = date(2026, 9, 16)

    assert is_too_early(date(2026, 9, 15), allowed_from)
    assert not is_too_early(date(2026, 9, 16), allowed_from)
    assert not is_too_early(date(2026, 9, 16), None)
