"""A site on a real port and people's phones: what every test with a browser starts from."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Playwright, expect, sync_playwright

from tests.conftest import Database, dispose, make_app
from tests.e2e.clips import Camera
from tests.e2e.phones import Phone, open_phone
from tests.e2e.site import PATIENCE, RunningClock, Site
from tests.makers import NOW
from tools.assets import ROOT, Folders, build

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def assets_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Styles and scripts as they are now, published apart from those of a running system."""
    folders = Folders(build=tmp_path_factory.mktemp("build"))
    if (ROOT / "build" / "compressed").is_dir():
        shutil.copytree(ROOT / "build" / "compressed", folders.cache)
    build(folders)
    return folders.output


@pytest.fixture(scope="session")
def site_port() -> Iterator[int]:
    """One for all: a film of a stamp names the port. It stays ours while no site listens on it."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        yield int(keeper.getsockname()[1])


@contextmanager
def open_site(database: Database, folder: Path, assets: Path, port: int) -> Iterator[Site]:
    """The application as people meet it: with form tokens, and with links that lead to it."""
    app = make_app(
        database.fresh_url(),
        folder,
        assets_dir=assets,
        stamp_host=f"127.0.0.1:{port}",
        csrf_on=True,
    )
    clock = RunningClock(NOW)
    app.extensions["temthat"] = replace(app.extensions["temthat"], clock=clock)
    site = Site(app, port, clock)
    site.start()
    try:
        yield site
    finally:
        site.stop()
        dispose(app)


@pytest.fixture
def site(database: Database, tmp_path: Path, assets_dir: Path, site_port: int) -> Iterator[Site]:
    """A site of this test alone."""
    with open_site(database, tmp_path / "instance", assets_dir, site_port) as site:
        yield site


@pytest.fixture(scope="module")
def standing_site(
    database: Database,
    tmp_path_factory: pytest.TempPathFactory,
    assets_dir: Path,
    site_port: int,
) -> Iterator[Site]:
    """One for all tests of a file that only look."""
    folder = tmp_path_factory.mktemp("standing")
    with open_site(database, folder, assets_dir, site_port) as site:
        yield site


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


def launch(chromium: BrowserType, *more_flags: str) -> Browser:
    """The Chromium of this machine; Playwright's own is never downloaded.

    The one without windows takes two thirds of the other's time for the same pages.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "chromium is missing: bin/setup --test installs it"
    return chromium.launch(executable_path=path, args=[*FLAGS, *more_flags])


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright.chromium)
    yield browser
    browser.close()


@pytest.fixture
def camera(playwright: Playwright, tmp_path: Path) -> Iterator[Camera]:
    """A browser's camera, before which something can be held."""
    film = tmp_path / "seen.mjpeg"
    seeing = launch(
        playwright.chromium,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    yield Camera(seeing, film)
    seeing.close()


@pytest.fixture
def phone_of(browser: Browser) -> Iterator[Callable[..., Phone]]:
    """Somebody's phone: `phone_of(site, "en")`; each has cookies of its own."""
    with ExitStack() as open_phones:

        def phone_of(site: Site, language: str = "vi", **options: Any) -> Phone:
            return open_phones.enter_context(open_phone(browser, site, language, **options))

        yield phone_of
