"""What the database does for a question: nothing is timed, its own steps or rows are counted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text

from webapp.db import db

Ask = Callable[[], object]

_AT_ONCE = 10  # SQLite tells its steps by the ten


def know_sizes(*tables: str) -> None:
    """Have PostgreSQL look at what was just put into tables, as the server itself does in life."""
    if db.session.connection().dialect.name == "postgresql":
        for table in tables:
            db.session.execute(text(f"ANALYZE {table}"))
        # A table of two rows is soon read whole; one of millions never is.
        db.session.execute(text("SET LOCAL enable_seqscan = off"))


def work_of(ask: Ask) -> int:
    """What the database does for one question, in steps or rows of its own."""
    return {"sqlite": _steps, "postgresql": _rows}[db.session.connection().dialect.name](ask)


def _steps(ask: Ask) -> int:
    driver = db.session.connection().connection.driver_connection
    tens = []
    driver.set_progress_handler(lambda: tens.append(1), _AT_ONCE)
    ask()
    driver.set_progress_handler(None, _AT_ONCE)
    return _AT_ONCE * len(tens)


def _rows(ask: Ask) -> int:
    connection, sent = db.session.connection(), []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    plans = [
        connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        for statement, parameters in sent
    ]
    return sum(_read(plan.scalar_one()[0]["Plan"]) for plan in plans)


def _read(node: dict[str, Any]) -> int:
    """The rows that a part of a plan took from tables and indexes, and those it threw away."""
    below = sum(_read(part) for part in node.get("Plans", ()))
    if not node["Node Type"].endswith("Scan"):
        return below
    thrown = sum(count for name, count in node.items() if name.startswith("Rows Removed"))
    return below + round((node["Actual Rows"] + thrown) * node["Actual Loops"])
