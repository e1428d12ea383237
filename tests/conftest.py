"""Fixtures for the whole suite: migrated databases, the application, a client, a clock.

A test that asks for `app` (or `client`) runs on SQLite and on PostgreSQL, in a transaction that is
rolled back. A test that needs real commits asks for `committed_app` and says so by its marker.
"""

import gc
import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, event
from werkzeug.test import TestResponse

from tests.cast import Cast, make_cast
from tests.databases import SERVERS, TEMPLATE, Server
from tests.demonstration import Demonstration, fill
from tests.diary import HOST
from tests.makers import NOW, Maker
from tests.printers import Press, appointed, approved_for, proven
from tests.sign_ins import signed_in
from traceability.roles import Actor, Role
from webapp.app import create_app
from webapp.config import Config
from webapp.db import close_connections, db
from webapp.models import Lot, Product, StampOrder, StampRoll
from webapp.models.event_template import learn_templates
from webapp.routes.kept import keep_anew
from webapp.usecases.events.capture import Captured, capture_event
from webapp.usecases.events.checks import CaptureEvent

# How long an example takes tells of the machine that runs it: time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """All that was loaded stays to the end: nobody looks through it for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_sessionfinish() -> None:
    """Now it goes, as at the end of any program."""
    gc.unfreeze()


@dataclass
class Clock:
    """The time of the application under test; it stands still until a test moves it."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> datetime:
        """Let time pass: `clock.forward(minutes=10)`."""
        self.time += timedelta(**step)
        return self.time


class Client(FlaskClient):
    """A browser: every request has an application context of its own, as in life.

    Within the context that the `app` fixture holds, Flask-Login would hand one person's sign-in to
    the next request. Answers are read to their end, so that what follows an answer has happened.
    """

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()  # what the test prepared is there; what it read is read anew
        with self.application.app_context():
            return super().open(*args, buffered=buffered, **kwargs)


class Compiled(BytecodeCache):
    """Templates that one application compiled, for all others of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


@dataclass(frozen=True)
class Database:
    """One engine's server with its migrated template, and the application that most tests share."""

    server: Server
    app: Flask
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def engine_name(self) -> str:
        return self.server.name

    def fresh_url(self) -> str:
        """The address of a new database, migrated and empty."""
        return self.server.create(f"fresh_{next(self._numbers)}", template=TEMPLATE)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """Each engine's begins when it is first asked for and lasts to the end.

    A fixture with parameters would end one whenever a test asks for the other.
    """
    with ExitStack() as running:
        yield cache(lambda name: running.enter_context(_begun(name, tmp_path_factory.mktemp(name))))


@pytest.fixture(scope="session", params=list(SERVERS))
def database(request: pytest.FixtureRequest, databases: Callable[[str], Database]) -> Database:
    return databases(request.param)


@contextmanager
def _begun(name: str, folder: Path) -> Iterator[Database]:
    server = SERVERS[name]()
    try:
        _migrate(server.create(TEMPLATE), folder)
        app = make_app(server.create("shared", template=TEMPLATE), folder)
        yield Database(server, app, folder)
        dispose(app)
    finally:
        server.stop()


def _migrate(url: str, folder: Path) -> None:
    app = make_app(url, folder)
    with app.app_context():
        flask_migrate.upgrade()
    dispose(app)


def make_app(url: str, folder: Path, **settings: Any) -> Flask:
    app = create_app(Config.for_tests(database_url=url, files_dir=folder, **settings))
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = _COMPILED
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _unordered_backwards)
    return app


def _unordered_backwards(connection: Any, _record: object) -> None:
    # PostgreSQL gives rows in any order once in a hundred runs; SQLite tells every time who
    # relied on one without asking for it.
    connection.execute("PRAGMA reverse_unordered_selects=ON")


def dispose(app: Flask) -> None:
    with app.app_context():
        close_connections()


@pytest.fixture(scope="session")
def demonstrations(
    databases: Callable[[str], Database], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Demonstration]:
    """One for each engine, made when it is first asked for."""

    @cache
    def filled(name: str) -> Demonstration:
        folder = tmp_path_factory.mktemp("demonstration")
        server = databases(name).server
        return fill(server, TEMPLATE, lambda url: make_app(url, folder), NOW)

    return filled


@pytest.fixture(scope="session")
def demonstration(
    database: Database, demonstrations: Callable[[str], Demonstration]
) -> Demonstration:
    """A database filled by `temthat demo`; tests work on copies of it."""
    return demonstrations(database.engine_name)


@pytest.fixture
def now() -> datetime:
    """A Sunday morning in the season of the first slice: 10:00 in Hanoi."""
    return datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def app(request: pytest.FixtureRequest, database: Database, clock: Clock) -> Iterator[Flask]:
    """The application, with its context pushed; whatever is written is rolled back afterwards.

    What was rolled back still lies in PostgreSQL's tables, and it plans by their size: a test whose
    database work is `counted` has tables of its own.
    """
    is_counted = request.node.get_closest_marker("counted") is not None
    app = make_app(database.fresh_url(), database.folder) if is_counted else database.app
    with running(app, clock):
        yield app
    if is_counted:
        dispose(app)


@contextmanager
def running(app: Flask, clock: Clock) -> Iterator[None]:
    """The application with its context pushed, at a test's time, and what it writes rolled back."""
    with app.app_context(), _clock_set(app, clock), rolled_back():
        yield


@contextmanager
def _clock_set(app: Flask, clock: Clock) -> Iterator[None]:
    services = app.extensions["temthat"]
    app.extensions["temthat"] = replace(services, clock=clock)
    keep_anew(app)  # what a test before read is not in this database
    yield
    app.extensions["temthat"] = services


@contextmanager
def rolled_back() -> Iterator[Connection]:
    """One connection and one outer transaction for all; the code's commits are savepoints in it."""
    engine = db.engine
    with engine.connect().execution_options(write=True) as connection, connection.begin() as outer:
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        db.engines[None] = connection
        learn_templates()  # as a process does at its start; counted statements are those after it
        yield connection
        db.session.remove()
        db.engines[None] = engine
        outer.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make(app: Flask, now: datetime) -> Maker:
    """Makers of rows in the test's database."""
    return Maker(app.extensions["temthat"].keyring, now)


@pytest.fixture
def cast(make: Maker) -> Cast:
    """Lan, Minh, Hoa, Quang and Thu."""
    return make_cast(make)


@pytest.fixture
def clerk(make: Maker, cast: Cast) -> Actor:
    """Bình, who enters for the members of the cooperative."""
    return make.actor(Role.CLERK, cast.cooperative, make.account(name="Bình"))


@pytest.fixture
def product(make: Maker, cast: Cast) -> Product:
    """Something that the cooperative sells."""
    return make.product(cast.cooperative)


@pytest.fixture
def lot(make: Maker, cast: Cast, product: Product) -> Lot:
    """A lot that Lan opened; nothing is written in it yet."""
    return make.lot(product, opened_by_id=cast.lan.account_id)


@pytest.fixture
def order(make: Maker, product: Product) -> StampOrder:
    """A hundred stamps, which the cooperative prints itself."""
    return make.order(product)


@pytest.fixture
def roll(make: Maker, order: StampOrder) -> StampRoll:
    """All stamps of the order, delivered on one roll."""
    return make.roll(order)


@pytest.fixture
def order_in_use(make: Maker, order: StampOrder) -> StampOrder:
    """The same, on one roll, activated ten days ago for goods of the cooperative."""
    make.activation(make.roll(order))
    return order


@pytest.fixture
def press(make: Maker, cast: Cast, now: datetime) -> Press:
    """A printer that the department appointed."""
    return appointed(make, cast, now)


@pytest.fixture
def press_order(make: Maker, cast: Cast, press: Press, now: datetime) -> StampOrder:
    """A hundred stamps in rolls of fifty, which the press is to print."""
    return approved_for(make, cast, press, now)


@pytest.fixture
def proven_order(cast: Cast, press_order: StampOrder, now: datetime) -> StampOrder:
    """The order of the press, once its proof sheet was approved."""
    proven(cast, press_order, now)
    return press_order


@pytest.fixture
def write(cast: Cast, now: datetime) -> Callable[[CaptureEvent], Captured]:
    """Let Lan write an entry now."""
    return lambda command: capture_event(cast.lan, command, HOST, now=now)


@pytest.fixture
def client_of(app: Flask, now: datetime) -> Callable[[Actor], FlaskClient]:
    """A browser in which a person is signed in: `client_of(cast.lan)`."""

    def sign_in(actor: Actor) -> FlaskClient:
        return signed_in(app, actor, now)

    return sign_in


@pytest.fixture
def committed_app(
    request: pytest.FixtureRequest, database: Database, clock: Clock, tmp_path: Path
) -> Iterator[Flask]:
    """An application on a database of its own that really commits; its context is not pushed."""
    if request.node.get_closest_marker("committed") is None:
        pytest.fail("a test with `committed_app` carries @pytest.mark.committed")
    app = make_app(database.fresh_url(), tmp_path)
    with _clock_set(app, clock):
        yield app
    dispose(app)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing in this suite may depend on, or reach, another machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _only_here(socket.socket.connect))
        yield


def _only_here(connect: Callable[..., None]) -> Callable[..., None]:
    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test wants to reach {address}")
        connect(self, address)

    return guarded


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
