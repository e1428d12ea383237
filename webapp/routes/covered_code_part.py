"""The part of a verdict page about the covered code, and the proof that a phone has told it.

The proof goes into the address of the answer, so that reading it again checks nothing again. It is
signed, bound to the stamp and to the phone's cookie, and worth nothing after a day.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from traceability.covered_codes import CoveredCodeLook, OpenedCode
from traceability.keyring import SerialPlace
from webapp.queries.verdict_goods import Message
from webapp.queries.verdicts import StampAnswer
from webapp.routes.devices import Device
from webapp.services import now, services

PROOF: Final = "checked"  # the name of the proof in an address
_KEPT: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_TONES: Final = {
    CoveredCodeLook.FIRST: "green",
    CoveredCodeLook.OWN: "green",
    CoveredCodeLook.LATER: "info",
}


@dataclass(frozen=True)
class CoveredCodePart:
    """What a verdict page shows of it: what was found, and the form where it may be filled in."""

    notice: Message | None
    tone: str
    form_url: str | None
    button: str


def covered_code_part(answer: StampAnswer, page_path: str) -> CoveredCodePart | None:
    """The part; None where there is nothing to say. `page_path` is that of the stamp's page."""
    if not (answer.opened or answer.takes_covered_code):
        return None
    look = answer.opened.look if answer.opened else None
    return CoveredCodePart(
        notice=Message(f"covered_code.{look}", {"at": answer.covered_code_checked_at})
        if look
        else None,
        tone=_TONES[look] if look else "",
        form_url=f"{page_path}/covered-code" if answer.takes_covered_code else None,
        # Where something is wrong, reporting it is the page's first action.
        button="secondary" if answer.verdict.names_authority else "primary",
    )


def proof_of(opened: OpenedCode, place: SerialPlace, device: Device) -> str:
    """The proof that this device told the code of this stamp now."""
    told = f"{opened.look}.{_number(opened.checked_at)}.{_number(now())}"
    return f"{told}.{_signature(told, place, device)}"


def read_proof(text: str, place: SerialPlace | None, device: Device) -> OpenedCode | None:
    """What a proof says; None where it is none, or of another stamp or phone, or too old."""
    told, _, signature = text.rpartition(".")
    if place is None or not text.isascii():
        return None
    if not hmac.compare_digest(signature, _signature(told, place, device)):
        return None
    look, checked_at, told_at = told.split(".")
    if now() - _instant(told_at) > _KEPT:
        return None
    return OpenedCode(CoveredCodeLook(look), _instant(checked_at))


def _signature(told: str, place: SerialPlace, device: Device) -> str:
    signed = f"covered code|{place.key_id}|{place.counter}|{device.id}|{told}"
    key = services().config.secret_key.encode()
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()[:32]


def _number(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant(number: str) -> datetime:
    return _EPOCH + int(number) * _MICROSECOND
