"""Runs migrations on either database, inside one transaction, with short lock waits."""

from alembic import context
from flask import current_app
from sqlalchemy import text

import webapp.models  # noqa: F401 - all tables
from webapp.db import Base, UtcDateTime

config = context.config
target_metadata = Base.metadata


def run_migrations_offline():
    """Write SQL instead of running it."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    context.configure(url=url, target_metadata=target_metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    """Run on the application's database."""
    with current_app.extensions["sqlalchemy"].engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # Rebuilding a table would trip over (or cascade through) its children. The pragma
            # only works outside a transaction, so it goes to the driver before ours begins.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(write=True)
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=is_sqlite,
            transactional_ddl=True,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            _prepare(connection, is_sqlite)
            context.run_migrations()
            _check(connection, is_sqlite)
        connection.commit()
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def _render(kind, item, _autogen):
    """Migrations stay readable by themselves: our column types are written as what they are."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _prepare(connection, is_sqlite):
    if not is_sqlite:
        # One migration at a time, and none that makes writers queue behind a long reader.
        connection.execute(text("SELECT pg_advisory_xact_lock(7834591)"))
        connection.execute(text("SET LOCAL lock_timeout = '1s'"))


def _check(connection, is_sqlite):
    if is_sqlite:
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"migration leaves rows without their parent: {broken[:5]}")


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
