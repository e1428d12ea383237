"""Whether the database is reachable and migrated to what this code expects."""

from alembic.script import ScriptDirectory
from sqlalchemy import exists, select, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.config import ROOT
from webapp.db import reader
from webapp.models.account import Account


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
    try:
        with reader() as connection:
            found = connection.execute(select(exists().where(Account.is_demonstration)))
            return bool(found.scalar())
    except SQLAlchemyError:  # not migrated yet, so it holds nobody
        return False
