"""A text message from a provider to the answer on somebody's phone."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from traceability.covered_codes import covered_code
from traceability.gsm7 import ONE_MESSAGE, septets
from traceability.roles import Actor
from traceability.serials import printed
from traceability.stamps import FlagKind
from webapp import sms_desk
from webapp.config import SmsSettings
from webapp.db import db
from webapp.gateways.sms.client import HttpSms, SmsNotSent, addresses_of
from webapp.gateways.sms.fake import FakeSms
from webapp.gateways.sms.mapping import SIGNATURE, TIMESTAMP, signature
from webapp.models import RateCount, Scan, SmsAnswer, Stamp, UnknownLooks
from webapp.routes.wording.catalogue import WORDING
from webapp.services import Services
from webapp.usecases.sms_answers import forget_sms_answers

LAN = "+84912345678"
URL = "/api/v1/sms"
WRONG = ("00000000", "11111111", "22222222", "33333333", "44444444")


@pytest.fixture
def provider(app) -> FakeSms:
    """The provider's place is taken by a fake."""
    fake = FakeSms()
    services: Services = app.extensions["temthat"]
    app.extensions["temthat"] = replace(services, sms=fake)
    yield fake
    app.extensions["temthat"] = services


@pytest.fixture
def order(make):
    """Stamps with covered codes on goods that are being sold."""
    order = make.order(make.product(), has_covered_code=True)
    make.activation(make.roll(order))
    return order


@pytest.fixture
def write(client, provider):
    """Let somebody write a message: `write("TEM ...")`; gives back the answer's text."""
    numbers = iter(range(10_000))

    def write(text: str, sender: str = LAN, message_id: str = "") -> str | None:
        body = {"id": message_id or f"m-{next(numbers)}", "from": sender, "text": text}
        answer = client.post(URL, json=body)
        assert answer.status_code == 200, answer.text
        told = answer.get_json()
        assert (told["id"], told["to"]) == (body["id"], sender)
        assert told["text"] is None or septets(told["text"]) <= ONE_MESSAGE
        return told["text"]

    return write


def code_of(make, order, offset: int = 0) -> str:
    return covered_code(make.keyring.covered_code_key(order.key_id), order.first + offset)


def looks() -> list[Scan]:
    return list(db.session.scalars(select(Scan)))


def test_without_a_provider_there_is_nothing_here(client):
    answer = client.post(URL, json={"id": "1", "from": LAN, "text": "TEM"})

    assert (answer.status_code, answer.get_json()["code"]) == (404, "sms.off")


def test_a_stamp_nobody_looked_at_is_told_to_be_valid_and_what_is_not_proven(write, make, order):
    text = write(f"TEM {printed(make.serial(order))}")

    assert text == (
        "TEM HOP LE: Gao nep tan Muong Va. Chua thay ai kiem tra truoc do. Chua loai tru tem sao "
        "chep, hay so voi hang. tem.example goi 1900 888 655"
    )


def test_an_english_keyword_is_answered_in_english(write, make, order):
    assert write(f"check {make.serial(order)}").startswith("VALID STAMP: Gao nep tan Muong Va. No")


def test_a_message_counts_as_one_look_by_sms_with_a_keyed_hash_of_the_number(write, make, order):
    write(f"TEM {make.serial(order)}")
    write(f"TEM {make.serial(order)}")

    (look,) = looks()
    assert (look.way, look.verdict) == ("sms", "first_check")
    assert re.fullmatch("[0-9a-f]{32}", look.device_hash)
    assert f"scan_way.{look.way}" in WORDING


def test_the_number_and_the_words_are_nowhere_in_the_database(write, make, order):
    code = code_of(make, order)
    write(f"TEM {make.serial(order)} {code}")

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            told = " ".join(map(str, row))
            assert "912345678" not in told, table.name
            assert code not in told, table.name
            assert make.serial(order) not in told, table.name


def test_of_a_second_phone_the_look_before_is_told(write, make, order, clock):
    write(f"TEM {make.serial(order)}")
    clock.forward(hours=1)

    text = write(f"TEM {make.serial(order)}", sender="0987654321")

    assert "Da kiem tra 1 lan, lan dau 22/11/2026" in text


def test_the_right_covered_code_is_told_and_recorded(write, make, order, now):
    text = write(f"TEM {make.serial(order)} {code_of(make, order).lower()}")

    assert text.startswith("TEM HOP LE, MA CAO DUNG: Gao nep")
    assert db.session.scalars(select(Stamp)).one().covered_code_checked_at == now


def test_the_same_number_again_is_told_it_was_itself_and_another_when(write, make, order, clock):
    asked = f"TEM {make.serial(order)} {code_of(make, order)}"
    write(asked)
    clock.forward(minutes=5)

    again, other = write(asked), write(asked, sender="0987654321")

    assert "Chinh so may nay da kiem tra ma cao luc 10:00" in again
    assert other.startswith("MA CAO DUNG, DA KIEM TRA. Lan dau 10:00 22/11/2026. Co phai ban?")


def test_later_the_stamp_is_already_checked_whoever_asks(write, make, order, clock):
    write(f"TEM {make.serial(order)} {code_of(make, order)}")
    clock.forward(hours=1)

    text = write(f"TEM {make.serial(order)}")

    assert text.startswith("MA CAO DA DUOC KIEM TRA: Gao nep tan Muong Va. Lan dau 10:00")


def test_wrong_codes_are_counted_together_with_those_on_the_page(write, client, make, order):
    serial = make.serial(order)
    for wrong in WRONG[:3]:
        client.post(f"/stamps/{serial}/covered-code", data={"covered_code": wrong})

    last = [write(f"{serial} {wrong}") for wrong in WRONG[3:]]
    closed = write(f"{serial} {code_of(make, order)}")

    assert "con 1 lan" in last[0]
    assert "con 0 lan" in last[1]
    assert closed.startswith("CHUA SO MA CAO")
    assert "11:00 22/11/2026" in closed


def test_a_stamp_without_covered_code_says_so_beside_its_verdict(write, make):
    plain = make.order(make.product())
    make.activation(make.roll(plain))

    text = write(f"CHECK {make.serial(plain)} {WRONG[0]}")

    assert text.startswith("VALID STAMP")
    assert "It has no covered code." in text


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (FlagKind.COUNTERFEIT, "CO QUAN CHUC NANG DA KET LUAN"),
        (FlagKind.ON_HOLD, "DANG TAM GIU"),
        (FlagKind.SUSPECTED_COPY, "NGHI VAN"),
    ],
)
def test_what_lies_over_a_stamp_is_said_and_never_called_fake(write, make, order, kind, begins):
    make.flag(order, kind)

    text = write(f"TEM {make.serial(order)}")

    assert text.startswith(begins)
    assert not re.search(r"\bgia\b", text.lower())


def test_of_a_suspected_copy_the_right_code_is_told_too(write, make, order):
    make.flag(order, FlagKind.SUSPECTED_COPY)

    text = write(f"TEM {make.serial(order)} {code_of(make, order)}")

    assert text.startswith("NGHI VAN")
    assert "Ma cao dung." in text


def test_a_forged_serial_is_unknown_and_leaves_no_look(write):
    assert write("TEM ABCD1234EFGH5678").startswith("MA KHONG CO TRONG HE THONG")
    assert looks() == []


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("TEM", "CHUA HIEU TIN NHAN. Soan: TEM <16-17"),
        ("CHECK hello", "NOT UNDERSTOOD. Send: CHECK <16-17"),
        ("xin chào", "CHUA HIEU"),
        ("TEM ABCD1234EFGH5678Z", "MA TEM CHUA DUNG"),
    ],
)
def test_what_is_no_question_is_answered_with_how_to_ask(write, text, begins):
    assert write(text).startswith(begins)


def test_a_message_that_comes_twice_is_answered_once_and_the_same(write, make, order, clock):
    asked = f"TEM {make.serial(order)} {WRONG[0]}"
    first = write(asked, message_id="same")
    clock.forward(hours=3)

    again = write(f"TEM {make.serial(order)}", message_id="same")

    assert again == first
    assert db.session.scalar(select(func.count()).select_from(SmsAnswer)) == 1
    assert len(looks()) == 1


def test_answers_are_forgotten_after_three_days(write, clock):
    write("TEM")

    assert forget_sms_answers(Actor.system(), now=clock.forward(days=3)) == 0
    assert forget_sms_answers(Actor.system(), now=clock.forward(seconds=1)) == 1


def test_who_writes_without_end_is_told_once_and_then_no_more(app, write):
    services: Services = app.extensions["temthat"]
    limited = replace(services.config, rate_limits_on=True)
    app.extensions["temthat"] = replace(services, config=limited)

    answers = [write("TEM") for _ in range(22)]

    assert all(text.startswith("CHUA HIEU") for text in answers[:20])
    assert answers[20].startswith("QUA NHIEU TIN")
    assert answers[21] is None
    assert write("TEM", sender="0987654321").startswith("CHUA HIEU")
    keys = db.session.scalars(select(RateCount.key)).all()
    assert all(re.fullmatch("sms.sender:[0-9a-f]{32}", key) for key in keys)


def test_while_the_database_is_away_nothing_is_called_valid(write, make, order, monkeypatch):
    serial = make.serial(order)

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(sms_desk, "public_verdict", away)

    assert write(f"TEM {serial}").startswith("CHUA KIEM TRA DUOC")
    assert write(f"STAMP {serial}").startswith("NOT CHECKED")


def test_answers_go_out_by_themselves_where_the_provider_wants_it(client, provider, make, order):
    provider.answers_in_response = False
    body = {"id": "m-1", "from": LAN, "text": f"TEM {make.serial(order)}"}

    answer = client.post(URL, json=body)

    assert answer.get_json() == {"id": "m-1", "to": LAN, "text": None, "sent": True}
    (sent,) = provider.sent
    assert (sent.to, sent.reply_to) == (LAN, "m-1")
    assert sent.text.startswith("TEM HOP LE")


def test_an_answer_that_was_not_taken_is_sent_when_the_message_comes_again(
    client, provider, make, order
):
    provider.answers_in_response = False
    provider.failures = [SmsNotSent(reason="503")]
    body = {"id": "m-1", "from": LAN, "text": f"TEM {make.serial(order)} {code_of(make, order)}"}

    failed = client.post(URL, json=body)
    again = client.post(URL, json=body)

    assert (failed.status_code, failed.get_json()["code"]) == (503, "sms.not_sent")
    assert again.status_code == 200
    (sent,) = provider.sent
    assert "lan dau ma cao duoc kiem tra" in sent.text


def test_the_number_to_write_to_is_told_where_there_is_one(app, client):
    services: Services = app.extensions["temthat"]
    without = client.get("/about").text
    sms = SmsSettings("a secret", number="8077")
    app.extensions["temthat"] = replace(services, config=replace(services.config, sms=sms))

    told = client.get("/about").text

    assert "Soạn TEM" not in without
    assert "8077" in told
    assert "Soạn TEM" in told


@pytest.fixture
def real(app):
    """The adapter as it runs."""
    services: Services = app.extensions["temthat"]
    gateway = HttpSms(SmsSettings("the secret of both"), addresses_of)
    app.extensions["temthat"] = replace(services, sms=gateway)
    yield gateway
    app.extensions["temthat"] = services


def signed(body: bytes, at: str) -> dict[str, str]:
    return {
        TIMESTAMP: at,
        SIGNATURE: signature("the secret of both", at, body),
        "Content-Type": "application/json",
    }


def test_a_signed_message_is_answered_and_an_unsigned_one_is_not(client, real, now):
    body = json.dumps({"id": "m-1", "from": LAN, "text": "TEM"}).encode()
    at = str(int(now.timestamp()))

    taken = client.post(URL, data=body, headers=signed(body, at))
    refused = client.post(URL, data=body, headers=signed(body, at) | {SIGNATURE: "sha256=0"})
    stale = client.post(URL, data=body, headers=signed(body, "1"))

    assert taken.get_json()["text"].startswith("CHUA HIEU")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "sms.not_authentic")
    assert (stale.status_code, stale.get_json()["code"]) == (403, "sms.not_authentic")


def test_a_body_that_no_message_has_is_refused_by_its_size(client, real, now):
    body = b" " * 9000

    answer = client.post(URL, data=body, headers=signed(body, str(int(now.timestamp()))))

    assert answer.status_code == 413


def test_a_code_of_none_is_counted_once_however_often_the_message_comes(write):
    for _ in range(2):
        write("TEM ABCD1234EFGH5678", message_id="m-once")
    write("TEM ABCD1234EFGH5678")

    assert db.session.scalars(select(UnknownLooks.count)).all() == [2]
