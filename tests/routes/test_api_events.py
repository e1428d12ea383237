"""Diary entries from phones: exactly once, and every refusal with its reasons."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from tests.cast import make_cast
from tests.diary import photo, request_of, values_of
from tests.makers import NOW, Maker
from tests.papers import PDF
from tests.sign_ins import signed_in
from traceability.canonical import canonical_json, sha256_hex
from traceability.event_template import LABORATORY_TEST
from webapp.db import db
from webapp.gateways.storage.documents import LARGEST_PDF
from webapp.models import Event, EventPhoto
from webapp.usecases.lots import CloseLot, close_lot

APP = {"X-App": "1"}


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def address():
    return f"/api/v1/events/{uuid4()}"


def put(client, address, request, **given):
    return client.put(address, json=request, headers=APP, **given)


def errors_of(answer) -> set[tuple[str, str]]:
    assert answer.mimetype == "application/problem+json"
    return {(it["pointer"], it["code"]) for it in answer.json["errors"]}


def test_a_new_entry_is_201_and_the_same_again_200(lot, lan, address):
    request = request_of(lot.id)

    first, second = put(lan, address, request), put(lan, address, request)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert address.endswith(first.json["event_id"])


def test_what_tells_a_repeat_is_no_hash_that_can_be_guessed_at(lot, lan, address):
    request = request_of(lot.id, note="Mưa to", operator_name="Lò Thị Lan")

    put(lan, address, request)

    kept = db.session.scalars(select(Event.request_sha256)).one()
    assert len(kept) == 64
    assert kept != sha256_hex(canonical_json(request))


def test_the_order_of_members_makes_no_other_entry(lot, lan, address):
    request = request_of(lot.id)
    put(lan, address, request)

    turned = json.dumps(dict(reversed(request.items())), indent=2)
    answer = lan.put(address, data=turned, content_type="application/json", headers=APP)

    assert answer.status_code == 200


def test_other_content_under_the_same_id_is_409(lot, lan, address):
    put(lan, address, request_of(lot.id))

    answer = put(lan, address, request_of(lot.id, note="khác"))

    assert (answer.status_code, answer.json["code"]) == (409, "event.other_content")


def test_the_offset_of_the_phone_is_kept(lot, lan, address):
    put(lan, address, request_of(lot.id, event_time="2026-11-22T12:00:00+09:00"))

    event = db.session.scalars(select(Event)).one()
    assert (event.utc_offset_minutes, event.event_time) == (540, NOW)


def test_every_fault_of_the_envelope_is_told(lan, address):
    answer = put(
        lan,
        address,
        {
            "lot_id": "x",
            "event_time": "2026-11-22T10:00:00",
            "device_time": "1026-11-22T10:00:00+07:00",
            "values": [],
            "photos": ["x"],
            "template_version": True,
            "public": "yes",
            "position": {"latitude": "21"},
            "note": "x" * 1001,
            "colour": "red",
        },
    )

    assert answer.status_code == 422
    assert errors_of(answer) == {
        ("lot_id", "field.not_understood"),
        ("event_code", "field.missing"),
        ("event_time", "field.not_understood"),
        ("device_time", "field.not_understood"),
        ("values", "field.not_understood"),
        ("photos", "field.not_understood"),
        ("template_version", "field.not_understood"),
        ("public", "field.not_understood"),
        ("position", "field.not_understood"),
        ("note", "field.too_long"),
        ("colour", "field.unknown"),
    }


def test_every_fault_of_the_values_is_told(lot, lan, address):
    answer = put(lan, address, request_of(lot.id, values={"volume": "lots", "source": "sea"}))

    assert answer.status_code == 422
    assert errors_of(answer) == {
        ("values.volume", "field.not_a_number"),
        ("values.source", "field.not_a_choice"),
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b'"x"', 422),
        (b'{"values": {"volume": 12.5}}', 422),
        (b'{"values": {"volume": NaN}}', 422),
        (b'{"note": "\\ud800"}', 422),
        (b'{"n": 1' + b"0" * 5000 + b"}", 400),
        (b" " * 300_000, 413),
    ],
)
def test_what_is_no_entry_is_refused_with_a_problem(lan, address, body, status):
    answer = lan.put(address, data=body, content_type="application/json", headers=APP)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_only_json_is_read(lan, address):
    assert lan.put(address, data={"a": "b"}, headers=APP).status_code == 415


def test_without_the_header_nothing_is_written(lot, lan, address):
    answer = lan.put(address, json=request_of(lot.id))

    assert (answer.status_code, answer.json["code"]) == (422, "api.header_missing")


def test_a_foreign_page_writes_nothing(lot, lan, address):
    foreign = APP | {"Origin": "https://evil.example"}

    assert lan.put(address, json=request_of(lot.id), headers=foreign).status_code == 403


def test_nobody_writes_without_signing_in(client, lot, address):
    answer = put(client, address, request_of(lot.id))

    assert (answer.status_code, answer.json["code"]) == (401, "sign_in.needed")


def test_an_inspector_writes_no_diary(client_of, cast, lot, address):
    assert put(client_of(cast.quang), address, request_of(lot.id)).status_code == 403


def test_a_lot_out_of_reach_is_not_there(make, cast, lan, address):
    for lot in (make.lot(make.product(cast.cooperative)), make.lot()):
        assert put(lan, address, request_of(lot.id)).status_code == 404


def test_an_entry_for_a_closed_lot_is_taken_and_flagged(cast, lot, lan, address, now):
    close_lot(cast.lan, CloseLot(lot.id), now=now)

    answer = put(lan, address, request_of(lot.id))

    assert answer.status_code == 201
    assert answer.json["flags"] == ["event_flag.lot_closed"]


def test_announced_photos_come_one_by_one(lot, lan, address):
    data = photo()
    sha256 = hashlib.sha256(data).hexdigest()
    request = request_of(lot.id, "harvesting", photos=[sha256])

    announced = put(lan, address, request)
    first = lan.put(f"{address}/photos/{sha256}", data=data, headers=APP)
    second = lan.put(f"{address}/photos/{sha256}", data=data, headers=APP)

    assert announced.json["missing_photos"] == [sha256]
    assert (first.status_code, second.status_code) == (201, 200)
    assert put(lan, address, request).json["missing_photos"] == []
    assert db.session.scalars(select(EventPhoto.sha256)).all() == [sha256]


@pytest.fixture
def recorded_test(lot, lan, address):
    """A laboratory's test that is recorded, whose report comes later."""
    values = {"sample_code": "M-12", "laboratory": "TT", "indicator": "Chì"}
    values |= {"result": "Không phát hiện", "conclusion": "passed"}
    assert put(lan, address, request_of(lot.id, LABORATORY_TEST, values=values)).status_code == 201
    return address


def put_file(client, address, data):
    sha256 = hashlib.sha256(data).hexdigest()
    return client.put(f"{address}/photos/{sha256}", data=data, headers=APP)


def test_the_report_of_a_test_may_be_a_pdf(lan, recorded_test):
    first, second = (put_file(lan, recorded_test, PDF) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["shown_sha256"] is None
    report = f"/events/{first.json['event_id']}/reports/{first.json['sha256']}"
    assert lan.get(report).data == PDF


def test_a_picture_of_the_report_is_a_photo(lan, recorded_test):
    assert put_file(lan, recorded_test, photo()).json["shown_sha256"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 and no end", "document.broken"),
        (b"%PDF-1.4" + b"x" * LARGEST_PDF + b"%%EOF", "document.too_large"),
        (b"<html>%PDF-</html>", "picture.not_an_image"),
    ],
)
def test_what_is_no_report_is_422(lan, recorded_test, data, code):
    answer = put_file(lan, recorded_test, data)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_report_that_was_damaged_on_the_way_is_422(lan, recorded_test):
    answer = lan.put(f"{recorded_test}/photos/{'0' * 64}", data=PDF, headers=APP)

    assert (answer.status_code, answer.json["code"]) == (422, "photo.hash_mismatch")


def test_other_work_is_not_proved_by_a_pdf(lot, lan, address):
    put(lan, address, request_of(lot.id))

    answer = put_file(lan, address, PDF)

    assert answer.status_code == 422
    assert answer.json["code"].startswith("picture.")


def test_five_photos_and_the_report_come_one_by_one(lan, recorded_test):
    answers = [put_file(lan, recorded_test, photo(90 + n)) for n in range(5)]

    answers.append(put_file(lan, recorded_test, PDF))

    assert [it.status_code for it in answers] == [201] * 6
    assert put_file(lan, recorded_test, photo(200)).json["code"] == "event.too_many_photos"


def test_an_input_that_nobody_bought_is_told(lot, lan, address):
    request = request_of(lot.id, "spraying")

    first, again = put(lan, address, request), put(lan, address, request)

    assert first.json["unbought"] == "Trừ Rầy 10WP"
    assert first.json["shortage"] is None
    assert again.json == first.json


def test_more_than_was_bought_is_told_with_its_sum(lot, lan, address):
    bought = {"item": "Trừ Rầy 10WP", "quantity": "1", "quantity_unit": "kg", "supplier": "Đại lý"}
    put(lan, f"/api/v1/events/{uuid4()}", request_of(lot.id, "input_purchase", values=bought))
    used = values_of("spraying", amount_used="2,5", amount_used_unit="kg")

    told = put(lan, address, request_of(lot.id, "spraying", values=used)).json

    assert told["unbought"] is None
    assert told["shortage"] == {
        "unit": "kg",
        "bought": 1000,
        "used": 0,
        "now": 2500,
        "short": 1500,
    }


def test_work_that_uses_nothing_says_nothing_of_stock(lot, lan, address):
    told = put(lan, address, request_of(lot.id)).json

    assert (told["shortage"], told["unbought"]) == (None, None)


def test_a_photo_that_was_damaged_on_the_way_is_422(lot, lan, address):
    put(lan, address, request_of(lot.id))

    answer = lan.put(f"{address}/photos/{'0' * 64}", data=photo(), headers=APP)

    assert (answer.status_code, answer.json["code"]) == (422, "photo.hash_mismatch")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html>", photo()[:100]])
def test_what_is_no_photo_is_422(lot, lan, address, data):
    put(lan, address, request_of(lot.id))
    sha256 = hashlib.sha256(data).hexdigest()

    answer = lan.put(f"{address}/photos/{sha256}", data=data, headers=APP)

    assert answer.status_code == 422
    assert answer.json["code"].startswith("picture.")


def test_photos_need_an_entry_within_reach(client_of, cast, lot, lan, address):
    put(lan, address, request_of(lot.id))
    data = photo()
    path = f"/photos/{hashlib.sha256(data).hexdigest()}"

    for client, event in ((lan, f"/api/v1/events/{uuid4()}"), (client_of(cast.hoa), address)):
        assert client.put(event + path, data=data, headers=APP).status_code == 404


@pytest.mark.committed
@pytest.mark.parametrize(
    ("notes", "statuses"), [(("a", "a"), [200, 201]), (("a", "b"), [201, 409])]
)
def test_of_two_puts_at_once_one_writes(committed_app, notes, statuses):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        lot = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
        requests = [request_of(lot.id, note=note) for note in notes]
        clients = [signed_in(committed_app, cast.lan, NOW) for _ in notes]
    address, together = f"/api/v1/events/{uuid4()}", Barrier(2)

    def race(number: int) -> int:
        together.wait()
        return put(clients[number], address, requests[number]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, range(2))) == statuses
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def test_a_harvest_that_is_too_early_is_422_until_it_is_told_as_a_fact(lot, lan, address):
    spraying = request_of(lot.id, "spraying", event_time="2026-11-20T10:00:00+07:00")
    put(lan, f"/api/v1/events/{uuid4()}", spraying)
    harvest = request_of(lot.id, "harvesting")

    stopped = put(lan, address, harvest)
    recorded = put(lan, address, harvest | {"as_fact": True})
    again = put(lan, address, harvest | {"as_fact": True})

    assert (stopped.status_code, stopped.json["code"]) == (422, "event.harvest_too_early")
    assert stopped.mimetype == "application/problem+json"
    assert stopped.json["stop"] == {
        "allowed_from": "2026-12-04",
        "treatment": "Trừ Rầy 10WP",
        "treated_on": "2026-11-20",
        "days": 14,
    }
    assert "04/12/2026" in stopped.json["detail"]
    assert (recorded.status_code, again.status_code) == (201, 200)
    assert recorded.json["flags"] == ["event_flag.within_interval"]


def test_whether_it_is_a_fact_is_yes_or_no(lot, lan, address):
    answer = put(lan, address, request_of(lot.id, as_fact="yes"))

    assert errors_of(answer) == {("as_fact", "field.not_understood")}


def test_an_entry_of_before_the_mark_had_a_key_is_known_again(lot, lan, address):
    request = request_of(lot.id)
    put(lan, address, request)
    db.session.execute(update(Event).values(request_sha256=sha256_hex(canonical_json(request))))
    db.session.commit()

    assert put(lan, address, request).status_code == 200
    assert put(lan, address, request | {"note": "Khác"}).status_code == 409
