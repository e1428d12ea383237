"""The page in the field: opened once with network, then used without, and nothing is lost."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.e2e import people
from tests.e2e.page_checks import (
    axe_violations,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import Phone
from tests.e2e.photos import photographed_pack
from tests.e2e.site import Site, wait_until
from tests.makers import GTIN
from tests.sign_ins import signed_in
from traceability.roles import Role
from webapp.db import db
from webapp.models import Event, EventPhoto, Lot, Organisation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PRODUCT, GARDEN = "Chè xanh Tân Cương", "Đồi chè Hồng Thái"
SPRAYED = {
    "trade_name": "Abamectin 1.8EC",
    "active_ingredient": "Abamectin",
    "target_pest": "Bọ xít muỗi",
    "dose": "25",
    "area": "1000",
    "sprayer_name": "Lò Thị Lan",
}
_COUNT_TAPS = """() => {
  window.taps = 0;
  addEventListener('pointerup', () => { window.taps += 1; }, true);
}"""
_IN_A_WEEK = "() => new Date(Date.now() + 7 * 86400e3).toLocaleDateString('vi-VN')"
_LOT_IDS = """() => new Promise((resolve) => {
  const opening = indexedDB.open('temthat-phone');
  opening.onsuccess = () => {
    const all = opening.result.transaction('books').objectStore('books').getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result[0].book.lots.map((it) => it.id));
    };
  };
})"""


@pytest.fixture
def lan(site, phone_of) -> Phone:
    """A farmer with a lot of tea, whose phone has opened the page once."""
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        make.product(cooperative, gtin=GTIN, group="tea", name=PRODUCT)
        make.place(cooperative, name=GARDEN)
    lan = phone_of(site)
    people.sign_in(lan, everybody.lan)
    people.open_lot(lan, PRODUCT, GARDEN)
    open_phone_page(lan)
    return lan


def open_phone_page(phone: Phone) -> None:
    phone.open("/phone/vi")
    expect(phone.page.locator("html[data-worker=ready][data-book]")).to_be_attached()


def entries_on(phone: Phone) -> list[dict[str, Any]]:
    """What the phone holds, whoever it is of."""
    return phone.page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open('temthat-phone');
          opening.onsuccess = () => {
            const all = opening.result.transaction('entries').objectStore('entries').getAll();
            all.onsuccess = () => { opening.result.close(); resolve(all.result); };
          };
        })"""
    )


def write_watering(phone: Phone) -> None:
    card = phone.page.locator(".lot-card", has_text=GARDEN)
    card.get_by_role("link", name="Tưới nước").click()
    phone.choose("values.source", "canal")  # a list: two taps more on a real screen
    phone.page.get_by_role("button", name="Lưu trên máy").click()
    expect(phone.page.locator("[data-kept]")).to_be_visible()


def events_of(site: Site) -> list[Event]:
    with site.app.app_context():
        return list(db.session.scalars(select(Event)))


def photos_of(site: Site) -> list[str]:
    with site.app.app_context():
        return list(db.session.scalars(select(EventPhoto.sha256)))


def wait_until_sent(site: Site, count: int) -> None:
    wait_until(lambda: len(events_of(site)) == count, f"{count} entries never came")


def lot_owner(site: Site) -> Organisation:
    return db.session.scalars(select(Organisation).join(Lot)).one()


def test_what_is_written_without_network_is_sent_when_it_is_back(lan, site):
    site.stop()
    lan.page.context.set_offline(True)
    lan.page.reload()
    lan.page.evaluate(_COUNT_TAPS)

    write_watering(lan)

    assert lan.page.evaluate("() => window.taps") + 2 <= 4
    expect(lan.page.locator("[data-line=waiting]")).to_contain_text("1 mục chưa gửi")
    lan.page.context.set_offline(False)
    site.start()
    lan.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(lan.page.locator("[data-sending]")).to_be_hidden()
    [event] = events_of(site)
    assert event.event_code == "irrigating"
    [entry] = entries_on(lan)
    assert (entry["id"], entry["state"]) == (str(event.id), "sent")
    assert entry["receipt"]["ledger_position"] == event.ledger_position
    forgive_at_the_end(lan, "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED")


def test_the_last_entry_is_repeated_in_two_taps(lan, site):
    write_watering(lan)
    wait_until_sent(site, 1)
    lan.page.evaluate(_COUNT_TAPS)

    lan.page.get_by_role("link", name="Lặp lại: Tưới nước").click()
    lan.page.get_by_role("button", name="Lưu trên máy").click()

    wait_until_sent(site, 2)
    assert lan.page.evaluate("() => window.taps") == 2
    one, other = events_of(site)
    assert one.id != other.id
    assert json.loads(one.values)["fields"] == json.loads(other.values)["fields"]


def test_what_the_server_refuses_waits_for_a_person_beside_what_mends_it(lan, site):
    write_refused_spraying(lan)
    lan.page.locator("[data-line=attention]").click()
    expect(lan.page.locator(".entry__reason").first).to_contain_text("số")

    lan.page.get_by_role("link", name="Sửa rồi gửi lại").click()
    expect(lan.page.locator("[name='values.trade_name']")).to_have_value("Abamectin 1.8EC")
    lan.fill("values.phi_days", "7")
    lan.page.get_by_role("button", name="Lưu trên máy").click()

    wait_until_sent(site, 1)
    expect(lan.page.locator("[data-sending]")).to_be_hidden()
    states = {entry["state"]: entry for entry in entries_on(lan)}
    assert states.keys() == {"mended", "sent"}
    assert states["mended"]["mended_by"] == states["sent"]["id"]
    forgive_at_the_end(lan, "422")


def test_a_session_that_ended_costs_nothing(lan, site):
    lan.page.context.clear_cookies()

    write_watering(lan)

    expect(lan.page.locator("[data-line=sign_in]")).to_contain_text("Đăng nhập để gửi 1 mục")
    assert events_of(site) == []
    [entry] = entries_on(lan)
    assert entry["state"] == "waiting"
    forgive_at_the_end(lan, "401")


def test_nobody_sends_what_another_wrote(lan, site):
    lan.page.context.set_offline(True)
    write_watering(lan)
    with site.makers() as make:
        minh = make.actor(Role.MANAGER, lot_owner(site))
        cookie = signed_in(site.app, minh, site.clock()).get_cookie("session", domain="localhost")
    lan.page.context.clear_cookies()
    lan.page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
    lan.page.context.set_offline(False)

    lan.page.evaluate("() => dispatchEvent(new Event('online'))")

    expect(lan.page.locator("[data-line=sign_in]")).to_be_visible()
    assert events_of(site) == []
    forgive_at_the_end(lan, "401", "ERR_INTERNET_DISCONNECTED")


def test_photos_arrive_as_they_were_kept(lan, site):
    site.stop()
    card = lan.page.locator(".lot-card", has_text=GARDEN)
    card.get_by_role("link", name="Tưới nước").click()
    lan.choose("values.source", "canal")
    lan.attach("photo_1", photographed_pack())
    lan.page.get_by_role("button", name="Lưu trên máy").click()
    expect(lan.page.locator("[data-line=waiting]")).to_be_visible()
    [entry] = entries_on(lan)
    announced = json.loads(entry["body"])["photos"]

    site.start()
    lan.page.evaluate("() => dispatchEvent(new Event('online'))")

    wait_until_sent(site, 1)
    wait_until(lambda: photos_of(site) == announced, "the photo never came")
    forgive_at_the_end(lan, "ERR_CONNECTION_REFUSED")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_view_can_be_read_and_tapped_by_everybody(lan, site, language, scheme):
    page = lan.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 640})
    write_refused_spraying(lan)
    lan.forgive("422")
    lan.open(f"/phone/{language}")
    expect(page.locator("html[data-book]")).to_be_attached()
    [lot_id] = page.evaluate(_LOT_IDS)
    views = ["/", f"/lots/{lot_id}", f"/lots/{lot_id}/spraying", "/unsent", "/attention", "/sent"]
    for view in views:
        page.evaluate("(it) => { location.hash = `#${it}`; }", view)
        expect(page.locator(f"[data-shown='{view}'] h1")).to_be_visible()
        page.evaluate("() => document.querySelectorAll('details').forEach((it) => it.open = true)")

        assert axe_violations(page) == [], view
        assert small_targets(page) == [], view
        assert not is_wider_than_the_screen(page), view
        if language == "en":
            assert vietnamese_words(page, site.told_by_people()) == [], view


def forgive_at_the_end(phone: Phone, *words: str) -> None:
    """What it was after may be said once more by a try under way: leave the page first."""
    phone.page.goto("about:blank")
    for it in words:
        phone.forgive(it)


def write_refused_spraying(phone: Phone) -> None:
    card = phone.page.locator(".lot-card", has_text=GARDEN)
    card.get_by_role("link", name="Phun thuốc").click()
    for name, value in SPRAYED.items():
        phone.fill(f"values.{name}", value)
    phone.fill("values.phi_days", "nhiều")
    phone.page.get_by_role("button", name="Lưu trên máy").click()
    expect(phone.page.locator("[data-line=attention]")).to_be_visible()


def test_what_was_sprayed_this_morning_keeps_the_harvest_also_without_network(lan, site):
    site.stop()
    card = lan.page.locator(".lot-card", has_text=GARDEN)
    card.get_by_role("link", name="Phun thuốc").click()
    for name, value in (SPRAYED | {"phi_days": "7"}).items():
        lan.fill(f"values.{name}", value)
    lan.page.get_by_role("button", name="Lưu trên máy").click()
    expect(lan.page.locator("[data-line=waiting]")).to_be_visible()

    card.get_by_role("link", name="Hái chè").click()

    day = lan.page.evaluate(_IN_A_WEEK)
    waiting = lan.page.locator("[data-part=waiting]")
    expect(waiting).to_contain_text(f"thu hoạch được từ {day}")
    forgive_at_the_end(lan, "ERR_CONNECTION_REFUSED")
