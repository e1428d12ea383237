"""A stamp's link as cameras, programs and resolvers open it."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.makers import GTIN, Maker
from traceability.serials import ALPHABET, check_character, printed
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Lot, Scan, StampOrder

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}
LINKSET = {"Accept": "application/linkset+json"}
OTHERS_GTIN = "04012345123456"
FORGED = "ABCD1234EFGH5678"
WRONG_CHECK = next(it for it in ALPHABET if it != check_character(FORGED))


@dataclass(frozen=True)
class Sold:
    """A stamp on goods that are being sold."""

    order: StampOrder
    lot: Lot
    serial: str

    @property
    def link(self) -> str:
        return f"/01/{GTIN}/21/{self.serial}"


@pytest.fixture
def sold(make: Maker) -> Sold:
    product = make.product(make.licensed(), gtin=GTIN)
    lot = make.packed_lot(product)
    order = make.order(product)
    make.activation(make.roll(order), lot)
    return Sold(order, lot, make.serial(order))


def scans() -> int:
    return db.session.execute(select(func.count()).select_from(Scan)).scalar_one()


def test_a_browser_gets_the_page_itself(client: FlaskClient, sold: Sold) -> None:
    page = client.get(sold.link, headers=HTML)

    assert page.status_code == 200
    assert "Tem hợp lệ" in page.text
    assert "Gạo nếp tan Mường Và" in page.text
    assert 'rel="linkset"' in page.headers["Link"]
    assert {"Accept", "Accept-Language"} <= set(page.vary.as_set(preserve_casing=True))
    assert page.headers["Access-Control-Allow-Origin"] == "*"


def test_the_page_is_light_and_sets_no_cookie_but_the_devices(
    client: FlaskClient, sold: Sold
) -> None:
    page = client.get(sold.link, headers=HTML)

    assert len(page.data) < 30_000
    assert "<script" not in page.text
    assert [cookie.split("=")[0] for cookie in page.headers.getlist("Set-Cookie")] == ["device"]


@pytest.mark.parametrize(
    "spelled", ["/01/{gtin}/21/{low}", "/01/{gtin}/21/{up}/", "/t/{low}", "/T/{up}/"]
)
def test_letters_of_either_case_and_a_last_slash_do_not_matter(
    spelled: str, client: FlaskClient, sold: Sold
) -> None:
    link = spelled.format(gtin=GTIN, low=sold.serial.lower(), up=sold.serial)

    answer = client.get(link, headers=JSON)

    assert answer.get_json()["verdict"] == "first_check"


def test_a_lot_before_the_serial_is_allowed(client: FlaskClient, sold: Sold) -> None:
    answer = client.get(f"/01/{GTIN}/10/ANY/21/{sold.serial}", headers=JSON)

    assert answer.get_json()["verdict"] == "first_check"


def test_a_program_gets_codes_and_facts(client: FlaskClient, sold: Sold, make: Maker) -> None:
    make.flag(sold.order, FlagKind.ON_HOLD, public_reason="Đang kiểm tra")

    found = client.get(sold.link, headers=JSON).get_json()

    assert found["verdict"] == "on_hold"
    assert found["certainty"] == 2
    assert {"code": "stamp_on_hold", "proven": True, "details": {}} in found["reasons"]
    assert found["public_reason"] == "Đang kiểm tra"
    assert found["responsible"]["hotline"] == "1900 888 655"
    assert found["goods"]["lot"] == sold.lot.code


def test_any_type_alone_is_led_to_the_page_of_its_own(client: FlaskClient, sold: Sold) -> None:
    answer = client.get(f"{sold.link}?lang=en&x=1", headers={"Accept": "*/*"})

    assert answer.status_code == 307
    assert answer.headers["Location"] == f"/stamps/{GTIN}/{sold.serial}?lang=en&x=1"
    page = client.get(answer.headers["Location"], headers={"Accept": "*/*"})
    assert page.status_code == 200
    assert page.mimetype == "text/html"


def test_an_own_host_is_named_in_the_redirect(client: FlaskClient, sold: Sold) -> None:
    answer = client.get(sold.link, headers={"Accept": "*/*", "Host": "tem.example"})

    assert answer.headers["Location"] == f"https://tem.example/stamps/{GTIN}/{sold.serial}"


@pytest.mark.parametrize("query", ["?linkType=linkset", "?linkType=all", ""])
def test_the_linkset_has_exactly_one_default_link(
    query: str, client: FlaskClient, sold: Sold
) -> None:
    answer = client.get(sold.link + query, headers=LINKSET if not query else HTML)

    assert answer.status_code == 200
    assert answer.mimetype == "application/linkset+json"
    (thing,) = json.loads(answer.data)["linkset"]
    assert thing["anchor"] == f"https://tem.example{sold.link}"
    (default,) = thing["https://gs1.org/voc/defaultLink"]
    assert set(default) == {"href", "title"}
    assert default["href"] == f"https://tem.example/stamps/{GTIN}/{sold.serial}"


def test_a_link_type_redirects_or_is_not_found(client: FlaskClient, sold: Sold) -> None:
    known = client.get(f"{sold.link}?linkType=gs1:pip", headers=HTML)
    unknown = client.get(f"{sold.link}?linkType=gs1:nosuch", headers=HTML)

    assert (known.status_code, unknown.status_code) == (307, 404)


def test_a_made_up_serial_is_unknown_and_says_whom_to_call(client: FlaskClient, sold: Sold) -> None:
    page = client.get(f"/01/{GTIN}/21/{FORGED}", headers=HTML)

    assert page.status_code == 200
    assert "Mã không có trong hệ thống" in page.text
    assert "tel:1900888655" in page.text
    assert "Gạo nếp tan" not in page.text


def test_an_unknown_code_is_easily_typed_again(client: FlaskClient, sold: Sold) -> None:
    page = client.get(f"/01/{GTIN}/21/{FORGED}", headers=HTML).text

    link = re.search(r'href="(/scan\?code=[^"]+)#typed"', page)

    assert link is not None
    assert 'value="ABCD 1234 EFGH 5678"' in client.get(html.unescape(link[1]), headers=HTML).text
    assert "/scan?code=" not in client.get(sold.link, headers=HTML).text


@pytest.mark.parametrize("serial", [FORGED, "xyz-9", "a%2Fb"])
def test_a_gtin_of_nobody_here_belongs_to_another_system(serial: str, client: FlaskClient) -> None:
    page = client.get(f"/01/{OTHERS_GTIN}/21/{serial}", headers=HTML)

    assert page.status_code == 200
    assert "Mã thuộc hệ thống khác" in page.text
    assert "truyxuatnguongoc.gov.vn" in page.text


def test_a_serial_of_another_form_under_our_gtin_is_unknown(
    client: FlaskClient, sold: Sold
) -> None:
    assert client.get(f"/01/{GTIN}/21/xyz-9", headers=JSON).get_json()["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/01/{GTIN[:-1]}0/21/{FORGED}", "gs1.bad_check_digit"),
        (f"/01/{GTIN[1:]}/21/{FORGED}", "link.bad_syntax"),
        (f"/01/{GTIN}/21/", "link.bad_syntax"),
        (f"/01/{GTIN}/21/{'A' * 21}", "link.bad_qualifier"),
        (f"/01/{GTIN}/21/c%C3%A0%20ph%C3%AA", "link.bad_qualifier"),
        (f"/01/{GTIN}/21/{FORGED}/10/LOT-1", "link.bad_syntax"),
        (f"/01/{GTIN}/99/x", "link.bad_syntax"),
        ("/T/SHORT", "serial.bad_length"),
        (f"/T/{FORGED}{WRONG_CHECK}", "serial.bad_check_character"),
        (f"/T/U{FORGED[1:]}", "serial.bad_character"),
        ("/01/", "http.404"),
    ],
)
def test_a_wrong_link_says_what_is_wrong(path: str, code: str, client: FlaskClient) -> None:
    problem = client.get(path, headers=JSON)
    page = client.get(path, headers=HTML)

    assert problem.get_json()["code"] == code
    assert problem.status_code == page.status_code == (404 if code == "http.404" else 400)


@pytest.mark.parametrize("prefix", ["/T/", "/t/", "/stamps/"])
@pytest.mark.parametrize(
    "written",
    [
        lambda code: code,
        lambda code: code.replace(" ", ""),
        lambda code: code.replace(" ", "-").lower(),
        lambda code: code.replace(" ", "").lower()[:16],
    ],
)
def test_the_code_as_it_is_printed_leads_to_its_stamp(
    client: FlaskClient, sold: Sold, prefix: str, written: Callable[[str], str]
) -> None:
    page = client.get(prefix + written(printed(sold.serial)), headers=HTML)

    assert page.status_code == 200
    assert "Tem hợp lệ" in page.text
    assert printed(sold.serial) in page.text


def test_a_slip_in_the_short_form_is_told_in_words_with_what_was_read(client: FlaskClient) -> None:
    slip = client.get(f"/T/{FORGED}{WRONG_CHECK}", headers=HTML)
    letter = client.get(f"/T/{FORGED[:9]}u{FORGED[10:]}", headers=HTML)

    assert f"ABCD 1234 EFGH 5678 {WRONG_CHECK}" in slip.text
    assert "Ký tự thứ 10, “U”" in letter.text


def test_a_gtin_alone_is_a_bar_code_and_no_stamp(client: FlaskClient) -> None:
    answer = client.get(f"/01/{GTIN}", headers=JSON)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "link.product_only")


def test_the_resolver_describes_itself_to_any_site(client: FlaskClient) -> None:
    answer = client.get("/.well-known/gs1resolver")
    preflight = client.options("/T/ABCD1234EFGH5678")

    assert answer.get_json()["resolverRoot"] == "https://tem.example"
    assert answer.get_json()["supportedPrimaryKeys"] == ["01"]
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


class TestLookCounts:
    """What is recorded as a look at a stamp, and what is not."""

    def test_a_page_counts_once_in_ten_minutes(
        self, client: FlaskClient, sold: Sold, clock: Clock
    ) -> None:
        client.get(sold.link, headers=HTML)
        clock.forward(minutes=9)
        again = client.get(sold.link, headers=HTML)

        assert scans() == 1
        assert "Chưa thấy lần kiểm tra nào" in again.text

    def test_it_counts_again_later(self, client: FlaskClient, sold: Sold, clock: Clock) -> None:
        client.get(sold.link, headers=HTML)
        clock.forward(minutes=11)
        again = client.get(sold.link, headers=HTML)

        assert scans() == 2
        assert "Đã được kiểm tra trước đây" in again.text

    def test_another_phone_counts(self, client: FlaskClient, sold: Sold) -> None:
        client.get(sold.link, headers=HTML)
        client.delete_cookie("device")
        client.get(sold.link, headers=HTML)

        assert scans() == 2

    def test_the_look_is_kept_without_the_cookie_itself(
        self, client: FlaskClient, sold: Sold
    ) -> None:
        client.get(sold.link, headers=HTML)

        (look,) = db.session.execute(select(Scan)).scalars()
        cookie = client.get_cookie("device")
        assert cookie is not None
        assert look.device_hash not in (None, cookie.value)
        assert (look.verdict, look.way) == ("first_check", "link")

    def test_the_hash_of_a_device_changes_with_the_month(
        self, client: FlaskClient, sold: Sold, clock: Clock
    ) -> None:
        client.get(sold.link, headers=HTML)
        clock.forward(days=30)
        client.get(sold.link, headers=HTML)

        hashes = set(db.session.execute(select(Scan.device_hash)).scalars())
        assert len(hashes) == 2

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Purpose": "prefetch;prerender"},
            {"Purpose": "prefetch"},
            {"User-Agent": "facebookexternalhit/1.1"},
            {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
            {"User-Agent": "Zalo/1.0 (link; +https://zalo.me)"},
            {"User-Agent": "TelegramBot (like TwitterBot)"},
        ],
    )
    def test_a_machines_look_does_not_count(
        self, headers: dict[str, str], client: FlaskClient, sold: Sold
    ) -> None:
        page = client.get(sold.link, headers=HTML | headers)

        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert scans() == 0

    def test_zalos_own_browser_is_a_person(self, client: FlaskClient, sold: Sold) -> None:
        agent = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 Zalo android/240801"

        client.get(sold.link, headers=HTML | {"User-Agent": agent})

        assert scans() == 1

    def test_a_program_and_a_head_request_do_not_count(
        self, client: FlaskClient, sold: Sold
    ) -> None:
        answers: list[TestResponse] = [
            client.head(sold.link, headers=HTML),
            client.get(sold.link, headers=JSON),
            client.get(sold.link, headers=LINKSET),
            client.get(sold.link, headers={"Accept": "*/*"}),
        ]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 307]
        assert scans() == 0

    def test_a_made_up_serial_is_not_recorded(self, client: FlaskClient) -> None:
        client.get(f"/T/{FORGED}", headers=HTML)

        assert scans() == 0

    def test_the_way_from_our_scanner_is_noted(self, client: FlaskClient, sold: Sold) -> None:
        client.get(sold.link, headers=HTML | {"Referer": "http://localhost/scan"})

        assert db.session.execute(select(Scan.way)).scalar_one() == "scan_page"


class TestLotPage:
    """The page of a lot speaks of all of it and gives no verdict on one item."""

    def test_it_shows_the_goods_and_no_verdict(self, client: FlaskClient, sold: Sold) -> None:
        page = client.get(f"/01/{GTIN}/10/{sold.lot.code}", headers=HTML)

        assert page.status_code == 200
        assert sold.lot.code in page.text
        assert "Tem hợp lệ</h1>" not in page.text
        assert scans() == 0

    def test_any_type_alone_is_led_to_its_own_address(
        self, client: FlaskClient, sold: Sold
    ) -> None:
        answer = client.get(f"/01/{GTIN}/10/{sold.lot.code}", headers={"Accept": "*/*"})

        assert answer.headers["Location"] == f"/lot/{GTIN}/{sold.lot.code}"
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_a_lot_of_a_product_without_gtin_has_a_page(
        self, client: FlaskClient, make: Maker
    ) -> None:
        product = make.product()
        lot = make.packed_lot(product)

        assert client.get(f"/lot/{product.internal_code}/{lot.code}").status_code == 200

    def test_a_recall_is_said_first(self, client: FlaskClient, make: Maker, clock: Clock) -> None:
        product = make.product()
        lot = make.packed_lot(product, recalled_at=clock(), recall_reason="Dư lượng thuốc")

        page = client.get(f"/lot/{product.internal_code}/{lot.code}")

        assert "đã bị thu hồi" in page.text
        assert "Dư lượng thuốc" in page.text

    def test_a_lot_that_is_not_packed_is_nobodys_business(
        self, client: FlaskClient, make: Maker
    ) -> None:
        product = make.product()
        lot = make.lot(product)

        assert client.get(f"/lot/{product.internal_code}/{lot.code}").status_code == 404

    @pytest.mark.usefixtures("sold")
    @pytest.mark.parametrize("lot", ["NOPE-1", "unheard%20of"])
    def test_an_unheard_of_lot_is_not_found_or_wrong(self, lot: str, client: FlaskClient) -> None:
        status = client.get(f"/01/{GTIN}/10/{lot}", headers=HTML).status_code

        assert status == (404 if lot == "NOPE-1" else 400)

    def test_a_lot_under_a_foreign_gtin_is_foreign(self, client: FlaskClient) -> None:
        page = client.get(f"/01/{OTHERS_GTIN}/10/L1", headers=HTML)

        assert "Mã thuộc hệ thống khác" in page.text
