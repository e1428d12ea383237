"""Lots of one ground share what it gives; the order in which they are told never matters."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from traceability.growing_seasons import Claim, Ground, GrowingLot, bears, seasons_of

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


def test_what_bears_year_after_year_gives_its_yield_once_a_year():
    tea = ground("tea")
    months = [lot(A, bears=True), lot(B, day=date(2026, 12, 31), bears=True)]

    assert is_above(*months[:1], months[1:], tea)
    assert not is_above(months[0], [lot(B, day=date(2027, 1, 1), bears=True)], tea)
    assert bears("tea", ())
    assert bears("fruit_vegetables", {"mango"})
    assert not bears("fruit_vegetables", {"mango", "leafy_vegetables"})
    assert not bears("fruit_vegetables", ())


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


@given(lawful(), planting_days, st.booleans())
def test_nothing_that_grew_is_ever_above(told, plantings, is_bearing):
    area, lots = told
    lots = [replace(it, bears=is_bearing) for it in lots]

    for one in lots:
        others = [it for it in lots if it is not one]
        assert not is_above(one, others, Ground(area, plantings, "rice"))


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


@given(any_lots(), areas, planting_days, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(lots, area, plantings, random):
    one, *others = lots
    mixed = [replace(it, claims=tuple(random.sample(it.claims, len(it.claims)))) for it in others]
    random.shuffle(mixed)
    shuffled = {plot: random.sample(days, len(days)) for plot, days in plantings.items()}

    first = seasons_of(one, others, Ground(area, plantings, "rice"))

    assert first == seasons_of(one, mixed, Ground(area, shuffled, "rice"))


@given(st.lists(st.integers(1, 9 * TONNES), min_size=1, max_size=6), st.integers(1, 3 * HECTARE))
def test_splitting_a_harvest_over_lots_of_a_plot_changes_nothing(amounts, area):
    on = ground(areas={P: area})
    whole = lot(claims=(Claim(DAY, sum(amounts), 1),))
    parts = [lot(UUID(int=n), claims=(Claim(DAY, it, 1),)) for n, it in enumerate(amounts)]

    assert is_above(whole, on=on) == is_above(parts[0], parts[1:], on)
