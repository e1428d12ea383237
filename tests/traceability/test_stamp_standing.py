"""How ranges of stamps stand: the same, stamp by stamp, as the verdict would say of each."""

import itertools
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from traceability.lots import LotOverlay
from traceability.serial_ranges import SerialRange
from traceability.stamp_facts import Flag, StampFacts
from traceability.stamp_ledger import GONE, StampState
from traceability.stamp_standing import (
    STANDINGS,
    FlagRange,
    HoldingRange,
    OrderRanges,
    Standing,
    StandingRange,
    standings,
)
from traceability.stamps import FlagKind
from traceability.verdict import VerdictCode, decide

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
COUNT = 24
WHOLE = SerialRange(100, 100 + COUNT)

ranges = st.tuples(st.integers(100, 123), st.integers(1, COUNT)).map(
    lambda it: SerialRange(it[0], min(it[0] + it[1], WHOLE.last))
)
flags = st.lists(st.builds(FlagRange, ranges, st.sampled_from(FlagKind)), max_size=4)


def holding_range(number: int, serials: SerialRange):
    """Only what is or was on goods is bound to a lot."""
    bound = st.builds(
        HoldingRange,
        st.just(serials),
        st.sampled_from([StampState.ACTIVATED, *sorted(GONE)]),
        st.just(number),
        st.none() | st.sampled_from(LotOverlay),
    )
    loose = [it for it in StampState if it is not StampState.ACTIVATED]
    return bound | st.builds(HoldingRange, st.just(serials), st.sampled_from(loose))


@st.composite
def side_by_side(draw):
    """Ranges that do not overlap, with gaps or without."""
    cuts = sorted(draw(st.sets(st.integers(100, WHOLE.last), max_size=6)))
    found = [SerialRange(*pair) for pair in itertools.pairwise(cuts)]
    kept = [it for it in found if draw(st.booleans())]
    return tuple(draw(holding_range(number, it)) for number, it in enumerate(kept))


orders = st.builds(OrderRanges, st.just(WHOLE), side_by_side(), flags)


def holding(ranges_, counter):
    return [it for it in ranges_ if it.serials.contains(counter)]


def verdict_of(order: OrderRanges, counter: int) -> Standing:
    """What a look at this stamp says, in the words of a list."""
    found = holding(order.holdings, counter)
    stands = found[0] if found else HoldingRange(WHOLE, StampState.NOT_PRINTED)
    laid = sorted(holding(order.flags, counter), key=lambda it: list(FlagKind).index(it.kind))
    facts = StampFacts(
        issued=stands.state is not StampState.NOT_PRINTED,
        state=stands.state,
        flag=Flag(laid[0].kind) if laid else None,
        lot_overlay=stands.overlay,
    )
    verdict = decide(facts, NOW)
    if verdict.cause:
        return Standing(verdict.cause.value)
    return {
        VerdictCode.UNKNOWN: Standing.NOT_ISSUED,
        VerdictCode.ON_HOLD: Standing.ON_HOLD,
        VerdictCode.NOT_ACTIVATED: Standing.NOT_ACTIVATED,
        VerdictCode.SUSPECTED_COPY: Standing.SUSPECTED_COPY,
        VerdictCode.FIRST_CHECK: Standing.ACTIVE,
    }[verdict.code]


@given(orders)
def test_a_list_says_of_every_stamp_what_its_verdict_says(order):
    told = list(standings(order))

    for part in told:
        for counter in range(part.first, part.last):
            assert part.standing is verdict_of(order, counter)


@given(orders)
def test_the_ranges_cover_the_order_once_and_name_the_lots(order):
    told = list(standings(order))

    assert (told[0].first, told[-1].last) == (WHOLE.first, WHOLE.last)
    for before, after in itertools.pairwise(told):
        assert before.last == after.first
        assert (before.standing, before.lot) != (after.standing, after.lot)
    for part in told:
        here = holding(order.holdings, part.first)
        assert part.lot == (here[0].lot if here else None)


def test_a_hold_in_the_middle_parts_an_active_order():
    held = FlagRange(SerialRange(110, 112), FlagKind.ON_HOLD)
    order = OrderRanges(WHOLE, [HoldingRange(WHOLE, StampState.ACTIVATED, 0)], [held])

    assert list(standings(order)) == [
        StandingRange(100, 110, Standing.ACTIVE, 0),
        StandingRange(110, 112, Standing.ON_HOLD, 0),
        StandingRange(112, WHOLE.last, Standing.ACTIVE, 0),
    ]


def test_numbers_in_lists_never_change():
    assert [it.value for it in STANDINGS] == [
        "not_issued",
        "counterfeit",
        "stolen",
        "lost",
        "void",
        "destroyed",
        "recalled",
        "on_hold",
        "not_activated",
        "suspected_copy",
        "active",
    ]
    assert len(STANDINGS) <= 16  # the runs of an inspector's list have four bits for it
