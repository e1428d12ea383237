"""Phones in the field: what they said they kept is counted at the server, each once.

Two phones write entries with photos over 30 simulated days without network; browsers are killed
with -9 while they save and while they send, three answers of ten are lost after the server has
recorded and one of twenty never reaches it, sessions end, a clock is a day wrong, two tabs send.
`--entries` says how many on each phone, `--seed` which moments. The run fails where one is missing.
"""

import argparse
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import flask_migrate
from flask import Flask
from playwright.sync_api import sync_playwright
from sqlalchemy import select

from bench.kill_drill import free_port
from tests.databases import SERVERS, Server
from tests.e2e import people
from tests.e2e.phone_drill import Drill, Outcome, field_phones
from tests.e2e.site import RunningClock, Site
from tests.makers import NOW
from tools.assets import Folders, build
from webapp.app import create_app
from webapp.config import Config
from webapp.db import close_connections, db
from webapp.models import Event, EventPhoto


def site_at(server: Server, folder: Path, port: int) -> Site:
    """The application on a database of its own, with its assets as they are now."""
    folders = Folders(build=folder / "build")
    build(folders)
    config = Config.for_tests(
        database_url=server.create("phone_drill"),
        files_dir=folder / "files",
        assets_dir=folders.output,
        stamp_host=f"127.0.0.1:{port}",
        csrf_on=True,
    )
    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade()
    clock = RunningClock(NOW)
    app.extensions["temthat"] = replace(app.extensions["temthat"], clock=clock)
    return Site(app, port, clock)


def drill(entries: int, seed: int) -> list[str]:
    """One run on SQLite; gives what was wrong."""
    server = SERVERS["sqlite"]()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        site = site_at(server, folder, free_port())
        site.start()
        try:
            numbers = people.make_farmers(site, 2)
            with field_phones(playwright, site, folder, numbers) as phones:
                chance = random.Random(seed)  # noqa: S311 - the same moments in every run
                outcome = Drill(site, phones, entries, chance, NOW).run()
            return tell(site.app, outcome)
        finally:
            site.stop()
            with site.app.app_context():
                close_connections()
            server.stop()


def tell(app: Flask, outcome: Outcome) -> list[str]:
    """What was seen; gives what was wrong."""
    with app.app_context():
        events = {str(it) for it in db.session.scalars(select(Event.id))}
        rows = db.session.execute(select(EventPhoto.event_id, EventPhoto.sha256)).all()
    photos = {(str(it.event_id), it.sha256) for it in rows}
    announced = {(event, it) for event, photos in outcome.announced.items() for it in photos}
    print(
        f"{len(outcome.acknowledged)} said to be kept, {len(events)} entries and {len(photos)}"
        f" photos arrived; {outcome.lost} answers lost, {outcome.failed} faults, "
        f"{outcome.killed} kills"
    )
    wrong = {
        "said to be kept and not sent": set(outcome.acknowledged) - outcome.announced.keys(),
        "with a receipt and not recorded": outcome.announced.keys() - events,
        "recorded without a receipt": events - outcome.announced.keys(),
        "photos that differ": photos ^ announced,
    }
    return [f"{what}: {sorted(map(str, them))}" for what, them in wrong.items() if them]


def main() -> None:
    """Run once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    wrong = drill(wanted.entries, wanted.seed)
    for line in wrong:
        print(f"  FAULT: {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
