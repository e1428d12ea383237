"""Counting the SQL of a piece of code, so that a list does not ask once a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from webapp.db import db, statement_sent


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Every SELECT and write that is sent meanwhile; savepoints and settings are not counted."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split(None, 1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            statements.append(statement)

    def note_driver(statement: str, **_: float) -> None:
        note(None, None, statement)

    bound = db.engines[None]
    event.listen(bound, "before_cursor_execute", note)
    with statement_sent.connected_to(note_driver):
        yield statements
    event.remove(bound, "before_cursor_execute", note)
