"""Text messages as a provider hands them over, and what it is answered (docs/operations.md)."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from traceability.errors import NotFound
from webapp.gateways.sms.mapping import OutgoingSms
from webapp.routes.csrf import csrf
from webapp.routes.devices import hashed
from webapp.routes.guard import public
from webapp.services import now, services
from webapp.sms_desk import answer_sms

sms = Blueprint("sms", __name__)
LONGEST_BODY = 8 * 1024


class SmsOff(NotFound):
    """No provider is set up here."""

    code = "sms.off"


@sms.post("/api/v1/sms")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def create() -> ResponseReturnValue:
    """Answer a message; the same one again gets the same answer. Its sender is not kept.

    Without a `text` there is nothing to send: the sender wrote too often.
    """
    gateway = services().sms
    if gateway is None:
        raise SmsOff
    request.max_content_length = LONGEST_BODY
    message = gateway.receive(dict(request.headers), request.get_data(), now=now())
    sender = hashed(f"sms {message.sender}", now())
    text = answer_sms(services(), message, sender, now=now())
    answer = {"id": message.id, "to": message.sender, "text": text}
    if gateway.answers_in_response or text is None:
        return jsonify(answer)
    gateway.send(OutgoingSms(message.sender, text, message.id), now=now())
    return jsonify(answer | {"text": None, "sent": True})
