"""A short drill in the suite; `bench/phone_drill.py` runs long ones."""

import random

import pytest
from sqlalchemy import select

from tests.e2e import people
from tests.e2e.phone_drill import Drill, field_phones
from tests.makers import NOW
from webapp.db import db
from webapp.models import Event, EventPhoto

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What a phone keeps does not depend on the database behind the server.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ENTRIES = 8


def test_what_a_phone_said_it_kept_arrives_exactly_once(site, playwright, tmp_path):
    numbers = people.make_farmers(site, 2)
    with field_phones(playwright, site, tmp_path, numbers) as phones:
        chance = random.Random(7)  # noqa: S311 - the same moments in every run
        outcome = Drill(site, phones, ENTRIES, chance, NOW).run()

    assert len(outcome.acknowledged) >= 2 * (ENTRIES - 2)
    assert set(outcome.acknowledged) <= outcome.announced.keys()
    assert (outcome.lost > 0, outcome.killed) == (True, 6)
    with site.app.app_context():
        events = db.session.scalars(select(Event.id)).all()
        photos = db.session.execute(select(EventPhoto.event_id, EventPhoto.sha256)).all()
    assert sorted(map(str, events)) == sorted(outcome.announced)
    assert {(str(it.event_id), it.sha256) for it in photos} == {
        (event, sha256) for event, announced in outcome.announced.items() for sha256 in announced
    }
