"""What everybody may open: in both languages, light and dark, on every screen, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from tests.e2e import stock
from tests.e2e.page_checks import (
    axe_violations,
    is_on_screen,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import DESK, SCREEN, Phone, open_phone
from tests.e2e.site import Site
from tests.e2e.stock import RECEIPT, VERDICTS, Shelf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

MOST_BYTES = 30 * 1024
NO_PAGE = "/nothing-here"
SMALL_SCREEN: ViewportSize = {"width": 360, "height": 640}
WITH_GOODS = (
    "counterfeit",
    "recalled",
    "on_hold",
    "suspected_copy",
    "expired",
    "already_checked",
    "first_check",
    "valid",
    "covered",
)
PAGES = (
    "/",
    "/about",
    "/scan",
    "/verify-offline",
    "/sign-in",
    "/reports",
    "/reports/new",
    f"/reports/{RECEIPT}",
    stock.LOT_PATH,
    NO_PAGE,
)


@pytest.fixture(scope="module")
def site(standing_site: Site) -> Site:
    return standing_site


@pytest.fixture(scope="module")
def shelf(site: Site) -> Shelf:
    with site.makers() as make:
        shelf = stock.fill_shelf(make)
        stock.file_report(make, shelf.path("suspected_copy"))
    return shelf


@pytest.fixture(scope="module")
def readers(browser: Browser, site: Site) -> Iterator[dict[str, Phone]]:
    """Two people who leaf through the pages."""
    with open_phone(browser, site, "vi") as vietnamese, open_phone(browser, site, "en") as english:
        yield {"vi": vietnamese, "en": english}


@pytest.fixture
def open_page(readers, shelf):
    """The phone of somebody who opened a page: a verdict by its name, or a path."""
    opened = []

    def open_page(wanted: str, language: str = "vi") -> Phone:
        phone = readers[language]
        phone.page.set_viewport_size(SCREEN)
        phone.open(shelf.path(wanted) if wanted in VERDICTS else wanted)
        phone.forgive("404 (NOT FOUND) " + phone.site.url + NO_PAGE)
        opened.append(phone)
        return phone

    yield open_page
    for phone in opened:
        assert phone.complaints == []


@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_breaks_no_rule_of_accessibility_in_light_or_dark(open_page, wanted):
    page = open_page(wanted).page

    in_light = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe_violations(page)
    page.emulate_media(color_scheme="light")

    assert (in_light, in_dark) == ([], [])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_fits_every_thumb_and_every_screen(open_page, wanted, language):
    page = open_page(wanted, language).page

    too_small = small_targets(page)
    too_wide = list(screens_that_scroll(page))

    assert (too_small, too_wide) == ([], [])


def screens_that_scroll(page: Page) -> Iterator[ViewportSize]:
    for screen in (SCREEN, SMALL_SCREEN, DESK):
        page.set_viewport_size(screen)
        if is_wider_than_the_screen(page):
            yield screen


@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_speaks_the_readers_language_throughout(open_page, site, wanted):
    english, vietnamese = open_page(wanted, "en").page, open_page(wanted, "vi").page

    assert english.locator("html").get_attribute("lang") == "en"
    assert vietnamese.locator("html").get_attribute("lang") == "vi"
    assert vietnamese_words(english, site.told_by_people()) == []
    assert vietnamese_words(vietnamese, site.told_by_people()) != []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", [*VERDICTS, stock.LOT_PATH])
def test_the_way_to_report_is_on_the_first_screen(open_page, wanted, language):
    phone = open_page(wanted, language)

    report = phone.page.get_by_role("link", name=phone.words("Báo điều không đúng"))

    assert is_on_screen(phone.page, report)


@pytest.mark.parametrize("wanted", ["on_hold", "suspected_copy", "counterfeit", "unknown"])
def test_a_bad_verdict_names_whom_to_call(open_page, wanted):
    page = open_page(wanted).page

    expect(page.get_by_text("Chi cục Quản lý thị trường").first).to_be_visible()
    assert page.locator("a[href^='tel:']").count() == 1


@pytest.mark.parametrize("wanted", VERDICTS)
def test_a_verdict_is_complete_without_scripts(site, shelf, phone_of, wanted):
    page = phone_of(site, java_script_enabled=False).page

    page.goto(site.url + shelf.path(wanted))

    expect(page.locator(".band").get_by_role("heading")).to_be_visible()
    expect(page.locator(".band__advice")).to_be_visible()
    assert page.locator(".proofs li").count() >= (0 if wanted == "foreign" else 2)
    assert page.locator(".journey .stop").count() == (7 if wanted in WITH_GOODS else 0)
    assert page.locator(".compare__name").count() == (1 if wanted in WITH_GOODS else 0)
    report = page.get_by_role("link", name="Báo điều không đúng")
    assert report.get_attribute("href").startswith("/reports/new")


@pytest.mark.parametrize(
    "wanted", ["unknown", "counterfeit", "on_hold", "already_checked", "valid", "covered"]
)
def test_a_verdict_costs_little(site, shelf, phone_of, wanted):
    phone = phone_of(site)
    answered: dict[str, Request] = {}

    def note(request: Request) -> None:
        answered[request.url] = request

    phone.page.on("requestfinished", note)
    phone.open(shelf.path(wanted))
    phone.page.wait_for_load_state("networkidle")

    costs = {url: bytes_of(it) for url, it in answered.items() if "/files/" not in url}
    assert sum(costs.values()) < MOST_BYTES, costs


def bytes_of(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
