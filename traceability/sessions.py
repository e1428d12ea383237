"""How long a session lasts: people in the field keep theirs, staff of agencies sign in each day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from traceability.roles import AGENCY_ROLES, Role


@dataclass(frozen=True)
class Lasting:
    """`idle` without use and `longest` altogether (OWASP ASVS 5.0, chapter V7)."""

    idle: timedelta
    longest: timedelta


FIELD: Final = Lasting(idle=timedelta(days=30), longest=timedelta(days=180))
STAFF: Final = Lasting(idle=timedelta(minutes=30), longest=timedelta(hours=12))


def lasting(role: Role | None) -> Lasting:
    """What holds for a session in which somebody works in this role."""
    return STAFF if role in AGENCY_ROLES else FIELD
