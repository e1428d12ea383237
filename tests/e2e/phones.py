"""A phone with a browser in it: what is on its screen, and what it complained about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from babel.support import Translations
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from tests.e2e.site import PATIENCE, Site
from webapp.config import ROOT

LOCALES = {"vi": "vi-VN", "en": "en-GB"}
SCREEN: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36"
)
_ALL_STARTED = """() => [...document.querySelectorAll('[data-module]')].every((root) =>
  root.dataset.module.split(/\\s+/).filter(Boolean)
    .every((name) => root.hasAttribute(`data-${name}-started`)))"""
_ENGLISH = Translations.load(ROOT / "webapp" / "translations", ["en"])


@dataclass
class Phone:
    """One browser with cookies of its own. The tests speak Vietnamese; `words` translates."""

    site: Site
    language: str
    page: Page
    has_scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def words(self, vietnamese: str) -> str:
        """The same words as this phone's reader sees them."""
        if self.language == "vi":
            return vietnamese
        english: str = _ENGLISH.ugettext(vietnamese)
        assert english != vietnamese, f"no English for {vietnamese}"
        return english

    def open(self, path: str) -> None:
        """Go to a path of the site, or to a link of it."""
        self.page.goto(path if "://" in path else self.site.url + path)
        self.wait_for_scripts()

    def wait_for_scripts(self) -> None:
        """Until every part of the page that has a script is alive."""
        if self.has_scripts:
            self.page.wait_for_function(_ALL_STARTED)

    def control(self, vietnamese: str, within: Locator | None = None) -> Locator:
        """The button or link with these words."""
        words = self.words(vietnamese)
        where = within or self.page.get_by_role("main")
        link, button = (where.get_by_role(role, name=words) for role in ("link", "button"))
        return link.or_(button).first

    def press(self, vietnamese: str) -> None:
        """Tap the button or link with these words."""
        self.control(vietnamese).click()

    def follow(self, vietnamese: str, within: Locator | None = None) -> None:
        """Tap what leads to another page, or sends a form, and wait until that page is alive."""
        self.leave_by(self.control(vietnamese, within))

    def leave_by(self, control: Locator) -> None:
        """The same with a control that was found otherwise."""
        with self.page.expect_navigation():
            control.click()
        self.wait_for_scripts()

    def fill(self, name: str, text: str) -> None:
        """Type into the field of this name."""
        self._field(name).first.fill(text)

    def choose(self, name: str, value: str) -> None:
        """Take one of a list, or one of several cards, by its value."""
        field = self._field(name)
        if field.first.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
            return
        self.page.locator(
            "label", has=self.page.locator(f"[name='{name}'][value='{value}']")
        ).click()

    def attach(self, name: str, photo: bytes) -> None:
        """Choose a photo for the field of this name, and wait until its script has shown it."""
        field = self.page.locator(f"[name='{name}']")
        field.set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo})
        if not self.has_scripts:
            return
        preview = self.page.locator(".photo-field", has=field).locator("[data-preview]")
        expect(preview).to_be_visible()

    def _field(self, name: str) -> Locator:
        """The controls of this name; what is folded away is unfolded first."""
        field = self.page.locator(f"[name='{name}']")
        folded = self.page.locator("details:not([open])", has=field)
        if folded.count():
            folded.locator("summary").click()
        return field

    def sees(self, vietnamese: str) -> None:
        """These words are on the page."""
        words = self.words(vietnamese)
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()

    def sees_band(self, colour: str, vietnamese: str) -> None:
        """The verdict: its colour and its words."""
        band = self.page.locator(f".band--{colour}")
        expect(band).to_be_visible()
        expect(band.get_by_role("heading")).to_have_text(self.words(vietnamese))

    def forgive(self, words: str) -> None:
        """Complaints with these words were what the test was after."""
        self.complaints[:] = [told for told in self.complaints if words not in told]


@contextmanager
def open_phone(
    browser: Browser, site: Site, language: str = "vi", **options: Any
) -> Iterator[Phone]:
    """A fresh phone on this site; afterwards it must have had nothing to complain about."""
    settings = {
        "viewport": SCREEN,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": AGENT,
        "locale": LOCALES[language],
        "timezone_id": "Asia/Ho_Chi_Minh",
        "base_url": site.url,
    } | options
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE * 1000)
    has_scripts = settings.get("java_script_enabled", True)
    phone = Phone(site, language, context.new_page(), has_scripts)
    _listen(phone)
    try:
        yield phone
    finally:
        context.close()
    assert not phone.complaints, phone.complaints


def _listen(phone: Phone) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            phone.complaints.append(f"{message.text} {message.location['url']}")

    def on_error(error: Error) -> None:
        phone.complaints.append(str(error))

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != phone.site.host:
            phone.complaints.append(f"asked {request.url}")

    phone.page.on("console", on_console)
    phone.page.on("pageerror", on_error)
    phone.page.on("request", on_request)
