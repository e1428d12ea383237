"""Rolls and stretches of rolls named line by line."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from traceability.keyring import Keyring, SerialPlace
from traceability.roll_codes import roll_code
from traceability.serial_ranges import SerialRange
from traceability.serials import Serial, printed
from traceability.stamp_ledger import Holding, StampState
from traceability.stretches import (
    Binder,
    NumberedRoll,
    OrderRolls,
    Stretch,
    once,
    stretch_faults,
)

KEYRING = Keyring(b"a secret of the tests, long enough", 2)
ROLLS = [
    NumberedRoll(UUID(int=number << 100), number, SerialRange.of(100 + 10 * number, 10))
    for number in range(1, 6)
]
ORDER = OrderRolls(1, ROLLS)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def code(counter: int, key_id: int = 1) -> str:
    return printed(Serial(KEYRING.serial(SerialPlace(key_id, counter))))


def named(text):
    read = ORDER.read(text, KEYRING)
    assert read.faults == ()
    return [(it.line, it.roll.number, it.serials.first, it.serials.last) for it in read.stretches]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("2", [(1, 2, 120, 130)]),
        ("0002-0003", [(1, 2, 120, 130), (1, 3, 130, 140)]),
        ("\n5, 1", [(2, 5, 150, 160), (2, 1, 110, 120)]),
        (roll_code(ROLLS[3].id).lower(), [(1, 4, 140, 150)]),
        (code(125), [(1, 2, 125, 126)]),
        (f"{code(128)} – {code(141)}", [(1, 2, 128, 130), (1, 3, 130, 140), (1, 4, 140, 142)]),
        ("", []),
    ],
)
def test_a_line_names_rolls_and_stretches(text, stretches):
    assert named(text) == stretches


def test_every_line_that_names_nothing_is_told_and_the_others_are_read():
    text = f"hai cuộn\n3\n6\n{roll_code(UUID(int=9 << 120))}\n{code(12)}\n{code(120, 2)}"
    text += f"\n{code(130)} {code(120)}\n{code(155)} {code(170)}\n{'0' * 17}"

    read = ORDER.read(text, KEYRING)

    assert [(it.details["line"], it.code) for it in read.faults] == [
        (1, "stamp.stretch_unclear"),
        (3, "stamp.stretch_without_roll"),
        (4, "stamp.stretch_elsewhere"),
        (5, "stamp.stretch_elsewhere"),
        (6, "stamp.stretch_elsewhere"),
        (7, "stamp.line_backwards"),
        (8, "stamp.stretch_elsewhere"),
        (9, "stamp.line_not_ours"),
    ]
    assert read.faults[1].details == {"line": 3, "number": 6}
    assert [it.roll.number for it in read.stretches] == [3]


def test_what_is_named_twice_is_meant_once_and_stands_in_order():
    read = ORDER.read(f"3\n{code(125)} {code(132)}\n3\n{code(122)} {code(126)}", KEYRING)

    assert [(it.roll.number, it.serials) for it in once(read.stretches)] == [
        (2, SerialRange(122, 130)),
        (3, SerialRange(130, 140)),
    ]


def test_lines_that_name_the_same_rolls_over_and_over_name_them_once():
    """Else a text of some pages would name millions."""
    text = f"1-5\n1-4, 5\n{roll_code(ROLLS[0].id)}\n{code(112)} {code(149)}"

    read = ORDER.read(text, KEYRING)

    assert [(it.line, it.roll.number) for it in read.stretches] == [(1, n) for n in range(1, 6)]


def test_what_cannot_be_activated_is_told_line_by_line_with_its_rolls():
    whole = [Stretch(1, it, it.serials) for it in ROLLS]
    bound, state = UUID(int=7), StampState.ACTIVATED
    held = {it.id: [Holding(it.serials, StampState.DELIVERED)] for it in ROLLS}
    for roll in ROLLS[:2]:
        held[roll.id] = [Holding(roll.serials, state, bound)]
    held[ROLLS[3].id] = [
        Holding(SerialRange(140, 145), StampState.DELIVERED),
        Holding(SerialRange(145, 146), StampState.VOID),
        Holding(SerialRange(146, 150), StampState.DELIVERED),
    ]
    part = Stretch(2, ROLLS[3], SerialRange(140, 145))

    faults = stretch_faults([*whole, part], held, {bound: Binder("Minh", AT)})

    assert [(it.code, it.details) for it in faults] == [
        (
            "stamp.stretch_activated",
            {"activated_by": "Minh", "activated_at": AT, "rolls": "1–2", "line": 1},
        ),
        (
            "stamp.stretch_not_delivered",
            {"state": "stamp_state.void", "rolls": "4", "line": 1},
        ),
    ]


def test_where_no_line_named_them_rolls_are_told_without_one():
    held = {ROLLS[0].id: [Holding(ROLLS[0].serials, StampState.LOST)]}

    (fault,) = stretch_faults([Stretch(0, ROLLS[0], ROLLS[0].serials)], held, {})

    assert (fault.code, fault.details) == (
        "stamp.rolls_not_delivered",
        {"state": "stamp_state.lost", "rolls": "1"},
    )
