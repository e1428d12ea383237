"""Pages of the registers and of the stock, the import with its preview, and the entry's form."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from tests.diary import HOST, entry, request_of, values_of
from tests.registers import DRUGS, PESTICIDES, SOURCE, file_of, load
from traceability.grown import _CROP_NAMES, _GROUP_NAMES
from webapp.db import db
from webapp.models import InputRegisterVersion
from webapp.routes.words import crop
from webapp.services import services
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def thu(client_of, cast):
    return client_of(cast.thu)


def imports() -> int:
    return db.session.scalar(select(func.count()).select_from(InputRegisterVersion))


def upload(client, data: bytes, **given):
    form = {"effective_from": "2026-01-01", "source": SOURCE, "file": (io.BytesIO(data), "x.csv")}
    return client.post("/inputs/preview", data=form | given)


def hidden(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    content = re.findall(r'<textarea[^>]*name="content"[^>]*>\n?([^<]*)</textarea>', page)
    sent = {name: unescape(value) for name, value in fields if name != "csrf_token"}
    return sent | {"content": unescape("".join(content)).replace("\n", "\r\n")}


def test_a_register_is_looked_at_first_and_imported_on_the_second_step(thu):
    looked = upload(thu, file_of(*PESTICIDES))

    assert looked.status_code == 200
    assert "Mới: 4" in looked.text
    assert imports() == 0

    done = thu.post("/inputs", data=hidden(looked.text))
    page = thu.get(done.location).text
    assert (done.status_code, imports()) == (303, 1)
    assert "Đã nhập danh mục: 4 mới, 0 đổi, 0 bỏ ra." in page
    assert "Trừ Rầy 10WP" in page
    assert SOURCE in page

    thu.post("/inputs", data=hidden(looked.text))
    assert imports() == 1


def test_an_import_that_ends_bans_says_which(thu):
    load(*PESTICIDES)

    whole, part = upload(thu, file_of(*PESTICIDES)).text, upload(thu, file_of(*PESTICIDES[:1])).text

    assert "sẽ không còn cấm" not in whole
    assert "1 dòng đang cấm sẽ không còn cấm" in part
    assert "Paraquat" in part


def test_every_fault_of_a_file_is_told_by_line_and_column(thu):
    answer = upload(thu, file_of("pesticide,A,B,maybe,,900"))

    assert answer.status_code == 422
    assert "Tình trạng phải là được phép, hạn chế hoặc cấm." in answer.text
    assert "Số ngày phải là số nguyên từ 0 đến 365." in answer.text
    assert f'value="{SOURCE}"' in answer.text
    assert imports() == 0


def test_an_empty_file_is_told_so(thu):
    assert "Hãy chọn tệp CSV của danh mục." in upload(thu, b"").text
    assert imports() == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"source": ""}, 'id="source-error"'),
        ({"effective_from": ""}, 'id="effective_from-error"'),
        ({"effective_from": "hôm nay"}, 'id="effective_from-error"'),
        ({"effective_from": "1900-01-01"}, ""),
    ],
)
def test_what_the_import_needs_is_said_beside_its_field(thu, given, told):
    answer = upload(thu, file_of(*PESTICIDES), **given)

    assert told in answer.text
    assert answer.status_code in (200, 422)
    assert imports() == 0


def test_nothing_is_kept_of_a_file_that_was_only_looked_at(app, thu, monkeypatch):
    kept = []
    with app.app_context():
        monkeypatch.setattr(services().storage, "put", lambda data: kept.append(data) or "0" * 64)

    assert upload(thu, file_of(*PESTICIDES)).status_code == 200

    assert kept == []


def test_a_large_file_comes_back_as_it_was_looked_at(thu):
    rows = [f"pesticide,Thuốc số {n},Hoạt chất {n},permitted,lúa,14" for n in range(6000)]

    looked = upload(thu, file_of(*rows))
    done = thu.post("/inputs", data=hidden(looked.text))

    assert (done.status_code, imports()) == (303, 1)


def test_the_check_of_the_token_takes_a_large_file_too(app, thu):
    """The token is looked for in the form before the view is asked."""
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answers = [
            thu.post(path, data={"content": "x" * 900_000})
            for path in ("/inputs", "/laboratory-limits/import")
        ]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert [it.status_code for it in answers] == [400, 400]  # without a token, and not 413


def test_faults_of_what_comes_back_are_told_like_those_of_a_file(thu):
    content = file_of("pesticide,A,B,maybe,,900").decode()

    answer = thu.post(
        "/inputs", data={"effective_from": "2026-01-01", "source": SOURCE, "content": content}
    )

    assert answer.status_code == 422
    assert "Số ngày phải là số nguyên từ 0 đến 365." in answer.text


def test_what_was_not_looked_at_is_not_imported(thu):
    answer = thu.post("/inputs", data={"effective_from": "2026-01-01", "source": SOURCE})

    assert answer.status_code == 422
    assert "Hãy chọn tệp CSV của danh mục." in answer.text


def test_a_day_on_which_nothing_came_into_force_is_refused(thu):
    looked = upload(thu, file_of(*PESTICIDES))

    answer = thu.post("/inputs", data=hidden(looked.text) | {"effective_from": "1900-01-01"})

    assert answer.status_code == 422
    assert "Ngày có hiệu lực chưa đúng." in answer.text


def test_the_register_is_searched_without_marks(client_of, cast):
    load(*PESTICIDES)
    load(*DRUGS)
    lan = client_of(cast.lan)

    found = lan.get("/inputs?q=tru+ray").text
    banned = lan.get("/inputs?status=banned&kind=drug").text

    assert "Trừ Rầy 10WP" in found
    assert "Chỉ Cho Chè" not in found
    assert "Chloramphenicol" in banned
    assert "Amoxicillin" not in banned
    assert "Nhập danh mục mới" not in found


def test_an_empty_register_says_so_and_an_unknown_name_is_not_called_banned(client_of, cast):
    lan = client_of(cast.lan)
    assert "Chưa có danh mục nào" in lan.get("/inputs").text

    load(*PESTICIDES)

    assert "Không có trong danh mục không có nghĩa là cấm." in lan.get("/inputs?q=zzz").text


def test_only_who_may_import_gets_to_the_form(client_of, cast):
    assert client_of(cast.minh).get("/inputs/new").status_code == 403
    assert client_of(cast.quang).get("/inputs").status_code == 200


def test_the_form_of_a_spraying_offers_what_may_be_used_here_with_its_days(client_of, cast, lot):
    load(*PESTICIDES)

    page = client_of(cast.lan).get(f"/lots/{lot.id}/events/new/spraying").text

    assert 'list="values.trade_name-list"' in page
    assert re.search(r'<option value="Trừ Rầy 10WP">\s*cách ly 20 ngày\s*</option>', page)
    assert "Chỉ Cho Chè" not in page
    assert "Paraquat" not in page


def test_a_banned_input_is_stopped_on_the_page_and_by_the_interface(client_of, cast, lot):
    load(*PESTICIDES)
    lan = client_of(cast.lan)
    values = values_of("spraying", active_ingredient="Paraquat")

    told = lan.put(
        "/api/v1/events/6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b",
        json=request_of(lot.id, "spraying", values=values),
        headers={"X-App": "1"},
    )

    assert (told.status_code, told.json["code"]) == (422, "event.banned_input")
    assert told.json["stop"]["because"] == "Paraquat"
    form = {f"values.{name}": value for name, value in values.items()}
    form |= {"event_code": "spraying", "event_time": "2026-11-22T09:30"}
    form |= {"event_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b", "as_fact": "true"}
    assert lan.post(f"/lots/{lot.id}/events", data=form).status_code == 303
    page = lan.get(f"/lots/{lot.id}").text
    assert "Đã dùng thuốc bị cấm; đang chờ kết quả kiểm nghiệm." in page
    assert "Dùng thuốc hoặc hoạt chất bị cấm." in page
    assert "Danh mục từ 01/01/2026: Paraquat bị cấm hoặc không được dùng." in page


def test_the_sum_of_the_stock_is_told_at_once_and_in_the_diary(client_of, cast, lot, now):
    bought = {"item": "Trừ Rầy 10WP", "quantity": "2", "quantity_unit": "kg", "supplier": "Đại lý"}
    capture_event(cast.lan, entry(lot, "input_purchase", values=bought), HOST, now=now)
    lan = client_of(cast.lan)
    values = values_of("spraying", amount_used="2,5", amount_used_unit="kg")
    form = {f"values.{name}": value for name, value in values.items()}
    form |= {"event_code": "spraying", "event_time": "2026-11-22T09:30"}
    form |= {"event_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b"}

    page = lan.get(lan.post(f"/lots/{lot.id}/events", data=form).location).text

    assert "Vật tư bị âm: mua 2 kg, đã dùng 0 kg, lần này 2,5 kg." in page
    assert "Mua 2 kg, đã dùng 0 kg, lần này 2,5 kg" in page
    stock = client_of(cast.minh).get("/inputs/stock?q=tru").text
    assert "Dùng nhiều hơn số mua đã ghi: 0,5 kg. Hãy ghi lần mua còn thiếu." in stock
    assert lan.get("/inputs/stock").status_code == 403


def test_a_product_that_is_not_for_the_crop_is_told_at_once(client_of, cast, lot):
    load(*PESTICIDES)
    lan = client_of(cast.lan)
    values = values_of("spraying", trade_name="Chỉ Cho Chè", active_ingredient="Buprofezin")
    form = {f"values.{name}": value for name, value in values.items()}
    form |= {"event_code": "spraying", "event_time": "2026-11-22T09:30"}
    form |= {"event_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b"}

    page = lan.get(lan.post(f"/lots/{lot.id}/events", data=form).location).text

    said = "Thuốc không được đăng ký cho cây trồng, vật nuôi này."
    assert page.count(said) == 2  # on top in red, and in the entry


def test_inspectors_see_what_the_diary_of_a_stamps_lot_was_flagged_for(make, client_of, cast, now):
    load(*PESTICIDES)
    product = make.product(cast.cooperative)
    lot = make.packed_lot(product, opened_by_id=cast.lan.account_id)
    order = make.order(product)
    make.activation(make.roll(order), lot)
    at = now - timedelta(hours=1)
    values = values_of("spraying", trade_name="Chỉ Cho Chè", active_ingredient="Buprofezin")
    capture_event(cast.lan, entry(lot, "spraying", event_time=at, values=values), HOST, now=now)

    page = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}").text

    assert "Nhật ký của lô cần xem" in page
    assert "Thuốc không được đăng ký cho cây trồng, vật nuôi này." in page
    assert "Danh mục từ 01/01/2026: cách ly 5 ngày." in page


@pytest.mark.parametrize(
    ("name", "said"),
    [("lúa", "rice"), (" Cây ăn quả", "fruit trees"), ("cá", "fish"), ("cà", "cà"), ("sim", "sim")],
)
def test_a_crop_of_a_register_is_named_in_the_readers_language(app, name, said):
    with app.test_request_context("/?lang=en"):
        assert crop(name) == said
    with app.app_context(), app.test_request_context("/?lang=vi"):
        assert crop(name) == name


def test_every_name_of_a_crop_that_rules_know_has_words_in_english(app):
    names = {it for group in (*_GROUP_NAMES.values(), *_CROP_NAMES.values()) for it in group}
    with app.test_request_context("/?lang=en"):
        assert [it for it in names if not it.isascii() and crop(it) == it] == []


def test_the_register_in_english_names_crops_and_animals_in_english(client_of, cast):
    load(*DRUGS)

    page = client_of(cast.lan).get("/inputs?lang=en").text

    assert "pigs (15 days), chickens (5 days)" in page
    assert "lợn" not in page
