"""Lots of one ground share what it gives; the order in which they are told never matters."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from traceability.crop_bounds import yield_of_area
from traceability.growing_seasons import (
    AcceptedSeason,
    Claim,
    Ground,
    GrowingLot,
    bears,
    seasons_of,
)

HECTARE = 10_000_000  # thousandths of a square metre
A, B, C = (UUID(int=n) for n in (1, 2, 3))
P, Q = UUID(int=11), UUID(int=12)
DAY = date(2026, 6, 1)
TONNES = 1_000_000
SPRING = date(2026, 2, 1)


def lot(lot_id=A, tonnes=4, day=DAY, plots=(P,), **given) -> GrowingLot:
    claim = Claim(day, tonnes * TONNES, 1)
    return replace(GrowingLot(lot_id, frozenset(plots), (claim,), 5 * TONNES), **given)


def ground(group="rice", **given) -> Ground:
    told = {"areas": {P: HECTARE, Q: HECTARE}, "plantings": {}, "group": group} | given
    return Ground(**told)


def is_above(one, others=(), on=None) -> bool:
    return any(it.is_above for it in seasons_of(one, others, on or ground()))


def test_three_lots_of_one_plot_do_not_each_take_the_whole_of_it():
    a, b, c = lot(A), lot(B), lot(C)

    (season,) = seasons_of(a, [b, c], ground())

    assert not is_above(a)
    assert (season.harvested, season.most, season.is_above) == (12 * TONNES, 5 * TONNES, True)
    assert dict(season.taken) == dict.fromkeys((A, B, C), 4 * TONNES)
    assert [is_above(it, {a, b, c} - {it}) for it in (a, b, c)] == [True] * 3


def test_the_next_crop_has_a_yield_of_its_own():
    autumn = lot(B, day=date(2026, 10, 1))
    planted = ground(plantings={P: [SPRING, date(2026, 6, 20)]})

    assert not is_above(lot(A), [autumn], planted)
    assert not is_above(lot(A), [autumn])
    assert is_above(lot(A), [lot(B, day=DAY + timedelta(days=30))])


def test_a_planting_just_before_a_harvest_begins_no_crop():
    planted = ground(plantings={P: [SPRING, DAY + timedelta(days=1)]})

    assert is_above(lot(A), [lot(B, day=DAY + timedelta(days=3))], planted)


def crops_of(*days, **given):
    return [lot(UUID(int=n), day=day, **given) for n, day in enumerate(days, 1)]


def above(lots, on) -> list[bool]:
    return [is_above(it, [other for other in lots if other is not it], on) for it in lots]


def test_one_planting_told_does_not_keep_the_crops_of_years_together():
    days = [(2024, 5, 10), (2024, 9, 20), (2025, 5, 10), (2025, 9, 20), (2026, 5, 10)]
    crops = crops_of(*(date(*it) for it in days), tonnes=6, per_hectare=8 * TONNES)

    assert above(crops, ground(plantings={P: [date(2024, 1, 5)]})) == [False] * 5


def test_a_crop_of_few_days_is_not_added_to_the_one_before_it():
    plantings = [date(2026, 1, 10), date(2026, 6, 25)]
    crops = crops_of(date(2026, 5, 10), date(2026, 9, 1), tonnes=6, per_hectare=8 * TONNES)

    for told in (plantings, plantings[:1]):
        assert above(crops, ground(plantings={P: told})) == [False] * 2


def test_a_season_is_since_its_first_harvest_whatever_was_planted():
    tomatoes = ground("fruit_vegetables", plantings={P: [SPRING]})
    first, second = crops_of(DAY, DAY + timedelta(days=20))

    assert [it.since for it in seasons_of(first, [second], tomatoes)] == [DAY]
    assert [it.since for it in seasons_of(second, [first], tomatoes)] == [second.first_day]
    assert above(crops_of(DAY, DAY + timedelta(days=19)), tomatoes) == [True] * 2


def test_a_planting_that_is_too_old_is_none_and_does_not_divide_a_crop():
    old = ground(plantings={P: [DAY - timedelta(days=198)]})
    too_old = ground(plantings={P: [DAY - timedelta(days=201)]})

    assert [it.since for it in seasons_of(lot(), [], too_old)] == [DAY]
    assert above(crops_of(DAY, DAY + timedelta(days=5)), old) == [True] * 2


def test_what_bears_year_after_year_gives_its_yield_once_a_year():
    tea = ground("tea")
    months = [lot(A, bears=True), lot(B, day=date(2026, 8, 29), bears=True)]

    assert is_above(*months[:1], months[1:], tea)
    assert not is_above(months[0], [lot(B, day=date(2027, 1, 1), bears=True)], tea)
    assert bears("tea", ())
    assert bears("fruit_vegetables", {"mango"})
    assert not bears("fruit_vegetables", {"mango", "leafy_vegetables"})
    assert not bears("fruit_vegetables", ())


def test_oranges_that_are_picked_across_new_year_are_of_two_harvests():
    january, november = crops_of(
        date(2026, 1, 10), date(2026, 11, 20), bears=True, per_hectare=30 * TONNES
    )
    january = replace(january, claims=(Claim(date(2026, 1, 10), 28 * TONNES, 1),))
    november = replace(november, claims=(Claim(date(2026, 11, 20), 29 * TONNES, 1),))
    orchard = ground("fruit_vegetables")
    seasons = [*seasons_of(january, [november], orchard), *seasons_of(november, [january], orchard)]

    assert [it.is_above for it in seasons] == [False, False]
    assert [it.since for it in seasons] == [date(2026, 1, 1), date(2026, 11, 20)]
    assert [it.is_year for it in seasons] == [False, False]
    assert [it.is_year for it in seasons_of(january, [], orchard)] == [True]


def test_picking_goes_on_where_the_trees_rest_less_than_ninety_days():
    def picked(rest):
        return crops_of(DAY, DAY + timedelta(days=rest), bears=True)

    assert above(picked(89), ground("tea")) == [True] * 2
    assert above(picked(90), ground("tea")) == [False] * 2


def test_one_lot_of_two_years_is_held_to_the_yield_of_each():
    claims = tuple(Claim(date(year, 5, 1), 4 * TONNES, 1) for year in (2025, 2026))
    tea = lot(claims=claims, bears=True)

    assert len(seasons_of(tea, [], ground("tea"))) == 2
    assert not is_above(tea, on=ground("tea"))
    assert is_above(replace(tea, bears=False))


def test_nobody_hides_behind_a_plot_more():
    lots = [lot(it, tonnes=5, plots=(P, Q)) for it in (A, B, C)]
    also_elsewhere = [lot(A, 5, plots=(P,)), lot(B, 5, plots=(P, Q)), lot(C, 5, plots=(Q,))]

    assert is_above(lots[0], lots[1:])
    assert is_above(also_elsewhere[0], also_elsewhere[1:])


def test_lots_of_other_years_tie_no_plots_together():
    tie = lot(C, tonnes=1, plots=(P, Q), day=date(2019, 6, 1))
    elsewhere = lot(B, tonnes=9, plots=(Q,))

    assert not is_above(lot(A), [elsewhere, tie])
    assert is_above(lot(A), [elsewhere, replace(tie, claims=lot().claims)])


def test_of_several_crops_the_widest_bound_holds_and_an_open_one_is_none():
    assert not is_above(lot(A), [lot(B, per_hectare=9 * TONNES)])
    assert not is_above(lot(A, tonnes=99), [lot(B, per_hectare=None)])
    assert not is_above(lot(A, tonnes=99), on=ground(areas={P: None}))


PLOTS = [UUID(int=20 + n) for n in range(4)]
plots = st.sets(st.sampled_from(PLOTS), min_size=1)
areas = st.fixed_dictionaries({plot: st.integers(1, 30_000_000) for plot in PLOTS})


@st.composite
def lawful(draw):
    """Lots that took no more of each plot than it gives, each what it took of all of its plots."""
    area = draw(areas)
    rest = {plot: 5 * TONNES * it // HECTARE for plot, it in area.items()}
    lots = []
    for n in range(draw(st.integers(1, 5))):
        ground_of, taken = draw(plots), 0
        for plot in sorted(ground_of):
            part = draw(st.integers(0, rest[plot]))
            rest[plot], taken = rest[plot] - part, taken + part
        day = DAY + timedelta(days=draw(st.integers(0, 400)))
        lots.append(
            GrowingLot(UUID(int=n), frozenset(ground_of), (Claim(day, taken, n),), 5 * TONNES)
        )
    return area, lots


planting_days = st.dictionaries(
    st.sampled_from(PLOTS), st.lists(st.dates(date(2026, 1, 1), date(2027, 6, 1)), max_size=4)
)


@settings(deadline=None)
@given(lawful(), planting_days, st.booleans())
def test_nothing_that_grew_is_ever_above(told, plantings, is_bearing):
    area, lots = told
    lots = [replace(it, bears=is_bearing) for it in lots]

    for one in lots:
        others = [it for it in lots if it is not one]
        assert not is_above(one, others, Ground(area, plantings, "rice"))


def parts_of(draw, whole, count):
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=count - 1, max_size=count - 1)))
    return [end - begin for begin, end in zip([0, *cuts], [*cuts, whole], strict=True)]


@st.composite
def full_crops(draw):
    """Crop after crop of the same plots, each all that the plot gives, some of them sown untold."""
    area, lots, plantings = draw(areas), [], {}
    for plot in sorted(draw(plots)):
        day, taken_by = DAY + timedelta(days=draw(st.integers(0, 90))), date.min
        for _ in range(draw(st.integers(1, 5))):
            days = [day, *(day + timedelta(days=it) for it in draw(late_days))]
            amounts = parts_of(draw, yield_of_area(5 * TONNES, area[plot]), len(days))
            for first, amount in zip(days, amounts, strict=True):
                n = len(lots)
                claims = (Claim(first, amount, n),)
                lots.append(GrowingLot(UUID(int=n), frozenset([plot]), claims, 5 * TONNES))
            planting = day - timedelta(days=draw(st.integers(80, 150)))
            if draw(st.booleans()) and planting > taken_by:  # no plot is sown under a standing crop
                plantings.setdefault(plot, []).append(planting)
            taken_by = max(days)  # before it is sown again, nothing is there to be taken
            day = taken_by + timedelta(days=draw(st.integers(75, 200)))
    return lots, Ground(area, plantings, "rice")


late_days = st.lists(st.integers(0, 10), max_size=2)


@settings(deadline=None)
@given(full_crops())
def test_a_full_crop_after_each_full_crop_is_never_above(told):
    lots, on = told

    assert not any(above(lots, on))


@st.composite
def any_lots(draw):
    return [
        GrowingLot(
            UUID(int=n),
            frozenset(draw(plots)),
            tuple(
                Claim(DAY + timedelta(days=draw(st.integers(0, 400))), draw(st.integers(1, 9)), n)
                for _ in range(draw(st.integers(0, 3)))
            ),
            draw(st.sampled_from([None, 1, 5, TONNES])),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 5)))
    ]


@settings(deadline=None)
@given(any_lots(), areas, planting_days, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(lots, area, plantings, random):
    one, *others = lots
    mixed = [replace(it, claims=tuple(random.sample(it.claims, len(it.claims)))) for it in others]
    random.shuffle(mixed)
    shuffled = {plot: random.sample(days, len(days)) for plot, days in plantings.items()}

    first = seasons_of(one, others, Ground(area, plantings, "rice"))

    assert first == seasons_of(one, mixed, Ground(area, shuffled, "rice"))


@settings(deadline=None)
@given(st.lists(st.integers(1, 9 * TONNES), min_size=1, max_size=6), st.integers(1, 3 * HECTARE))
def test_splitting_a_harvest_over_lots_of_a_plot_changes_nothing(amounts, area):
    on = ground(areas={P: area})
    whole = lot(claims=(Claim(DAY, sum(amounts), 1),))
    parts = [lot(UUID(int=n), claims=(Claim(DAY, it, 1),)) for n, it in enumerate(amounts)]

    assert is_above(whole, on=on) == is_above(parts[0], parts[1:], on)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 1500), min_size=1, max_size=12),
    st.lists(st.dates(date(2026, 1, 1), date(2030, 6, 1)), max_size=8),
)
def test_what_grew_before_or_after_changes_nothing(days, plantings):
    lots, on = (
        crops_of(*(DAY + timedelta(days=it) for it in days)),
        ground(plantings={P: plantings}),
    )
    one, *others = lots
    near = [it for it in others if abs(it.first_day - one.first_day) < on.shortest]

    assert seasons_of(one, others, on) == seasons_of(one, near, on)


def harvests(day: date, *taken: int) -> tuple[Claim, ...]:
    """So many tonnes on each of some days, one after the other."""
    return tuple(Claim(day + timedelta(days=n), it * TONNES, 1) for n, it in enumerate(taken))


def test_a_small_lot_of_months_before_divides_no_season_and_unsays_no_acceptance():
    lots = crops_of(DAY, DAY + timedelta(days=30))
    small = lot(C, tonnes=0, day=DAY - timedelta(days=60))
    (season,) = seasons_of(lots[0], lots[1:], ground())
    accepted = AcceptedSeason(season.since, season.area, season.harvested - season.most, 2)

    found = [it for it in seasons_of(lots[0], [lots[1], small], ground()) if it.is_above]

    assert [it.harvested for it in found] == [season.harvested]
    assert all(map(accepted.covers, found))


def test_a_small_harvest_of_months_before_takes_no_lot_out_of_its_season():
    early = Claim(DAY - timedelta(days=80), 1, 1)
    lots = [lot(it, claims=(early, *harvests(DAY, 4))) for it in (A, B)]

    assert above(lots, ground()) == [True] * 2
    assert above([lots[0], lot(B)], ground()) == [True] * 2


def told_on(days, plots_of):
    """Small lots of one harvest each on some days, of known crops on known plots."""
    return [
        GrowingLot(
            UUID(int=n), frozenset(of), (Claim(DAY + timedelta(days=day), n + 1, n),), TONNES
        )
        for n, (day, of) in enumerate(zip(days, plots_of, strict=False))
    ]


KNOWN = Ground(dict.fromkeys(PLOTS, HECTARE), {}, "rice")
some_lots = st.builds(
    told_on,
    st.lists(st.integers(0, 300), min_size=2, max_size=7),
    st.lists(plots, min_size=7, max_size=7),
)


def sharing(one, lots) -> set[UUID]:
    others = [it for it in lots if it is not one]
    return {it for season in seasons_of(one, others, KNOWN) for it, _ in season.taken}


@settings(deadline=None)
@given(some_lots)
def test_of_two_lots_of_a_season_each_is_in_the_others(lots):
    found = {it.id: sharing(it, lots) for it in lots}

    assert all(one in found[other] for one in found for other in found[one])


@settings(deadline=None)
@given(some_lots, st.integers(-300, 300), plots)
def test_a_small_lot_more_lowers_no_sum_of_the_others(lots, day, of):
    one, *others = lots
    (more,) = told_on([day], [of])
    more = replace(more, id=UUID(int=99))

    before = seasons_of(one, others, KNOWN)
    after = [set(it.taken) for it in seasons_of(one, [*others, more], KNOWN)]

    assert all(any(set(it.taken) <= taken for taken in after) for it in before)
