"""Messages come signed and fresh or not at all; answers go to one public address and no further."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.mailbox import serving
from traceability.sms import IncomingSms
from webapp.config import BadConfiguration, Config, SmsSettings
from webapp.gateways.sms import client
from webapp.gateways.sms.client import (
    HttpSms,
    SmsNotAuthentic,
    SmsNotSent,
    addresses_of,
    is_public,
    sms_of,
)
from webapp.gateways.sms.mapping import (
    SIGNATURE,
    TIMESTAMP,
    BadSmsBody,
    OutgoingSms,
    answer_body,
    signature,
)

SECRET = "a secret that only the provider and we know"
ANSWER = OutgoingSms("+84912345678", "TEM HOP LE", "m-1")
BODY = json.dumps({"id": "m-1", "from": "+84912345678", "text": "TEM ABCD", "more": 1}).encode()
READY = {
    "TEMTHAT_ENV": "production",
    "SECRET_KEY": "x" * 32,
    "DATABASE_URL": "sqlite://",
    "STAMP_HOST": "tem.example",
    "SMS_SECRET": "y" * 32,
}


def gateway(**given) -> HttpSms:
    return HttpSms(SmsSettings(SECRET, **given), addresses_of)


def headers(now, body: bytes = BODY, seconds: int = 0, **given) -> dict[str, str]:
    at = str(int(now.timestamp()) + seconds)
    return {TIMESTAMP: at, SIGNATURE: signature(SECRET, at, body)} | given


def test_a_message_is_read_once_its_signature_holds(now):
    read = gateway().receive(headers(now), BODY, now=now)

    assert read == IncomingSms("m-1", "+84912345678", "TEM ABCD")


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_to_either_side_are_fresh(now, seconds):
    assert gateway().receive(headers(now, seconds=seconds), BODY, now=now).id == "m-1"


@pytest.mark.parametrize(
    "spoilt",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "sha256=" + "0" * 64},
        {SIGNATURE: "é"},
        {TIMESTAMP: "1"},
        {TIMESTAMP: ""},
    ],
)
def test_a_message_that_is_not_signed_so_is_nobodys(now, spoilt):
    with pytest.raises(SmsNotAuthentic):
        gateway().receive(headers(now) | spoilt, BODY, now=now)


@pytest.mark.parametrize("at", ["", "soon", "-5", "1e9", "٣", "9" * 30])
def test_a_signed_time_that_is_none_is_refused(now, at):
    signed = {TIMESTAMP: at, SIGNATURE: signature(SECRET, at, BODY)}

    with pytest.raises(SmsNotAuthentic):
        gateway().receive(signed, BODY, now=now)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_message_of_another_time_is_not_taken_again(now, seconds):
    with pytest.raises(SmsNotAuthentic):
        gateway().receive(headers(now, seconds=seconds), BODY, now=now)


def test_one_byte_changed_is_noticed(now):
    with pytest.raises(SmsNotAuthentic):
        gateway().receive(headers(now), BODY.replace(b"ABCD", b"ABCE"), now=now)


def test_an_answer_of_ours_is_no_message(now):
    at, body = str(int(now.timestamp())), answer_body(ANSWER)
    signed = {TIMESTAMP: at, SIGNATURE: signature(SECRET, at, body, is_answer=True)}

    with pytest.raises(SmsNotAuthentic):
        gateway().receive(signed, body, now=now)


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"id": 1, "from": "0912345678", "text": ""}',
        b'{"id": "", "from": "0912345678", "text": ""}',
        b'{"id": "a", "from": "Lan", "text": ""}',
        b'{"id": "a", "from": "0912345678"}',
        b'{"id": "a\\u0000", "from": "0912345678", "text": ""}',
        json.dumps({"id": "a" * 101, "from": "0912345678", "text": ""}).encode(),
        json.dumps({"id": "a", "from": "0912345678", "text": "x" * 2001}).encode(),
    ],
)
def test_a_signed_body_of_another_form_is_refused_by_name(now, told):
    with pytest.raises(BadSmsBody):
        gateway().receive(headers(now, told), told, now=now)


@dataclass
class Provider:
    """A provider on this machine: what it was sent, and what it answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    seen = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.got.append((self.path, dict(self.headers), body))
            self.send_response(seen.status)
            for name, value in seen.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    seen.url = f"http://127.0.0.1:{server.server_port}/send?account=7"
    with serving(server):
        yield seen


def test_an_answer_is_posted_signed_with_the_message_it_answers(provider, now):
    gateway(send_url=provider.url, allows_private=True).send(ANSWER, now=now)

    ((path, sent, body),) = provider.got
    assert path == "/send?account=7"
    assert json.loads(body) == {"to": "+84912345678", "text": "TEM HOP LE", "reply_to": "m-1"}
    assert sent[SIGNATURE] == signature(SECRET, sent[TIMESTAMP], body, is_answer=True)


@pytest.mark.parametrize("status", [301, 302, 400, 500])
def test_an_answer_that_is_not_taken_is_said_so_and_nobody_is_followed(provider, now, status):
    provider.status, provider.headers = status, {"Location": provider.url}

    with pytest.raises(SmsNotSent):
        gateway(send_url=provider.url, allows_private=True).send(ANSWER, now=now)

    assert len(provider.got) == 1


def test_a_private_address_is_not_even_called(provider, now):
    with pytest.raises(SmsNotSent):
        gateway(send_url=provider.url).send(ANSWER, now=now)

    assert provider.got == []


def test_a_name_that_leads_inside_after_it_was_looked_at_is_not_followed(now, monkeypatch):
    answers, called = [["93.184.215.14"], ["127.0.0.1"]], []

    def refuse(address: tuple[str, int], _timeout: float):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(client, "create_connection", refuse)
    settings = SmsSettings(SECRET, send_url="https://sms.example/send")
    rebinding = HttpSms(settings, lambda _host, _port: answers.pop(0))

    with pytest.raises(SmsNotSent):
        rebinding.send(ANSWER, now=now)

    assert called == [("93.184.215.14", 443)]


def test_one_private_address_among_public_ones_is_one_too_many(now):
    mixed = HttpSms(
        SmsSettings(SECRET, send_url="https://sms.example/send"),
        lambda _host, _port: ["93.184.215.14", "10.0.0.1"],
    )

    with pytest.raises(SmsNotSent):
        mixed.send(ANSWER, now=now)


def test_a_provider_without_a_certificate_for_its_name_gets_nothing(provider, now):
    url = provider.url.replace("http://", "https://")

    with pytest.raises(SmsNotSent) as failure:
        gateway(send_url=url, allows_private=True).send(ANSWER, now=now)

    assert isinstance(failure.value.__cause__, ssl.SSLError | OSError)
    assert provider.got == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - what must not be called
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "nowhere",
    ],
)
def test_addresses_of_the_inside_are_known_in_every_dress(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_world_are_called(address):
    assert is_public(address)


@pytest.mark.parametrize("spelled", ["127.1", "0x7f000001", "2130706433"])
def test_a_number_that_means_this_machine_is_found_out(spelled):
    found = addresses_of(spelled, 443)

    assert found
    assert not all(map(is_public, found))


def test_without_an_address_to_post_to_answers_go_out_in_the_response(now):
    silent = gateway()

    silent.send(ANSWER, now=now)

    assert silent.answers_in_response


def test_nobody_is_asked_where_nothing_is_set_up(tmp_path: Path):
    config = Config.for_tests(database_url="sqlite://", files_dir=tmp_path)

    assert sms_of(config) is None


def test_production_takes_a_whole_setting():
    url = "https://sms.example/send"
    config = Config.from_env(READY | {"SMS_SEND_URL": url, "SMS_NUMBER": "8077"})

    assert config.sms == SmsSettings("y" * 32, url, "8077")
    assert Config.from_env(READY).sms == SmsSettings("y" * 32)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"SMS_SECRET": "short"}, "SMS_SECRET"),
        ({"SMS_ALLOW_PRIVATE": "1"}, "SMS_ALLOW_PRIVATE"),
        ({"SMS_SEND_URL": "http://sms.example/send"}, "SMS_SEND_URL"),
        ({"SMS_SEND_URL": "https://me:word@sms.example/"}, "SMS_SEND_URL"),
        ({"SMS_SEND_URL": "ftp://sms.example/"}, "SMS_SEND_URL"),
        ({"SMS_SEND_URL": "https:///send"}, "SMS_SEND_URL"),
        ({"SMS_SECRET": "", "SMS_SEND_URL": "https://sms.example/"}, "SMS_SECRET"),
        ({"STAMP_HOST": f"{'x' * 40}.example"}, "STAMP_HOST and HOTLINE"),
    ],
)
def test_production_refuses_what_is_unsafe_or_does_not_fit(given, told):
    with pytest.raises(BadConfiguration, match=told):
        Config.from_env(READY | given)
