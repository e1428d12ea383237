"""Ground that was worked for years: no more is read of it than can share a season, and no less."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tests.diary import HOST, entry
from tests.filled_forms import minimal
from tests.statements import counted_statements
from traceability.event_template import get_template
from traceability.growing_seasons import Ground, Span, seasons_of
from webapp.db import db
from webapp.models import Event, Lot, growing
from webapp.models.event import STANDS
from webapp.models.ground import SeasonTime, areas_of, plantings_of, plots_of
from webapp.models.growing import growing_seasons, shared_ground, shared_grounds
from webapp.usecases.events.capture import capture_event

TODAY = date(2026, 11, 22)
EVER = frozenset({Span(date(2000, 1, 1), date(2040, 1, 1))})


@pytest.fixture
def plots(make, cast):
    return [make.place(cast.cooperative, area_thousandths=1_000_000) for _ in range(4)]


@pytest.fixture
def grow(make, cast, plots):
    """A lot with what was taken of it so many days ago."""
    products: dict[str, Any] = {}

    def grow(*days, group="rice", plot=plots[0], works=(), **given):
        if group not in products:
            products[group] = make.product(cast.cooperative, group=group)
        told = {"opened_by_id": cast.lan.account_id, "place_id": plot.id, "template_version": 2}
        lot = make.lot(products[group], **told)
        for code, ago in [*works, *(("harvesting", ago) for ago in days)]:
            write(cast.lan, lot, code, TODAY - timedelta(days=ago), **given)
        return lot

    return grow


def write(actor, lot, code, day, named=None, **given):
    at = datetime.combine(day, time(3), UTC)
    work = get_template(lot.template_group, lot.template_version).event(code)
    values = minimal(work, on=named or day)
    if "quantity" in values:
        values |= {"quantity": "90", "quantity_unit": "kg"}
    capture_event(actor, entry(lot, code, event_time=at, values=values, **given), HOST, now=at)


class Reading:
    """The session, with a count of statements and of rows that they gave back."""

    def __init__(self) -> None:
        self.statements = self.rows = 0

    def execute(self, query: Any) -> Any:
        frozen = db.session.execute(query).freeze()
        self.statements += 1
        self.rows += len(frozen().all())
        return frozen()


def read_of(lot):
    reading = Reading()
    shared_ground(reading, lot)
    return reading.statements, reading.rows


def test_ten_years_of_the_same_plot_are_not_read_for_a_new_harvest(grow, plots):
    other = {"other_place_ids": (plots[1].id,)}
    new = grow(0, **other)
    for ago in (20, 40, 60):
        grow(ago, **other)
    before = read_of(new)

    for ago in range(120, 120 + 10 * 360, 120):
        grow(ago, **other)

    assert read_of(new) == before
    assert before[1] > 8  # what can be of the same crop is read


def test_only_harvests_are_read_of_the_diaries(cast, grow):
    lots = [grow(1, works=[("irrigating", 2)]), grow(3)]
    reading = Reading()

    told = growing._claims(reading, {it.id for it in lots}, "rice")

    assert (reading.rows, len(told)) == (2, 2)


def test_of_the_diaries_that_are_read_only_corrections_are_looked_through(app):
    query = select(Event.id).where(Event.lot_id == UUID(int=1), STANDS)
    sql = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))
    else:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))  # cheaper of an empty table
        plan = db.session.execute(text(f"EXPLAIN {sql}"))

    assert "ix_event_corrected" in "\n".join(map(str, plan))


def test_of_several_lots_each_is_told_what_it_is_told_alone(grow, plots):
    lots = [grow(1), grow(9), grow(40, plot=plots[1]), grow(), grow(3, group="tea")]
    lots[1].cancelled_at = lots[1].opened_at
    db.session.commit()

    told = shared_grounds(db.session(), lots)

    alone = [growing_seasons(db.session(), it) for it in lots]
    assert [told[it.id].seasons() for it in lots] == alone
    assert [len(it) for it in alone] == [1, 1, 1, 0, 1]
    assert len(alone[1][0].taken) == 2


def test_ground_that_lots_share_is_read_once_for_all_of_them(grow):
    def statements_for(lots):
        reading = Reading()
        shared_grounds(reading, lots)
        return reading.statements

    lots = [grow(ago) for ago in range(1, 7)]

    assert statements_for(lots) == statements_for(lots[:1])


def test_the_ground_is_read_once_for_a_harvest_and_not_for_a_packing(cast, grow):
    lot, _ = grow(1), grow(2)

    def read_by(code):
        with counted_statements() as made:
            write(cast.lan, lot, code, TODAY)
        return sum("EXISTS" in it and "UNION" in it for it in made)

    assert (read_by("harvesting"), read_by("packing")) == (1, 0)


@pytest.mark.parametrize("group", ["rice", "tea"])
def test_harvests_are_found_by_the_day_that_they_name_whatever_time_was_sent(
    cast, grow, plots, group
):
    """Also on a further plot, and where the entry says that it was written a year before."""
    lots = [grow(group=group), grow(group=group), grow(group=group, plot=plots[1])]
    other = {"other_place_ids": (plots[0].id,)}
    sent = (date(2025, 11, 15), date(2025, 11, 15), date(2024, 3, 1))
    for lot, day in zip(lots, sent, strict=True):
        write(cast.lan, lot, "harvesting", day, named=date(2026, 1, 20), **other)

    told = [growing_seasons(db.session(), lot) for lot in lots]

    assert [{len(it.taken) for it in some} for some in told[:2]] == [{2, 3}] * 2
    assert {it for it, _ in told[2][-1].taken} == {lot.id for lot in lots}


@pytest.mark.parametrize("group", ["rice", "tea"])
def test_what_is_read_gives_the_same_seasons_as_all_there_is(grow, plots, group):
    chance = random.Random(952)  # noqa: S311 - histories, not secrets
    for _ in range(16):
        plot, other = chance.sample(plots, 2)
        first = chance.randrange(1200)
        further = (other.id,) if chance.random() < 0.3 else ()
        works = [("planting", first + chance.randrange(60, 220))] if group == "rice" else []
        days = {first, max(0, first - chance.randrange(400))}
        grow(*days, group=group, plot=plot, works=works, other_place_ids=further)

    told = {lot.id: (growing_seasons(db.session(), lot), whole(lot)) for lot in every_lot()}

    assert [found for found, _ in told.values()] == [wanted for _, wanted in told.values()]
    assert any(len(season.taken) > 1 for found, _ in told.values() for season in found)


def every_lot():
    return db.session.scalars(select(Lot)).all()


def whole(lot):
    """The seasons by all lots and plots there are."""
    reading, group = db.session(), lot.template_group
    plots = plots_of(reading, [it.id for it in every_lot()])
    lots = growing._lots(reading, plots, growing._claims(reading, plots, group))
    ground = frozenset().union(*plots.values())
    plantings = plantings_of(reading, ground, SeasonTime(group, EVER))
    (own,) = (it for it in lots if it.id == lot.id)
    others = [it for it in lots if it.id != lot.id]
    return seasons_of(own, others, Ground(areas_of(reading, ground), plantings, group))
