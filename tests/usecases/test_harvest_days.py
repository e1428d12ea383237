"""The day that a harvest names, kept beside its entry; and what the migration reads of old ones."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, update

from tests.diary import HOST, entry, values_of
from tests.lots import opened
from webapp.db import db
from webapp.models import Event
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.events.capture import capture_event

MIGRATION = Path(__file__).parents[2] / "migrations/versions/0023_harvest_days.py"
DAYS = [date(2026, 11, 2), None, date(2026, 11, 22), date(2026, 10, 3), None]


@pytest.fixture
def told(make, cast, now):
    """Harvests of some days, other work where there is none."""
    lot = opened(make, cast.lan, make.product(cast.cooperative))
    for day in DAYS:
        values = values_of("harvesting", harvest_date=f"{day:%Y-%m-%d}") if day else {}
        work = entry(lot, "harvesting", values=values) if day else entry(lot)
        capture_event(cast.lan, work, HOST, now=now)


def kept() -> list[date | None]:
    return list(db.session.scalars(select(Event.harvested_on).order_by(Event.ledger_position)))


def test_a_harvest_is_kept_with_the_day_that_it_names_and_other_work_with_none(told):
    assert kept() == DAYS


def test_the_migration_reads_the_same_from_entries_of_before(told, monkeypatch):
    db.session.execute(update(Event).values(harvested_on=None))
    spec = importlib.util.spec_from_file_location("harvest_days_migration", MIGRATION)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    monkeypatch.setattr(migration, "AT_ONCE", 2)

    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.fill()

    assert kept() == DAYS


@pytest.mark.parametrize("day", [None, date(2026, 1, 20)])
def test_the_audit_names_a_day_that_the_entry_does_not_tell(told, day):
    assert audit_ledger(None).findings == ()

    harvest = Event.harvested_on == date(2026, 10, 3)
    db.session.execute(update(Event).where(harvest).values(harvested_on=day))
    db.session.commit()

    (found,) = audit_ledger(None).findings
    assert (found.table, found.columns) == ("event", ("harvested_on",))
