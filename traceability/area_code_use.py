"""Whether a lot may carry a code that somebody was granted, and whether more goes out under it than
grows there.

The holder's own lots need no consent. Another organisation's are covered by a consent on each day
on which something is packed under the code, up to the tonnes that it names. A code that is lent to
more fruit than its trees bear is the fraud that this looks for: so much above the registered yield
is a flag for officers and inspectors, never a refusal, for a good year is lawful.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.markets import DOMESTIC

# Registered yields are estimates: a tenth above is no flag.
YIELD_PERCENT: Final = 110
_A_DAY: Final = timedelta(days=1)


class NoSuchConsent(NotFound):
    """No such consent, or none of a code of this organisation."""

    code = "area_code_consent.not_found"


class ConsentWithdrawn(Conflict):
    """It was withdrawn before."""

    code = "area_code_consent.withdrawn"


class BadConsentDates(Invalid):
    """It ends before it begins, or is over already."""

    code = "area_code_consent.bad_dates"


class ConsentToSelf(Invalid):
    """The holder's own lots need none."""

    code = "area_code_consent.own"


class ConsentOverlaps(Conflict):
    """The organisation has a consent for some of these days: tonnes would be counted twice."""

    code = "area_code_consent.overlaps"


class CodeNotGranted(Forbidden):
    """Neither the holder's own lot, nor one with a consent for today."""

    code = "area_code.no_consent"


class CodeProblem(StrEnum):
    """Why a lot may not go abroad under a code; the values are message codes."""

    UNKNOWN = "area_code_problem.unknown"
    NOT_GRANTED = "area_code_problem.not_granted"
    SUSPENDED = "area_code_problem.suspended"
    REVOKED = "area_code_problem.revoked"
    EXPIRED = "area_code_problem.expired"
    NOT_FOR_MARKET = "area_code_problem.not_for_market"
    NO_CONSENT = "area_code_problem.no_consent"
    ABOVE_CONSENT = "area_code_problem.above_consent"


@dataclass(frozen=True)
class CodeInUse:
    """A code as it stands today."""

    id: UUID
    kind: AreaCodeKind
    code: str
    status: AreaCodeStatus
    markets: frozenset[str]
    holder_id: UUID
    valid_to: date | None = None
    yield_thousandths: int | None = None


@dataclass(frozen=True)
class Consent:
    """What the holder allows another organisation; the last day counts, `most_thousandths` are of
    kilograms. Withdrawn for what is to come: what was packed before `withdrawn_on` stays covered.
    """

    valid_from: date
    valid_to: date | None = None
    most_thousandths: int | None = None
    withdrawn_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether something may be packed under the code on a day."""
        return self.valid_from <= day <= self.last_day

    @property
    def last_day(self) -> date:
        """The last day that it covers; before the first where it was withdrawn at once."""
        withdrawn = self.withdrawn_on - _A_DAY if self.withdrawn_on else date.max
        return min(withdrawn, self.valid_to or date.max)

    def overlaps(self, other: "Consent") -> bool:
        """Whether a day is covered by both."""
        first = max(self.valid_from, other.valid_from)
        return first <= min(self.last_day, other.last_day)


@dataclass(frozen=True)
class Packed:
    """So many thousandths of a kilogram packed on a day, and whether by the lot in question; None
    of what is told by no weight, such as honey in litres: it needs a consent for its day as well.
    """

    day: date
    thousandths: int | None
    is_of_lot: bool = True


@dataclass(frozen=True)
class SeasonSum:
    """What went out under a code in a calendar year, in thousandths of a kilogram.

    `shipped` is None as long as no shipments are on record; then what was packed is what is known.
    """

    year: int
    packed: int
    registered_yield: int | None
    shipped: int | None = None

    @property
    def most(self) -> int | None:
        """The most that raises no flag; None where no yield is registered."""
        if self.registered_yield is None:
            return None
        return self.registered_yield * YIELD_PERCENT // 100

    @property
    def gone(self) -> int:
        """What is held against the yield: the larger of the two sums."""
        return max(self.packed, self.shipped or 0)

    @property
    def is_above_yield(self) -> bool:
        """Whether more is on record than grows there."""
        return self.most is not None and self.gone > self.most


def code_problems(
    code: CodeInUse,
    *,
    user_id: UUID,
    market: str,
    consents: Sequence[Consent],
    packed: Sequence[Packed],
    today: date,
) -> tuple[CodeProblem, ...]:
    """Why a lot of an organisation may not go to a market under a code.

    `packed` is all that this organisation packed under the code. At home only consent is asked for.
    """
    found = [*_consent_problems(code, user_id, consents, packed, today)]
    if market != DOMESTIC:
        found = [*_standing_problems(code, market, today), *found]
    return tuple(found)


def may_use(code: CodeInUse, user_id: UUID, consents: Sequence[Consent], today: date) -> bool:
    """Whether an organisation may choose the code for a lot today."""
    return code.holder_id == user_id or any(it.covers(today) for it in consents)


def _standing_problems(code: CodeInUse, market: str, today: date) -> Iterator[CodeProblem]:
    said = {
        AreaCodeStatus.SUSPENDED: CodeProblem.SUSPENDED,
        AreaCodeStatus.REVOKED: CodeProblem.REVOKED,
    }
    if code.status is not AreaCodeStatus.GRANTED:
        yield said.get(code.status, CodeProblem.NOT_GRANTED)
    if code.valid_to is not None and code.valid_to < today:
        yield CodeProblem.EXPIRED
    if market not in code.markets:
        yield CodeProblem.NOT_FOR_MARKET


def _consent_problems(
    code: CodeInUse,
    user_id: UUID,
    consents: Sequence[Consent],
    packed: Sequence[Packed],
    today: date,
) -> Iterator[CodeProblem]:
    if code.holder_id == user_id:
        return
    days = {it.day for it in packed if it.is_of_lot} or {today}
    if not all(any(it.covers(day) for it in consents) for day in days):
        yield CodeProblem.NO_CONSENT
    touched = [it for it in consents if any(it.covers(day) for day in days)]
    if any(_is_used_up(consent, packed) for consent in touched):
        yield CodeProblem.ABOVE_CONSENT


def _is_used_up(consent: Consent, packed: Sequence[Packed]) -> bool:
    if consent.most_thousandths is None:
        return False
    under = sum(it.thousandths or 0 for it in packed if consent.covers(it.day))
    return under > consent.most_thousandths
