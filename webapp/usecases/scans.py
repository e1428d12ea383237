"""Recording looks at stamps, many at a time, after the answers were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert

from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.scan import Scan

# Raw scans are kept 13 months, then only what was concluded from them (docs/operations.md).
KEPT = timedelta(days=396)


@dataclass(frozen=True)
class SeenStamp:
    """One look: which stamp, when, what was answered, and by what way it was asked."""

    key_id: int
    counter: int
    scanned_at: datetime
    device_hash: str | None
    verdict: str
    way: str
    province_code: str | None = None


@transactional
def record_scans(actor: Actor, seen: Sequence[SeenStamp], *, now: datetime) -> int:  # noqa: ARG001
    """Record a batch of looks in one statement and give back how many."""
    rows = [
        {
            "id": uuid4(),
            "scanned_at": look.scanned_at,
            "key_id": look.key_id,
            "counter": look.counter,
            "device_hash": look.device_hash,
            "province_code": look.province_code,
            "verdict": look.verdict,
            "way": look.way,
        }
        for look in seen
    ]
    if rows:
        db.session.execute(insert(Scan), rows)
    return len(rows)


@transactional
def forget_old_scans(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete raw scans older than their retention."""
    return count_changed(db.session(), delete(Scan).where(Scan.scanned_at < now - KEPT))
