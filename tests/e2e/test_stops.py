"""A harvest that is too early, on a phone: what its farmer is told, and how the truth is kept."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import people
from tests.e2e.page_checks import axe_violations, is_wider_than_the_screen, small_targets
from tests.e2e.phones import SCREEN, open_phone
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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_early_harvest_is_stopped_with_its_reason_and_kept_as_a_fact(
    site: Site, browser: Browser, language
):
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        make.product(cooperative, gtin=GTIN)
        make.place(cooperative, name=PLOT)
    with open_phone(browser, site, language) as lan:
        lan.page.set_viewport_size(SCREEN)
        people.sign_in(lan, everybody.lan)
        people.open_lot(lan, PRODUCT, PLOT)
        people.log_work(
            lan,
            "spraying",
            trade_name="Thảo mộc 1",
            active_ingredient="Azadirachtin",
            target_pest="Rầy nâu",
            dose="20 ml_per_tank",
            area="3.600 m2",
            phi_days="7",
            sprayer_name="Lò Thị Lan",
        )
        lot = lan.page.url
        lan.open(f"{lot}/events/new/harvesting")
        lan.fill("values.quantity", "1.250,5")

        lan.follow("Lưu")

        lan.forgive("422")  # browsers log the status of a form that comes back
        stop = lan.page.locator("#stop")
        expect(stop).to_contain_text("Thảo mộc 1")
        expect(stop).to_be_in_viewport()
        expect(lan.page.locator("[name='values.quantity']")).to_have_value("1.250,5")
        assert axe_violations(lan.page) == []
        assert small_targets(lan.page) == []
        assert not is_wider_than_the_screen(lan.page)

        stop.get_by_role("link").click()
        lan.page.locator("#as_fact").check()
        lan.follow("Lưu")
        lan.sees("Lô này đang bị tạm dừng: không kích hoạt tem, không bán.")
        assert lan.page.url == lot
