"""The database handle: engine settings, column types, the one transaction of a use case, reading.

Use cases write through `transactional`; queries read through `reader`. Nothing else commits.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from blinker import Signal
from flask import has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    UpdateBase,
    event,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session

from traceability.roles import Actor

_WRITING = "a use case is writing"
_MAPPED: Final = 2**30  # bytes of a database file; what lies beyond is read as before
LOOKS: Final = "looks"  # the connections that read looks at stamps and nothing else
IDS_AT_ONCE: Final = 500  # a database takes no more than some thousands
SEAL_KEY: Final = "ledger_seal_key"  # the execution option that carries it
# Told of each statement that goes through none of SQLAlchemy's events, with the seconds it took.
statement_sent: Final = Signal()
P = ParamSpec("P")
R = TypeVar("R")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused: they have meant five hours too many already."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r} cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware time; SQLite keeps none of the zone, PostgreSQL may give its own."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def coded(codes: type[StrEnum], name: str) -> Enum:
    """A column type for an enum: stored by value as text, held by a named CHECK."""
    return Enum(
        codes,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda enum: [member.value for member in enum],
    )


def looking_engine() -> Engine | Connection:
    """Where looks at stamps are read: connections of their own, where the database has such.

    Whoever holds one transaction for all, as a demonstration does, is read in it.
    """
    engines = db.engines
    bound: Engine | Connection = engines[None]
    return bound if isinstance(bound, Connection) else engines.get(LOOKS, bound)


def close_connections() -> None:
    """Give up every open connection: before a process is forked, or its database goes away."""
    for engine in db.engines.values():
        engine.dispose()


def prepare_engine(engine: Engine) -> None:
    """Give SQLite the settings under which several processes can write without losing anything."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI connection
    # The driver's own transactions begin too late for "one wins": we send BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "synchronous=NORMAL",
        # A stamp is one of millions: what the system holds of the file is read where it lies,
        # by all processes, not copied into each one's small cache at every look.
        f"mmap_size={_MAPPED}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer dies with "database is locked" under load; a writer says so first.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def transactional(
    use_case: Callable[Concatenate[Actor, P], R],
) -> Callable[Concatenate[Actor, P], R]:
    """Run a use case as one write transaction: return commits, any exception rolls back.

    Where somebody wrote the same thing between the use case's look and its write, it is run once
    more: now it sees what the other one wrote, and answers as to a repeat, or refuses by name.
    """

    @wraps(use_case)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return once(actor, *args, **kwargs)
        except IntegrityError:
            return once(actor, *args, **kwargs)

    def once(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        try:
            _begin_write(session, actor)
            result = use_case(actor, *args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WRITING, None)
        return result

    return run


def _begin_write(session: Session, actor: Actor) -> None:
    if session.info.get(_WRITING):
        raise RuntimeError("a use case was called inside another one: they share no transaction")
    session.rollback()  # what was read before was read without the writer's lock
    session.info[_WRITING] = True
    connection = session.connection(execution_options={"write": True})
    if connection.dialect.name == "postgresql":
        # Row-level security reads this; it lapses with the transaction.
        organisation = str(actor.organisation_id or "")
        connection.execute(
            select(func.set_config("app.actor_organisation", organisation, True))  # noqa: FBT003
        )


def count_changed(session: Session, statement: UpdateBase) -> int:
    """Run an UPDATE or DELETE and tell how many rows it changed."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def bound() -> Engine | Connection | None:
    """What the running application is connected to; None where no application is running."""
    return db.engines[None] if has_app_context() else None


def in_parts(ids: Collection[R]) -> Iterator[list[R]]:
    """So many of them at a time as one statement may name."""
    every = list(ids)
    for first in range(0, len(every), IDS_AT_ONCE):
        yield every[first : first + IDS_AT_ONCE]


@contextmanager
def reader() -> Iterator[Connection]:
    """A connection for queries: on PostgreSQL without a transaction, to save two round trips."""
    bound: Engine | Connection = db.engines[None]
    if isinstance(bound, Connection):  # somebody holds one transaction for all: see what it sees
        yield bound
        return
    with bound.connect() as connection:
        # On SQLite the option would be reset on return to the pool, and our own BEGIN with it;
        # a plain transaction costs no round trip there.
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection for long walks: all of it sees one moment, whatever others write meanwhile."""
    bound: Engine | Connection = db.engines[None]
    if isinstance(bound, Connection):
        yield bound
        return
    with bound.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
