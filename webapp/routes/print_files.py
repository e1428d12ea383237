"""What the labels of an order carry, and the files in which they are taken out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import Final
from uuid import UUID

from flask import Response, request

from traceability.covered_codes import covered_code
from traceability.gs1 import Serial
from traceability.keyring import Keyring
from traceability.serial_ranges import SerialRange
from webapp.gateways.printing.formats import FORMATS, Format, Wish, format_named
from webapp.gateways.printing.labels import StampLabel
from webapp.gateways.printing.roll_sheets import RollToPrint, roll_labels
from webapp.routes.signed_links import link_of
from webapp.services import services

DEFAULT_FORMAT: Final = "a4-65"
MOST_COPIES: Final = 5_000


@dataclass(frozen=True)
class PrintedStamps:
    """Stamps of rolls of an order, each roll by its number, and what the order adds."""

    order_id: UUID
    key_id: int
    gtin: str | None
    short_name: str
    has_covered_code: bool
    rolls: Sequence[tuple[int, SerialRange]]

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(serials.count for _, serials in self.rolls)


def labels_of(stamps: PrintedStamps, copies: int = 1) -> Iterator[StampLabel]:
    """The labels, each `copies` times: one lot stamp is stuck on every pack of its lot."""
    config, keyring = services().config, services().keyring
    link = link_of(stamps.order_id, stamps.gtin)
    code = partial(_covered_code_of, keyring) if stamps.has_covered_code else None
    rolls = (
        RollToPrint(
            host=config.stamp_host,
            scheme=config.scheme,
            gtin=stamps.gtin,
            name=stamps.short_name,
            key_id=stamps.key_id,
            first=serials.first,
            last=serials.last,
            number=number,
            link_of=link,
            covered_code_of=code,
        )
        for number, serials in stamps.rolls
    )
    labels = chain.from_iterable(roll_labels(roll, keyring) for roll in rolls)
    return chain.from_iterable(repeat(label, copies) for label in labels)


def asked_format() -> Format:
    """The format that the form names, with what it ticks beside it.

    Raises:
        NoSuchFormat, WishNotGranted.
    """
    wishes = [wish for wish in Wish if request.form.get(wish)]
    return format_named(request.form.get("layout") or DEFAULT_FORMAT).with_wishes(wishes)


def remembered(format_name: str | None) -> dict[str, str]:
    """What a form offers where a file of that format was made before; nothing where none was."""
    if format_name is None:
        return {}
    format_ = format_named(format_name)
    return {"layout": format_.base} | dict.fromkeys(format_.wishes, "1")


def checked_labels(stamps: PrintedStamps, format_: Format, copies: int = 1) -> Iterator[StampLabel]:
    """The labels, once the first of them was tried.

    Raises:
        StampTooSmall, NoRoomForWords, TooManyDrawings, TooManyLabels: nothing may be recorded then.
    """
    labels = labels_of(stamps, copies)
    first = next(labels)
    format_.check(first, stamps.count * copies)
    return chain((first,), labels)


def file_response(pieces: Iterable[bytes], format_: Format, name: str) -> Response:
    """A file that is sent while it is made."""
    response = Response(pieces, mimetype=format_.media_type)
    file_name = f"{name}.{format_.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def format_choices() -> list[tuple[str, str]]:
    """Every format with the code of its words."""
    return [(name, it.code) for name, it in FORMATS.items()]


def _covered_code_of(keyring: Keyring, serial: Serial) -> str:
    place = keyring.open(serial)
    if place is None:
        raise ValueError("a serial of another system has no covered code")
    return covered_code(keyring.covered_code_key(place.key_id), place.counter)
