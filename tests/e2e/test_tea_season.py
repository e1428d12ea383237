"""A season of tea as its people live it, with a sample that fails; and what a buyer reads of it."""

import pytest
from playwright.sync_api import expect

from scanner.decode import decode
from tests.e2e import people
from tests.e2e.photos import photographed_pack, photographed_stamp
from webapp.gateways.printing.labels import LAYOUTS

pytestmark = [pytest.mark.browser, pytest.mark.committed]

LAYOUT = "a4-65"
TEA, GARDEN = "Chè xanh Tân Cương", "Nương chè Hồng Thái"
REASON = "Mẫu lấy lại sau khi sao lại chè, phòng kiểm nghiệm kết luận đạt."


@pytest.fixture
def everybody(site):
    with site.makers() as make:
        return people.make_people(make, people.make_cooperative(make))


@pytest.fixture
def signed_in(site, phone_of):
    def signed_in(number):
        phone = phone_of(site)
        people.sign_in(phone, number)
        return phone

    return signed_in


def test_a_season_of_tea_with_a_failed_sample_is_told_as_it_was(
    site, everybody, signed_in, phone_of
):
    minh, lan = signed_in(everybody.minh), signed_in(everybody.lan)
    people.add_product(minh, photographed_pack(), name=TEA, group="tea")
    people.add_plot(lan, GARDEN)
    people.open_lot(lan, TEA, GARDEN)
    lot = lan.page.url.removeprefix(site.url)

    tend_the_garden(site, lan)
    pick_and_make(lan)
    examine(lan, "M-01", "failed")
    lan.sees("Lô này đang bị tạm dừng: không kích hoạt tem, không bán.")
    let_it_go_on(site, minh, lan, lot)
    release(minh, lan, lot)

    order = people.order_stamps(minh, 20)
    people.approve_order(signed_in(everybody.thu), TEA)
    sheet = people.take_out_sheet(minh, order, LAYOUT)
    people.activate_roll(minh)
    minh.open(lot)
    minh.sees("Đang lưu hành")
    read_the_story(phone_of(site), decode(photographed_stamp(sheet, LAYOUTS[LAYOUT], 0))[0].text)


def work(lan, code, photo=None, at=None, **values):
    people.log_work(lan, code, photo, group="tea", at=at, **values)


def spray(lan, name, days, at=None):
    work(
        lan,
        "spraying",
        at=at,
        trade_name=name,
        active_ingredient="Abamectin",
        target_pest="Rầy xanh",
        dose="15 ml_per_tank",
        area="3.600 m2",
        phi_days=days,
        sprayer_name="Lò Thị Lan",
    )


def tend_the_garden(site, lan):
    """Pruned, sprayed twice; the second time is written down three days later."""
    work(lan, "weeding", method="pruning")
    spray(lan, "Thảo mộc 1", "7")
    site.clock.forward(days=2)
    sprayed_again = site.clock()
    site.clock.forward(days=3)
    spray(lan, "Thảo mộc 2", "10", at=sprayed_again)
    lan.sees("Còn trong thời gian cách ly")
    site.clock.forward(days=12)


def pick_and_make(lan):
    work(lan, "harvesting", picking_standard="bud_two_leaves", quantity="60 kg")
    work(lan, "withering", method="trays", duration="4 hour")
    work(lan, "fixing", method="drum", temperature="240", duration="6")
    work(lan, "rolling", method="machine", duration="25")
    work(
        lan,
        "drying",
        method="drum",
        fresh_in="60 kg",
        quantity_out="13,2 kg",
        moisture_out="5,5",
    )
    work(lan, "packing", photographed_pack(90), pack_size="200 g", pack_count="60")
    lan.sees("Đã đóng gói: đề nghị duyệt xuất để dán tem.")


def examine(lan, sample, conclusion):
    work(
        lan,
        "laboratory_test",
        sample_code=sample,
        indicator="Dư lượng Abamectin",
        conclusion=conclusion,
    )


def let_it_go_on(site, minh, lan, lot):
    """Not without a passed test, and not without a reason."""
    minh.open(lot)
    minh.fill("reason", REASON)
    minh.follow("Gỡ tạm dừng lô này")
    minh.sees("Cần một kết quả kiểm nghiệm đạt")
    expect(minh.page.locator("[name='reason']")).to_have_value(REASON)
    minh.forgive("409")

    site.clock.forward(days=2)
    examine(lan, "M-02", "passed")
    minh.follow("Gỡ tạm dừng lô này")
    minh.sees("Đã gỡ tạm dừng. Lý do được ghi vào sổ.")


def release(minh, lan, lot):
    lan.open(lot)
    lan.follow("Đề nghị duyệt xuất")
    lan.sees("Chờ người quản lý duyệt xuất.")
    minh.open("/lots?shown=awaiting_release")
    minh.sees(TEA)
    minh.open(lot)
    minh.follow("Duyệt xuất lô này")
    minh.sees("Đã duyệt xuất. Quyết định được ghi vào sổ.")
    minh.sees("Kích hoạt tem cho 60 gói còn lại.")


def read_the_story(buyer, link):
    """The stamp is in order, and what happened on the way is not left out."""
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")
    held = ("Lô bị tạm dừng", "Mẫu kiểm nghiệm không đạt.", "Kết quả: không đạt", "Gỡ tạm dừng")
    tells(buyer, *held, "Hái chè", "Đóng gói")

    buyer.follow("Xem cả lô")
    tells(buyer, *held, "Phun thuốc", "Ghi sau 3 ngày", "Sấy chè", "Kết quả: đạt")
    expect(buyer.page.get_by_text(REASON)).to_have_count(0)


def tells(buyer, *words):
    """The journey says so; elsewhere it may be folded away."""
    for told in words:
        expect(buyer.page.locator(".journey").get_by_text(told).first).to_be_visible()
