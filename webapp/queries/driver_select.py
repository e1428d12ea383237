"""One SELECT that is sent to the database's driver itself, for the one answer people wait for.

SQLAlchemy writes the statement, once for each database, and its types read the values; only its way
from a statement to a row, which takes four times as long as the database does, is left out.
"""

from collections import deque, namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg import RawCursor
from psycopg.types.numeric import Int8
from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Engine,
    PoolProxiedConnection,
    Select,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import replacement_traverse

from webapp.db import looking_engine, statement_sent

_STALE_PLAN: Final = "0A000"  # "cached plan must not change result type"
_VALUES_KEPT: Final = 2_000  # of each column
_IDLE: Final[WeakKeyDictionary[Engine, deque[PoolProxiedConnection]]] = WeakKeyDictionary()
_Processor = Callable[[Any], Any]
_Parameters = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class _Written:
    """The statement in the words of one database."""

    sql: str
    names: Sequence[str] | None  # of the parameters by their place; None where they go by name
    constants: Mapping[str, Any]
    binds: Mapping[str, _Processor]
    columns: tuple[tuple[int, _Processor], ...]  # the places of those that are not taken as told

    def parameters(self, values: Mapping[str, Any]) -> "_Parameters":
        """What the driver takes with the statement."""
        given = {**self.constants, **values}
        for name, process in self.binds.items():
            given[name] = process(given[name])
        return given if self.names is None else [_sized(given[name]) for name in self.names]

    def read(self, told: Sequence[Any]) -> list[Any]:
        """The values of a row as the database told it."""
        values = list(told)
        for place, process in self.columns:
            if values[place] is not None:
                values[place] = process(values[place])
        return values


class DriverSelect:
    """A SELECT of at most one row, which comes as a tuple with a name for each column."""

    def __init__(self, name: str, statement: Select[Any]) -> None:
        self._statement = statement
        row: Any = namedtuple(name, statement.selected_columns.keys())  # type: ignore[misc]
        self._row: Final[Callable[[Iterable[Any]], Any]] = row._make
        self._written: dict[str, _Written] = {}

    def one(self, values: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - columns as written
        """The row of these values.

        Raises:
            DBAPIError: the database is away or busy, as SQLAlchemy says it.
        """
        bound = looking_engine()
        written = self._written.get(bound.dialect.name)
        if written is None:
            self._written[bound.dialect.name] = written = _write(self._statement, bound.dialect)
        found = _fetch(bound, written.sql, written.parameters(values))
        return None if found is None else self._row(written.read(found))


def _sized(value: Any) -> Any:  # noqa: ANN401
    """Whole numbers of one size: psycopg sends small ones as another type, and PostgreSQL plans the
    statement anew for it, which the time of an answer would tell.
    """
    return Int8(value) if type(value) is int else value


def _write(statement: Select[Any], dialect: Dialect) -> _Written:
    sent = cast("Select[Any]", replacement_traverse(statement, {}, _told_apart))
    compiled = sent.compile(dialect=_writer(dialect), compile_kwargs={"render_postcompile": True})
    binds = {
        name: process
        for bind, name in compiled.bind_names.items()
        if name in compiled.params
        and (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
    }
    # Times, states and ids of a lot are read with each of its stamps: the same text over and over.
    columns = tuple(
        (place, lru_cache(_VALUES_KEPT)(process))
        for place, column in enumerate(statement.selected_columns)
        if (process := column.type.dialect_impl(dialect).result_processor(dialect, None))
    )
    constants = {name: it for name, it in compiled.params.items() if it is not None}
    return _Written(str(compiled), compiled.positiontup, constants, binds, columns)


def _told_apart(element: Any, **_: Any) -> BindParameter[Any] | None:  # noqa: ANN401
    """What never changes stands in the words themselves: it is not sent with every look, and the
    database's planner knows it.
    """
    if not isinstance(element, BindParameter):
        return None
    if element.value is not None:
        return element.render_literal_execute()
    return BindParameter(element.key, None, type_=element.type, required=False)


def _writer(dialect: Dialect) -> Dialect:
    """PostgreSQL's own $1: psycopg takes a long statement with %s apart at each call. For SQLite
    names: each value is handed over once, however often it stands in the statement.
    """
    style = "numeric_dollar" if dialect.name == "postgresql" else "named"
    return type(dialect)(paramstyle=style)  # type: ignore[call-arg]


def _fetch(bound: Engine | Connection, sql: str, parameters: _Parameters) -> Sequence[Any] | None:
    if isinstance(bound, Connection):  # somebody holds one transaction for all: see what it sees
        return _fetched(bound.connection.driver_connection, sql, parameters)
    try:
        return _fetch_held(bound, sql, parameters)
    except DBAPIError as fault:
        if not fault.connection_invalidated:
            raise
    # The database was started anew: to notice it here costs less than to ask before each look.
    bound.dispose()
    return _fetch_held(bound, sql, parameters)


def _fetch_held(bound: Engine, sql: str, parameters: _Parameters) -> Sequence[Any] | None:
    held = None
    try:
        held = _take(bound)
        return _fetched(held.driver_connection, sql, parameters)
    except bound.dialect.loaded_dbapi.Error as fault:
        is_gone = held is not None and _is_gone(bound, fault, held.driver_connection)
        if held is not None and is_gone:
            held.invalidate(fault)
            held = None
        raise DBAPIError.instance(
            sql,
            parameters,
            fault,
            bound.dialect.loaded_dbapi.Error,
            dialect=bound.dialect,
            connection_invalidated=is_gone,
        ) from fault
    finally:
        if held is not None:
            _idle(bound).append(held)


def _take(bound: Engine) -> PoolProxiedConnection:
    try:
        return _idle(bound).pop()
    except IndexError:
        return bound.raw_connection()


def _idle(bound: Engine) -> deque[PoolProxiedConnection]:
    """Connections between two looks, at most one of each thread. To give one back to its pool and
    take it out again costs a sixth of the statement, so they stay out until all are given up.
    """
    idle = _IDLE.get(bound)
    if idle is None:
        idle = _IDLE[bound] = deque()
        event.listen(bound, "engine_disposed", _give_up)
    return idle


def _give_up(bound: Engine) -> None:
    idle = _idle(bound)
    with suppress(IndexError):  # a look may take the last one at any moment
        while True:
            idle.pop().invalidate()


def _is_gone(bound: Engine, fault: Any, driver: Any) -> bool:  # noqa: ANN401
    """Whether a new connection may do better: as after a migration that the old plan knows not."""
    is_stale = getattr(fault, "sqlstate", None) == _STALE_PLAN
    return is_stale or bound.dialect.is_disconnect(fault, driver, None)


def _fetched(driver: Any, sql: str, parameters: _Parameters) -> Sequence[Any] | None:  # noqa: ANN401
    cursor: Any = RawCursor(driver) if isinstance(driver, psycopg.Connection) else driver.cursor()
    begun = perf_counter()
    try:
        cursor.execute(sql, parameters)
        statement_sent.send(sql, seconds=perf_counter() - begun)
        return cast("Sequence[Any] | None", cursor.fetchone())
    finally:
        cursor.close()
