"""The `temthat` commands: parse, call one function, print."""

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.jobs import run_worker
from webapp.services import services


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run background jobs until stopped."""
    run_worker(current_app._get_current_object(), services().config)  # type: ignore[attr-defined]


COMMANDS = (worker,)
