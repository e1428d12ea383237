"""The stock of bought inputs: what was bought less what was used, per item, lot number and measure.

People had stock before they began to write: what was never bought on record is shown as such, and
takes nothing below zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from traceability.event_template import FieldType, TemplateEvent, Value, amount_of
from traceability.input_names import trade_key
from traceability.quantities import Quantity, to_si
from traceability.stops import name_of_input

_BOUGHT: Final = "supply"
_USED: Final = frozenset(
    ["pesticide", "drug", "fertiliser", "seed", "feed", "vaccine", "probiotic", "additive"]
)
# Choices that mean what comes from the own yard and hives.
_OWN: Final = frozenset(["composted_manure", "raw_manure", "honey", "pollen"])
_EXPIRY: Final = "expiry"
_NO_LOT: Final = ""


@dataclass(frozen=True)
class Movement:
    """So much of an item was bought or used; `lot` is the number on its pack, empty if unsaid."""

    name: str
    lot: str
    quantity: Quantity
    is_purchase: bool
    expires_on: date | None = None

    @classmethod
    def of(cls, event: TemplateEvent, values: Mapping[str, Value]) -> Self | None:
        """What an entry moves; None for work that neither buys nor uses a measured amount."""
        took = event.epcis.input
        if took is None or took.type not in {_BOUGHT, *_USED}:
            return None
        quantity = amount_of(values, took.quantity)
        name = name_of_input(event, values)
        if quantity is None or not trade_key(name):
            return None
        expiry = values.get(_EXPIRY)
        return cls(
            name=name,
            lot=str(values.get(took.lot or "", "")),
            quantity=quantity,
            is_purchase=took.type == _BOUGHT,
            expires_on=date.fromisoformat(expiry) if isinstance(expiry, str) else None,
        )

    @property
    def item(self) -> str:
        """The item as it is compared."""
        return trade_key(self.name)

    @property
    def told(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {
            "item_key": self.item,
            "name": self.name,
            "lot": self.lot,
            "thousandths": self.quantity.thousandths,
            "unit": self.quantity.unit,
            "is_purchase": self.is_purchase,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }


@dataclass(frozen=True)
class StockLine:
    """One item in one measure, in thousandths of the SI unit `unit`.

    `unrecorded` was used of lots, or of an item, that nobody has bought on record. `short` is how
    much more was used than can have been there.
    """

    name: str
    unit: str
    bought: int
    used: int
    unrecorded: int
    short: int
    expires_on: date | None = None

    @property
    def left(self) -> int:
        """What is left of what was bought on record."""
        return max(0, self.bought - self.used)

    @property
    def is_recorded(self) -> bool:
        """Whether any of it was bought on record."""
        return self.bought > 0


@dataclass(frozen=True)
class Shortage:
    """The sum behind a warning: bought, used before, used by this entry; SI thousandths."""

    unit: str
    bought: int
    used: int
    now: int
    short: int

    def as_json(self) -> dict[str, Any]:
        """As the entry keeps it, in canonical JSON."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The inverse."""
        return cls(told["unit"], told["bought"], told["used"], told["now"], told["short"])


def name_to_buy(event: TemplateEvent, values: Mapping[str, Value]) -> str:
    """What an entry used that somebody must have bought; empty where nothing was, or where what was
    chosen is made by people themselves.
    """
    took = event.epcis.input
    if took is None or took.type not in _USED or _is_own(event, values):
        return ""
    name = name_of_input(event, values)
    return name if trade_key(name) else ""


def _is_own(event: TemplateEvent, values: Mapping[str, Value]) -> bool:
    chosen = (it for it in event.fields if it.type is FieldType.CHOICE)
    return any(values.get(it.name) in _OWN for it in chosen)


def stock_of(movements: Iterable[Movement]) -> tuple[StockLine, ...]:
    """The lines of an organisation's stock, by item and measure, in any order of the movements."""
    sorted_out: defaultdict[tuple[str, str], list[Movement]] = defaultdict(list)
    for movement in movements:
        sorted_out[movement.item, to_si(movement.quantity).unit].append(movement)
    return tuple(_line(unit, sorted_out[item, unit]) for item, unit in sorted(sorted_out))


def shortage(
    others: Iterable[Movement], now: Movement, corrected: Movement | None
) -> Shortage | None:
    """What an entry takes below zero; None when there is enough, or it makes nothing worse.

    `others` are all that stand but the entry itself and the one it corrects; a correction is held
    against what stood before it.
    """
    around = [it for it in others if it.item == now.item]
    unit = to_si(now.quantity).unit
    before = _short(unit, [*around, *([corrected] if corrected else [])])
    after = next((it for it in stock_of([*around, now]) if it.unit == unit), None)
    if after is None or after.short <= before:
        return None
    moved = 0 if now.is_purchase else to_si(now.quantity).thousandths
    return Shortage(unit, after.bought, after.used - moved, moved, after.short)


def _short(unit: str, movements: Iterable[Movement]) -> int:
    return sum(line.short for line in stock_of(movements) if line.unit == unit)


def _line(unit: str, movements: list[Movement]) -> StockLine:
    bought, used = _by_lot(movements, is_purchase=True), _by_lot(movements, is_purchase=False)
    known = {k: v for k, v in used.items() if bought and _may_be_bought(k, bought)}
    latest = max(movements, key=lambda it: (it.is_purchase, it.name))
    return StockLine(
        name=latest.name,
        unit=unit,
        bought=sum(bought.values()),
        used=sum(known.values()),
        unrecorded=sum(used.values()) - sum(known.values()),
        short=_missing(bought, known),
        expires_on=_first_to_expire(movements, sum(known.values())),
    )


def _first_to_expire(movements: Iterable[Movement], used: int) -> date | None:
    """When the first of what is left expires, if what expires first is used first."""
    bought = sorted(
        (it for it in movements if it.is_purchase), key=lambda it: it.expires_on or date.max
    )
    for purchase in bought:
        amount = to_si(purchase.quantity).thousandths
        if used < amount:
            return purchase.expires_on
        used -= amount
    return None


def _by_lot(movements: Iterable[Movement], *, is_purchase: bool) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for movement in movements:
        if movement.is_purchase is is_purchase:
            sums[trade_key(movement.lot)] += to_si(movement.quantity).thousandths
    return {lot: amount for lot, amount in sums.items() if amount}


def _may_be_bought(lot: str, bought: Mapping[str, int]) -> bool:
    """Whether what was used of this lot number can be of what was bought on record."""
    return lot in (_NO_LOT, *bought) or _NO_LOT in bought


def _missing(bought: Mapping[str, int], used: Mapping[str, int]) -> int:
    """How much more was used than there was: of lots beyond what had no lot number, or in all."""
    of_lots = sum(max(0, it - bought.get(lot, 0)) for lot, it in used.items() if lot != _NO_LOT)
    in_all = sum(used.values()) - sum(bought.values())
    return max(0, in_all, of_lots - bought.get(_NO_LOT, 0))
