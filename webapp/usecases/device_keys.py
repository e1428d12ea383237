"""The keys under which phones are told apart: made at random for each month, destroyed after it.

A key follows from nothing: when its row is gone, nobody can compute a hash of that month again,
whoever holds the database, every secret and the cookie.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update

from traceability.looks import is_key_over, month_after, month_of
from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.scan import DeviceKey
from webapp.models.upsert import upsert


@transactional
def make_device_key(actor: Actor, month: str, *, now: datetime) -> bytes:  # noqa: ARG001
    """The month's key, made when nobody made it before; of two at once the first one's."""
    return _made(month, now)


@transactional
def turn_device_keys(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Make the next month's key ahead of time and destroy those whose month is over.

    Gives back how many were destroyed. A key is overwritten before its row goes, so that it does
    not stay behind in a page of the database.
    """
    _made(month_of(now), now)
    _made(month_after(month_of(now)), now)
    months = db.session.scalars(select(DeviceKey.month)).all()
    over = DeviceKey.month.in_([month for month in months if is_key_over(month, now)])
    db.session.execute(update(DeviceKey).where(over).values(key="0" * 64))
    return count_changed(db.session(), delete(DeviceKey).where(over))


def _made(month: str, now: datetime) -> bytes:
    session = db.session()
    row = {"month": month, "key": secrets.token_hex(32), "made_at": now}
    session.execute(upsert(session, DeviceKey).values(row).on_conflict_do_nothing())
    query = select(DeviceKey.key).where(DeviceKey.month == month)
    return bytes.fromhex(session.execute(query).scalar_one())
