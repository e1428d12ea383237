"""What everybody may open: in both languages, light and dark, on every screen, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import Database
from tests.e2e import stock
from tests.e2e.conftest import open_site
from tests.e2e.page_checks import (
    axe_violations,
    is_on_screen,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import DESK, Phone
from tests.e2e.site import Site
from tests.e2e.stock import RECEIPT, VERDICTS, Shelf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

MOST_BYTES = 30_000
SMALL_SCREEN = {"width": 360, "height": 640}
WITH_GOODS = (
    "counterfeit",
    "recalled",
    "on_hold",
    "suspected_copy",
    "expired",
    "already_checked",
    "first_check",
    "valid",
)
PAGES = (
    "/",
    "/about",
    "/scan",
    "/sign-in",
    "/reports/new",
    f"/reports/{RECEIPT}",
    stock.LOT_PATH,
    "/nothing-here",
)


@pytest.fixture(scope="module")
def site(database: Database, assets_dir, site_port, tmp_path_factory) -> Iterator[Site]:
    """One for all tests of this file: they only look."""
    folder = tmp_path_factory.mktemp("pages")
    with open_site(database, folder, assets_dir, site_port) as site:
        yield site


@pytest.fixture(scope="module")
def shelf(site: Site) -> Shelf:
    with site.makers() as make:
        shelf = stock.fill_shelf(make)
        stock.file_report(make, shelf.path("suspected_copy"))
    return shelf


@pytest.fixture
def open_page(site, shelf, phone_of):
    """A phone on which the page is open: a verdict by its name, or a path."""

    def open_page(wanted: str, language: str = "vi", **options) -> Phone:
        phone = phone_of(site, language, **options)
        phone.open(shelf.path(wanted) if wanted in VERDICTS else wanted)
        phone.forgive("404 (NOT FOUND) " + site.url + "/nothing-here")
        return phone

    return open_page


@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_breaks_no_rule_of_accessibility_in_light_or_dark(open_page, wanted):
    page = open_page(wanted).page

    in_light = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe_violations(page)

    assert (in_light, in_dark) == ([], [])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_fits_every_screen_and_every_thumb(open_page, wanted, language):
    page = open_page(wanted, language).page

    too_small = small_targets(page)
    too_wide = []
    for screen in (page.viewport_size, SMALL_SCREEN, DESK):
        page.set_viewport_size(screen)
        if is_wider_than_the_screen(page):
            too_wide.append(screen)

    assert (too_small, too_wide) == ([], [])


@pytest.mark.parametrize("wanted", [*VERDICTS, *PAGES])
def test_a_page_speaks_the_readers_language_throughout(open_page, site, wanted):
    english, vietnamese = open_page(wanted, "en").page, open_page(wanted, "vi").page

    assert english.locator("html").get_attribute("lang") == "en"
    assert vietnamese.locator("html").get_attribute("lang") == "vi"
    assert vietnamese_words(english, site.told_by_people()) == []
    assert vietnamese_words(vietnamese, ()) != []


@pytest.mark.parametrize("wanted", VERDICTS)
def test_a_verdict_is_complete_without_scripts(open_page, wanted):
    page = open_page(wanted, java_script_enabled=False).page

    expect(page.locator(".band").get_by_role("heading")).to_be_visible()
    expect(page.locator(".band__advice")).to_be_visible()
    if wanted != "foreign":
        assert page.locator(".proofs li").count() >= 2
    if wanted in WITH_GOODS:
        expect(page.get_by_text("Gạo nếp tan Mường Và").first).to_be_visible()
        assert page.locator(".journey .stop").count() == 7
    report = page.get_by_role("link", name="Báo điều không đúng")
    assert report.get_attribute("href").startswith("/reports/new")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", VERDICTS)
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
def test_a_verdict_costs_little(site, shelf, phone_of, wanted):
    phone = phone_of(site)
    finished = []
    phone.page.on("requestfinished", finished.append)

    phone.open(shelf.path(wanted))
    phone.page.wait_for_load_state("networkidle")

    sizes = {request.url: sum_of(request) for request in finished if "/files/" not in request.url}
    assert sum(sizes.values()) < MOST_BYTES, sizes


def sum_of(request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
