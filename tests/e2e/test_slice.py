"""The main job from end to end, as the four people do it on their phones."""

import pytest
from playwright.sync_api import expect

from scanner.decode import decode
from tests.e2e import people
from tests.e2e.photos import photographed_pack, photographed_stamp
from tests.e2e.stock import stamp_in_use
from webapp.gateways.printing.labels import LAYOUTS, StampLabel
from webapp.gateways.printing.sheets import stamp_sheet

pytestmark = [pytest.mark.browser, pytest.mark.committed]

LAYOUT = "a4-65"
PRODUCT = "Gạo nếp tan Mường Và"
PLOT = "Ruộng Nà Khoang"
TOLD = "Đang đối chiếu bao bì với mẫu đã đăng ký."


@pytest.fixture
def everybody(site):
    with site.makers() as make:
        return people.make_people(make, people.make_cooperative(make))


@pytest.fixture
def signed_in(site, phone_of):
    def signed_in(number, language="vi"):
        phone = phone_of(site, language)
        people.sign_in(phone, number)
        return phone

    return signed_in


def test_from_the_field_to_a_held_stamp_and_back(site, everybody, signed_in, phone_of):
    minh, lan = signed_in(everybody.minh), signed_in(everybody.lan)
    people.add_product(minh, photographed_pack())
    keep_diary(site, lan)

    order = people.order_stamps(minh, 20)
    people.approve_order(signed_in(everybody.thu), PRODUCT)
    sheet = people.take_out_sheet(minh, order, LAYOUT)
    people.activate_roll(minh)

    stamps = [photographed_stamp(sheet, LAYOUTS[LAYOUT], place) for place in range(2)]
    link, buyer = decode(stamps[0])[0].text, phone_of(site)
    look_twice(site, link, buyer, phone_of(site))
    check_photo_and_typed_code(buyer, stamps[1], link)
    report_hold_and_lift(buyer, signed_in(everybody.quang), link)


def keep_diary(site, lan):
    people.add_plot(lan, PLOT)
    people.open_lot(lan, PRODUCT, PLOT)
    people.log_work(lan, "irrigating", source="canal", volume="120 m3")
    people.log_work(
        lan,
        "fertilising",
        fertiliser_name="Phân chuồng ủ hoai",
        type="composted_manure",
        amount="800 kg",
        area="3.600 m2",
    )
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
    lan.sees("Thảo mộc 1")
    site.clock.forward(days=8)
    people.log_work(lan, "harvesting", quantity="1.250,5 kg")
    lan.sees("1.250,5 kg")
    people.log_work(lan, "packing", photographed_pack(90), pack_size="1 kg", pack_count="20")
    lan.sees("20 gói")


def look_twice(site, link, buyer, another):
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")
    buyer.sees("Chưa thấy lần kiểm tra nào trước")
    site.wait_for_looks(1)

    another.open(link)
    another.sees_band("green", "Tem hợp lệ")
    another.sees("Đã được kiểm tra trước đây")
    for shown in (PRODUCT, "Hợp tác xã Mường Và", "Thu hoạch", "Đóng gói"):
        another.sees(shown)


def check_photo_and_typed_code(buyer, photo, link):
    buyer.open("/scan")
    buyer.attach("image", photo)
    buyer.follow("Gửi ảnh để kiểm tra")
    buyer.sees_band("green", "Tem hợp lệ")

    buyer.open("/")
    buyer.fill("code", link.rsplit("/", 1)[1].lower())
    buyer.follow("Kiểm tra mã")
    buyer.sees_band("green", "Tem hợp lệ")


def report_hold_and_lift(buyer, quang, link):
    receipt = people.report_fake(buyer, photographed_pack(200))
    buyer.open(f"/reports/{receipt}")
    buyer.sees("Nghi là hàng giả")

    quang.open("/home")
    quang.sees("Tin báo đang chờ")
    people.hold_stamp(quang, receipt, TOLD)
    buyer.open(link)
    buyer.sees_band("amber", "Hàng đang bị tạm giữ để kiểm tra")
    buyer.sees(TOLD)
    expect(buyer.page.locator("a[href='tel:1900888655']")).to_be_visible()

    people.lift_hold(quang)
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_in_english(site, everybody, signed_in, phone_of):
    with site.makers() as make:
        link = stamp_in_use(make)
    minh, lan = signed_in(everybody.minh, "en"), signed_in(everybody.lan, "en")
    people.add_product(minh, photographed_pack(), gtin="")
    people.add_plot(lan, PLOT)
    people.open_lot(lan, PRODUCT, PLOT)
    people.log_work(lan, "irrigating", photographed_pack(90), source="canal", volume="120 m3")

    buyer, quang = phone_of(site, "en"), signed_in(everybody.quang, "en")
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")
    receipt = people.report_fake(buyer, photographed_pack(200))
    people.hold_stamp(quang, receipt, TOLD)
    buyer.open(link)
    buyer.sees_band("amber", "Hàng đang bị tạm giữ để kiểm tra")

    people.lift_hold(quang)
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_buyer_needs_no_scripts(site, phone_of):
    with site.makers() as make:
        link = stamp_in_use(make)
        sheet = b"".join(stamp_sheet(iter([label_of(link)]), LAYOUTS[LAYOUT]))
    buyer = phone_of(site, java_script_enabled=False)

    check_photo_and_typed_code(buyer, photographed_stamp(sheet, LAYOUTS[LAYOUT]), link)

    receipt = people.report_fake(buyer, photographed_pack(200))
    buyer.open(f"/reports/{receipt}")
    buyer.sees("Nghi là hàng giả")


def label_of(link: str) -> StampLabel:
    return StampLabel(link, "ABCD EFGH JKMN PQRS T", "127.0.0.1", "Nếp tan Mường Và")
