"""The database is touched behind our back, as often as one likes; the audit names all of it.

`--times` and `--seed` say how often, and in which ways; `--database` chooses one of the two. The
run fails at the first touch that is not named, and says which it was.
"""

import argparse
import tempfile
import time
from pathlib import Path

import flask_migrate

from tests.cast import make_cast
from tests.conftest import rolled_back
from tests.databases import SERVERS
from tests.makers import NOW, Maker
from tests.tampering_drill import hold_against_chance, write_story
from webapp.app import create_app
from webapp.config import Config
from webapp.db import close_connections


def drill(name: str, times: int, seed: int) -> int:
    """One run on a database of its own; gives how often it was touched."""
    server = SERVERS[name]()
    try:
        with tempfile.TemporaryDirectory() as folder:
            config = Config.for_tests(database_url=server.create("drill"), files_dir=Path(folder))
            app = create_app(config)
            with app.app_context():
                flask_migrate.upgrade()
                with rolled_back():
                    make = Maker(app.extensions["temthat"].keyring, NOW)
                    write_story(make, make_cast(make), NOW)
                    done = hold_against_chance(seed, times)
                close_connections()
    finally:
        server.stop()
    return done


def main() -> None:
    """Run on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=list(SERVERS))
    asked = parser.parse_args()
    for name in [asked.database] if asked.database else SERVERS:
        begun = time.perf_counter()
        done = drill(name, asked.times, asked.seed)
        took = time.perf_counter() - begun
        print(
            f"{name}: touched {done} times, in every way and every table; all named, {took:.0f} s"
        )


if __name__ == "__main__":
    main()
