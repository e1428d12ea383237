"""Rolls of one order and stretches of them, named line by line to be activated in one form.

A line holds numbers of rolls (12-51), the code of a roll, the code of a stamp, or two codes and all
stamps between them; a comma begins what could stand on a line of its own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from traceability.errors import Detail, FieldError, Invalid, Refusal
from traceability.keyring import Keyring
from traceability.roll_codes import BadRollCode, ids_of_roll_code, roll_code
from traceability.roll_numbers import (
    NoRollOfNumber,
    RollNumbersUnclear,
    numbered,
    read_roll_numbers,
    written_roll_numbers,
)
from traceability.serial_ranges import SerialRange, SerialSet
from traceability.stamp_ledger import Holding, StampState
from traceability.stamp_lists import StampLineUnclear, named_stamps, words_of_lines

FIELD: Final = "stretches"  # of the form; all faults of lines are told of it


class StretchUnclear(Invalid):
    """A line is neither numbers of rolls nor a code nor two of them."""

    code = "stamp.stretch_unclear"


class StretchNotOurs(Invalid):
    """No key of ours made the code on a line."""

    code = "stamp.line_not_ours"


class StretchBackwards(Invalid):
    """The first stamp of a line stands behind its last one."""

    code = "stamp.line_backwards"


class StretchWithoutRoll(Invalid):
    """No roll of the order has a number that a line names; the first such number is told."""

    code = "stamp.stretch_without_roll"


class StretchElsewhere(Invalid):
    """What a line names is not of this order, whether it is of another one or of none."""

    code = "stamp.stretch_elsewhere"


@dataclass(frozen=True)
class NumberedRoll:
    """A roll of the order, by the number on its label."""

    id: UUID
    number: int
    serials: SerialRange


@dataclass(frozen=True)
class Stretch:
    """Stamps of one roll, all of them or some; `line` named them, 0 where none did."""

    line: int
    roll: NumberedRoll
    serials: SerialRange


@dataclass(frozen=True)
class ReadStretches:
    """What lines name, and what is wrong with those that name nothing."""

    stretches: tuple[Stretch, ...]
    faults: tuple[FieldError, ...]


class OrderRolls:
    """The rolls of one order, whose stamps all have one key: what lines of a form can name."""

    def __init__(self, key_id: int, rolls: Iterable[NumberedRoll]) -> None:
        self._key_id = key_id
        self._along = sorted(rolls, key=lambda it: it.serials.first)
        self._by_number = {it.number: it for it in self._along}
        self._by_code: defaultdict[UUID, list[NumberedRoll]] = defaultdict(list)
        for roll in self._along:
            self._by_code[ids_of_roll_code(roll_code(roll.id))[0]].append(roll)

    def read(self, text: str, keyring: Keyring) -> ReadStretches:
        """All lines of a text; of each that names nothing, why.

        Of a roll that a line named whole no later line names more: thousands of lines may name
        thousands of rolls each.
        """
        stretches: list[Stretch] = []
        faults: list[FieldError] = []
        whole: set[int] = set()
        for line, words in words_of_lines(text):
            try:
                named = self._named(line, words, keyring, whole)
            except Refusal as refusal:
                details: dict[str, Detail] = {"line": line, **refusal.details}
                faults.append(FieldError(FIELD, refusal.code, details))
            else:
                stretches += named
                whole |= {it.roll.number for it in named if it.serials == it.roll.serials}
        return ReadStretches(tuple(stretches), tuple(faults))

    def across(self, line: int, serials: SerialRange) -> Iterator[Stretch]:
        """The stamps of a range, roll by roll.

        Raises:
            StretchElsewhere: some of them are on none of the rolls.
        """
        at = bisect_right(self._along, serials.first, key=lambda it: it.serials.first) - 1
        first = serials.first
        while first < serials.last:
            roll = self._along[at] if 0 <= at < len(self._along) else None
            if roll is None or not roll.serials.contains(first):
                raise StretchElsewhere
            part = roll.serials.common(serials)
            yield Stretch(line, roll, part)
            at, first = at + 1, part.last

    def _named(self, line: int, words: str, keyring: Keyring, but: Container[int]) -> list[Stretch]:
        rolls = self._rolls(words)
        if rolls is not None:
            return [Stretch(line, it, it.serials) for it in rolls if it.number not in but]
        between = self.across(line, self._between(line, words, keyring))
        return [it for it in between if it.roll.number not in but]

    def _rolls(self, words: str) -> tuple[NumberedRoll, ...] | None:
        numbers = _numbers(words)
        if numbers is not None:
            return self._numbered(numbers)
        code = _code(words)
        return None if code is None else (self._coded(code),)

    def _numbered(self, numbers: Sequence[int]) -> tuple[NumberedRoll, ...]:
        try:
            return numbered(self._by_number, numbers)
        except NoRollOfNumber as missing:
            raise StretchWithoutRoll(number=missing.details["number"]) from None

    def _coded(self, code: UUID) -> NumberedRoll:
        fitting = self._by_code.get(code, [])
        if len(fitting) != 1:
            raise StretchElsewhere
        return fitting[0]

    def _between(self, line: int, words: str, keyring: Keyring) -> SerialRange:
        try:
            named = named_stamps(line, words)
        except StampLineUnclear:
            raise StretchUnclear from None
        first, last = (keyring.open(serial) for serial in (named.first, named.last))
        if first is None or last is None:
            raise StretchNotOurs
        if {first.key_id, last.key_id} != {self._key_id}:
            raise StretchElsewhere
        if first.counter > last.counter:
            raise StretchBackwards
        return SerialRange(first.counter, last.counter + 1)


def once(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Each stamp once, in the order of their rolls: to scan a roll twice names it once."""
    by_roll: defaultdict[NumberedRoll, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_roll[stretch.roll].append(stretch)
    along = sorted(by_roll.items(), key=lambda it: it[0].serials.first)
    return tuple(
        Stretch(named[0].line, roll, serials)
        for roll, named in along
        for serials in SerialSet.of(it.serials for it in named).ranges
    )


@dataclass(frozen=True)
class Binder:
    """Who bound stamps to a lot, and when."""

    name: str
    at: datetime


def stretch_faults(
    stretches: Iterable[Stretch],
    holdings: Mapping[UUID, Sequence[Holding]],
    binders: Mapping[UUID, Binder],
) -> tuple[FieldError, ...]:
    """Why stretches cannot be activated, rolls of one line with the same fault in one sentence.

    `holdings` are those of each roll, `binders` those who activated what is active, by activation.
    """
    alike: defaultdict[tuple[int, str, tuple[tuple[str, Detail], ...]], list[int]]
    alike = defaultdict(list)
    for stretch in stretches:
        found = _fault(stretch, holdings[stretch.roll.id], binders)
        if found is not None:
            code, details = found
            alike[stretch.line, code, tuple(details.items())].append(stretch.roll.number)
    return tuple(_told(line, code, dict(facts), on) for (line, code, facts), on in alike.items())


def _told(line: int, code: str, facts: dict[str, Detail], numbers: list[int]) -> FieldError:
    where: dict[str, Detail] = {"rolls": written_roll_numbers(numbers)}
    if line:
        return FieldError(FIELD, f"stamp.stretch_{code}", facts | where | {"line": line})
    return FieldError(FIELD, f"stamp.rolls_{code}", facts | where)


def _fault(
    stretch: Stretch, holdings: Sequence[Holding], binders: Mapping[UUID, Binder]
) -> tuple[str, dict[str, Detail]] | None:
    touched = [it for it in holdings if it.serials.overlaps(stretch.serials)]
    bound = (it.activation_id for it in touched if it.state is StampState.ACTIVATED)
    for by in (binders[it] for it in bound if it is not None):
        return "activated", {"activated_by": by.name, "activated_at": by.at}
    elsewhere = [it.state for it in touched if it.state is not StampState.DELIVERED]
    return ("not_delivered", {"state": f"stamp_state.{elsewhere[0]}"}) if elsewhere else None


def _numbers(words: str) -> tuple[int, ...] | None:
    try:
        return read_roll_numbers(words)
    except RollNumbersUnclear:
        return None


def _code(words: str) -> UUID | None:
    """The first id that a roll of this code can have."""
    try:
        return ids_of_roll_code(words)[0]
    except BadRollCode:
        return None
