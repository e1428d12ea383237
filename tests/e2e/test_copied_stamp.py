"""A stamp copied to other cities: buyers are warned with reasons, and a display explains it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.conftest import Database
from tests.e2e import people
from tests.e2e.phones import Phone
from tests.e2e.site import Site, wait_until
from tests.makers import Maker
from traceability.roles import Actor
from traceability.serials import printed
from webapp.db import db
from webapp.models import Scan
from webapp.usecases.suspicions import score_stamps

pytestmark = [pytest.mark.browser, pytest.mark.committed]

HANOI = {"latitude": 21.0277644, "longitude": 105.8341598}
SONLA = {"latitude": 21.3275, "longitude": 103.9141}
# More of those who bought it, by what they tap.
TAPPED = ("Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Đắk Lắk", "Hải Phòng", "Huế", "Nghệ An")


def test_a_copied_stamp_warns_with_its_reasons_and_is_explained(
    site: Site, database: Database, phone_of
):
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        path, code = stamp_of(make, cooperative)

    share_position(site, phone_of, path, SONLA)
    share_position(site, phone_of, path, HANOI)
    for province in TAPPED:
        tap_province(site, phone_of, path, province)
    assert cells(site) == {"210:1058", "213:1039"}
    spread_over_days(site)
    score(site)

    buyer = phone_of(site)
    buyer.open(path)
    buyer.sees_band("amber", "Nghi vấn: tem này có thể bị sao chép")
    buyer.sees("Tem được xem ở 9 tỉnh trong 48 giờ, bởi 9 máy.")

    register_by_the_alert(phone_of(site), everybody.minh, code)

    for _ in range(2):
        buyer.open(path)
        buyer.sees_band("green", "Tem hợp lệ")
        buyer.sees("được đăng ký là hàng trưng bày")
        score(site)


def register_by_the_alert(minh: Phone, number: str, code: str) -> None:
    people.sign_in(minh, number)
    minh.follow("Xem cảnh báo")
    minh.page.get_by_role("link", name="Tem có thể bị sao chép").click()
    minh.sees("không phải kết luận về ai")
    minh.follow("Đăng ký tem trưng bày")
    expect(minh.page.get_by_label("Mã trên tem")).to_have_value(code)
    minh.fill("place", "Siêu thị Hạc Thành")
    minh.fill("reason", "Gói mẫu trên kệ")
    minh.follow("Đăng ký")
    minh.sees("Gói mẫu trên kệ")


def stamp_of(make: Maker, cooperative) -> tuple[str, str]:
    product = make.product(cooperative)
    order = make.order(product)
    make.activation(make.roll(order), make.packed_lot(product))
    serial = make.serial(order)
    return f"/T/{serial}", printed(serial)


def share_position(site: Site, phone_of, path: str, where: dict[str, float]) -> None:
    phone = phone_of(site, geolocation=where, permissions=["geolocation"])
    phone.open(path)
    phone.follow("Cho biết tôi đang ở đâu")
    phone.wait_for_scripts()
    sent = []
    phone.page.on("request", lambda it: sent.append(it.post_data or ""))
    phone.press("Cho biết nơi tôi quét")
    phone.sees("Đã ghi nơi xem. Cảm ơn bạn.")
    # What leaves the phone is coarse already.
    assert f"latitude={where['latitude']:.1f}&longitude={where['longitude']:.1f}" in sent[0]
    assert str(where["latitude"]) not in "".join(sent)


def tap_province(site: Site, phone_of, path: str, province: str) -> None:
    phone = phone_of(site, java_script_enabled=False)
    phone.page.goto(site.url + path)
    phone.page.get_by_text("Cho biết tôi đang ở đâu").click()
    phone.page.get_by_role("button", name=province, exact=True).click()
    expect(phone.page.get_by_text("Đã ghi nơi xem. Cảm ơn bạn.")).to_be_visible()


def spread_over_days(site: Site) -> None:
    """What was tapped in a minute here is what buyers of copies do in two days."""
    site.app.extensions["scan_sink"].flush()
    with site.app.app_context():
        looks = db.session.query(Scan).order_by(Scan.scanned_at.desc()).all()
        for number, look in enumerate(looks):
            look.scanned_at -= timedelta(hours=6 * number)
        db.session.commit()


def cells(site: Site) -> set[str]:
    with site.app.app_context():
        return {cell for (cell,) in db.session.query(Scan.cell) if cell}


def score(site: Site) -> None:
    """As the worker does every two seconds, until nothing waits."""
    site.app.extensions["scan_sink"].flush()
    with site.app.app_context():
        wait_until(
            lambda: score_stamps(Actor.system(), now=site.clock()) == 0, "scoring never ends"
        )
