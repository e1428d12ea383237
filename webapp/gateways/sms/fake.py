"""A provider for tests: it takes every message for its own, and keeps what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from traceability.sms import IncomingSms
from webapp.gateways.sms.client import SmsNotSent
from webapp.gateways.sms.mapping import OutgoingSms, read_body


@dataclass
class FakeSms:
    """`failures` are raised one by one before anything is sent."""

    answers_in_response: bool = True
    sent: list[OutgoingSms] = field(default_factory=list)
    failures: list[SmsNotSent] = field(default_factory=list)

    def receive(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> IncomingSms:  # noqa: ARG002
        """Read it; nothing is signed."""
        return read_body(body)

    def send(self, answer: OutgoingSms, *, now: datetime) -> None:  # noqa: ARG002
        """Keep it, unless a failure is next."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(answer)
