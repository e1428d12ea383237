"""Phones that are killed, a network that loses answers: what was saved arrives exactly once.

Two phones write entries with photos over simulated weeks. Browsers are killed while they save and
while they send, answers are lost after the server has recorded, sessions end, a clock is a day
wrong, two tabs send at once. `bench/phone_drill.py` runs long ones.
"""

import json
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.e2e import people
from tests.e2e.conftest import FLAGS
from tests.e2e.phones import AGENT, SCREEN
from tests.e2e.photos import photographed_pack
from tests.e2e.site import Site

ANSWERS_LOST, FAULTS = 0.30, 0.05
DAYS = 30
_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('temthat-phone');
  opening.onsuccess = () => {
    const all = opening.result.transaction('entries').objectStore('entries').getAll();
    all.onsuccess = () => { opening.result.close(); resolve(all.result); };
  };
})"""


class Weather:
    """What the network does to what phones send: a WSGI application before the other."""

    def __init__(self, behind: WSGIApplication, chance: random.Random) -> None:
        self._behind = behind
        self._chance = chance
        self.is_bad = False
        self.lost = 0
        self.failed = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A fault before the server knows of it, or after it has recorded."""
        is_entry = environ["PATH_INFO"].startswith("/api/v1/events/")
        if not (self.is_bad and is_entry):
            return self._behind(environ, start_response)
        drawn = self._chance.random()
        if drawn < FAULTS:
            self.failed += 1
            return _gateway_fault(start_response)
        if drawn < FAULTS + ANSWERS_LOST:
            self.lost += 1
            list(self._behind(environ, lambda *_: lambda _: None))  # recorded, and nobody is told
            return _gateway_fault(start_response)
        return self._behind(environ, start_response)


def _gateway_fault(start_response: StartResponse) -> Iterable[bytes]:
    start_response("502 Bad Gateway", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


@dataclass
class FieldPhone:
    """A phone of one person: its browser keeps what it has on disk, and can be killed."""

    playwright: Playwright
    site: Site
    number: str  # by which the person signs in
    profile: Path
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The tab that was opened first."""
        assert self.context
        return self.context.pages[0]

    def switch_on(self) -> None:
        """Start the browser on what it kept, and open the page; nobody is asked for anything."""
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)
        path = shutil.which("chromium")
        assert path
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=path,
            args=list(FLAGS),
            viewport=SCREEN,
            user_agent=AGENT,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )

    def open(self) -> None:
        """The page in the field, with network or without."""
        self.page.goto(f"{self.site.url}/phone/vi")
        expect(self.page.locator("[data-phone][data-shown]")).to_be_attached()

    def sign_in(self) -> None:
        """As somebody does whose session has ended, with network."""
        page = self.page
        page.goto(f"{self.site.url}/sign-in?next=/phone/vi")
        page.fill("[name=phone]", self.number)
        page.fill("[name=password]", people.PASSWORD)
        page.click("button:has-text('Đăng nhập')")
        expect(page.locator("html[data-worker=ready][data-book]")).to_be_attached()

    def write(self, photo: bytes | None) -> None:
        """One entry, as somebody does it who repeats what was done yesterday."""
        page = self.page
        page.evaluate("() => { location.hash = '#/'; }")
        card = page.locator(".lot-card").first
        again = card.locator("[data-part=again]:not([hidden])")
        is_repeated = again.count() > 0
        (again if is_repeated else card.get_by_role("link", name="Tưới nước")).click()
        expect(page.locator("[data-part=form]")).to_be_visible()
        if not is_repeated:
            page.select_option("[name='values.source']", "canal")
        if photo is not None:
            shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}
            page.set_input_files("[name=photo_1]", shot)
            expect(page.locator(".photo-field [data-preview]")).to_be_visible()
        page.click("button:has-text('Lưu trên máy')")

    def kept(self) -> list[dict[str, Any]]:
        """All entries that the phone holds."""
        found: list[dict[str, Any]] = self.page.evaluate(_KEPT)
        return found

    def kill(self) -> None:
        """As when the battery is taken out."""
        mark = f"--user-data-dir={self.profile}".encode()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and _is_browser(folder, mark):
                os.kill(int(folder.name), signal.SIGKILL)
        self._let_go()

    def switch_off(self) -> None:
        """As somebody does it."""
        self._let_go()

    def _let_go(self) -> None:
        try:
            if self.context:
                self.context.close()
        except Error:
            pass  # it is gone already
        self.context = None


def _is_browser(folder: Path, mark: bytes) -> bool:
    try:
        words = (folder / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return mark in words and not any(word.startswith(b"--type=") for word in words)


@dataclass
class Outcome:
    """What was acknowledged on the screens, what the phones held at the end, what has arrived."""

    acknowledged: list[str] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    lost: int = 0
    failed: int = 0
    killed: int = 0

    @property
    def announced(self) -> dict[str, list[str]]:
        """The photos of each entry that has a receipt."""
        sent = (it for it in self.kept.values() if it["state"] == "sent")
        return {it["id"]: json.loads(it["body"])["photos"] for it in sent}


@dataclass
class Drill:
    """Some entries on each phone; `begins` is the first day, and the server's own."""

    site: Site
    phones: list[FieldPhone]
    entries: int
    chance: random.Random
    begins: datetime
    outcome: Outcome = field(default_factory=Outcome)

    def run(self) -> Outcome:
        """From the first sign-in to the last receipt."""
        weather = Weather(self.site.app.wsgi_app, self.chance)
        self.site.app.wsgi_app = weather  # type: ignore[method-assign]
        for phone in self.phones:
            phone.switch_on()
            phone.sign_in()
        self.site.stop()
        for phone in self.phones:
            self._write_for_weeks(phone)
        self.site.start()
        weather.is_bad = True
        for phone in self.phones:
            self._send_everything(phone)
        self.outcome.lost, self.outcome.failed = weather.lost, weather.failed
        return self.outcome

    def _write_for_weeks(self, phone: FieldPhone) -> None:
        """No network: half, a battery taken out while it saves, a cold start, and the rest."""
        half = self.entries // 2
        for number in range(self.entries):
            self._set_clock(phone, number)
            phone.write(self._photo())
            if number in (half - 1, self.entries - 1):
                phone.kill()  # whether this one was kept nobody was told
                self.outcome.killed += 1
                phone.switch_on()
                self._set_clock(phone, number)
                phone.open()
            else:
                self._acknowledge(phone)

    def _send_everything(self, phone: FieldPhone) -> None:
        """Signed in anew, two tabs, the browser killed as soon as something has arrived."""
        phone.sign_in()  # a browser that is killed writes no cookie
        assert phone.context
        phone.context.new_page().goto(f"{self.site.url}/phone/vi")
        self._until(phone, lambda waiting: waiting < self.entries)
        phone.kill()
        self.outcome.killed += 1
        phone.switch_on()
        phone.sign_in()
        self._until(phone, lambda waiting: waiting == 0)
        self.outcome.kept |= {it["id"]: it for it in phone.kept()}
        phone.switch_off()

    def _set_clock(self, phone: FieldPhone, number: int) -> None:
        """Days go by; the second phone believes that it is tomorrow."""
        wrong = timedelta(days=self.phones.index(phone))
        passed = timedelta(days=DAYS * number / self.entries)
        assert phone.context
        phone.context.clock.set_system_time(self.begins + passed + wrong)

    def _photo(self) -> bytes | None:
        """Most entries have one; no two are the same."""
        shade = self.chance.randrange(256)
        return photographed_pack(shade) if self.chance.random() < 0.8 else None

    def _acknowledge(self, phone: FieldPhone) -> None:
        """What the screen says is kept counts, and only that."""
        line = phone.page.locator("[data-kept][data-fresh], [data-kept]:not([hidden])")
        expect(line.first).to_be_visible()
        newest = max(phone.kept(), key=lambda it: int(it["seq"]))
        self.outcome.acknowledged.append(newest["id"])

    def _until(self, phone: FieldPhone, is_enough: Callable[[int], bool]) -> None:
        """Let the phone try until so few wait."""
        for _ in range(60):
            phone.page.evaluate("() => dispatchEvent(new Event('online'))")
            phone.page.wait_for_timeout(100)
            if is_enough(sum(it["state"] == "waiting" for it in phone.kept())):
                return
        raise AssertionError("entries were never sent")


@contextmanager
def field_phones(
    playwright: Playwright, site: Site, folder: Path, numbers: list[str]
) -> Iterator[list[FieldPhone]]:
    """Phones of these people, each with a profile of its own; none outlives the block."""
    phones = []
    for place, number in enumerate(numbers):
        profile = folder / f"phone-{place}"
        profile.mkdir()
        phones.append(FieldPhone(playwright, site, number, profile))
    try:
        yield phones
    finally:
        for phone in phones:
            phone.switch_off()
