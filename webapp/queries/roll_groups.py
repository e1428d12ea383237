"""Rolls of an order drawn together where one line tells all of them: hundreds are one long page."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from traceability.roll_numbers import written_roll_numbers
from webapp.queries.stamp_rolls import RollRow

FOLDED_FROM: Final = 6  # fewer are as quickly read as opened


@dataclass(frozen=True)
class RollGroup:
    """Neighbouring rolls whose stamps all stand alike, or one roll by itself."""

    rolls: tuple[RollRow, ...]

    @property
    def first(self) -> RollRow:
        """The one that tells how the others stand."""
        return self.rolls[0]

    @property
    def numbers(self) -> str:
        """Which rolls, in one line."""
        return written_roll_numbers(roll.number for roll in self.rolls)

    @property
    def count(self) -> int:
        """How many stamps they hold."""
        return sum(roll.count for roll in self.rolls)

    @property
    def is_folded(self) -> bool:
        """Whether they are so many that they are shown when asked for."""
        return len(self.rolls) >= FOLDED_FROM


def roll_groups(rolls: Iterable[RollRow]) -> tuple[RollGroup, ...]:
    """The rolls in their order, neighbours of one state together."""
    return tuple(RollGroup(tuple(alike)) for _, alike in groupby(rolls, key=_standing))


def _standing(roll: RollRow) -> tuple[object, ...]:
    """Equal for rolls of which one word tells where all their stamps are."""
    is_plain = len(roll.balance.accounts) == 1
    return (roll.state_code, None) if is_plain else (roll.state_code, roll.id)
