"""The stock of bought inputs as managers and clerks read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from traceability.calendar import civil_date
from traceability.geography import fold
from traceability.input_stock import Shortage, StockLine, stock_of
from traceability.quantities import get_unit
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.input_stock import movements_of

SOON: Final = timedelta(days=30)


@dataclass(frozen=True)
class StockRow:
    """One item in one measure; amounts in thousandths of its unit."""

    line: StockLine
    today: date

    @property
    def unit(self) -> Mapping[str, str]:
        """What it is measured in."""
        return unit_labels(self.line.unit)

    @property
    def expires_on(self) -> date | None:
        """When the first of what is left expires."""
        return self.line.expires_on

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands, the gravest first."""
        return f"input_stock.{self._state}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"enough": "green", "used_up": "grey", "unrecorded": "grey"}.get(
            self._state, "red" if self._state in ("short", "expired") else "amber"
        )

    @property
    def _state(self) -> str:
        if not self.line.is_recorded:
            return "unrecorded"
        if self.line.short:
            return "short"
        return self._by_expiry() if self.line.left else "used_up"

    def _by_expiry(self) -> str:
        expires_on = self.line.expires_on
        if expires_on is None or expires_on > self.today + SOON:
            return "enough"
        return "expired" if expires_on < self.today else "expires_soon"


@dataclass(frozen=True)
class ShownShortage:
    """The sum behind a warning, with its unit in both languages."""

    bought: int
    used: int
    now: int
    unit: Mapping[str, str]


def stock_rows(actor: Actor, words: str, *, now: datetime) -> tuple[StockRow, ...]:
    """The organisation's stock by name; `words` are searched without marks."""
    with reader() as connection:
        if actor.organisation_id is None:
            return ()
        moved = movements_of(connection, actor.organisation_id)
    lines = sorted(stock_of(moved.values()), key=lambda it: (fold(it.name), it.unit))
    wanted = fold(words).split()
    found = (it for it in lines if all(word in fold(it.name) for word in wanted))
    return tuple(StockRow(line, civil_date(now)) for line in found)


def shown_shortage(short: Shortage | None) -> ShownShortage | None:
    """A shortage as pages tell it."""
    if short is None:
        return None
    return ShownShortage(short.bought, short.used, short.now, unit_labels(short.unit))


def unit_labels(code: str) -> dict[str, str]:
    """A unit in both languages."""
    unit = get_unit(code)
    return {"vi": unit.vi, "en": unit.en}
