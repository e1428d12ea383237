"""What looks at stamps gave reason to alert about, before it is written as an alert."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from traceability.alerts import OF_A_LOT, AlertKind
from traceability.keyring import SerialPlace
from traceability.suspicion import Sign

# What is told once for a whole order, whichever of its stamps is looked at.
OF_AN_ORDER: Final = frozenset({AlertKind.GONE, AlertKind.NOT_ACTIVATED, AlertKind.NEVER_ISSUED})
# Looks of the day on which an answer was given belong to what was answered.
ANSWER_HOLDS: Final = timedelta(days=1)
# What is told by how many stamps it is about, all of one subject.
OF_A_COUNT: Final = OF_A_LOT | {AlertKind.ODD_ACTIVATION}
# So many times the stamps that an answer was about are another matter.
_TIMES_ANSWERED: Final = 2


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """Something to alert about, with the times of the first and the last look that say so.

    Where it was noticed at several stamps, `parts` are what was noticed at each of them.
    """

    kind: AlertKind
    subject: str
    first_at: datetime
    last_at: datetime
    signs: tuple[Sign, ...]
    stamp: SerialPlace | None = None
    organisation_id: UUID | None = None
    lot_id: UUID | None = None
    parts: tuple["Noticed", ...] = ()

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"{self.kind}:{self.subject}"

    def and_at(self, other: "Noticed") -> "Noticed":
        """The same, noticed at another stamp too: one thing, over the time of both."""
        first, last = min(self.first_at, other.first_at), max(self.last_at, other.last_at)
        parts = (*(self.parts or (self,)), other)
        return replace(other, first_at=first, last_at=last, parts=parts)

    @property
    def is_of_a_count(self) -> bool:
        """Whether an answer to it is one to so many stamps."""
        return self.kind in OF_A_COUNT

    def since_answer(
        self, answered_at: datetime, answered: tuple[Sign, ...] = ()
    ) -> "Noticed | None":
        """What of it an answer of that moment cannot have meant; None where it meant all.

        Those are stamps that nobody had looked at by then, and that are looked at a day after it;
        of a lot or a day's activations, that one of the signs is about twice as many stamps as in
        those that were `answered`, or that there was none of it.
        """
        if self.is_of_a_count:
            before = {_what(sign): _stamps(sign) for sign in answered}
            more = (_stamps(it) >= _TIMES_ANSWERED * before.get(_what(it), 0) for it in self.signs)
            return self if any(more) else None
        after = answered_at + ANSWER_HOLDS
        parts = self.parts or (self,)
        fresh = [it for it in parts if it.first_at > answered_at and it.last_at >= after]
        if self.kind not in OF_AN_ORDER or not fresh:
            return None
        found = fresh[0]
        for other in fresh[1:]:
            found = found.and_at(other)
        return found


def _what(sign: Sign) -> tuple[str, object]:
    """What a sign says, whatever the number: of activations elsewhere it names the province."""
    return sign.code, sign.details.get("province")


def _stamps(sign: Sign) -> int:
    return int(sign.details.get("marked") or sign.details.get("count") or 0)
