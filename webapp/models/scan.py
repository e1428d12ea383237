"""Scans: one look at a stamp, coarse in place and unlinkable in person."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, false, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.keyring import SerialPlace
from traceability.looks import PlaceSource
from webapp.db import Base, UtcDateTime, coded
from webapp.models.upsert import upsert


class Scan(Base):
    """No foreign keys and time first in the key, so that PostgreSQL can partition by month.

    `cell` is a tenth of a degree (`cell_code`), never finer. `network` is one of 4,096 names
    under the month's key, each shared by thousands of networks. `cause` says why a stamp was
    withdrawn when it was looked at. `bought`: whoever looked said whether the pack is theirs.
    """

    __tablename__ = "scan"
    __table_args__ = (
        # All that a verdict tells of the looks before: it reads none of their rows.
        Index(None, "key_id", "counter", "scanned_at", "is_staff", "province_code"),
        # Few looks are those of staff, and whether a phone made one is asked at every scoring.
        Index(
            None,
            "device_hash",
            sqlite_where=text("is_staff = 1"),
            postgresql_where=text("is_staff"),
        ),
    )

    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key_id: Mapped[int]
    counter: Mapped[int] = mapped_column(BigInteger)
    device_hash: Mapped[str | None]
    province_code: Mapped[str | None]
    verdict: Mapped[str]
    way: Mapped[str]
    cell: Mapped[str | None]
    place_source: Mapped[PlaceSource | None] = mapped_column(coded(PlaceSource, "place_source"))
    network: Mapped[int | None]
    cause: Mapped[str | None]
    bought: Mapped[bool | None]
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())


class UnscoredStamp(Base):
    """A stamp that was looked at and not scored since: written with the look, gone with the score.

    Two workers divide them among themselves by locking; what one was killed over, another finds.
    """

    __tablename__ = "unscored_stamp"

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def mark_unscored(session: Session, stamps: Iterable[SerialPlace], now: datetime) -> None:
    """Have these stamps scored, before anything is written to the stamps themselves.

    A worker holds the marks of what it scores and then writes the stamps: whoever wrote the stamps
    first and waited for their marks would lock up with it. What waits already keeps its turn.
    """
    # In one order everywhere, so that two batches never wait for one another; and where a worker
    # is about to take the mark away, wait for it and set it anew.
    places = sorted({(stamp.key_id, stamp.counter) for stamp in stamps})
    rows = [{"key_id": key, "counter": counter, "waiting_since": now} for key, counter in places]
    statement = upsert(session, UnscoredStamp).on_conflict_do_update(
        index_elements=["key_id", "counter"], set_={"waiting_since": UnscoredStamp.waiting_since}
    )
    if rows:
        session.execute(statement, rows)


class UnknownLooks(Base):
    """How many codes that nobody issued were asked for in one hour; nothing about who asked."""

    __tablename__ = "unknown_looks"

    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int]


class DeviceKey(Base):
    """The random key under which phones are told apart in one month; destroyed after it."""

    __tablename__ = "device_key"

    month: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
