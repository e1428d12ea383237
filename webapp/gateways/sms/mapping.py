"""Messages as the HTTP adapter writes them: JSON bodies, and signatures over time and body."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from traceability.errors import Invalid
from traceability.sms import IncomingSms, is_sender

TIMESTAMP: Final = "X-Sms-Timestamp"
SIGNATURE: Final = "X-Sms-Signature"
_LONGEST_ID: Final = 100
_LONGEST_TEXT: Final = 2000
_SCHEME: Final = "sha256="
_ANSWER: Final = b"answer."  # so that an answer can never pass for a message


class BadSmsBody(Invalid):
    """Not JSON with id, from and text."""

    code = "sms.bad_body"


@dataclass(frozen=True)
class OutgoingSms:
    """An answer; `reply_to` is the id of the message that it answers."""

    to: str
    text: str
    reply_to: str


def signature(secret: str, timestamp: str, body: bytes, *, is_answer: bool = False) -> str:
    """What stands in the header of the signature."""
    signed = timestamp.encode() + b"." + (_ANSWER if is_answer else b"") + body
    return _SCHEME + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def read_body(body: bytes) -> IncomingSms:
    """`{"id": "...", "from": "+84...", "text": "TEM ..."}`; further members do no harm.

    Raises:
        BadSmsBody.
    """
    try:
        told = json.loads(body)
    except ValueError:
        raise BadSmsBody(reason="json") from None
    if not isinstance(told, Mapping):
        raise BadSmsBody(reason="object")
    message_id, sender, text = (told.get(name) for name in ("id", "from", "text"))
    if not isinstance(message_id, str) or not 0 < len(message_id) <= _LONGEST_ID:
        raise BadSmsBody(reason="id")
    if not isinstance(sender, str) or not is_sender(sender):
        raise BadSmsBody(reason="from")
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT or "\0" in message_id + text:
        raise BadSmsBody(reason="text")
    return IncomingSms(message_id, sender, text)


def answer_body(answer: OutgoingSms) -> bytes:
    """The answer as it is posted to the provider."""
    told = {"to": answer.to, "text": answer.text, "reply_to": answer.reply_to}
    return json.dumps(told).encode()
