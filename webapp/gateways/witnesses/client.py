"""Places we do not control that keep our checkpoints: a mailbox, and a second host."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, Protocol
from urllib.parse import urlsplit

from webapp.config import Config, MailSettings
from webapp.gateways.witnesses.mapping import TEXT, is_permanent, letter

_SECONDS: Final = 15.0
_LONGEST_FAULT: Final = 200


class GatewayFailure(Exception):
    """Nothing was taken. `permanent`: the same again will be refused again."""

    def __init__(self, fault: str, *, permanent: bool) -> None:
        super().__init__(fault)
        self.fault = fault[:_LONGEST_FAULT]
        self.permanent = permanent


class Witness(Protocol):
    """Who keeps checkpoints; the name is shown in public and tells the witnesses apart."""

    @property
    def name(self) -> str:
        """Such as `mail:example.vn`."""

    def send(self, note: str) -> None:
        """Hand over a checkpoint; the same again does no harm.

        Raises:
            GatewayFailure.
        """


@dataclass(frozen=True)
class MailWitness:
    """Letters with the checkpoint as a file."""

    settings: MailSettings

    @property
    def name(self) -> str:
        """Where to, without saying to whom."""
        return f"mail:{self.settings.recipients[0].rpartition('@')[2]}"

    def send(self, note: str) -> None:
        """Through the operator's mail server."""
        message = letter(note, self.settings.sender, self.settings.recipients)
        try:
            refused = self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as failure:
            codes = [code for code, _ in failure.recipients.values()]
            raise GatewayFailure(repr(failure), permanent=min(codes) >= 500) from failure
        except smtplib.SMTPResponseException as failure:
            raise GatewayFailure(repr(failure), permanent=failure.smtp_code >= 500) from failure
        except (OSError, smtplib.SMTPException) as failure:
            raise GatewayFailure(repr(failure), permanent=False) from failure
        if refused:
            raise GatewayFailure(f"refused for {len(refused)} recipients", permanent=True)

    def _hand_over(self, message: EmailMessage) -> dict[str, tuple[int, bytes]]:
        """Gives back who of several recipients was refused."""
        server = self._connected()
        try:
            if self.settings.user:
                server.login(self.settings.user, self.settings.password)
            refused = server.send_message(message)
            with suppress(smtplib.SMTPException):
                server.quit()  # the letter is taken, whatever is said in parting
        finally:
            server.close()
        return refused

    def _connected(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
        server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
        if settings.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server


@dataclass(frozen=True)
class HttpWitness:
    """A second host: `POST` of the note as text; 2xx says that it is kept, 409 that it is refused.

    `tools/witness.py --listen` is such a host.
    """

    url: str
    token: str = ""

    @property
    def name(self) -> str:
        """Its host."""
        return f"host:{urlsplit(self.url).netloc}"

    def send(self, note: str) -> None:
        """One request; nobody is followed elsewhere."""
        headers = {"Content-Type": TEXT}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = self._connection()
        path = urlsplit(self.url).path or "/"
        try:
            connection.request("POST", path, note.encode(), headers)
            # Of an answer that ends with the connection, only the answer itself closes the socket.
            with connection.getresponse() as answer:
                said = answer.read(_LONGEST_FAULT).decode(errors="replace")
        except (OSError, HTTPException) as failure:
            raise GatewayFailure(repr(failure), permanent=False) from failure
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            fault = f"{answer.status} {said}"
            raise GatewayFailure(fault, permanent=is_permanent(answer.status))

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self.url)
        make: Callable[..., HTTPConnection] = (
            HTTPSConnection if address.scheme == "https" else HTTPConnection
        )
        return make(address.hostname, address.port, timeout=_SECONDS)


def witnesses_of(config: Config) -> tuple[Witness, ...]:
    """Those that the operator named."""
    mail = (MailWitness(config.witness_mail),) if config.witness_mail else ()
    return (*mail, *(HttpWitness(url, config.witness_token) for url in config.witness_urls))
