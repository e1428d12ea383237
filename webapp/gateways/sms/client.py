"""Text messages: who hands them over, and how answers go out. One adapter, over HTTP."""

import hmac
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import SOCK_STREAM, create_connection, getaddrinfo
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

from traceability.errors import Forbidden, Unavailable
from traceability.sms import IncomingSms
from webapp.config import Config, SmsSettings
from webapp.gateways.sms.mapping import (
    SIGNATURE,
    TIMESTAMP,
    OutgoingSms,
    answer_body,
    read_body,
    signature,
)

_WINDOW_SECONDS: Final = 300
_TIMEOUT_SECONDS: Final = 10.0
_LONGEST_ANSWER: Final = 1000

Resolve = Callable[[str, int], Sequence[str]]


class SmsNotAuthentic(Forbidden):
    """Not signed with the shared secret, or not within five minutes."""

    code = "sms.not_authentic"


class SmsNotSent(Unavailable):
    """The provider did not take the answer; when it delivers the message again it gets it again."""

    code = "sms.not_sent"


class SmsGateway(Protocol):
    """Whoever hands messages over and takes answers."""

    @property
    def answers_in_response(self) -> bool:
        """Whether an answer goes out in the response to the message."""

    def receive(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> IncomingSms:
        """The message, once it is known to be the provider's.

        Raises:
            SmsNotAuthentic, BadSmsBody.
        """

    def send(self, answer: OutgoingSms, *, now: datetime) -> None:
        """Hand an answer over.

        Raises:
            SmsNotSent.
        """


@dataclass(frozen=True)
class HttpSms:
    """A provider that posts messages to us, and takes answers in the response or by a POST."""

    settings: SmsSettings
    resolve: Resolve

    @property
    def answers_in_response(self) -> bool:
        """Without an address to post to."""
        return not self.settings.send_url

    def receive(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> IncomingSms:
        """Signature first, time second, and only then is anything read."""
        timestamp = headers.get(TIMESTAMP, "")
        expected = signature(self.settings.secret, timestamp, body)
        if not hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").encode()):
            raise SmsNotAuthentic(reason="signature")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
            raise SmsNotAuthentic(reason="timestamp")
        if abs(now.timestamp() - int(timestamp)) > _WINDOW_SECONDS:
            raise SmsNotAuthentic(reason="timestamp")
        return read_body(body)

    def send(self, answer: OutgoingSms, *, now: datetime) -> None:
        """One request to the address that the operator named; nobody is followed elsewhere."""
        if self.answers_in_response:
            return
        body, timestamp = answer_body(answer), str(int(now.timestamp()))
        signed = signature(self.settings.secret, timestamp, body, is_answer=True)
        headers = {"Content-Type": "application/json", TIMESTAMP: timestamp, SIGNATURE: signed}
        url = urlsplit(self.settings.send_url)
        try:
            connection = self._connection(url)
            try:
                connection.request("POST", _target(url), body, headers)
                with connection.getresponse() as response:
                    response.read(_LONGEST_ANSWER)
            finally:
                connection.close()
        except (OSError, HTTPException) as failure:
            raise SmsNotSent(reason=type(failure).__name__) from failure
        if not 200 <= response.status < 300:
            raise SmsNotSent(reason=str(response.status))

    def _connection(self, url: SplitResult) -> HTTPConnection:
        host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
        addresses = self.resolve(host, port)
        if not addresses or not (self.settings.allows_private or all(map(is_public, addresses))):
            raise SmsNotSent(permanent=True, reason="address")
        return _PinnedConnection(host, port, addresses[0], is_secure=url.scheme == "https")


class _PinnedConnection(HTTPConnection):
    """To the very address that was looked at, so that a name cannot lead elsewhere meanwhile."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=_TIMEOUT_SECONDS)
        self._address, self._is_secure = address, is_secure

    def connect(self) -> None:
        """Without proxies; with TLS the certificate must be the name's."""
        plain = create_connection((self._address, self.port), _TIMEOUT_SECONDS)
        if not self._is_secure:
            self.sock = plain
            return
        try:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def is_public(address: str) -> bool:
    """Whether an address is one of the world's, however a private one may be dressed up."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global
    return found.is_global and not found.is_multicast


def addresses_of(host: str, port: int) -> Sequence[str]:
    """What the name stands for now."""
    return [str(found[4][0]) for found in getaddrinfo(host, port, type=SOCK_STREAM)]


def sms_of(config: Config) -> SmsGateway | None:
    """The gateway that the operator set up, if any."""
    return HttpSms(config.sms, addresses_of) if config.sms else None


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")
