"""The keys that sign stamps: since when, how many stamps each has signed, and whether it leaked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.stamp_signatures import SLOTS, SigningKeyCompromised, SlotsUsedUp, StampSigner
from webapp.db import Base, UtcDateTime
from webapp.models.upsert import upsert


class WrongSigningSecret(RuntimeError):
    """The secret of this key was changed: no phone would accept what it signs."""


class SigningKey(Base):
    """One id of `SIGNING_KEY_ID`, from its first use on. Only the public half is stored.

    `next_number` is how many stamps it has signed, or was asked to. After `compromised_at` nothing
    that it signed proves anything.
    """

    __tablename__ = "signing_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key_id: Mapped[int] = mapped_column(unique=True)
    public_key: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_number: Mapped[int] = mapped_column(BigInteger)
    compromised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class LockedKey:
    """A key whose row is held until the transaction ends. `is_new`: nobody used it before."""

    row: SigningKey
    is_new: bool

    def take(self, count: int) -> int:
        """The first of `count` numbers in a row that no other order gets.

        Raises:
            SigningKeyCompromised, SlotsUsedUp: it signs no more; another id must be set.
        """
        if self.row.compromised_at is not None:
            raise SigningKeyCompromised(key_id=self.row.key_id)
        first = self.row.next_number
        if first + count > SLOTS:
            raise SlotsUsedUp(key_id=self.row.key_id)
        self.row.next_number = first + count
        return first


def begun_signing_key(key: SigningKey) -> dict[str, Any]:
    """What the ledger is told of a key's first use."""
    told = {"key_id": key.key_id, "public_key": key.public_key}
    return {"action": "signing_key_begun"} | told


def lock_signing_key(session: Session, signer: StampSigner, now: datetime) -> LockedKey:
    """Hold the key's row, and make it if nobody has; of two who try at once, one waits.

    Raises:
        WrongSigningSecret: it was begun under another secret.
    """
    public_key = signer.public.raw.hex()
    values = {"id": uuid4(), "key_id": signer.key_id, "public_key": public_key}
    values |= {"begun_at": now, "next_number": 0}
    insert = upsert(session, SigningKey).values(values).on_conflict_do_nothing()
    made = session.execute(insert.returning(SigningKey.id)).scalar_one_or_none()
    query = select(SigningKey).where(SigningKey.key_id == signer.key_id).with_for_update()
    row = session.execute(query).scalar_one()
    if row.public_key != public_key:
        raise WrongSigningSecret(f"SIGNING_SECRET does not belong to signing key {signer.key_id}")
    return LockedKey(row, made is not None)
