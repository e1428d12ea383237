"""What inspectors have laid over stamps, as those read it who ordered them or decide on orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from traceability.serial_ranges import SerialRange
from traceability.stamps import FlagKind
from webapp.models.stamp import StampFlag

FLAGS_SHOWN: Final = 50


@dataclass(frozen=True)
class StandingFlag:
    """One that stands over stamps `[first, last)`.

    What its inspector wrote for colleagues is not told, only what buyers read.
    """

    kind: FlagKind
    key_id: int
    first: int
    last: int
    public_reason: str
    raised_at: datetime

    @property
    def count(self) -> int:
        """How many stamps."""
        return self.last - self.first

    @property
    def kind_code(self) -> str:
        """The code whose words name it."""
        return f"flag_kind.{self.kind.value}"

    @property
    def tone(self) -> str:
        """The colour of its notice, as of the verdict that buyers read."""
        return "red" if self.kind.withdraws else "amber"


def standing_flags(
    connection: Connection, key_id: int, serials: SerialRange
) -> tuple[StandingFlag, ...]:
    """Those over some of these stamps, each as far as it reaches among them; the latest first."""
    query = (
        select(
            StampFlag.kind,
            StampFlag.first,
            StampFlag.last,
            StampFlag.public_reason,
            StampFlag.raised_at,
        )
        .where(
            StampFlag.key_id == key_id,
            StampFlag.first < serials.last,
            StampFlag.last > serials.first,
            StampFlag.lifted_at.is_(None),
        )
        .order_by(StampFlag.raised_at.desc(), StampFlag.first)
        .limit(FLAGS_SHOWN)
    )
    return tuple(
        StandingFlag(
            kind=row.kind,
            key_id=key_id,
            first=max(row.first, serials.first),
            last=min(row.last, serials.last),
            public_reason=row.public_reason,
            raised_at=row.raised_at,
        )
        for row in connection.execute(query)
    )
