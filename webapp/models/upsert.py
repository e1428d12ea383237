"""An insert that may meet a row that is there already, in the words of the database behind."""

from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.db import Base


def upsert(session: Session, table: type[Base]) -> PostgresqlInsert | SqliteInsert:
    """Begin an insert that ends in one of the `on_conflict_...`, which standard SQL lacks."""
    is_postgres = session.connection().dialect.name == "postgresql"
    return postgresql_insert(table) if is_postgres else sqlite_insert(table)
