"""Applications as gunicorn serves them in a benchmark; the settings come by the environment."""

import os
from pathlib import Path

from flask import Flask

from bench.naive_verdict import add_naive_verdict
from webapp.app import create_app
from webapp.config import Config
from webapp.long_lived import settle

DATABASE, FOLDER = "BENCH_DATABASE_URL", "BENCH_FOLDER"


def hello() -> Flask:
    """What Flask itself costs."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    settle()
    return app


def verdicts(database_url: str | None = None, folder: Path | None = None) -> Flask:
    """Ours, with looks in batches and GTINs kept as in the real service, and the naive page."""
    config = Config.for_tests(
        database_url=database_url or os.environ[DATABASE],
        files_dir=folder or Path(os.environ[FOLDER]),
        scan_flush_seconds=0.5,
        registered_gtins_seconds=60.0,
    )
    app = create_app(config)
    add_naive_verdict(app)
    settle()
    return app
