"""Codes of stamps as they are typed or read by a camera: where the stamp stands."""

import re
from collections.abc import Iterable
from typing import Final, Protocol

from scanner.payload import PayloadKind, read_payload
from traceability.digital_link import read_serial
from traceability.errors import Invalid, Refusal
from traceability.keyring import SerialPlace
from traceability.serial_ranges import SerialRange, SerialSet
from traceability.serials import issue, printed
from traceability.stamp_lists import NamedStamps, read_stamp_lines
from traceability.stamps import RangeOutsideRoll
from webapp.routes.forms import Form
from webapp.services import services

LONGEST_LIST: Final = 20_000  # some hundreds of lines
_LINK: Final = re.compile("https?:", re.IGNORECASE)


class Moved(Protocol):
    """Stamps `[first, last)` of a key."""

    @property
    def key_id(self) -> int:
        """Whose counters they are."""

    @property
    def first(self) -> int:
        """The first one's."""

    @property
    def last(self) -> int:
        """The one's behind the last."""


class CodeNotOurs(Invalid):
    """What was typed is a code, but none of this system."""

    code = "stamp.code_not_ours"


class ForeignHost(Invalid):
    """The square leads to somebody else's address, whatever stands in it behind the host."""

    code = "stamp.foreign_host"


def check_host(text: str) -> None:
    """Refuse links of other hosts among what was scanned or typed.

    A code copied off a genuine stamp opens under any host: who prints it so leads buyers elsewhere.

    Raises:
        ForeignHost: with the host that a browser would visit.
    """
    own_hosts = services().config.own_hosts
    for begin in _LINK.finditer(text):
        payload = read_payload(text[begin.start() :].split()[0], own_hosts)
        if payload.kind is PayloadKind.FOREIGN_ADDRESS:
            raise ForeignHost(host=payload.host)


def parse_stamp(text: str) -> SerialPlace:
    """Where a typed code or a scanned link stands.

    Raises:
        ForeignHost: it is a link, and none of ours.
        CodeNotOurs: no key of ours made it.
    """
    check_host(text)
    place = services().keyring.open(read_serial(text) or "")
    if place is None:
        raise CodeNotOurs
    return place


def printed_code(key_id: int, counter: int) -> str:
    """The code as it stands on the stamp."""
    return printed(issue(services().keyring.key(key_id), counter))


def stamp_ends(moved: Moved) -> str:
    """The codes on the first and on the last of stamps that were moved; of one stamp its code."""
    first = printed_code(moved.key_id, moved.first)
    is_one = moved.last - moved.first == 1
    return first if is_one else f"{first} – {printed_code(moved.key_id, moved.last - 1)}"


def has_one_key(
    form: Form, last_name: str, first: SerialPlace | None, last: SerialPlace | None
) -> bool:
    """Whether one key made both ends, as far as they are given; else the form has a fault more."""
    if first is None or last is None or first.key_id == last.key_id:
        return True
    form.fault(last_name, RangeOutsideRoll.code)
    return False


def named_stamps(
    form: Form, name: str, key_id: int, rolls: Iterable[SerialRange]
) -> tuple[SerialRange, ...]:
    """The stamps of rolls that a list names line by line; its first wrong line is the fault.

    A line may reach from one roll into the next. `key_id` is the key of all of them.
    """
    text = form.optional_text(name, longest=LONGEST_LIST)
    try:
        check_host(text or "")
        lines = read_stamp_lines(text or "")
    except Refusal as refusal:
        form.fault(name, refusal.code, **refusal.details)
        return ()
    held = SerialSet.of(rolls)
    found = (_on_rolls(form, name, (key_id, held), line) for line in lines)
    return tuple(serials for serials in found if serials)


def _on_rolls(
    form: Form, name: str, rolls: tuple[int, SerialSet], named: NamedStamps
) -> SerialRange | None:
    key_id, held = rolls
    first, last = (services().keyring.open(serial) for serial in (named.first, named.last))
    if first is None or last is None:
        form.fault(name, "stamp.line_not_ours", line=named.line)
    elif {first.key_id, last.key_id} != {key_id}:
        form.fault(name, "stamp.line_not_of_roll", line=named.line)
    elif first.counter > last.counter:
        form.fault(name, "stamp.line_backwards", line=named.line)
    else:
        serials = SerialRange(first.counter, last.counter + 1)
        if held.common(serials) == (serials,):
            return serials
        form.fault(name, "stamp.line_not_of_roll", line=named.line)
    return None
