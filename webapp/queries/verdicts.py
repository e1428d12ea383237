"""What anybody may know of a stamp: its verdict, the goods it stands for, and their journey.

A serial that no key of ours made is answered without asking the database; every other one costs the
one SELECT of `verdict_select`.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Row

from traceability.calendar import civil_date
from traceability.covered_codes import OWN_CHECK, OpenedCode
from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from traceability.stamp_ledger import StampState
from traceability.stamp_signatures import SignatureState
from traceability.stamps import OrderKind
from traceability.suspicion import Sign
from traceability.verdict import Display, Flag, StampFacts, Verdict, VerdictCode, decide
from webapp.models.lot import overlay_of
from webapp.queries.verdict_goods import Checks, Goods, Stop, checks_of, goods_of, stops_of
from webapp.queries.verdict_select import VERDICT, without_history

OWN_LOOK: Final = OWN_CHECK

FOREIGN: Final = StampFacts(issued=False, foreign=True)
NEVER_ISSUED: Final = StampFacts(issued=False)

# A stamp that is in use, and that nobody says is not to be bought before its code is asked for.
_TAKES_CODE: Final = {
    VerdictCode.SUSPECTED_COPY,
    VerdictCode.ALREADY_CHECKED,
    VerdictCode.FIRST_CHECK,
    VerdictCode.VALID,
}


@dataclass(frozen=True)
class AskedStamp:
    """One look: where the serial stands (None: not ours), the link's GTIN, and by which device.

    `opened` is the covered code where it was told for this look, and was right.
    `signature` is what the one in the link says.
    """

    place: SerialPlace | None
    gtin: Gtin | None = None
    device_hash: str | None = None
    opened: OpenedCode | None = None
    signature: SignatureState = SignatureState.ABSENT


@dataclass(frozen=True)
class StampAnswer:
    """The verdict and what is shown with it; nothing of the goods where no lot stands behind it."""

    verdict: Verdict
    goods: Goods | None = None
    checks: Checks | None = None
    stops: tuple[Stop, ...] = ()
    last_recorded_at: datetime | None = None
    own_recent_look: bool = False
    organisation_id: UUID | None = None
    has_covered_code: bool = False
    covered_code_checked_at: datetime | None = None
    opened: OpenedCode | None = None

    @property
    def takes_covered_code(self) -> bool:
        """Whether the code below the scratch layer is asked for; not of whoever just told it."""
        is_told = self.opened is not None and self.opened.is_own
        return self.has_covered_code and self.verdict.code in _TAKES_CODE and not is_told


@dataclass(frozen=True)
class StampLook:
    """What the database told of a stamp at one look; `row` is None where no stamp of ours answers.

    The answer is made in two steps, for what it says of the goods is the same for a whole lot.
    """

    asked: AskedStamp
    row: Row[Any] | None
    now: datetime

    @cached_property
    def without_goods(self) -> StampAnswer:
        """The answer but for what is told of the goods; only of a stamp of ours."""
        row = cast(Row[Any], self.row)
        opened = _opened(row, self.asked.opened)
        return StampAnswer(
            decide(_facts(row, opened, self.asked.signature), self.now),
            checks=checks_of(row),
            last_recorded_at=row.last_recorded_at,
            own_recent_look=row.own_look is not None,
            has_covered_code=row.has_covered_code and not row.is_proof,
            covered_code_checked_at=row.covered_code_checked_at,
            opened=opened,
            organisation_id=row.organisation_id,
        )

    @cached_property
    def facts(self) -> Hashable:
        """All that the answer is made of, but for the looks before. Where they are equal, answers
        differ in `checks` and in what the verdict says of them; None of what is not ours.
        """
        if self.row is None:
            return None
        verdict = self.without_goods.verdict
        said = (verdict.code, verdict.cause, tuple(reason.code for reason in verdict.reasons))
        is_checked = self.without_goods.checks is not None
        asked = (self.asked.gtin, self.asked.signature, self.asked.opened)
        return without_history(self.row), asked, civil_date(self.now), said, is_checked

    def answer(self, knows_gtin: Callable[[Gtin | None], bool]) -> StampAnswer:
        """All of it. `knows_gtin` is asked only where the stamp is not ours: under a GTIN that
        nobody registered here, the code belongs to another system.
        """
        if self.row is None:
            facts = NEVER_ISSUED if knows_gtin(self.asked.gtin) else FOREIGN
            return StampAnswer(decide(facts, self.now))
        return replace(self.without_goods, goods=goods_of(self.row), stops=stops_of(self.row))


def public_look(asked: AskedStamp, *, now: datetime) -> StampLook:
    """One look: one SELECT, and none where no key of ours made the serial."""
    row = None if asked.place is None else _find(asked.place, asked.device_hash, now)
    is_ours = row is not None and asked.gtin in (None, row.gtin)
    return StampLook(asked, row if is_ours else None, now)


def public_verdict(
    asked: AskedStamp, knows_gtin: Callable[[Gtin | None], bool], *, now: datetime
) -> StampAnswer:
    """The answer to one look."""
    return public_look(asked, now=now).answer(knows_gtin)


def _find(place: SerialPlace, device_hash: str | None, now: datetime) -> Row[Any] | None:
    values = {
        "key_id": place.key_id,
        "counter": place.counter,
        "device_hash": device_hash,
        "recent_since": now - OWN_LOOK,
        "today": civil_date(now),
    }
    return VERDICT.one(values)


def _signs(reasons: str | None) -> tuple[Sign, ...]:
    return tuple(map(Sign.from_json, json.loads(reasons))) if reasons else ()


def _opened(row: Row[Any], told: OpenedCode | None) -> OpenedCode | None:
    """What was told holds only of the check that the stamp's row tells of."""
    is_same = told is not None and told.checked_at == row.covered_code_checked_at
    return told if is_same else None


def _facts(row: Row[Any], opened: OpenedCode | None, signature: SignatureState) -> StampFacts:
    has_opened = opened is not None and opened.is_own
    return StampFacts(
        issued=True,
        is_proof=bool(row.is_proof),
        state=row.stamp_state or StampState.IN_STOCK,
        proves_lot_only=row.order_kind is OrderKind.LOT,
        flag=Flag(row.flag_kind, row.flag_reason) if row.flag_kind else None,
        lot_overlay=overlay_of(row),
        lot_public_reason=row.recall_reason or row.on_hold_reason or "",
        activated_at=row.activated_at,
        expires_on=row.expires_on,
        suspicion=row.suspicion,
        suspicion_reasons=_signs(row.suspicion_reasons),
        display=Display(row.display_kind, row.display_since) if row.display_kind else None,
        covered_code_checked_at=row.covered_code_checked_at,
        covered_code_province=row.covered_code_province,
        earlier_scans=row.looks,
        first_scanned_at=row.first_scanned_at,
        first_scan_province=row.first_scan_province,
        own_recent_look=bool(row.own_look),
        second_factor=has_opened,
        own_covered_check=has_opened or bool(row.own_covered_check),
        covered_code_matched=opened is not None and not opened.is_own,
        signature=signature,
    )
