"""Keys of the months: made once, shared by all processes, destroyed for good."""

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from traceability.looks import device_hash, month_of
from traceability.roles import Actor
from webapp.db import db
from webapp.models import DeviceKey, Scan
from webapp.queries.device_keys import find_device_key
from webapp.services import services
from webapp.usecases.device_keys import make_device_key, turn_device_keys

SYSTEM = Actor.system()


def test_a_month_has_one_key_whoever_makes_it(app, now):
    made = make_device_key(SYSTEM, "2026-11", now=now)

    assert make_device_key(SYSTEM, "2026-11", now=now) == made
    assert find_device_key("2026-11") == made
    assert make_device_key(SYSTEM, "2026-12", now=now) != made
    assert len(made) == 32


def test_the_next_months_key_is_there_before_the_month_begins(app, now):
    turn_device_keys(SYSTEM, now=now)

    assert set(db.session.scalars(select(DeviceKey.month))) == {"2026-11", "2026-12"}


def test_keys_of_months_that_are_over_are_destroyed_and_others_stay(app, now):
    turn_device_keys(SYSTEM, now=now)

    destroyed = turn_device_keys(SYSTEM, now=now + timedelta(days=13))

    assert destroyed == 1
    assert set(db.session.scalars(select(DeviceKey.month))) == {"2026-12", "2027-01"}
    assert turn_device_keys(SYSTEM, now=now + timedelta(days=13)) == 0


def test_after_that_the_whole_database_and_all_secrets_lead_from_no_phone_to_its_looks(
    app, now, make, client
):
    order = make.order()
    make.activation(make.roll(order))
    client.get(f"/T/{make.serial(order)}", headers={"Accept": "text/html"})
    cookie = client.get_cookie("device").value
    kept = db.session.scalars(select(Scan.device_hash)).one()
    key = find_device_key(month_of(now))
    # While the month lasts the key in the database is what tells phones apart.
    assert key is not None
    assert device_hash(key, cookie) == kept

    turn_device_keys(SYSTEM, now=now + timedelta(days=30))

    config = services().config
    secrets = [config.secret_key, config.stamp_secret, config.ledger_secret]
    texts = {value for table in db.metadata.sorted_tables for value in everything_in(table)}
    guesses = {device_hash(secret.encode(), cookie) for secret in secrets}
    guesses |= {device_hash(value.encode(), cookie) for value in texts}
    guesses |= {device_hash(bytes.fromhex(it), cookie) for it in texts if is_hex(it)}
    guesses |= {derived(secret, month_of(now), cookie) for secret in secrets}
    assert kept in texts
    assert kept not in guesses


def everything_in(table):
    for row in db.session.execute(select(table)):
        yield from (str(value) for value in row if value is not None)


def is_hex(value: str) -> bool:
    return len(value) % 2 == 0 and bool(value) and all(sign in "0123456789abcdef" for sign in value)


def derived(secret: str, month: str, cookie: str) -> str:
    """As keys of months were once made from the system's secret."""
    key = hmac.new(secret.encode(), f"device {month}".encode(), hashlib.sha256).digest()
    return device_hash(key, cookie)


@pytest.mark.committed
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_destroyed_key_is_in_no_page_of_the_file(committed_app, now):
    with committed_app.app_context():
        key = make_device_key(SYSTEM, "2026-11", now=now).hex().encode()
        path = Path(db.engine.url.database)
        assert is_in_files(key, path)

        turn_device_keys(SYSTEM, now=now + timedelta(days=30))

        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        assert not is_in_files(key, path)


def is_in_files(needle: bytes, path: Path) -> bool:
    return any(needle in it.read_bytes() for it in path.parent.glob(f"{path.name}*"))
