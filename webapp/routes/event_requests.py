"""Reading one diary entry as it is sent: by a phone as JSON, or by a form made into the same."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from traceability.canonical import canonical_json, sha256_hex
from traceability.errors import FieldError, Invalid
from webapp.routes.forms import clean_text
from webapp.services import services
from webapp.usecases.events.checks import CaptureEvent

T = TypeVar("T")

LONGEST_NAME: Final = 100
LONGEST_NOTE: Final = 1000
MOST_PLACES: Final = 200
_YEARS: Final = range(2000, 2101)  # beyond these nothing was meant, and calendars overflow
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
_METRES: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
_KNOWN: Final = frozenset(
    [
        "lot_id",
        "event_code",
        "event_time",
        "device_time",
        "place_id",
        "other_place_ids",
        "on_behalf_of",
        "paper_page_id",
        "operator_name",
        "note",
        "position",
        "values",
        "photos",
        "template_version",
        "corrects",
        "public",
        "as_fact",
    ]
)


class BadEventRequest(Invalid):
    """What was sent is not an entry; `errors` name what is missing or not understood."""

    code = "event.bad_request"


def read_request(
    event_id: UUID, body: Mapping[str, Any], received: frozenset[str] = frozenset()
) -> CaptureEvent:
    """The entry that `body` tells; a repeat is known by the canonical form of the whole body.

    Raises:
        BadEventRequest: with the fault of each member.
    """
    members = _Members(body)
    command = CaptureEvent(
        event_id=event_id,
        lot_id=members.required("lot_id", _uuid, UUID(int=0)),
        event_code=members.required("event_code", _line(40), ""),
        event_time=members.required("event_time", _moment, datetime.min),  # noqa: DTZ901
        values=members.required("values", _values, {}),
        request_sha256=_mark(body),
        unkeyed_sha256=sha256_hex(canonical_json(body)),
        place_id=members.optional("place_id", _uuid),
        other_place_ids=members.optional("other_place_ids", _uuids) or (),
        on_behalf_of=members.optional("on_behalf_of", _uuid),
        paper_page_id=members.optional("paper_page_id", _uuid),
        operator_name=members.optional("operator_name", _line(LONGEST_NAME)),
        note=members.optional("note", _line(LONGEST_NOTE)),
        position=members.optional("position", _position),
        photos=members.optional("photos", _photos) or (),
        received_photos=received,
        device_time=members.optional("device_time", _moment),
        template_version=members.optional("template_version", _version),
        corrects=members.optional("corrects", _uuid),
        is_public=members.optional("public", _flag),
        as_fact=members.optional("as_fact", _flag) or False,
    )
    members.refuse_faults()
    return command


def _mark(body: Mapping[str, Any]) -> str:
    """HMAC-SHA256 of the canonical form. Names and notes are in it, and the ledger keeps it for
    good: under no key, whoever was erased could be found again by guessing.
    """
    key = services().config.ledger_secret.encode()
    return hmac.new(key, b"entry request " + canonical_json(body), hashlib.sha256).hexdigest()


class _Members:
    """Reads the members of the body one by one and notes every fault."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        unknown = sorted(name for name in body if name not in _KNOWN)
        self._faults = [FieldError(name, "field.unknown") for name in unknown]

    def required(self, name: str, read: Callable[[Any], T], default: T) -> T:
        value = self.optional(name, read)
        if value is None and not any(fault.pointer == name for fault in self._faults):
            self._faults.append(FieldError(name, "field.missing"))
        return default if value is None else value

    def optional(self, name: str, read: Callable[[Any], T]) -> T | None:
        value = self._body.get(name)
        if value in (None, ""):
            return None
        try:
            return read(value)
        except _TooLong:
            self._faults.append(FieldError(name, "field.too_long"))
        except (ValueError, TypeError, AttributeError):
            self._faults.append(FieldError(name, "field.not_understood"))
        return None

    def refuse_faults(self) -> None:
        if self._faults:
            raise BadEventRequest(errors=tuple(self._faults))


class _TooLong(ValueError):
    pass


def _line(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:  # noqa: ANN401 - whatever the JSON holds
        cleaned = clean_text(_text(value))
        if len(cleaned) > longest:
            raise _TooLong
        return cleaned

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _uuid(value: object) -> UUID:
    return UUID(_text(value))


def _uuids(value: object) -> tuple[UUID, ...]:
    if not isinstance(value, list):
        raise TypeError
    if len(value) > MOST_PLACES:
        raise _TooLong
    return tuple(_uuid(it) for it in value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _version(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError
    return value


def _moment(value: object) -> datetime:
    """RFC 3339 with its offset, which is kept."""
    moment = datetime.fromisoformat(_text(value))
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1) or moment.year not in _YEARS:
        raise ValueError(value)
    return moment


def _values(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError
    return {name: _raw(it) for name, it in value.items() if it is not None}


def _raw(value: object) -> str:
    """As it would have been typed: phones may send whole numbers and flags as such."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else _text(value)


def _photos(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_HASH.fullmatch(_text(it)) for it in value):
        raise TypeError
    return tuple(dict.fromkeys(value))


def _position(value: Mapping[str, Any]) -> str:
    """Decimal degrees and metres as text, kept as one string: no fraction is rounded here."""
    forms = {"latitude": _DEGREES, "longitude": _DEGREES, "accuracy": _METRES}
    told = {name: _text(value[name]) for name in forms if value.get(name)}
    if not {"latitude", "longitude"} <= told.keys() or set(value) - forms.keys():
        raise ValueError(value)
    if not all(forms[name].fullmatch(it) for name, it in told.items()):
        raise ValueError(value)
    return canonical_json(told).decode()
