"""Refusals: the named ways in which the system says no.

A refusal is foreseen (a rule, a missing thing, a race that was lost). It carries a stable code and
the facts behind it; HTTP status and wording are given at the edge (`webapp/routes/errors.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

Detail = str | int | bool | date | None  # a datetime is a date, too


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of the input; `pointer` is its name or JSON pointer."""

    pointer: str
    code: str
    details: Mapping[str, Detail] = field(default_factory=dict, hash=False)


class Refusal(Exception):
    """The parent of every foreseen no. Subclasses set `code` once and never change it."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: Detail) -> None:
        super().__init__(self.code, details)
        self.details: Mapping[str, Detail] = details


class Invalid(Refusal):
    """What was sent breaks a rule; the sender can mend it."""

    code = "invalid"

    def __init__(self, *, errors: tuple[FieldError, ...] = (), **details: Detail) -> None:
        super().__init__(**details)
        self.errors = errors


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"


class Forbidden(Refusal):
    """The person is known and the thing is theirs to see, but not theirs to change."""

    code = "forbidden"


class Conflict(Refusal):
    """The state of the thing does not allow it, or somebody else was first."""

    code = "conflict"


class Unavailable(Refusal):
    """Something outside does not answer. `permanent` tells whether trying again can help."""

    code = "unavailable"

    def __init__(self, *, permanent: bool = False, **details: Detail) -> None:
        super().__init__(permanent=permanent, **details)
        self.permanent = permanent
