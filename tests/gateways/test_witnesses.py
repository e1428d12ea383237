"""Checkpoints leave by letter and by request, and every answer says whether to come again."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.mailbox import Mailbox, serving
from webapp.config import BadConfiguration, Config, MailSettings
from webapp.gateways.witnesses.client import (
    GatewayFailure,
    HttpWitness,
    MailWitness,
    witnesses_of,
)

NOTE = (
    "tem.example/ledger\n13\nwMEonwBgX419h4C59CZMc2zPuEzpFwjCsn5kJr/H2Kg=\n"
    "\n— tem.example/ledger NhBJ\n"
)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    server = Mailbox()
    with serving(server):
        yield server


@pytest.fixture
def mail(mailbox) -> MailWitness:
    recipients = ("so@witness.example", "luu@witness.example")
    settings = MailSettings(
        "127.0.0.1", mailbox.port, "tem@tem.example", recipients, security="none"
    )
    return MailWitness(settings)


@dataclass
class Host:
    """A second host on this machine: what it was sent, and what it answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def host() -> Iterator[Host]:
    seen = Host()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            seen.got.append((self.path, self.headers.get("Authorization", ""), body))
            self.send_response(seen.status)
            for name, value in seen.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    seen.url = f"http://127.0.0.1:{server.server_port}/keep"
    with serving(server):
        yield seen


def test_a_letter_brings_the_checkpoint_as_a_file_byte_for_byte(mail, mailbox):
    mail.send(NOTE)

    (letter,) = mailbox.letters
    (file,) = letter.iter_attachments()
    assert file.get_filename() == "checkpoint-13.txt"
    assert file.get_content().replace("\r\n", "\n") == NOTE
    assert letter["To"] == "so@witness.example, luu@witness.example"
    assert "13" in letter["Subject"]


@pytest.mark.parametrize(
    ("command", "answer", "permanent"),
    [
        ("RCPT", "550 no such person", True),
        ("RCPT", "450 busy", False),
        ("DATA", "554 too bad", True),
        ("DATA", "451 later", False),
        ("MAIL", "421 closing", False),
    ],
)
def test_what_a_mail_server_refuses_says_whether_to_come_again(
    mail, mailbox, command, answer, permanent
):
    mailbox.answers[command] = answer

    with pytest.raises(GatewayFailure) as failure:
        mail.send(NOTE)

    assert failure.value.permanent is permanent
    assert mailbox.letters == []


def test_a_mail_server_that_is_down_or_speaks_no_tls_is_tried_again(mail, free_port):
    for settings in (
        replace(mail.settings, port=free_port),
        replace(mail.settings, security="starttls"),
    ):
        with pytest.raises(GatewayFailure) as failure:
            MailWitness(settings).send(NOTE)
        assert not failure.value.permanent


def test_a_second_host_gets_the_note_as_it_is(host):
    HttpWitness(host.url, "a token").send(NOTE)

    assert host.got == [("/keep", "Bearer a token", NOTE)]


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(302, True), (401, True), (409, True), (429, False), (500, False), (503, False)],
)
def test_what_a_host_answers_says_whether_to_come_again(host, status, permanent):
    host.status, host.headers = status, {"Location": host.url}

    with pytest.raises(GatewayFailure) as failure:
        HttpWitness(host.url).send(NOTE)

    assert failure.value.permanent is permanent
    assert len(host.got) == 1  # nobody is followed elsewhere


def test_a_host_that_is_down_is_tried_again(free_port):
    with pytest.raises(GatewayFailure) as failure:
        HttpWitness(f"http://127.0.0.1:{free_port}/").send(NOTE)

    assert not failure.value.permanent


def test_the_operator_names_the_witnesses():
    told = {
        "WITNESS_MAIL_TO": "so@witness.example luu@witness.example",
        "WITNESS_MAIL_FROM": "tem@tem.example",
        "SMTP_HOST": "mail.example",
        "WITNESS_URLS": "https://second.example/keep http://127.0.0.1:9/",
        "INSTANCE_DIR": str(Path("/nowhere")),
    }

    names = [it.name for it in witnesses_of(Config.from_env(told))]

    assert names == ["mail:witness.example", "host:second.example", "host:127.0.0.1:9"]
    assert witnesses_of(Config.from_env({})) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"WITNESS_URLS": "http://second.example/"},
        {"WITNESS_URLS": "ftp://second.example/"},
        {"WITNESS_URLS": "second.example"},
        {"WITNESS_MAIL_TO": "so@witness.example", "SMTP_SECURITY": "perhaps"},
    ],
)
def test_witnesses_that_cannot_be_are_refused_at_the_start(told):
    with pytest.raises(BadConfiguration):
        Config.from_env(told)
