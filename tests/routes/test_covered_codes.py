"""The form for the code below the scratch layer: without scripts, by people and by programs."""

import html
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.makers import GTIN, Maker
from traceability.covered_codes import covered_code
from traceability.keyring import SerialPlace
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Scan, Stamp, StampOrder

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}
WRONG = ("00000000", "11111111", "22222222", "33333333", "44444444")


@dataclass(frozen=True)
class Covered:
    """A stamp with a covered code, on goods that are being sold."""

    order: StampOrder
    serial: str
    code: str

    @property
    def link(self) -> str:
        return f"/01/{GTIN}/21/{self.serial}"

    @property
    def page(self) -> str:
        return f"/stamps/{GTIN}/{self.serial}"

    @property
    def form(self) -> str:
        return f"{self.page}/covered-code"


@pytest.fixture
def covered(make: Maker) -> Covered:
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product, has_covered_code=True)
    make.activation(make.roll(order), make.packed_lot(product))
    key = make.keyring.covered_code_key(order.key_id)
    return Covered(order, make.serial(order), covered_code(key, order.first))


def tell(client: FlaskClient, covered: Covered, code: str, headers: dict[str, str] = HTML):
    return client.post(covered.form, data={"covered_code": code}, headers=headers)


def text_of(answer) -> str:
    return html.unescape(answer.text)


def count_scans() -> int:
    return db.session.scalar(select(func.count()).select_from(Scan))


def test_an_active_stamp_of_such_an_order_shows_the_form_and_needs_no_script(client, covered):
    page = client.get(covered.link, headers=HTML)

    assert f'action="{covered.form}"' in page.text
    assert "Cào lớp phủ và nhập 8 ký tự" in page.text
    assert "<script" not in page.text
    assert len(page.data) < 30_000


def test_a_stamp_of_another_order_shows_none(client, make):
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product)
    make.activation(make.roll(order), make.packed_lot(product))

    page = client.get(f"/01/{GTIN}/21/{make.serial(order)}", headers=HTML)

    assert "lớp phủ" not in page.text


def test_the_right_code_leads_to_an_answer_with_the_highest_certainty(client, covered):
    client.get(covered.link, headers=HTML)

    sent = tell(client, covered, f" {covered.code[:4].lower()}-{covered.code[4:]} ")
    answer = client.get(sent.headers["Location"], headers=HTML)

    assert sent.status_code == 303
    assert sent.headers["Location"].startswith(f"{covered.page}?checked=first.")
    assert "band--green" in answer.text
    assert "Mã cào đúng. Đây là lần kiểm tra đầu tiên" in text_of(answer)
    assert "3/3" in answer.text
    assert covered.form not in answer.text


def test_a_reload_of_the_answer_neither_counts_nor_turns_it_into_somebody_elses(
    client, covered, clock
):
    client.get(covered.link, headers=HTML)
    location = tell(client, covered, covered.code).headers["Location"]
    before = count_scans()

    for hours in (0, 1, 20):
        clock.forward(hours=hours)
        answer = client.get(location, headers=HTML)
        assert "3/3" in answer.text
    clock.forward(hours=4)
    too_late = client.get(location, headers=HTML)

    assert before == 1
    assert "Mã cào đã có người kiểm tra" in too_late.text
    assert count_scans() == 2  # of a day later


def test_the_proof_in_the_address_is_worth_nothing_on_another_phone_or_stamp(
    app, client, covered, make
):
    client.get(covered.link, headers=HTML)
    location = tell(client, covered, covered.code).headers["Location"]
    stranger = app.test_client()
    stranger.get(covered.link, headers=HTML)
    neighbour = location.replace(covered.serial, make.serial(covered.order, 1))

    shared = stranger.get(location, headers=HTML)
    moved = client.get(neighbour, headers=HTML)

    assert "Mã cào đã có người kiểm tra" in shared.text
    assert "3/3" not in moved.text


@pytest.mark.parametrize(
    "proof",
    ["", "x", "first.1.2.3", "first...", "é.1.2.3", "first.1764000000000000.1764000000000000.00"],
)
def test_a_made_up_proof_is_no_proof(client, covered, proof):
    client.get(covered.link, headers=HTML)

    answer = client.get(covered.page, query_string={"checked": proof}, headers=HTML)

    assert answer.status_code == 200
    assert "3/3" not in answer.text


def test_looking_again_with_the_same_phone_says_so_but_claims_no_second_factor(client, covered):
    client.get(covered.link, headers=HTML)
    tell(client, covered, covered.code)

    again = client.get(covered.link, headers=HTML)

    assert "band--green" in again.text
    assert "2/3" in again.text
    assert "đã được chính máy này kiểm tra lúc" in text_of(again)


def test_telling_it_again_within_ten_minutes_is_told_it_was_oneself(client, covered, clock):
    client.get(covered.link, headers=HTML)
    tell(client, covered, covered.code)
    clock.forward(minutes=9)

    answer = client.get(tell(client, covered, covered.code).headers["Location"], headers=HTML)

    assert "3/3" in answer.text
    assert "Chính máy này đã kiểm tra mã lần đầu" in text_of(answer)


def test_who_comes_later_is_told_when_and_called_no_liar(app, client, covered, clock):
    client.get(covered.link, headers=HTML)
    tell(client, covered, covered.code)
    clock.forward(days=2)
    stranger = app.test_client()
    stranger.get(covered.link, headers=HTML)

    sent = tell(stranger, covered, covered.code)
    answer = stranger.get(sent.headers["Location"], headers=HTML)

    assert "band--amber" in answer.text
    told = text_of(answer)
    assert "Lần đầu: 10:00, 22/11/2026. Có phải bạn không?" in told
    assert "Mã bạn nhập đúng" in told
    assert "giả" not in told.split('class="verdict-grid"')[0]


def test_a_wrong_code_comes_back_with_what_was_typed_and_the_tries_left(client, covered):
    client.get(covered.link, headers=HTML)

    first = tell(client, covered, WRONG[0])
    answers = [first, *(tell(client, covered, wrong) for wrong in WRONG[1:])]

    assert [it.status_code for it in answers] == [422] * 5
    assert f'value="{WRONG[0]}"' in first.text
    assert "còn 4 lần thử" in first.text
    assert "còn 1 lần thử" in answers[3].text
    assert "đã hết lượt thử" in answers[4].text
    assert all("hàng giả" not in text_of(it) for it in answers)


def test_after_five_wrong_ones_the_stamp_waits_and_says_until_when(client, covered, clock):
    client.get(covered.link, headers=HTML)
    for wrong in WRONG:
        tell(client, covered, wrong)
    clock.forward(minutes=15)

    closed = tell(client, covered, covered.code)

    assert closed.status_code == 429
    assert closed.headers["Retry-After"] == str(45 * 60 + 1)
    assert "Hãy thử lại sau 11:00, 22/11/2026" in text_of(closed)
    assert db.session.scalars(select(Stamp)).one().covered_code_checked_at is None


def test_a_slip_is_told_and_costs_no_try(client, covered):
    client.get(covered.link, headers=HTML)

    slips = [tell(client, covered, typed) for typed in ("", "ABC", "ABCDUFGH", "ABCD EFGH 2")]

    assert [it.status_code for it in slips] == [422] * 4
    assert all("đúng 8 chữ và số" in it.text for it in slips)
    assert "còn 4 lần thử" in tell(client, covered, WRONG[0]).text


def test_a_held_stamp_takes_no_code_and_its_page_says_why(client, covered, make):
    make.flag(covered.order, FlagKind.ON_HOLD)

    sent = tell(client, covered, covered.code)
    page = client.get(sent.headers["Location"], headers=HTML)

    assert (sent.status_code, sent.headers["Location"]) == (303, covered.page)
    assert "lớp phủ" not in page.text
    assert db.session.scalars(select(Stamp)).all() == []


@pytest.mark.parametrize("path", ["/stamps/ABCD1234EFGH5678/covered-code"])
def test_a_serial_that_is_not_ours_leads_to_its_page(client, path):
    sent = client.post(path, data={"covered_code": WRONG[0]}, headers=HTML)

    assert sent.status_code == 303
    assert sent.headers["Location"] == path.removesuffix("/covered-code")


def test_the_other_language_of_a_form_that_came_back_is_the_stamps_page(client, covered):
    answer = client.get(f"{covered.form}?lang=en", headers=HTML)

    assert answer.headers["Location"] == f"{covered.page}?lang=en"


def test_a_phone_without_cookies_is_answered_at_once(app, covered):
    bare = app.test_client(use_cookies=False)

    first, again = (tell(bare, covered, covered.code) for _ in range(2))

    assert first.status_code == 200
    assert "3/3" in first.text
    assert "Có phải bạn không?" in again.text


def test_a_foreign_page_cannot_send_the_form(client, covered):
    answer = client.post(
        covered.form,
        data={"covered_code": covered.code},
        headers=HTML | {"Origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 403


def test_a_program_is_told_where_and_how_it_went(client, covered, clock):
    asked = client.get(covered.link, headers=JSON).get_json()
    url = asked["covered_code"]["check_url"]

    wrong = client.post(url, json={"covered_code": WRONG[0]}, headers=JSON)
    right = client.post(url, json={"covered_code": covered.code}, headers=JSON)
    clock.forward(hours=1)
    later = client.post(url, data={"covered_code": covered.code}, headers=JSON)

    assert asked["covered_code"]["first_checked_at"] is None
    assert wrong.status_code == 422
    assert wrong.mimetype == "application/problem+json"
    assert (wrong.get_json()["code"], wrong.get_json()["tries_left"]) == ("covered_code.wrong", 4)
    assert (right.get_json()["certainty"], right.get_json()["verdict"]) == (3, "first_check")
    assert right.get_json()["covered_code"]["look"] == "first"
    assert later.get_json()["verdict"] == "already_checked"
    assert later.get_json()["covered_code"]["look"] == "later"
    assert {"code": "covered_code_matched", "proven": True, "details": {}} in later.get_json()[
        "reasons"
    ]


@pytest.mark.parametrize("body", ["[1]", "null", '{"covered_code": 5}', "{", '"x"'])
def test_a_body_that_is_no_form_is_a_slip(client, covered, body):
    answer = client.post(covered.form, data=body, content_type="application/json", headers=JSON)

    assert answer.status_code == 422
    assert answer.get_json()["code"] == "covered_code.bad_form"


def test_a_program_that_asks_a_held_stamp_gets_its_verdict(client, covered, make):
    make.flag(covered.order, FlagKind.ON_HOLD)

    answer = client.post(covered.form, json={"covered_code": covered.code}, headers=JSON)

    assert (answer.status_code, answer.get_json()["verdict"]) == (409, "on_hold")


def test_a_stamp_without_covered_code_says_nothing_of_one_to_programs(client, make):
    order = make.order()
    make.activation(make.roll(order))

    assert client.get(f"/T/{make.serial(order)}", headers=JSON).get_json()["covered_code"] is None


def test_an_expired_stamp_is_expired_whatever_its_code(client, make, clock):
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product, has_covered_code=True)
    make.activation(make.roll(order), make.packed_lot(product, expires_on=clock().date()))
    place = SerialPlace(order.key_id, order.first)
    code = covered_code(make.keyring.covered_code_key(place.key_id), place.counter)
    covered = Covered(order, make.serial(order), code)
    client.get(covered.link, headers=HTML)
    location = tell(client, covered, code).headers["Location"]
    clock.forward(hours=15)

    answer = client.get(location, headers=HTML)

    assert "Sản phẩm đã hết hạn" in answer.text
    assert "2/3" in answer.text


def test_one_address_cannot_try_stamps_without_end(app, client, covered, make):
    services = app.extensions["temthat"]
    limited = type(services)(**(vars(services) | {"config": _limited(services.config)}))
    app.extensions["temthat"] = limited
    try:
        answers = [tell(client, covered, covered.code) for _ in range(61)]
    finally:
        app.extensions["temthat"] = services

    assert [it.status_code for it in answers[:60]] == [200, *[303] * 59]
    assert answers[60].status_code == 429


def _limited(config):
    return type(config)(**(vars(config) | {"rate_limits_on": True}))
