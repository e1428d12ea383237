"""A stamp's life as its people live it: ordered, printed, used, copied, warned of, explained."""

import pytest
from playwright.sync_api import expect

from scanner.decode import decode
from tests.e2e import people
from tests.e2e.clips import Camera
from tests.e2e.phones import Phone, open_phone
from tests.e2e.photos import label_of, photographed_stamp
from tests.e2e.site import Site, wait_until
from tests.e2e.stock import public_photo
from tests.sellable import sellable_lot
from traceability.digital_link import read_serial
from traceability.roles import Actor
from traceability.serials import printed
from webapp.db import db
from webapp.gateways.printing.labels import LAYOUTS
from webapp.models import Scan
from webapp.usecases.suspicions import score_stamps

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # Each step is a use case of its own, tested on both databases.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PRODUCT = "Gạo nếp tan Mường Và"
LAYOUT = "roll-50x30"
STAMPS, SPOILT = 12, 2
HANOI = {"latitude": 21.0277644, "longitude": 105.8341598}
SONLA = {"latitude": 21.3275, "longitude": 103.9141}
# More of those who bought it, by what they tap.
TAPPED = ("Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Đắk Lắk", "Hải Phòng")


@pytest.fixture
def everybody(site: Site) -> people.People:
    """With goods that are packed and want stamps."""
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        product = make.product(cooperative, name=PRODUCT, photo_sha256=public_photo(make))
        sellable_lot(make, product)
        return people.make_people(make, cooperative)


def test_a_stamp_from_its_order_to_a_copy_that_is_explained(site, everybody, phone_of, camera):
    thu, phuc, buyer = phone_of(site), phone_of(site), phone_of(site)
    with open_phone(camera.browser, site, permissions=["camera"]) as minh:
        sheet = printed_for(minh, thu, phuc, everybody, camera)
        activate_strip(minh, camera, sheet)
        link = check_with_the_camera(minh, camera, sheet)

    copy_to_other_cities(site, phone_of, link)
    buyer.open(link)
    buyer.sees_band("amber", "Nghi vấn: tem này có thể bị sao chép")
    buyer.sees("Tem được xem ở 7 tỉnh trong 36 giờ, bởi 7 máy.")

    register_by_the_alert(phone_of(site), everybody.minh, link)
    for _ in range(2):
        buyer.open(link)
        buyer.sees_band("green", "Tem hợp lệ")
        buyer.sees("được đăng ký là hàng trưng bày")
        score(site)


def printed_for(
    minh: Phone, thu: Phone, phuc: Phone, everybody: people.People, camera: Camera
) -> bytes:
    """From the order to the strip in its orderer's hands; gives what was printed."""
    people.sign_in(minh, everybody.minh)
    order = people.order_stamps(minh, STAMPS)
    people.sign_in(thu, everybody.thu)
    appoint_printer(thu)
    approve_for_printer(thu)

    people.sign_in(phuc, everybody.phuc)
    hold(camera, proof_sheet(phuc))
    approve_proof(minh, order)
    sheet = print_roll(phuc)
    deliver(phuc)
    receive(minh, order)
    return sheet


def appoint_printer(thu: Phone) -> None:
    thu.follow("Nhà in và chương trình hỗ trợ")
    thu.follow("Ghi quyết định chọn nhà in")
    thu.page.get_by_label("Nhà in", exact=True).select_option(label="Công ty In Phúc An")
    thu.fill("decision_number", "QĐ-DEMO-01")
    thu.fill("decided_on", "2026-11-02")
    thu.fill("unit_price", "150")
    thu.follow("Lưu")
    thu.sees("Đã ghi quyết định chọn nhà in.")


def approve_for_printer(thu: Phone) -> None:
    thu.open("/home")
    thu.leave_by(thu.page.get_by_role("link", name=PRODUCT))
    thu.page.locator("[name='supplier_id']").select_option(index=1)
    thu.follow("Duyệt đơn tem")
    thu.sees("Đã duyệt.")


def proof_sheet(phuc: Phone) -> bytes:
    phuc.follow("Đơn in")
    phuc.leave_by(phuc.page.get_by_role("link", name=PRODUCT))
    phuc.choose("layout", LAYOUT)
    return downloaded(phuc, "Tải tờ in thử (PDF)")


def approve_proof(minh: Phone, order: str) -> None:
    minh.open(order)
    scan_into(minh, "proof")
    minh.follow("Duyệt bản in thử")
    minh.sees("Đã duyệt bản in thử. Nhà in có thể in.")


def print_roll(phuc: Phone) -> bytes:
    """The file of the roll, of which the first stamps are spoilt as the press starts."""
    phuc.open(phuc.page.url)
    phuc.follow("Tệp in")
    phuc.fill("rolls", "1")
    phuc.choose("layout", LAYOUT)
    phuc.follow("Làm tệp in")
    sheet = downloaded(phuc, "Tải tệp")
    phuc.follow("Quay lại")
    phuc.follow("Báo in xong")
    phuc.fill("rolls", "1")
    phuc.fill("spoilt", f"{code_on(sheet, 0)} – {code_on(sheet, SPOILT - 1)}")
    phuc.fill("reason", "Lem mực khi lên máy")
    phuc.follow("Các cuộn này đã in xong")
    phuc.sees("Đã ghi: 1 cuộn đã in và đang ở kho nhà in.")
    return sheet


def deliver(phuc: Phone) -> None:
    phuc.sees("Ở kho nhà in: cuộn 1, 10 tem.")
    phuc.fill("note", "Phiếu 12, một thùng")
    phuc.follow("Giao các cuộn này")
    phuc.sees("Đã giao 1 cuộn. Bên nhận sẽ đếm và ký nhận.")


def receive(minh: Phone, order: str) -> None:
    minh.open(order)
    expect(minh.page.locator("[name='rolls-1']")).to_have_value("1")
    minh.follow("Đã đếm, các cuộn này đủ tem")
    minh.sees("Đã nhận và ký nhận 10 tem.")


def activate_strip(minh: Phone, camera: Camera, sheet: bytes) -> None:
    ends = {"first": SPOILT, "last": STAMPS - 1}
    minh.open("/stamp-orders")
    minh.follow("Kích hoạt tem")
    for name, place in ends.items():
        hold(camera, sheet, place)
        scan_into(minh, name)
    minh.follow("Tiếp tục")
    for name, place in ends.items():
        end = minh.page.locator(f"[name='{name}']")
        expect(end).to_be_visible()
        expect(end).to_have_value(code_on(sheet, place))
    minh.follow("Kích hoạt")
    minh.sees("Đã kích hoạt tem.")


def check_with_the_camera(phone: Phone, camera: Camera, sheet: bytes) -> str:
    """Gives the address of the stamp that was looked at."""
    hold(camera, sheet, SPOILT)
    phone.open("/scan")
    phone.page.wait_for_url("**/T/*")
    phone.sees_band("green", "Tem hợp lệ")
    return phone.page.url


def hold(camera: Camera, sheet: bytes, place: int = 0) -> None:
    """A stamp of something printed, before the camera."""
    camera.sees(label_of(sheet, LAYOUTS[LAYOUT], place))


def scan_into(phone: Phone, name: str) -> None:
    field = phone.page.locator(".stamp-field", has=phone.page.locator(f"[name='{name}']"))
    field.get_by_role("button", name="Quét bằng máy ảnh").click()
    expect(field.get_by_text("Đã đọc được mã.")).to_be_visible()


def downloaded(phone: Phone, button: str) -> bytes:
    with phone.page.expect_download() as download:
        phone.press(button)
    return download.value.path().read_bytes()


def code_on(sheet: bytes, place: int) -> str:
    """As somebody reads it off the label."""
    text = decode(photographed_stamp(sheet, LAYOUTS[LAYOUT], place))[0].text
    return printed(read_serial(text) or "")


def copy_to_other_cities(site: Site, phone_of, link: str) -> None:
    """What buyers of copies do in two days."""
    for where in (SONLA, HANOI):
        share_position(site, phone_of, link, where)
    for province in TAPPED:
        tap_province(site, phone_of, link, province)
    assert cells(site) == {"210:1058", "213:1039"}
    score(site)


def share_position(site: Site, phone_of, link: str, where: dict[str, float]) -> None:
    site.clock.forward(hours=6)
    phone = phone_of(site, geolocation=where, permissions=["geolocation"])
    phone.open(link)
    phone.follow("Cho biết tôi đang ở đâu")
    phone.wait_for_scripts()
    sent = []
    phone.page.on("request", lambda it: sent.append(it.post_data or ""))
    phone.press("Cho biết nơi tôi quét")
    phone.sees("Đã ghi nơi xem. Cảm ơn bạn.")
    # What leaves the phone is coarse already.
    assert f"latitude={where['latitude']:.1f}&longitude={where['longitude']:.1f}" in sent[0]
    assert str(where["latitude"]) not in "".join(sent)


def tap_province(site: Site, phone_of, link: str, province: str) -> None:
    site.clock.forward(hours=6)
    phone = phone_of(site, java_script_enabled=False)
    phone.page.goto(link)
    phone.page.get_by_text("Cho biết tôi đang ở đâu").click()
    phone.page.get_by_role("button", name=province, exact=True).click()
    expect(phone.page.get_by_text("Đã ghi nơi xem. Cảm ơn bạn.")).to_be_visible()


def cells(site: Site) -> set[str]:
    site.app.extensions["scan_sink"].flush()
    with site.app.app_context():
        return {cell for (cell,) in db.session.query(Scan.cell) if cell}


def score(site: Site) -> None:
    """As the worker does every two seconds, until nothing waits."""
    site.app.extensions["scan_sink"].flush()
    with site.app.app_context():
        wait_until(
            lambda: score_stamps(Actor.system(), now=site.clock()) == 0, "scoring never ends"
        )


def register_by_the_alert(minh: Phone, number: str, link: str) -> None:
    people.sign_in(minh, number)
    minh.follow("Xem cảnh báo")
    minh.page.get_by_role("link", name="Tem có thể bị sao chép").click()
    minh.sees("không phải kết luận về ai")
    minh.sees(printed(read_serial(link) or ""))
    minh.page.get_by_text("Hàng trưng bày của chúng tôi").click()
    minh.fill("place", "Siêu thị Hạc Thành")
    minh.fill("words", "Gói mẫu trên kệ")
    minh.follow("Gửi trả lời")
    minh.sees("Gói mẫu trên kệ")
