"""Five hundred random ways to touch the ledger behind our back: each is found, the entry named."""

import hashlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, update

from tests.diary import HOST, entry, values_of
from traceability.checkpoint import LogSigner
from traceability.merkle import leaf_hash
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Event, LedgerEntry, LedgerHead, LedgerNode
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event

SIGNER = LogSigner("tem.example/ledger", b"a secret")
SEALED, SIZE, TIMES = 20, 24, 500


@pytest.fixture
def written(make, cast, now) -> None:
    """Twenty entries that are sealed, in two checkpoints, and four that are not yet."""
    lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    for number in range(SIZE):
        values = values_of("irrigating", volume=str(number + 1))
        capture_event(cast.lan, entry(lot, values=values), HOST, now=now)
        if number in (6, SEALED - 1):
            sign_checkpoint(Actor.system(), SIGNER, now=now)


def change(where_it_is: int, **values: object) -> None:
    where = LedgerEntry.position == where_it_is
    db.session.execute(update(LedgerEntry).where(where).values(**values))


def column(position: int, name: str) -> object:
    found = select(getattr(LedgerEntry, name)).where(LedgerEntry.position == position)
    return db.session.scalar(found)


def edit_a_column(chance: random.Random, position: int) -> None:
    name = chance.choice(
        ["subject_id", "organisation_id", "claimed_at", "received_at", "actor_id", "leaf_hash"]
    )
    kept = column(position, name)
    other: object = f"{kept}x"
    if isinstance(kept, UUID):
        other = UUID(int=chance.getrandbits(128))
    elif isinstance(kept, datetime):
        other = kept - timedelta(minutes=chance.randint(1, 10**6))
    change(position, **{name: other})


def edit_the_body(chance: random.Random, position: int) -> str:
    """One character is another; the hashes stay as they were."""
    body = str(column(position, "body"))
    place = chance.randrange(len(body))
    other = (
        body[:place]
        + chance.choice("0123456789abcdef".replace(body[place], ""))
        + body[place + 1 :]
    )
    change(position, body=other)
    return other


def edit_the_body_and_its_hashes(chance: random.Random, position: int) -> None:
    other = edit_the_body(chance, position).encode()
    hashes = {"body_sha256": hashlib.sha256(other).hexdigest(), "leaf_hash": leaf_hash(other).hex()}
    change(position, **hashes)


def delete_it(_: random.Random, position: int) -> None:
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position == position))


def swap_it_with_another(chance: random.Random, position: int) -> None:
    """Two entries change places, whole as they are."""
    other = chance.choice([it for it in range(SIZE) if it != position])
    for before, after in ((position, -1), (other, position), (-1, other)):
        change(before, position=after)


def cut_off_the_rest(_: random.Random, position: int) -> None:
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position >= position))


def insert_another(_: random.Random, position: int) -> None:
    """A copy of the entry is put at the end, and the head is not moved."""
    source = select(LedgerEntry.__table__).where(LedgerEntry.position == position)
    row = db.session.execute(source).mappings().one()
    db.session.execute(insert(LedgerEntry), dict(row) | {"position": SIZE})


def edit_the_searchable_copy(chance: random.Random, position: int) -> None:
    name = chance.choice(["values", "flags", "request_sha256"])
    where = Event.ledger_position == position
    db.session.execute(update(Event).where(where).values({name: f"x{chance.random()}"}))


def edit_the_tree(_: random.Random, position: int) -> None:
    where = (LedgerNode.level == 0, LedgerNode.index == position)
    db.session.execute(update(LedgerNode).where(*where).values(hash="00" * 32))


WAYS: tuple[Callable[[random.Random, int], object], ...] = (
    edit_a_column,
    edit_the_body,
    edit_the_body_and_its_hashes,
    delete_it,
    swap_it_with_another,
    cut_off_the_rest,
    insert_another,
    edit_the_searchable_copy,
    edit_the_tree,
)


# Until it is sealed, an entry and its own hash are all there is to compare.
OF_WHAT_IS_SEALED = (edit_the_tree, edit_the_body_and_its_hashes)


def test_every_way_of_touching_the_ledger_is_found_and_named(written):
    chance = random.Random(20261122)  # noqa: S311 - the same ways in every run
    assert audit_ledger(SIGNER.key).findings == ()

    for _ in range(TIMES):
        way = chance.choice(WAYS)
        position = chance.randrange(SEALED if way in OF_WHAT_IS_SEALED else SIZE)
        touched = db.session.begin_nested()
        way(chance, position)
        named = {found.position for found in audit_ledger(SIGNER.key).findings}
        touched.rollback()

        assert (SIZE if way is insert_another else position) in named, (way.__name__, position)

    assert audit_ledger(SIGNER.key).findings == ()
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == SIZE
    assert db.session.scalar(select(LedgerHead.size)) == SIZE
