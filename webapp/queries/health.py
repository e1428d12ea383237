"""Whether the database is reachable and migrated to what this code expects."""

from alembic.script import ScriptDirectory
from sqlalchemy import exists, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from traceability.keyring import Keyring
from traceability.stamp_signatures import SigningRing
from webapp.config import ROOT
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.signing_key import SigningKey
from webapp.models.stamp_order import StampKey


def is_ready() -> bool:
    """True when the migrations of the database are those of the code."""
    try:
        with reader() as connection:
            applied = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return False
    return applied == newest_migration()


def newest_migration() -> str | None:
    """The revision that this code was written for."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def has_demonstration_accounts() -> bool:
    """Whether somebody can sign in with a password that is printed in public."""
    with reader() as connection:
        if not inspect(connection).has_table(Account.__tablename__):
            return False  # not migrated yet, so it holds nobody
        return bool(connection.scalar(select(exists().where(Account.is_demonstration))))


def has_table(name: str) -> bool:
    """Whether the migrations have made this table."""
    with reader() as connection:
        return inspect(connection).has_table(name)


def wrong_stamp_keys(keyring: Keyring) -> tuple[int, ...]:
    """Keys of printed stamps that the settings do not know, or know under another secret."""
    with reader() as connection:
        if not inspect(connection).has_table(StampKey.__tablename__):
            return ()
        kept = connection.execute(select(StampKey.id, StampKey.fingerprint)).all()
    return tuple(
        key.id
        for key in kept
        if key.id > keyring.current_id or keyring.fingerprint(key.id) != key.fingerprint
    )


def wrong_signing_keys(ring: SigningRing) -> tuple[int, ...]:
    """Keys of signed stamps that the settings do not know, or know under another secret."""
    with reader() as connection:
        if not inspect(connection).has_table(SigningKey.__tablename__):
            return ()
        kept = connection.execute(select(SigningKey.key_id, SigningKey.public_key)).all()
    known = {key.key_id: key.raw.hex() for key in ring.public_keys}
    return tuple(key.key_id for key in kept if known.get(key.key_id) != key.public_key)
