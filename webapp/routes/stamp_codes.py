"""Codes of stamps as they are typed or read by a camera: where the stamp stands."""

from dataclasses import dataclass
from typing import Final

from traceability.digital_link import read_serial
from traceability.errors import Invalid, Refusal
from traceability.keyring import SerialPlace
from traceability.serial_ranges import EmptyRange, SerialRange
from traceability.serials import issue, printed
from traceability.stamp_lists import NamedStamps, read_stamp_lines
from traceability.stamps import RangeOutsideRoll
from webapp.routes.forms import Form
from webapp.services import services

LONGEST_LIST: Final = 20_000  # some hundreds of lines


@dataclass(frozen=True)
class TypedRange:
    """The stamps from one typed code to another, and the key that made both."""

    key_id: int
    serials: SerialRange

    def holds(self, place: SerialPlace) -> bool:
        """Whether the stamp is one of them."""
        return place.key_id == self.key_id and self.serials.contains(place.counter)


class CodeNotOurs(Invalid):
    """What was typed is a code, but none of this system."""

    code = "stamp.code_not_ours"


class OneEndMissing(Invalid):
    """A range has a first and a last stamp."""

    code = "stamp.one_end_missing"


def parse_stamp(text: str) -> SerialPlace:
    """Where a typed code or a scanned link stands.

    Raises:
        CodeNotOurs: no key of ours made it.
    """
    place = services().keyring.open(read_serial(text) or "")
    if place is None:
        raise CodeNotOurs
    return place


def printed_code(key_id: int, counter: int) -> str:
    """The code as it stands on the stamp."""
    return printed(issue(services().keyring.key(key_id), counter))


def has_one_key(
    form: Form, last_name: str, first: SerialPlace | None, last: SerialPlace | None
) -> bool:
    """Whether one key made both ends, as far as they are given; else the form has a fault more."""
    if first is None or last is None or first.key_id == last.key_id:
        return True
    form.fault(last_name, RangeOutsideRoll.code)
    return False


def parsed_range(
    form: Form, first_name: str = "first", last_name: str = "last"
) -> TypedRange | None:
    """The stamps from one typed code to another, both among them; None where neither is given."""
    first = form.optional_parsed(first_name, parse_stamp)
    last = form.optional_parsed(last_name, parse_stamp)
    if first is None or last is None:
        if first or last:
            form.fault(last_name if last is None else first_name, OneEndMissing.code)
        return None
    if not has_one_key(form, last_name, first, last):
        return None
    if first.counter > last.counter:
        form.fault(last_name, EmptyRange.code)
        return None
    return TypedRange(first.key_id, SerialRange(first.counter, last.counter + 1))


def named_stamps(form: Form, name: str, roll: TypedRange) -> tuple[SerialRange, ...]:
    """The stamps of a roll that a list names line by line; its first wrong line is the fault."""
    text = form.optional_text(name, longest=LONGEST_LIST)
    try:
        lines = read_stamp_lines(text or "")
    except Refusal as refusal:
        form.fault(name, refusal.code, **refusal.details)
        return ()
    found = (_on_roll(form, name, line, roll) for line in lines)
    return tuple(serials for serials in found if serials)


def _on_roll(form: Form, name: str, named: NamedStamps, roll: TypedRange) -> SerialRange | None:
    first, last = (services().keyring.open(serial) for serial in (named.first, named.last))
    if first is None or last is None:
        form.fault(name, "stamp.line_not_ours", line=named.line)
    elif not (roll.holds(first) and roll.holds(last)):
        form.fault(name, "stamp.line_not_of_roll", line=named.line)
    elif first.counter > last.counter:
        form.fault(name, "stamp.line_backwards", line=named.line)
    else:
        return SerialRange(first.counter, last.counter + 1)
    return None
