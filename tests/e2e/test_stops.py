"""A harvest that is too early, on a phone: what its farmer is told, and how the truth is kept."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import people
from tests.e2e.page_checks import axe_violations, is_wider_than_the_screen, small_targets
from tests.e2e.phones import SCREEN, Phone, open_phone
from tests.e2e.site import Site
from tests.makers import GTIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PLOT = "Ruộng Nà Khoang"
PRODUCT = "Gạo nếp tan Mường Và"


SPRAYED = {
    "trade_name": "Thảo mộc 1",
    "active_ingredient": "Azadirachtin",
    "target_pest": "Rầy nâu",
    "dose": "20 ml_per_tank",
    "area": "3.600 m2",
    "phi_days": "7",
    "sprayer_name": "Lò Thị Lan",
}


def keep_farm(site: Site) -> str:
    """A farmer with a product and a plot; gives the number by which she signs in."""
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        make.product(cooperative, gtin=GTIN)
        make.place(cooperative, name=PLOT)
    return everybody.lan


def is_fit_for_a_phone(phone: Phone) -> bool:
    wide = is_wider_than_the_screen(phone.page)
    return not (wide or axe_violations(phone.page) or small_targets(phone.page))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_early_harvest_is_stopped_with_its_reason_and_kept_as_a_fact(
    site: Site, browser: Browser, language
):
    number = keep_farm(site)
    with open_phone(browser, site, language) as lan:
        lan.page.set_viewport_size(SCREEN)
        people.sign_in(lan, number)
        people.open_lot(lan, PRODUCT, PLOT)
        people.log_work(lan, "spraying", **SPRAYED)
        lot = lan.page.url
        lan.open(f"{lot}/events/new/harvesting")
        lan.fill("values.quantity", "1.250,5")

        lan.follow("Lưu")

        lan.forgive("422")  # browsers log the status of a form that comes back
        stop = lan.page.locator("#stop")
        expect(stop).to_contain_text("Thảo mộc 1")
        expect(stop).to_be_in_viewport()
        expect(lan.page.locator("[name='values.quantity']")).to_have_value("1.250,5")
        assert is_fit_for_a_phone(lan)

        stop.get_by_role("link").click()
        lan.page.locator("#as_fact").check()
        lan.follow("Lưu")
        lan.sees("Lô này đang bị tạm dừng: không kích hoạt tem, không bán.")
        assert lan.page.url == lot
