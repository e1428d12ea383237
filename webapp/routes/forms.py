"""Reading a posted form field by field, collecting every fault, and showing it again filled in.

A view reads what it needs, calls `refuse_faults()` once, and on a Refusal renders the same page
with `refused(...)`: what was typed stays, the faults stand beside their fields.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar
from unicodedata import category, normalize
from uuid import UUID, uuid4

from flask import render_template, request
from flask.typing import ResponseReturnValue

from traceability.errors import Detail, FieldError, Invalid, Refusal
from webapp.routes.errors import headers_of, status_of
from webapp.routes.negotiation import wants_problem

_NO_ID: Final = "form.no_id"
_WHOLE_FORM: Final = ""  # where a fault is shown that is of no field a person sees

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class NotWhole(Invalid):
    """Something else than a whole number that can be counted with."""

    code = "field.not_whole"


class FormFaults(Invalid):
    """One or more fields are missing or wrong; `errors` names them."""

    code = "form.faults"


@dataclass(frozen=True)
class FormView:
    """What a template shows of a form: the values as typed and the first fault of each field.

    `every` are all faults with their fields, where one field has several: of a list each line may.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, FieldError] = field(default_factory=dict)
    refusal: Refusal | None = None
    every: Sequence[tuple[str, FieldError]] = ()

    @property
    def listed(self) -> Sequence[tuple[str, FieldError]]:
        """All faults, to be listed above the form."""
        return self.every or tuple(self.errors.items())

    def value(self, name: str) -> str:
        """What was typed, or nothing."""
        return self.values.get(name, "")

    def error(self, name: str) -> FieldError | None:
        """What is wrong with a field, for `|words`; or None."""
        return self.errors.get(name)

    def checked(self, name: str, choice: str) -> bool:
        """Whether this choice was made."""
        return self.values.get(name, "") == choice


class Form:
    """Reads `request.form`; each reader notes a fault and goes on, so that all are told at once."""

    def __init__(self) -> None:
        self._faults: list[FieldError] = []

    def text(self, name: str, *, longest: int = 200) -> str:
        """A required line of text."""
        value = self.optional_text(name, longest=longest)
        if value is None:
            self.fault(name, "field.missing")
        return value or ""

    def optional_text(self, name: str, *, longest: int = 200) -> str | None:
        """A line of text, NFC and without control characters; None when empty, or longer: what is
        too long nobody goes on to read.
        """
        value = clean_text(request.form.get(name, ""))
        if len(value) > longest:
            self.fault(name, "field.longer_than", longest=longest)
            return None
        return value or None

    def parsed(self, name: str, parse: Callable[[str], T], default: T, *, longest: int = 200) -> T:
        """A required value read by a parser of the language, whose refusal becomes the fault."""
        value = self.optional_parsed(name, parse, longest=longest)
        if value is None and not self.has_fault(name):
            self.fault(name, "field.missing")
        return default if value is None else value

    def optional_parsed(
        self, name: str, parse: Callable[[str], T], *, longest: int = 200
    ) -> T | None:
        """The same for a field that may stay empty."""
        text = self.optional_text(name, longest=longest)
        if text is None:
            return None
        try:
            return parse(text)
        except Refusal as refusal:
            self.fault(name, refusal.code, **refusal.details)
        except ValueError:
            self.fault(name, "field.not_understood")
        return None

    def choice(self, name: str, choices: type[E]) -> E:
        """One of an enum's values; required."""
        return self.parsed(name, choices, next(iter(choices)))

    def uuid(self, name: str) -> UUID:
        """An id; required."""
        return self.parsed(name, UUID, UUID(int=0))

    def own_id(self, name: str) -> UUID:
        """The id that the page made for this form, by which sending it twice writes once.

        Nobody types it: without one the form comes back with a new one, to be sent again.
        """
        try:
            return UUID(request.form.get(name, ""))
        except ValueError:
            self.fault(name, _NO_ID)
            return UUID(int=0)

    def optional_uuid(self, name: str) -> UUID | None:
        """An id that may be missing."""
        return self.optional_parsed(name, UUID)

    def optional_date(self, name: str) -> date | None:
        """A civil date, ISO as browsers send it or dd/mm/yyyy as people type it."""
        return self.optional_parsed(name, parse_date)

    def optional_whole(self, name: str, within: range | None = None) -> int | None:
        """A whole number of ASCII digits; dots between thousands are allowed."""
        number = self.optional_parsed(name, whole_number)
        if number is None or within is None or number in within:
            return number
        self.fault(name, "field.out_of_bounds")
        return None

    def whole(self, name: str) -> int:
        """A required whole number."""
        return self.parsed(name, whole_number, 0)

    def fault(self, name: str, code: str, **details: Detail) -> None:
        """Note a fault, with the facts that its sentence names; of one field only the first one
        is told, for what follows from it is none of its own.
        """
        if not self.has_fault(name):
            self._faults.append(FieldError(name, code, details))

    def faults_of(self, lines: Iterable[FieldError]) -> None:
        """Note what is wrong with a field whose lines are told one by one: every one of them."""
        self._faults += lines

    @contextmanager
    def faults_at(self, name: str, *kinds: type[Refusal]) -> Iterator[None]:
        """Make a refusal of one of these kinds a fault of the field that it is about.

        Raises:
            FormFaults: with that fault.
        """
        try:
            yield
        except kinds as refusal:
            self.fault(name, refusal.code, **refusal.details)
            self.refuse_faults()

    def refuse_faults(self) -> None:
        """Raise when anything was wrong.

        Raises:
            FormFaults: with every fault that was noted.
        """
        if self._faults:
            raise FormFaults(errors=tuple(self._faults))

    def has_fault(self, name: str) -> bool:
        """Whether a fault of the field was noted."""
        return any(fault.pointer == name for fault in self._faults)


def clean_text(text: str) -> str:
    """NFC, no control or invisible direction characters but line ends, no spaces around."""
    kept = (c for c in normalize("NFC", text) if c == "\n" or category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def parse_date(text: str) -> date:
    """`2026-11-22` or `22/11/2026`; ValueError for anything else."""
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a civil date
    return date.fromisoformat(text)


def parse_whole(text: str) -> int:
    """`20000` or `20.000`; ValueError for anything else."""
    digits = text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 15:
        raise ValueError(text)
    return int(digits)


def whole_number(text: str) -> int:
    """The same as a form's fault in words.

    Raises:
        NotWhole: a sign, a fraction, letters, or more digits than anything here counts.
    """
    try:
        return parse_whole(text)
    except ValueError:
        raise NotWhole from None


def empty_form(**values: str) -> FormView:
    """A form that was not posted yet, with defaults."""
    return FormView(values=values)


def refused(refusal: Refusal, template: str, **context: object) -> ResponseReturnValue:
    """Show the page of a form again with what was typed and what is wrong with it.

    Programs get the refusal itself, as problem+json.
    """
    if wants_problem():
        raise refusal
    faults: Sequence[FieldError] = getattr(refusal, "errors", ())
    made = {fault.pointer: str(uuid4()) for fault in faults if fault.code == _NO_ID}
    listed = [(_WHOLE_FORM if it.pointer in made else it.pointer, it) for it in faults]
    errors = {name: next(it for at, it in listed if at == name) for name, _ in listed}
    form = FormView(request.form.to_dict() | made, errors, refusal, listed)
    page = render_template(template, form=form, **context)
    return page, status_of(refusal), headers_of(refusal)
