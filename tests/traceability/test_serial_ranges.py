"""Ranges of serials as a set: the same as if each stamp were written down by itself."""

from hypothesis import given
from hypothesis import strategies as st

from traceability.serial_ranges import SerialRange, SerialSet

ranges = st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda it: SerialRange.of(*it))


@given(st.lists(st.tuples(st.booleans(), ranges), max_size=30))
def test_a_set_of_ranges_holds_what_a_set_of_stamps_holds(steps):
    held, stamps = SerialSet(), set()
    for adds, serials in steps:
        each = range(serials.first, serials.last)
        if adds:
            held.add(serials)
            stamps.update(each)
        else:
            held.remove(serials)
            stamps.difference_update(each)

    assert held.count == len(stamps)
    assert [n for it in held.ranges for n in range(it.first, it.last)] == sorted(stamps)
    gaps = zip(held.ranges, held.ranges[1:], strict=False)
    assert all(one.last < following.first for one, following in gaps)
