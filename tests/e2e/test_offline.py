"""Stamps without a network: keys and lists are loaded while there is one, and then it is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.people import People
from tests.e2e.phones import Phone
from tests.e2e.site import Site
from tests.makers import GTIN
from tests.signed_stamps import SignedStamps, signed_order
from traceability.gs1 import Serial
from traceability.stamps import FlagKind
from webapp.services import services

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A phone without network asks no database.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

# As on phones whose browser knows no Ed25519.
NO_ED25519 = """
  const known = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (form, key, algorithm, ...others) =>
    algorithm?.name === 'Ed25519'
      ? Promise.reject(new DOMException('', 'NotSupportedError'))
      : known(form, key, algorithm, ...others);
"""


@dataclass(frozen=True)
class Stock:
    """Links of signed stamps: on goods, on hold, of a roll that was never activated, and others."""

    fine: str
    held: str
    not_activated: str
    altered: str
    plain: str
    lot: str
    people: People


@pytest.fixture
def stock(site: Site) -> Stock:
    site.clock.forward(seconds=(datetime.now(UTC) - site.clock()).total_seconds())
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        product = make.product(cooperative, gtin=GTIN)
        found = services()
        config, signer = found.config, found.signing.current
        host = {"host": config.stamp_host, "scheme": config.scheme}
        sold = SignedStamps(make, signed_order(make, signer, product), signer, GTIN, **host)
        lot = make.packed_lot(product)
        make.activation(make.roll(sold.order), lot)
        make.flag(sold.order, FlagKind.ON_HOLD, first=sold.order.first + 9)
        fresh = SignedStamps(make, signed_order(make, signer, product), signer, GTIN, **host)
        make.roll(fresh.order)
        query = sold.link(serial=Serial("0123456789ABCDEF")).split("?")[1]
        return Stock(
            fine=sold.link(),
            held=sold.link(9),
            not_activated=fresh.link(),
            altered=sold.link().split("?")[0] + "?" + query,
            plain=sold.link().split("?")[0],
            lot=lot.code,
            people=people.make_people(make, cooperative),
        )


def load(phone: Phone, path: str = "/verify-offline", way: str = "browser") -> None:
    phone.open(path)
    expect(phone.page.locator(f"[data-ready='{way}']")).to_be_attached()


def ask(phone: Phone, link: str) -> None:
    phone.fill("code", link)
    phone.page.get_by_role("main").get_by_role("button").first.click()


def test_without_a_network_a_signed_stamp_is_told_with_the_age_of_the_list(
    phone_of: Callable[..., Phone], site: Site, stock: Stock
) -> None:
    phone = phone_of(site)
    load(phone)
    site.stop()
    phone.page.context.set_offline(True)

    ask(phone, stock.fine)

    phone.sees_band("green", "Chữ ký đúng: tem do chúng tôi phát hành")
    expect(phone.page.locator("[data-aged]")).to_contain_text("phút trước")
    unchecked = phone.page.locator("[data-unchecked]:visible")
    expect(unchecked).to_have_count(3)
    phone.sees("Có ai sao chép tem này không")
    phone.forgive("ERR_")


@pytest.mark.parametrize(
    ("which", "colour", "words"),
    [
        ("held", "amber", "Hàng đang bị tạm giữ để kiểm tra"),
        ("not_activated", "red", "Tem chưa được kích hoạt"),
        ("altered", "red", "Chữ ký sai: mã này không do chúng tôi in"),
        ("plain", "grey", "Chưa kiểm tra: tem này không có chữ ký"),
    ],
)
def test_what_the_list_or_the_signature_says_is_told_in_colour_and_words(
    phone_of, site, stock, which, colour, words
):
    phone = phone_of(site)
    load(phone)
    phone.page.context.set_offline(True)

    ask(phone, getattr(stock, which))

    phone.sees_band(colour, words)
    phone.forgive("ERR_")


def test_an_old_list_makes_no_stamp_sure(phone_of, site, stock):
    phone = phone_of(site)
    phone.page.clock.install(time=site.clock())
    load(phone)
    phone.page.context.set_offline(True)
    phone.page.clock.set_fixed_time(site.clock() + timedelta(days=4, hours=1))

    ask(phone, stock.fine)

    phone.sees_band("grey", "Chữ ký đúng, nhưng danh sách đã quá cũ")
    expect(phone.page.locator("[data-aged]")).to_contain_text("4 ngày trước")
    phone.forgive("ERR_")


def test_a_browser_without_ed25519_checks_with_the_library_that_came_along(phone_of, site, stock):
    phone = phone_of(site, "en")
    phone.page.add_init_script(NO_ED25519)
    load(phone, way="library")
    phone.page.context.set_offline(True)

    ask(phone, stock.fine)
    phone.sees_band("green", "Chữ ký đúng: tem do chúng tôi phát hành")

    ask(phone, stock.altered)
    phone.sees_band("red", "Chữ ký sai: mã này không do chúng tôi in")
    phone.forgive("ERR_")


def test_a_page_that_was_never_loaded_with_a_network_says_so(phone_of, site, stock):
    phone = phone_of(site)
    phone.page.route("**/trust/keys.json", lambda route: route.abort())
    phone.open("/verify-offline")
    expect(phone.page.locator("[data-loading='failed']")).to_be_visible()

    ask(phone, stock.fine)

    phone.sees_band("grey", "Chưa kiểm tra: máy này chưa nạp được khóa")
    phone.forgive("ERR_")


def test_an_inspector_reads_lot_and_standing_without_a_network(phone_of, site, stock):
    phone = phone_of(site)
    people.sign_in(phone, stock.people.quang)
    load(phone, "/inspection/offline")
    site.stop()
    phone.page.context.set_offline(True)

    ask(phone, stock.held)

    phone.sees_band("amber", "Hàng đang bị tạm giữ để kiểm tra")
    told = phone.page.locator("[data-told]")
    expect(told).to_contain_text("Gạo nếp tan Mường Và")
    expect(told).to_contain_text(stock.lot)
    expect(told.locator("[data-standing]:visible")).to_have_text("Đang tạm giữ")

    ask(phone, stock.plain)
    phone.sees_band("grey", "Chưa kiểm tra: tem này không có chữ ký")
    expect(told).to_be_hidden()

    ask(phone, stock.lot.lower())
    phone.sees_band("grey", "Chưa kiểm tra tem: mới tra số lô")
    expect(told).to_contain_text("Gạo nếp tan Mường Và")
    phone.forgive("ERR_")


def test_without_a_script_the_server_answers(browser_without_script, site, stock):
    phone = browser_without_script

    phone.open("/verify-offline")
    phone.fill("code", stock.fine)
    phone.page.get_by_role("main").get_by_role("button").first.click()

    phone.page.wait_for_url("**/01/*/21/*")
    phone.sees("chữ ký trong mã đúng")


@pytest.fixture
def browser_without_script(phone_of, site):
    return phone_of(site, java_script_enabled=False)
