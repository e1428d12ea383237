"""The drill of tampering: a story in every table, touched by chance, and what the audit names."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from tests.cast import Cast
from tests.diary import HOST, entry
from tests.ledger_story import tell
from tests.lots import opened
from tests.makers import Maker
from tests.tampering import TOGETHER, WAYS, NothingToTouch, Touched
from traceability.checkpoint import LogSigner
from traceability.roles import Actor
from webapp.db import db
from webapp.queries.audits.registry import NOUNS
from webapp.queries.audits.rows import Finding
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event

SIGNER = LogSigner("tem.example/ledger", b"a secret")
MOST_AT_ONCE = 3


def write_story(make: Maker, cast: Cast, now: datetime) -> None:
    """A story in every table, sealed in two checkpoints, and entries that are not sealed yet."""
    lot = opened(make, cast.lan, make.product(cast.cooperative))
    capture_event(cast.lan, entry(lot), HOST, now=now)
    sign_checkpoint(Actor.system(), SIGNER, now=now)
    tell(make, cast, now)
    sign_checkpoint(Actor.system(), SIGNER, now=now)
    for event_code in ("irrigating", "harvesting", "irrigating"):
        capture_event(cast.lan, entry(lot, event_code), HOST, now=now)
    db.session.commit()


def touch(chance: random.Random, seen: Counter[str]) -> list[list[Touched]] | None:
    """One to three ways at once; None where the database itself did not let it happen."""
    many = chance.choice([1, 1, 1, 2, MOST_AT_ONCE])
    ways = [chance.choice(WAYS if many == 1 else TOGETHER) for _ in range(many)]
    try:
        touched = [way(chance) for way in ways]
    except (IntegrityError, NothingToTouch):
        return None
    flat = [one for some in touched for one in some]
    if len(set(flat)) < len(flat):  # the second touch may have undone the first
        return None
    seen.update(way.__name__ for way in ways)
    seen.update(one.table for one in flat)
    return touched


def assert_named(touched: list[list[Touched]], found: Sequence[Finding]) -> None:
    """All that was touched; of several ways at once one may hide another, but never all."""
    named = [one for some in touched for one in some if any(map(one.is_named_by, found))]
    assert named, (touched, found)
    if len(touched) == 1:
        assert named == touched[0], (touched, found)


def wanted() -> set[str]:
    """Every way and every table: chance goes on until each has come."""
    tables = (it.name for noun in NOUNS for it in (*noun.tables, *noun.lines))
    return {*(way.__name__ for way in WAYS), *tables}


def hold_against_chance(seed: int, times: int) -> int:
    """Touch the database so many times, and until every way and table has come; gives how often."""
    chance = random.Random(seed)  # noqa: S311 - the same ways in every run
    seen: Counter[str] = Counter()
    done = 0
    assert audit_ledger(SIGNER.key).findings == ()

    for _ in range(20 * max(times, 100)):
        if done >= times and wanted() <= set(seen):
            break
        before = set(seen)
        attempt = db.session.begin_nested()
        touched = touch(chance, seen)
        is_new = set(seen) > before  # what has come often enough is audited no more
        if touched is not None and (done < times or is_new):
            done += 1
            found = audit_ledger(SIGNER.key).findings
            assert_named(touched, found)
        attempt.rollback()

    assert audit_ledger(SIGNER.key).findings == ()
    assert done >= times
    assert wanted() - set(seen) == set()
    return done
