"""Counting how often something is tried, in the database, so that all workers count together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from traceability.errors import Refusal
from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.audit import RateCount
from webapp.models.upsert import upsert


class TooManyTries(Refusal):
    """The limit of this action is reached; `retry_after` is in seconds."""

    code = "limit.reached"


@dataclass(frozen=True)
class Limit:
    """At most `count` tries of an action in a window of `seconds`."""

    action: str
    count: int
    seconds: int


@dataclass(frozen=True)
class CountTry:
    limit: Limit
    who: str


SIGN_IN_BY_PHONE = Limit("sign_in.phone", 10, 900)
SIGN_IN_BY_ADDRESS = Limit("sign_in.address", 60, 900)
REPORT_BY_ADDRESS = Limit("report.address", 20, 3600)
PHOTO_BY_ADDRESS = Limit("photo.address", 60, 600)
CODE_BY_ADDRESS = Limit("code.address", 60, 600)
COVERED_CODE_BY_ADDRESS = Limit("covered_code.address", 60, 600)
SMS_BY_SENDER = Limit("sms.sender", 20, 3600)
RECEIPT_BY_ADDRESS = Limit("receipt.address", 60, 600)
PLACE_BY_ADDRESS = Limit("place.address", 30, 600)
EXPORT_BY_ACCOUNT = Limit("export.account", 10, 3600)


def try_once(actor: Actor, command: CountTry, *, now: datetime) -> None:
    """Count one try; the count stands even though the try itself is then refused.

    Raises:
        TooManyTries: the window is full.
    """
    count = count_try(actor, command, now=now)
    if count > command.limit.count:
        left = command.limit.seconds - int(now.timestamp()) % command.limit.seconds
        raise TooManyTries(retry_after=left, action=command.limit.action)


@transactional
def count_try(actor: Actor, command: CountTry, *, now: datetime) -> int:  # noqa: ARG001
    """Count one try and give back how many there were in its window."""
    window = int(now.timestamp()) // command.limit.seconds
    row = {
        "key": f"{command.limit.action}:{command.who}",
        "window": window,
        "count": 1,
        "expires_at": now + timedelta(seconds=command.limit.seconds),
    }
    statement = upsert(db.session(), RateCount).values(row)
    counted = statement.on_conflict_do_update(
        index_elements=["key", "window"], set_={"count": RateCount.count + 1}
    ).returning(RateCount.count)
    return db.session.execute(counted).scalar_one()


@transactional
def forget_old_counts(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete counts of windows that are over."""
    return count_changed(db.session(), delete(RateCount).where(RateCount.expires_at < now))
