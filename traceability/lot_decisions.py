"""What is decided about a lot beside its diary: by its people, or by an entry that holds it."""

from enum import StrEnum


class LotDecisionKind(StrEnum):
    """One kind of decision; the values are the actions in the ledger."""

    RELEASE_ASKED = "release_asked"
    SENT_BACK = "sent_back"
    RELEASED = "released"
    HELD = "held"
    HOLD_RELEASED = "hold_released"
    YIELD_ACCEPTED = "yield_accepted"
    CANCELLED = "cancelled"
    CLOSED = "closed"


# What buyers are told of a lot, whatever its keepers chose to show of the diary.
PUBLIC_DECISIONS = frozenset({LotDecisionKind.HELD, LotDecisionKind.HOLD_RELEASED})
