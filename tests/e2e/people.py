"""Who takes part, and what each of them does with the pages, in small steps."""

from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import expect

from tests.e2e.phones import Phone
from tests.e2e.site import Site
from tests.lots import opened
from tests.makers import GTIN, Maker
from traceability.calendar import VIETNAM_TIME
from traceability.event_template import get_template
from traceability.organisations import OrganisationKind
from traceability.roles import Role
from webapp.models import Account, Organisation
from webapp.services import services

PASSWORD = "ruong-bac-thang-26"


NAMES = ("Lò Thị Lan", "Cầm Văn Minh", "Hoàng Minh Thu", "Nguyễn Đình Quang", "Vũ Hữu Phúc")


@dataclass(frozen=True)
class People:
    """Phone numbers by which everybody signs in."""

    lan: str
    minh: str
    thu: str
    quang: str
    phuc: str


def make_cooperative(make: Maker) -> Organisation:
    return make.licensed(name="Hợp tác xã Mường Và", short_code="MVA")


def make_people(make: Maker, cooperative: Organisation) -> People:
    """A farmer and her manager, an officer, an inspector and a printer, with passwords."""
    agency = make.agency(name="Chi cục Tiêu chuẩn Đo lường Chất lượng")
    press = make.organisation(name="Công ty In Phúc An", kind=OrganisationKind.PRINTER)
    lan, minh, thu, quang, phuc = (
        make.account(name=name, password_hash=services().passwords.hash(PASSWORD))
        for name in (
            "Lò Thị Lan",
            "Cầm Văn Minh",
            "Hoàng Minh Thu",
            "Nguyễn Đình Quang",
            "Vũ Hữu Phúc",
        )
    )
    make.actor(Role.FARMER, cooperative, lan)
    make.actor(Role.MANAGER, cooperative, minh)
    make.actor(Role.OFFICER, agency, thu)
    make.actor(Role.INSPECTOR, agency, quang)
    make.actor(Role.PRINTER, press, phuc)
    return People(*(_typed(account) for account in (lan, minh, thu, quang, phuc)))


def make_farmers(site: Site, count: int) -> list[str]:
    """Farmers of one cooperative, each with a lot of tea of their own; gives their numbers."""
    with site.makers() as make:
        cooperative = make_cooperative(make)
        product = make.product(cooperative, gtin=GTIN, group="tea", name="Chè xanh Tân Cương")
        numbers = []
        for _ in range(count):
            account = make.account(password_hash=services().passwords.hash(PASSWORD))
            opened(make, make.actor(Role.FARMER, cooperative, account), product)
            numbers.append(_typed(account))
        return numbers


def _typed(account: Account) -> str:
    return account.phone.replace("+84", "0")


def sign_in(phone: Phone, number: str) -> None:
    phone.open("/sign-in")
    phone.fill("phone", number)
    phone.fill("password", PASSWORD)
    phone.follow("Đăng nhập")
    expect(phone.page).to_have_url(phone.site.url + "/home")


def add_product(
    minh: Phone,
    photo: bytes,
    gtin: str = "9520123456788",
    *,
    name: str = "Gạo nếp tan Mường Và",
    group: str = "rice",
) -> None:
    minh.follow("Sản phẩm")
    minh.follow("Thêm sản phẩm")
    minh.fill("name", name)
    minh.fill("short_name", name.removeprefix("Gạo "))
    minh.choose("group", group)
    minh.fill("gtin", gtin)
    minh.fill("net", "1")
    minh.fill("standards", "TCVN 11888:2017")
    minh.fill("shelf_life_days", "365")
    minh.attach("photo", photo)
    minh.follow("Lưu sản phẩm")
    minh.sees("Đã thêm sản phẩm.")


def add_plot(lan: Phone, name: str) -> None:
    lan.open("/home")
    lan.follow("Mở lô mới")
    lan.follow("Thêm thửa, nơi khác")
    lan.fill("name", name)
    lan.fill("area", "3.600")
    lan.follow("Lưu địa điểm")
    lan.sees("Đã thêm địa điểm.")


def open_lot(lan: Phone, product: str, plot: str) -> None:
    lan.open("/home")
    lan.follow("Mở lô mới")
    lan.page.get_by_label(lan.words("Làm ra sản phẩm nào")).select_option(label=product)
    lan.page.get_by_label(lan.words("Ở thửa, nơi nào")).select_option(label=plot)
    lan.follow("Mở lô")
    lan.sees("Đã mở lô. Bấm việc vừa làm để ghi vào nhật ký.")


def log_work(
    lan: Phone,
    code: str,
    photo: bytes | None = None,
    *,
    group: str = "rice",
    at: datetime | None = None,
    **values: str,
) -> None:
    """One entry of the diary, beginning and ending on the lot's page; place as offered, and the
    time too unless it was done earlier.
    """
    labels = get_template(group, 1).event(code).labels
    words = labels.en if lan.language == "en" else labels.vi
    others = lan.page.locator("details", has=lan.page.locator(".works--small"))
    others.evaluate("it => it.open = true")
    lan.leave_by(lan.page.locator(".work").get_by_text(words, exact=True))
    expect(lan.page.locator("[name='event_time']")).not_to_have_value("")
    expect(lan.page.locator("[name='place_id']")).not_to_have_value("")
    if at:
        lan.fill("event_time", f"{at.astimezone(VIETNAM_TIME):%Y-%m-%dT%H:%M}")
    for name, value in values.items():
        _put(lan, name, value)
    if photo:
        lan.attach("photo_1", photo)
    lan.follow("Lưu")
    lan.sees("Đã lưu vào nhật ký.")
    entry = lan.page.locator(".journey .stop", has_text=words).first
    expect(entry).to_be_visible()
    expect(entry.locator("img")).to_have_count(1 if photo else 0)


def _put(lan: Phone, name: str, value: str) -> None:
    """An answer, typed or chosen; `12 kg` is an amount with its unit."""
    field = f"values.{name}"
    if lan.page.locator(f"[name='{field}_unit']").count():
        amount, unit = value.split()
        lan.fill(field, amount)
        lan.choose(f"{field}_unit", unit)
    elif lan.page.locator(f"select[name='{field}'], [type=radio][name='{field}']").count():
        lan.choose(field, value)
    else:
        lan.fill(field, value)


def order_stamps(minh: Phone, count: int) -> str:
    """Gives the address of the order."""
    minh.open("/stamp-orders")
    minh.follow("Đặt tem")
    minh.page.get_by_label(minh.words("Sản phẩm")).select_option(index=0)
    minh.fill("count", str(count))
    minh.fill("roll_size", str(count))
    minh.follow("Gửi đơn đặt tem")
    minh.sees("Đã đặt tem. Cán bộ sẽ duyệt đơn.")
    return minh.page.url


def approve_order(thu: Phone, product: str) -> None:
    thu.open("/home")
    thu.leave_by(thu.page.get_by_role("link", name=product))
    thu.follow("Duyệt đơn tem")
    thu.sees("Đã duyệt.")


def take_out_sheet(minh: Phone, order_url: str, layout: str) -> bytes:
    """The PDF of the order's first roll; the roll's page stays open."""
    minh.open(order_url)
    minh.follow("Cuộn 1")
    minh.choose("layout", layout)
    with minh.page.expect_download() as download:
        minh.press("Tải tệp tem")
    return download.value.path().read_bytes()


def activate_roll(minh: Phone) -> None:
    minh.follow("Kích hoạt tem của cuộn này")
    minh.follow("Kích hoạt")
    minh.sees("Đã kích hoạt tem.")


def report_fake(buyer: Phone, photo: bytes) -> str:
    """From a verdict page on; gives the receipt's number."""
    buyer.leave_by(buyer.page.get_by_role("link", name=buyer.words("Báo điều không đúng")))
    expect(buyer.page.locator("[name='code']")).not_to_have_value("")
    buyer.choose("kind", "suspected_fake")
    buyer.attach("photo", photo)
    buyer.fill("shop", "Quầy 12, chợ Mường Và")
    buyer.fill("words", "Bao bì in mờ, gạo có mùi lạ.")
    buyer.follow("Gửi báo cáo")
    buyer.sees("Đã nhận. Cảm ơn bạn.")
    return buyer.page.locator(".receipt").inner_text()


def hold_stamp(quang: Phone, receipt: str, told: str) -> str:
    """From the list of reports to the stamp and its flag; gives the stamp's address there."""
    quang.open("/inspection")
    quang.leave_by(quang.page.get_by_role("listitem").filter(has_text=receipt).get_by_role("link"))
    quang.follow("Xem tem và lượt quét")
    quang.choose("kind", "on_hold")
    quang.fill("reason", "Bao bì khác mẫu đã đăng ký; chờ đối chiếu.")
    quang.fill("public_reason", told)
    quang.follow("Đánh dấu")
    quang.sees("Đã ghi. Lần xem tem tiếp theo sẽ thấy ngay.")
    return quang.page.url


def lift_hold(quang: Phone) -> None:
    flag = quang.page.locator("details", has=quang.page.locator("[name='lift_reason']"))
    flag.locator("summary").click()
    quang.fill("lift_reason", "Cơ sở đã chứng minh được nguồn bao bì.")
    quang.follow("Gỡ", flag)
    quang.sees("Đã gỡ. Lần xem tem tiếp theo sẽ thấy ngay.")
