"""Scratching the layer off: the form and its answers, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.e2e import stock
from tests.e2e.page_checks import (
    axe_violations,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import DESK, SCREEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What is recorded is tested on both databases elsewhere; here it is about pages.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

FIRST = "Mã cào đúng. Đây là lần kiểm tra đầu tiên"


@pytest.fixture(scope="module")
def stamps(standing_site):
    with standing_site.makers() as make:
        found = stock.covered_stamps(make, 8)
    return iter(found)


@pytest.fixture
def site(standing_site):
    return standing_site


def tell(phone, code):
    phone.fill("covered_code", code)
    phone.follow("Kiểm tra mã cào")


def faults_of(page, site):
    """What a machine sees wrong, in light and dark, on a phone and on a desk."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += axe_violations(page)
    page.emulate_media(color_scheme="light")
    found += small_targets(page)
    for screen in (DESK, SCREEN):
        page.set_viewport_size(screen)
        found += ["wide"] if is_wider_than_the_screen(page) else []
    if page.locator("html").get_attribute("lang") == "en":
        found += vietnamese_words(page, site.told_by_people())
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_code_is_told_the_answer_read_again_and_somebody_else_comes_later(
    site, stamps, phone_of, scripts
):
    stamp, buyer = next(stamps), phone_of(site, java_script_enabled=scripts)
    buyer.open(stamp.path)
    tell(buyer, "00000000")
    buyer.forgive("422")
    expect(buyer.page.get_by_text("còn 4 lần thử").first).to_be_visible()
    expect(buyer.page.locator("[name=covered_code]")).to_have_value("00000000")

    tell(buyer, f"{stamp.code[:4].lower()} {stamp.code[4:]}")
    expect(buyer.page.get_by_text(FIRST)).to_be_visible()
    buyer.sees_band("green", "Tem hợp lệ")
    buyer.page.reload()
    buyer.sees_band("green", "Tem hợp lệ")
    expect(buyer.page.get_by_text("3/3")).to_be_visible()

    other = phone_of(site, java_script_enabled=scripts)
    other.open(stamp.path)
    other.sees_band("amber", "Mã cào đã có người kiểm tra")
    expect(other.page.get_by_text("Có phải bạn không?").first).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_answer_breaks_a_rule_in_either_language(site, stamps, phone_of, language):
    stamp, phone = next(stamps), phone_of(site, language)
    phone.open(stamp.path)
    found = {"form": faults_of(phone.page, site)}
    tell(phone, "0000")
    found["slip"] = faults_of(phone.page, site)
    for number in range(1, 6):
        tell(phone, str(number) * 8)
    found["last"] = faults_of(phone.page, site)
    tell(phone, stamp.code)
    found["closed"] = faults_of(phone.page, site)

    second = next(stamps)
    phone.open(second.path)
    tell(phone, second.code)
    found["first"] = faults_of(phone.page, site)
    stranger = phone_of(site, language)
    stranger.open(second.path)
    tell(stranger, second.code)
    found["later"] = faults_of(stranger.page, site)
    phone.forgive("422")
    phone.forgive("429")

    assert {name: faults for name, faults in found.items() if faults} == {}
