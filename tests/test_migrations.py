"""Migrations: from nothing to what the code expects. Over real data: test_demonstration.py."""

import flask_migrate
import pytest
from sqlalchemy import inspect

from tests.conftest import dispose, make_app
from webapp.db import db
from webapp.queries.health import is_ready

pytestmark = pytest.mark.committed


@pytest.fixture
def empty(database, tmp_path):
    """An application on a database in which nothing was ever made."""
    app = make_app(database.server.create(f"empty_{tmp_path.name}"), tmp_path)
    with app.app_context():
        yield app
    dispose(app)


def tables():
    return set(inspect(db.engine).get_table_names())


def test_a_new_database_becomes_what_the_code_expects(empty):
    assert not is_ready()

    flask_migrate.upgrade()

    assert is_ready()
    assert set(db.metadata.tables) <= tables()


def test_migrations_and_models_do_not_differ(empty):
    flask_migrate.upgrade()

    flask_migrate.check()
