"""What stamps cost, and who pays which share of it, in whole đồng."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderCost:
    """`count` stamps at `unit_price` đồng, of which a programme pays `subsidy_percent`.

    The programme's share is rounded down to the đồng, so both shares always make the whole.
    """

    count: int
    unit_price: int
    subsidy_percent: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.count * self.unit_price

    @property
    def subsidy(self) -> int:
        """The programme's share."""
        return self.total * self.subsidy_percent // 100

    @property
    def own_share(self) -> int:
        """What whoever ordered pays."""
        return self.total - self.subsidy
