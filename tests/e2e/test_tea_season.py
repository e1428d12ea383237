"""A season of tea as its people live it, with a sample that fails; and what a buyer reads of it."""

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import expect

from scanner.decode import decode
from tests.e2e import people
from tests.e2e.photos import photographed_pack, photographed_stamp
from traceability.calendar import civil_date
from webapp.gateways.printing.labels import LAYOUTS

pytestmark = [pytest.mark.browser, pytest.mark.committed]

LAYOUT = "a4-65"
TEA, GARDEN = "Chè xanh Tân Cương", "Nương chè Hồng Thái"
VARIETY, SPRAYS = "LDP1 giâm cành", ("Thảo mộc 1", "Thảo mộc 2")
REASON = "Mẫu lấy lại sau khi sao lại chè, phòng kiểm nghiệm kết luận đạt."


@dataclass(frozen=True)
class Tended:
    """On which days the garden was planted and sprayed."""

    planted: date
    sprayed: tuple[date, date]


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

    tended = tend_the_garden(site, lan)
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
    link = decode(photographed_stamp(sheet, LAYOUTS[LAYOUT], 0))[0].text
    read_the_story(phone_of(site), link, tended)


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
    """Planted, pruned, sprayed twice; the second time is written down three days later."""
    planted = civil_date(site.clock())
    work(
        lan,
        "planting",
        variety=VARIETY,
        quantity="5400 plant",
        area="3.600 m2",
        sow_date=planted.isoformat(),
        seed_source="Vườn ươm Hồng Thái",
    )
    site.clock.forward(days=4)
    work(lan, "weeding", method="pruning")
    sprayed = site.clock()
    spray(lan, SPRAYS[0], "7")
    site.clock.forward(days=2)
    sprayed_again = site.clock()
    site.clock.forward(days=3)
    spray(lan, SPRAYS[1], "10", at=sprayed_again)
    lan.sees("Còn trong thời gian cách ly")
    site.clock.forward(days=12)
    return Tended(planted, (civil_date(sprayed), civil_date(sprayed_again)))


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
        laboratory="Trung tâm Kiểm nghiệm 1",
        report_number=f"KN-{sample}",
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


def read_the_story(buyer, link, tended):
    """The stamp is in order, and what happened on the way is not left out: neither what was planted
    and sprayed when, nor that it was waited for, nor the sample that failed.
    """
    buyer.open(link)
    buyer.sees_band("green", "Tem hợp lệ")
    held = ("Lô bị tạm dừng", "Mẫu kiểm nghiệm không đạt.", "Kết quả: không đạt", "Gỡ tạm dừng")
    tells(buyer, *held, "Hái chè", "Đóng gói")
    tells_what_was_done(buyer, tended)

    buyer.follow("Xem cả lô")
    tells(buyer, *held, "Phun thuốc", "Ghi sau 3 ngày", "Sấy chè", "Kết quả: đạt")
    tells_what_was_done(buyer, tended)
    expect(buyer.page.get_by_text(REASON)).to_have_count(0)
    for hidden in ("Lò Thị Lan", "Vườn ươm Hồng Thái"):  # who sprayed, and who sold the plants
        expect(buyer.page.get_by_text(hidden)).to_have_count(0)


def tells_what_was_done(buyer, tended):
    """Each step with its day and what its template lets buyers read of it."""
    stop_tells(buyer, "Trồng chè", 0, VARIETY, f"{tended.planted:%d/%m/%Y}")
    for place, days in enumerate(("7", "10")):
        waited = f"Đã chờ đủ {days} ngày cách ly trước khi thu hoạch."
        day = f"{tended.sprayed[place]:%d/%m/%Y}"
        stop_tells(buyer, "Phun thuốc", place, SPRAYS[place], "Abamectin", day, waited)
    stop_tells(buyer, "Hái chè", 0, "60 kg")


def stop_tells(buyer, title, place, *words):
    """The so-many-th step of that name says so."""
    stop = buyer.page.locator(".journey .stop", has_text=title).nth(place)
    for told in words:
        expect(stop.get_by_text(told).first).to_be_visible()


def tells(buyer, *words):
    """The journey says so; elsewhere it may be folded away."""
    for told in words:
        expect(buyer.page.locator(".journey").get_by_text(told).first).to_be_visible()
