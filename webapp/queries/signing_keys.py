"""The keys that sign stamps, as they are published."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from traceability.stamp_signatures import SignedNumbers, SigningRing
from webapp.db import reader
from webapp.models.signing_key import SigningKey
from webapp.models.stamp_order import StampOrder


class KeyState(StrEnum):
    """What a phone is to think of a key."""

    CURRENT = "current"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True)
class PublishedKey:
    """One key. `begun_at` is empty until it is used; `until` is when the next one was begun."""

    key_id: int
    public_key: str
    state: KeyState
    begun_at: datetime | None
    until: datetime | None
    compromised_at: datetime | None
    signed: int


def public_signing_keys(ring: SigningRing) -> tuple[PublishedKey, ...]:
    """Every key that ever signed, the oldest first."""
    with reader() as connection:
        rows = {row.key_id: row for row in connection.execute(select(SigningKey.__table__))}
    ids = [key.key_id for key in ring.public_keys]
    begun = {key_id: rows[key_id].begun_at if key_id in rows else None for key_id in ids}
    return tuple(
        PublishedKey(
            key_id=key.key_id,
            public_key=key.raw.hex(),
            state=_state(key.key_id, ring, rows),
            begun_at=begun[key.key_id],
            until=next((begun[it] for it in ids if it > key.key_id and begun[it]), None),
            compromised_at=rows[key.key_id].compromised_at if key.key_id in rows else None,
            signed=rows[key.key_id].next_number if key.key_id in rows else 0,
        )
        for key in ring.public_keys
    )


def public_signed_numbers(order_id: UUID) -> SignedNumbers | None:
    """Under which numbers the stamps of an order are signed; None where they are not."""
    query = select(StampOrder.signing_key_id, StampOrder.signed_first, StampOrder.first).where(
        StampOrder.id == order_id, StampOrder.is_signed
    )
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None or row.signing_key_id is None or row.signed_first is None:
        return None
    return SignedNumbers(row.signing_key_id, row.signed_first, row.first)


def compromised_keys(connection: Connection) -> dict[int, datetime]:
    """Keys that others know, and since when."""
    query = select(SigningKey.key_id, SigningKey.compromised_at).where(
        SigningKey.compromised_at.is_not(None)
    )
    return {row.key_id: row.compromised_at for row in connection.execute(query)}


class CompromisedKeys:
    """The same, kept for a while in this process: a verdict is one SELECT, signed link or not."""

    def __init__(self, keep_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._kept: Mapping[int, datetime] = {}
        self._stale_at = -1.0

    def current(self) -> Mapping[int, datetime]:
        """Those that were given up a few seconds ago at the latest."""
        if self._clock() >= self._stale_at:
            with reader() as connection:
                self._kept = compromised_keys(connection)
            self._stale_at = self._clock() + self._keep_seconds
        return self._kept


def _state(key_id: int, ring: SigningRing, rows: Mapping[int, Row[Any]]) -> KeyState:
    if key_id in rows and rows[key_id].compromised_at is not None:
        return KeyState.COMPROMISED
    return KeyState.CURRENT if key_id == ring.current.key_id else KeyState.RETIRED
