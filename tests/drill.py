"""Phones that write diaries while the servers are killed with -9, and what must be true afterwards.

Real gunicorn workers on a real database. A phone keeps an entry until its id was answered, sends it
again after no answer, and now and then sends one again that was answered already.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import UUID, uuid4

import psutil
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from tests.conftest import dispose
from tests.databases import PostgresServer, Server
from tests.drill_phones import CLIENTS, Phone, body_of, make_phones
from traceability.roles import Actor
from webapp.app import create_app
from webapp.config import Config
from webapp.db import db
from webapp.models import Event, LedgerEntry, LedgerHead
from webapp.models.ledger import EntryKind
from webapp.queries.ledger_audit import Audit, audit_ledger
from webapp.services import Services
from webapp.usecases.checkpoints import sign_checkpoint

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
HOST = "127.0.0.1"
_STORED = select(Event.id, Event.ledger_position)


@dataclass
class Outcome:
    """What the drill saw. `answered` are ids with the position that the answer told."""

    answered: dict[UUID, int]
    killed: Counter[str]
    repeats: int
    resent: int
    odd: list[str]
    stored: set[UUID] = field(default_factory=set)
    positions: list[int] = field(default_factory=list)
    head: int = 0
    misplaced: int = 0
    audit: Audit | None = None

    @property
    def faults(self) -> list[str]:
        """What must not be; empty when all is well."""
        audit = self.audit
        said = {
            "answers that nobody expected": len(self.odd),
            "acknowledged and not stored": len(self.answered.keys() - self.stored),
            "stored and never acknowledged": len(self.stored - self.answered.keys()),
            "stored elsewhere than was answered": self.misplaced,
            "gaps in the positions": len(self.positions) - self.head,
            "findings of the audit": len(audit.findings) if audit else 1,
        }
        if self.positions != list(range(len(self.positions))):
            said["positions that do not follow"] = 1
        return [f"{count} {what}" for what, count in said.items() if count]


class Drill:
    """One run on one database."""

    def __init__(self, server: Server, url: str, folder: Path, port: int, seed: int) -> None:
        self._server = server
        self._port = port
        self._chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._environment = _environment(url, folder, port)
        self._gunicorn: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._log = folder / "gunicorn.log"
        self.outcome = Outcome({}, Counter(), 0, 0, [])
        self.app = create_app(Config.from_env(self._environment))

    def run(self, seconds: float) -> Outcome:
        """Write and kill for so long, then let every phone finish, and look at what is there."""
        with self.app.app_context():
            phones = make_phones(self.app)
        self._start_gunicorn()
        try:
            self._write_and_kill(phones, seconds)
        finally:
            self._end_gunicorn()
        with self.app.app_context():
            self._look()
        dispose(self.app)  # once the session has given its connection back
        return self.outcome

    def _write_and_kill(self, phones: list[Phone], seconds: float) -> None:
        _wait(self._is_up, "gunicorn never answered")
        seeds = [self._chance.random() for _ in phones]
        threads = [
            threading.Thread(target=self._write, args=pair)
            for pair in zip(phones, seeds, strict=True)
        ]
        sealer = threading.Thread(target=self._seal)
        for thread in (*threads, sealer):
            thread.start()
        self._kill_for(seconds)
        self._stop.set()
        for thread in (*threads, sealer):
            thread.join(2 * PATIENCE)
        if any(thread.is_alive() for thread in threads):
            self.outcome.odd.append("a phone never got its answer")

    # --- phones

    def _write(self, phone: Phone, seed: float) -> None:
        chance = random.Random(seed)  # noqa: S311
        while not self._stop.is_set():
            event_id, body = uuid4(), body_of(phone, chance)
            self._until_answered(phone, event_id, body)
            if chance.random() < 0.25:
                with self._lock:
                    self.outcome.repeats += 1
                self._until_answered(phone, event_id, body)

    def _until_answered(self, phone: Phone, event_id: UUID, body: bytes) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._put(phone, event_id, body)
            if answer is not None:
                self._note(event_id, *answer)
                return
            with self._lock:
                self.outcome.resent += 1
            self._stop.wait(0.05) if not self._stop.is_set() else time.sleep(0.05)
        self.outcome.odd.append(f"{event_id} was never answered")

    def _put(self, phone: Phone, event_id: UUID, body: bytes) -> tuple[int, bytes] | None:
        """None when there was no answer, or one that says to come again."""
        connection = HTTPConnection(HOST, self._port, timeout=10)
        headers = {
            "Content-Type": "application/json",
            "X-App": "1",
            "Cookie": f"session={phone.cookie}",
        }
        try:
            connection.request("PUT", f"/api/v1/events/{event_id}", body, headers)
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        return None if answer.status >= 500 or answer.status == 429 else (answer.status, told)

    def _note(self, event_id: UUID, status: int, told: bytes) -> None:
        with self._lock:
            if status not in (200, 201):
                self.outcome.odd.append(f"{status} {told[:200]!r}")
                return
            position = json.loads(told)["ledger_position"]
            before = self.outcome.answered.setdefault(event_id, position)
            if before != position:
                self.outcome.odd.append(f"{event_id} was told at {before} and at {position}")

    # --- the ledger's worker

    def _seal(self) -> None:
        """A checkpoint now and then, as the worker signs them, whatever happens to the database."""
        services: Services = self.app.extensions["temthat"]
        while not self._stop.wait(0.3):
            with self.app.app_context(), suppress(DBAPIError):
                sign_checkpoint(Actor.system(), services.signer, now=datetime.now(UTC))

    # --- killing

    def _kill_for(self, seconds: float) -> None:
        """At random moments; every way at least once, and some answers between."""
        ways: dict[str, Callable[[], None]] = {"worker": self._kill_a_worker}
        if isinstance(self._server, PostgresServer):
            ways |= {"backend": self._kill_a_backend, "postmaster": self._kill_the_postmaster}
        until = time.monotonic() + seconds
        late = until + PATIENCE
        while time.monotonic() < until or not self._has_seen(ways):
            if time.monotonic() > late:
                self.outcome.odd.append("not every way of killing came about")
                return
            self._answers_come(self._chance.randint(1, 12))
            way = self._chance.choice(sorted(ways))
            ways[way]()
            self.outcome.killed[way] += 1

    def _has_seen(self, ways: dict[str, Callable[[], None]]) -> bool:
        return set(self.outcome.killed) == set(ways) and len(self.outcome.answered) >= CLIENTS

    def _answers_come(self, count: int) -> None:
        """Wait until so many more entries are answered, so that a kill strikes work in progress."""
        wanted = len(self.outcome.answered) + count
        with suppress(AssertionError):
            _wait(lambda: len(self.outcome.answered) >= wanted, "no answers", patience=3.0)

    def _kill_a_worker(self) -> None:
        assert self._gunicorn is not None
        workers = psutil.Process(self._gunicorn.pid).children()
        if workers:
            with suppress(psutil.NoSuchProcess):
                self._chance.choice(sorted(workers, key=lambda it: it.pid)).kill()

    def _kill_a_backend(self) -> None:
        """PostgreSQL ends all others as well, and recovers by itself."""
        server = self._server
        assert isinstance(server, PostgresServer)
        with suppress(Exception):
            backends = server.backends()
            if backends:
                os.kill(self._chance.choice(backends), signal.SIGKILL)

    def _kill_the_postmaster(self) -> None:
        server = self._server
        assert isinstance(server, PostgresServer)
        server.kill()
        server.start_again()

    # --- the web server

    def _start_gunicorn(self) -> None:
        command = [
            Path(sys.executable).with_name("gunicorn"),
            *("--worker-class", "gthread", "--workers", "3", "--threads", "8", "--preload"),
            *("--no-control-socket", "--bind", f"{HOST}:{self._port}", "wsgi:app"),
        ]
        with self._log.open("wb") as log:
            self._gunicorn = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | self._environment, stdout=log, stderr=log
            )

    def _is_up(self) -> bool:
        connection = HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _end_gunicorn(self) -> None:
        if self._gunicorn is not None:
            self._gunicorn.terminate()
            try:
                self._gunicorn.wait(30)
            except subprocess.TimeoutExpired:
                self._gunicorn.kill()
                self._gunicorn.wait()

    # --- afterwards

    def _look(self) -> None:
        services: Services = self.app.extensions["temthat"]
        outcome = self.outcome
        sign_checkpoint(Actor.system(), services.signer, now=datetime.now(UTC))
        stored = {it.id: it.ledger_position for it in db.session.execute(_STORED)}
        outcome.stored = set(stored)
        outcome.misplaced = sum(
            1 for event_id, it in outcome.answered.items() if stored.get(event_id, it) != it
        )
        positions = select(LedgerEntry.position).order_by(LedgerEntry.position)
        outcome.positions = list(db.session.scalars(positions))
        outcome.head = db.session.scalars(select(LedgerHead.size)).one()
        outcome.audit = audit_ledger(services.signer.key)
        of_diary = func.count(LedgerEntry.subject_id.distinct())
        epcis = LedgerEntry.kind == EntryKind.EPCIS
        recorded = db.session.scalar(select(of_diary).where(epcis))
        if recorded != len(stored):
            outcome.odd.append(f"{recorded} events in the ledger, {len(stored)} beside it")


def _environment(url: str, folder: Path, port: int) -> dict[str, str]:
    return {
        "TEMTHAT_ENV": "development",
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "SECRET_KEY": "of the drill, and of nothing else",
    }


def _wait(condition: Callable[[], bool], complaint: str, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(complaint)
        time.sleep(0.02)
