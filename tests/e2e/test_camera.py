"""The scanner page with a camera before which somebody holds a stamp, and without one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.clips import film_of
from tests.e2e.conftest import launch
from tests.e2e.phones import Phone, open_phone
from tests.e2e.site import Site
from tests.e2e.stock import stamp_in_use
from tests.signed_stamps import SignedStamps, signed_order
from webapp.services import services

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What a camera sees is the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

FOREIGN_HOST = "tem-that.example"
FOREIGN_CODE = f"https://{FOREIGN_HOST}/01/09520123456788/21/ABCDEFGHJKMNPQRS"
FILM_FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")

# As on phones whose browser has a detector that works: it sees the probe, then the stamp.
DETECTOR = """
  globalThis.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(['qr_code', 'ean_13']); }
    detect(picture) {
      const isProbe = picture instanceof HTMLCanvasElement;
      return Promise.resolve([{ rawValue: isProbe ? 'TEM THAT' : '%s' }]);
    }
  };
"""
# As on phones without Play services: it lists formats and never answers.
SILENT_DETECTOR = """
  globalThis.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(['qr_code']); }
    detect() { return new Promise(() => {}); }
  };
"""


# The scanner is ready, and sees its first picture only when the test lets it.
LOOK_LATER = """
  const waiting = [];
  let mayLook = false;
  const look = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    const later = () => look.call(this, callback);
    return mayLook ? later() : waiting.push(later);
  };
  globalThis.lookNow = () => {
    mayLook = true;
    for (const later of waiting) later();
  };
"""


@pytest.fixture
def stamp(site: Site) -> str:
    """The address in the symbol of a stamp in use."""
    with site.makers() as make:
        return stamp_in_use(make)


@pytest.fixture(scope="module")
def seeing(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Browser]]:
    """A browser whose camera sees a stamp with this payload."""
    folder = tmp_path_factory.mktemp("films")
    running: dict[str, Browser] = {}

    def browser_seeing(payload: str) -> Browser:
        if payload not in running:
            film = film_of(payload, folder / f"{len(running)}.mjpeg")
            flags = (*FILM_FLAGS, f"--use-file-for-fake-video-capture={film}")
            running[payload] = launch(playwright.chromium, *flags)
        return running[payload]

    yield browser_seeing
    for browser in running.values():
        browser.close()


@pytest.fixture
def phone_before(site: Site, seeing: Callable[[str], Browser]) -> Iterator[Callable[[str], Phone]]:
    """A phone that is held before a stamp."""
    with ExitStack() as phones:

        def hold_before(payload: str) -> Phone:
            phone = open_phone(seeing(payload), site, permissions=["camera"])
            return phones.enter_context(phone)

        yield hold_before


def test_a_stamp_before_the_camera_opens_its_verdict(phone_before, stamp):
    phone = phone_before(stamp)

    phone.open("/scan")

    phone.page.wait_for_url("**/01/*/21/*")
    phone.sees_band("green", "Tem hợp lệ")


def test_the_camera_is_read_by_zxing_in_a_worker(phone_before, stamp):
    phone = phone_before(stamp)
    phone.page.add_init_script(LOOK_LATER)

    phone.open("/scan")

    expect(phone.page.locator("[data-detector='zxing']")).to_be_attached()
    assert len(phone.page.workers) == 1


def test_a_foreign_code_is_named_and_never_opened(phone_before):
    phone = phone_before(FOREIGN_CODE)

    phone.open("/scan")

    expect(phone.page.locator("[data-foreign-host]")).to_have_text(FOREIGN_HOST)
    phone.sees_band("blue_grey", "Mã thuộc hệ thống khác")
    assert phone.page.url == phone.site.url + "/scan"


def test_a_silent_server_is_never_a_green_band(phone_before, site, stamp):
    phone = phone_before(stamp)
    phone.page.add_init_script(LOOK_LATER)
    phone.open("/scan")
    expect(phone.page.locator("[data-detector]")).to_be_attached()

    site.stop()
    phone.page.evaluate("lookNow()")

    phone.sees_band("grey", "Không kết nối được – chưa kiểm tra")
    expect(phone.page.locator("[data-read-address]")).to_have_text(stamp.removeprefix("HTTP://"))
    phone.forgive("ERR_CONNECTION_REFUSED")


def test_a_signed_stamp_before_a_silent_server_is_told_by_its_signature(phone_before, site):
    site.clock.forward(seconds=(datetime.now(UTC) - site.clock()).total_seconds())
    with site.makers() as make:
        signer, config = services().signing.current, services().config
        order = signed_order(make, signer)
        make.activation(make.roll(order))
        host = {"host": config.stamp_host, "scheme": config.scheme}
        link = SignedStamps(make, order, signer, **host).link()
    phone = phone_before(link)
    phone.page.add_init_script(LOOK_LATER)
    phone.open("/scan")
    expect(phone.page.locator("[data-detector]")).to_be_attached()
    expect(phone.page.locator("[data-ready='browser']")).to_be_attached()

    site.stop()
    phone.page.evaluate("lookNow()")

    phone.sees_band("green", "Chữ ký đúng: tem do chúng tôi phát hành")
    expect(phone.page.locator(".band--grey")).to_be_hidden()
    phone.forgive("ERR_CONNECTION_REFUSED")


def test_a_retry_opens_the_verdict_once_the_server_is_back(phone_before, site, stamp):
    phone = phone_before(stamp)
    phone.page.add_init_script(LOOK_LATER)
    phone.open("/scan")
    expect(phone.page.locator("[data-detector]")).to_be_attached()
    site.stop()
    phone.page.evaluate("lookNow()")
    expect(phone.page.locator(".band--grey")).to_be_visible()

    site.start()
    phone.press("Thử lại")

    phone.page.wait_for_url("**/01/*/21/*")
    phone.forgive("ERR_CONNECTION_REFUSED")


def test_a_detector_of_the_browser_that_works_is_used(phone_before, stamp):
    phone = phone_before(FOREIGN_CODE)
    phone.page.add_init_script(DETECTOR % stamp)
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url))

    phone.open("/scan")

    phone.page.wait_for_url("**/01/*/21/*")
    assert not any("zxing" in url for url in asked)


def test_a_detector_that_never_answers_is_not_trusted(phone_before, stamp):
    phone = phone_before(stamp)
    phone.page.add_init_script(SILENT_DETECTOR)

    phone.open("/scan")

    phone.page.wait_for_url("**/01/*/21/*")


def test_without_a_camera_the_photo_and_the_typed_code_remain(phone_of, site, stamp):
    phone = phone_of(site)

    phone.open("/scan")

    phone.sees("Không mở được máy ảnh")
    expect(phone.page.locator("#photo").get_by_text("Chụp hoặc chọn ảnh")).to_be_visible()
    phone.fill("code", stamp.rsplit("/", 1)[1])
    phone.press("Kiểm tra mã")
    phone.page.wait_for_url("**/T/*")
