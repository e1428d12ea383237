"""Waiting periods and the sum of goods by property, against an oracle that counts day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.field_oracle import Fact, home_day, is_early
from traceability.event_template import TreatmentFollows, Value, current
from traceability.mass_balance import Work as Moved
from traceability.mass_balance import balance
from traceability.pre_harvest import Harvest, Work, allowed_from, first_harvest_day, is_too_early

many = settings(max_examples=120, derandomize=True, deadline=None, database=None)
RICE = current("rice")
SPRAYING, HARVESTING = RICE.event("spraying"), RICE.event("harvesting")
START = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)  # midnight at home
EPOCH = date(1970, 1, 1)
PLACES = {name: UUID(int=number) for number, name in enumerate(("north", "south", "hill"), 1)}
LOTS = {name: UUID(int=number) for number, name in enumerate(("one", "two"), 11)}

moments = st.builds(
    lambda minutes, quarters: (START + timedelta(minutes=minutes)).astimezone(
        timezone(timedelta(minutes=15 * quarters))
    ),
    st.one_of(st.integers(-90, 90), st.integers(-60 * 24 * 20, 60 * 24 * 20)),
    st.integers(-12 * 4, 14 * 4),
)
waits = st.integers(0, 21)
follow = st.sampled_from(TreatmentFollows)


@st.composite
def sprayings(draw: st.DrawFn) -> Work:
    """`registered_days` as the register may ask for them, or may not know the product."""
    return Work(
        event=SPRAYING,
        values={"phi_days": draw(waits)},
        event_time=draw(moments),
        lot_id=LOTS[draw(st.sampled_from(sorted(LOTS)))],
        places=frozenset(
            PLACES[it] for it in draw(st.frozensets(st.sampled_from(sorted(PLACES)), min_size=1))
        ),
        registered_days=draw(st.one_of(st.none(), waits)),
    )


@st.composite
def harvests(draw: st.DrawFn) -> Harvest:
    work = draw(sprayings())
    back = draw(st.integers(-1, 3))
    values = {"harvest_date": (work.day - timedelta(days=back)).isoformat()}
    harvest = Harvest.of(replace(work, event=HARVESTING, values=values))
    assert harvest is not None
    return harvest


def fact_of(spraying: Work, harvest: Harvest, follows: TreatmentFollows) -> Fact:
    """The spraying as the oracle sees it: it lies on plots, or goes with a lot, or neither."""
    plots = {str(place) for place in spraying.places}
    own = {str(spraying.lot_id)}
    touched = {
        TreatmentFollows.PLACE: plots,
        TreatmentFollows.LOT: own,
        TreatmentFollows.BOTH: plots | own,
    }[follows]
    days = max(int(str(spraying.values["phi_days"])), spraying.registered_days or 0)
    at = spraying.event_time
    return Fact(1, str(spraying.lot_id), "treat", frozenset(touched), at, at, wait=days)


def fact_of_harvest(harvest: Harvest) -> Fact:
    at = harvest.at or START + timedelta(days=9999)  # another day than that of the harvest
    plots = {str(place) for place in harvest.places} | {str(harvest.lot_id)}
    day = (harvest.day - EPOCH).days
    return Fact(2, str(harvest.lot_id), "harvest", frozenset(plots), at, at, day=day)


@many
@given(st.lists(sprayings(), max_size=6), harvests(), follow)
def test_a_harvest_is_too_early_on_exactly_the_days_that_are_forbidden(
    treatments, harvest, follows
):
    early = is_too_early(harvest.day, allowed_from(treatments, harvest, follows))

    facts = [fact_of(it, harvest, follows) for it in treatments]
    assert early == is_early(fact_of_harvest(harvest), facts)


@many
@given(st.lists(sprayings(), max_size=5), harvests(), follow, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_changes_nothing(treatments, harvest, follows, dice):
    shuffled = dice.sample(treatments, len(treatments))

    assert allowed_from(treatments, harvest, follows) == allowed_from(shuffled, harvest, follows)


@many
@given(st.lists(sprayings(), max_size=4), sprayings(), harvests(), follow)
def test_a_further_treatment_never_lets_anybody_harvest_sooner(treatments, more, harvest, follows):
    before = allowed_from(treatments, harvest, follows)
    after = allowed_from([*treatments, more], harvest, follows)

    assert before is None or (after is not None and after >= before)


@many
@given(sprayings(), harvests(), follow, st.lists(st.one_of(st.none(), waits), max_size=4))
def test_a_register_that_changes_lengthens_and_shortens_and_never_undercuts_the_label(
    spraying, harvest, follows, versions
):
    label = allowed_from([replace(spraying, registered_days=None)], harvest, follows)

    for days in versions:  # newer versions of the register, one after the other
        now = allowed_from([replace(spraying, registered_days=days)], harvest, follows)
        asked = max(int(str(spraying.values["phi_days"])), days or 0)
        expected = spraying.day + timedelta(days=asked) if asked else None
        assert now in (None, expected)
        assert label is None or (now is not None and now >= label)


@many
@given(sprayings(), harvests(), follow, waits)
def test_a_correction_that_shortens_reopens_and_one_that_lengthens_closes(
    spraying, harvest, follows, days
):
    corrected = replace(spraying, values={"phi_days": days}, registered_days=None)
    spraying = replace(spraying, registered_days=None)
    before = allowed_from([spraying], harvest, follows)
    after = allowed_from([corrected], harvest, follows)

    is_shorter = days <= int(str(spraying.values["phi_days"]))
    if is_too_early(harvest.day, after):
        assert is_too_early(harvest.day, before) or not is_shorter
    if is_too_early(harvest.day, before):
        assert is_too_early(harvest.day, after) or is_shorter


@many
@given(moments, waits)
def test_the_days_count_from_the_day_at_home_wherever_the_phone_thinks_it_is(moment, days):
    allowed = first_harvest_day(SPRAYING, {"phi_days": days}, moment)

    expected = EPOCH + timedelta(days=home_day(moment) + days)
    assert allowed == (expected if days else None)


UNITS = {"kg": 1, "yen": 10, "quintal": 100, "tonne": 1000}
grams = st.integers(1, 5_000_000)


def amount(weight: int, unit: str = "kg") -> dict[str, Any]:
    return {"thousandths": weight // UNITS[unit], "unit": unit, "entered": ""}


def moved(code: str, **values: Value) -> Moved:
    return RICE.event(code), values


@st.composite
def works(draw: st.DrawFn) -> Moved:
    kind = draw(st.sampled_from(["harvesting", "milling", "packing"]))
    weight, rest = draw(grams), draw(grams)
    if kind == "harvesting":
        return moved(kind, quantity=amount(weight))
    if kind == "milling":
        return moved(kind, paddy_in=amount(weight), milled_out=amount(min(weight, rest)))
    return moved(kind, pack_size=amount(weight % 5000 + 1), pack_count=rest % 2000 + 1)


seasons = st.lists(works(), max_size=8)
packs = st.integers(0, 5000)


@many
@given(seasons, packs, st.randoms(use_true_random=False))
def test_the_sum_does_not_ask_in_which_order_it_was_told(season, packed, dice):
    shuffled = dice.sample(season, len(season))

    assert balance(season) == balance(shuffled)
    assert balance(season).supported_units(packed) == balance(shuffled).supported_units(packed)


@many
@given(seasons, grams, grams)
def test_a_harvest_told_in_two_entries_is_the_same_harvest(season, first, second):
    whole = [*season, moved("harvesting", quantity=amount(first + second))]
    parts = [moved("harvesting", quantity=amount(it)) for it in (first, second)]

    assert balance(whole) == balance([*season, *parts])


@many
@given(seasons, st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 5000))
def test_a_packing_told_in_two_entries_is_the_same_packing(season, first, second, size):
    whole = [*season, moved("packing", pack_size=amount(size), pack_count=first + second)]
    parts = [
        moved("packing", pack_size=amount(size), pack_count=count) for count in (first, second)
    ]

    assert balance(whole) == balance([*season, *parts])


@many
@given(seasons, st.integers(1, 50), st.sampled_from(sorted(UNITS)))
def test_a_tonne_is_ten_quintals_and_a_hundred_yen(season, tonnes, unit):
    weight = tonnes * 1_000_000
    told = moved("harvesting", quantity=amount(weight, unit))

    assert balance([*season, told]) == balance(
        [*season, moved("harvesting", quantity=amount(weight))]
    )


@many
@given(seasons, packs, grams)
def test_more_goods_never_fill_fewer_packs_and_none_beyond_those_packed(season, packed, more):
    harvested = any(event.code == "harvesting" for event, _ in season)
    before = balance(season).supported_units(packed)
    after = balance([*season, moved("harvesting", quantity=amount(more))]).supported_units(packed)

    assert 0 <= after <= packed
    # The first harvest of all makes known what there was, and may show that it was too little.
    assert after >= before or not harvested
