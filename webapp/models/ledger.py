"""The append-only ledger: entries, the one head that orders them, and erasable personal data."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime, coded


class EntryKind(StrEnum):
    EPCIS = "epcis"
    STAMP = "stamp"
    DECISION = "decision"


class LedgerEntry(Base):
    """One leaf. `body` is canonical JSON text that repeats every other column but the position.

    No foreign keys: an entry outlives whatever it speaks of.
    """

    __tablename__ = "ledger_entry"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[EntryKind] = mapped_column(coded(EntryKind, "kind"))
    subject_id: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(index=True)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[UUID | None]
    device_id: Mapped[UUID | None]
    body: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str]
    leaf_hash: Mapped[str]


class LedgerHead(Base):
    """One row; whoever appends holds it. Its size is the next position, so there are no gaps."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class LedgerPersonal(Base):
    """What a body names only by `sha256(salt + value)`; erasing the row leaves proofs valid."""

    __tablename__ = "ledger_personal"

    commitment: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    value: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)
