"""The register of inputs: which plant-protection and veterinary products may be used, where, and
how long before a harvest.

A version is in force from its day until the next one; what it said on the day of the work is kept
with the entry, so that a later version never changes what an older entry means. What the register
does not know is no offence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from traceability.errors import NotFound
from traceability.event_flags import EventFlag
from traceability.grown import Grown
from traceability.input_names import (
    antibiotics_in,
    ingredient_keys,
    ingredients_of,
    trade_key,
)

LONGEST_WAIT = 365


class InputKind(StrEnum):
    """The kinds of inputs there are registers of, as event templates call them."""

    PESTICIDE = "pesticide"
    DRUG = "drug"


class InputStatus(StrEnum):
    """What the authorities say of a product or an active ingredient."""

    PERMITTED = "permitted"
    RESTRICTED = "restricted"
    BANNED = "banned"


class NoSuchRegister(NotFound):
    """No version of that id."""

    code = "inputs.no_such_register"


@dataclass(frozen=True)
class CropDays:
    """A crop or animal that a product may be used on; its own days of waiting where given."""

    name: str
    days: int | None = None

    @property
    def says_days(self) -> bool:
        """Whether it has days of its own; they may be nought."""
        return self.days is not None


@dataclass(frozen=True)
class RegisterRow:
    """One line: a product, or without a trade name every product of these active ingredients.

    `days` is the waiting period where the crop has none of its own. No `crops` means any.
    """

    trade_name: str
    ingredients: tuple[str, ...]
    status: InputStatus
    crops: tuple[CropDays, ...] = ()
    days: int | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes two lines the same product."""
        return trade_key(self.trade_name), tuple(sorted(self.ingredient_keys))

    @property
    def ingredient_keys(self) -> frozenset[str]:
        """Its active ingredients as they are compared."""
        return ingredient_keys(self.ingredients)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.trade_name or " + ".join(self.ingredients)

    @property
    def is_permitted_antibiotic(self) -> bool:
        """Whether it puts an antibiotic on the list of what may be used."""
        is_listed = self.status is not InputStatus.BANNED
        return is_listed and bool(antibiotics_in(self.ingredients))

    def is_for(self, grown: Grown) -> bool | None:
        """Whether it may be used on what grows here; None when that cannot be told."""
        answers = [grown.is_called(crop.name) for crop in self.crops]
        return True if not answers else _any(answers)

    def days_for(self, grown: Grown) -> int | None:
        """The days that its line asks for here; the longest it names where it does not say."""
        named = [it.days for it in self.crops if grown.is_called(it.name) and it.days is not None]
        if named:
            return max(named)
        if self.days is not None:
            return self.days
        return max((it.days for it in self.crops if it.days is not None), default=None)


@dataclass(frozen=True)
class AskedInput:
    """An input as somebody wrote it down, on what grows there."""

    name: str
    ingredients: str
    grown: Grown


@dataclass(frozen=True)
class Finding:
    """What a version says of an input; `status` is None for what it does not know.

    `because` is the product or ingredient that decides, as the register spells it.
    """

    status: InputStatus | None = None
    registered_days: int | None = None
    is_for_crop: bool | None = None
    because: str = ""
    is_unlisted_antibiotic: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether the register has nothing to say, which is said mildly."""
        return self.status is None and not self.is_unlisted_antibiotic

    @property
    def is_stopped(self) -> bool:
        """Whether it must not be used at all."""
        return self.status is InputStatus.BANNED or self.is_unlisted_antibiotic

    def flags(self, written_days: int) -> tuple[EventFlag, ...]:
        """What is marked on the entry; `written_days` are those that were read on the label."""
        found = {
            EventFlag.INPUT_BANNED: self.status is InputStatus.BANNED,
            EventFlag.DRUG_NOT_LISTED: self.is_unlisted_antibiotic,
            EventFlag.INPUT_RESTRICTED: self.status is InputStatus.RESTRICTED,
            EventFlag.INPUT_NOT_FOR_CROP: self.is_for_crop is False,
            EventFlag.WAIT_BELOW_REGISTER: written_days < (self.registered_days or 0),
        }
        return tuple(flag for flag, holds in found.items() if holds)


@dataclass(frozen=True)
class Changes:
    """Which lines a version brings, changes and leaves out, against the one before it; `freed` are
    those whose ban it would end.
    """

    new: tuple[RegisterRow, ...]
    changed: tuple[RegisterRow, ...]
    gone: tuple[RegisterRow, ...]
    freed: tuple[RegisterRow, ...]

    @classmethod
    def between(cls, before: Iterable[RegisterRow], after: Iterable[RegisterRow]) -> Self:
        """What is different; the order of lines and spellings of a name are not."""
        old, new = ({row.key: row for row in rows} for rows in (before, after))
        return cls(
            new=tuple(row for key, row in new.items() if key not in old),
            changed=tuple(row for key, row in new.items() if key in old and _differ(row, old[key])),
            gone=tuple(row for key, row in old.items() if key not in new),
            freed=tuple(
                row
                for key, row in old.items()
                if row.status is InputStatus.BANNED
                and (key not in new or new[key].status is not InputStatus.BANNED)
            ),
        )


@dataclass(frozen=True)
class Dated:
    """A version by the day it is in force from, and its place in the order of their imports."""

    effective_from: date
    number: int


D = TypeVar("D", bound=Dated)


def in_force(versions: Iterable[D], on: date) -> D | None:
    """The version that counts on a day: the latest that had begun, as it was last imported."""
    begun = (version for version in versions if version.effective_from <= on)
    return max(begun, key=lambda it: (it.effective_from, it.number), default=None)


def look_up(rows: Iterable[RegisterRow], asked: AskedInput, *, lists_antibiotics: bool) -> Finding:
    """What the rows say of an input.

    A product is known by its trade name, or by its active ingredients where the register speaks of
    those; a ban of an ingredient bans every product that holds it, whatever was typed.
    """
    known = list(rows)
    products = _products(known, asked)
    holds = [
        *ingredients_of(asked.ingredients),
        *(it for row in products for it in row.ingredients),
    ]
    antibiotics = antibiotics_in(holds or [asked.name])
    # People write an ingredient where the trade name belongs, and words around an ingredient.
    keys = ingredient_keys([*holds, *ingredients_of(asked.name)]) | antibiotics
    general = [row for row in known if not row.trade_name and row.ingredient_keys <= keys]
    matched = [*products, *general]
    for row in matched:
        if row.status is InputStatus.BANNED:
            return Finding(InputStatus.BANNED, because=row.name)
    unlisted = antibiotics.difference(*(row.ingredient_keys for row in matched))
    if lists_antibiotics and unlisted:
        return Finding(because=min(unlisted), is_unlisted_antibiotic=True)
    return _finding(products, general, asked.grown)


def _products(rows: Sequence[RegisterRow], asked: AskedInput) -> list[RegisterRow]:
    """The lines of that trade name; of several, those of the ingredient that was written down."""
    name, written = trade_key(asked.name), ingredient_keys(ingredients_of(asked.ingredients))
    named = [row for row in rows if row.trade_name and trade_key(row.trade_name) == name]
    return [row for row in named if row.ingredient_keys & written] or named


def _finding(
    products: Sequence[RegisterRow], general: Sequence[RegisterRow], grown: Grown
) -> Finding:
    applied = products or general
    if not applied:
        return Finding()
    answers = [row.is_for(grown) for row in applied]
    days = [it for row in applied if (it := row.days_for(grown)) is not None]
    restricted = next((it for it in applied if it.status is InputStatus.RESTRICTED), None)
    decisive = restricted or applied[0]
    return Finding(
        status=decisive.status,
        registered_days=max(days, default=None),
        # One line of a product permits it; of a mixture every ingredient must be permitted.
        is_for_crop=_any(answers) if products else _all(answers),
        because=decisive.name,
    )


def _any(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _all(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _differ(one: RegisterRow, other: RegisterRow) -> bool:
    return _rules(one) != _rules(other)


def _rules(row: RegisterRow) -> tuple[InputStatus, int | None, frozenset[CropDays]]:
    return row.status, row.days, frozenset(row.crops)
