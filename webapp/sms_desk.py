"""The desk at which text messages are answered: it looks, compares covered codes, and finds words.

Doing it again for the same message does no harm: a look of the same sender within ten minutes is
not counted again, an own check stays an own check, and a wrong code is one guess however often.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from traceability.covered_codes import (
    MOST_WRONG,
    CoveredCodeLook,
    OpenedCode,
    is_covered_code,
)
from traceability.errors import Invalid
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.sms import IncomingSms, SmsQuestion, language_of, read_sms
from traceability.verdict import Colour, Reason, Verdict, VerdictCode
from webapp.queries.sms_answers import public_sms_answer
from webapp.queries.verdicts import AskedStamp, StampAnswer, public_verdict
from webapp.services import Services
from webapp.sms_words import Detail, SmsSaid, sms_text
from webapp.usecases.covered_codes import CheckCoveredCode, CoveredCodeCheck, check_covered_code
from webapp.usecases.limits import SMS_BY_SENDER, CountTry, count_try
from webapp.usecases.scans import SeenStamp, count_unknown, record_scans
from webapp.usecases.sms_answers import KeepAnswer, keep_answer

WAY: Final = "sms"
_NOBODY: Final = Actor.public()
_REASONS: Final = {
    VerdictCode.VALID: "checked_before",
    VerdictCode.ALREADY_CHECKED: "covered_code_used",
    VerdictCode.EXPIRED: "past_best_before",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Desk:
    """How codes are compared and looks counted: for real, or only tried."""

    services: Services
    sender: str | None
    check: Callable[[CheckCoveredCode, StampAnswer], CoveredCodeCheck]
    counts: bool
    now: datetime

    def said(self, question: SmsQuestion) -> SmsSaid:
        """Look at the stamp, and compare its covered code where one was sent and it takes one."""
        place = self.services.keyring.open(question.serial)
        found = self._look(place)
        if place is None:
            if self.counts:
                count_unknown(Actor.system(), 1, now=self.now)
            return said_of(found, None)
        if self.counts and not found.own_recent_look:
            self._count(place, found.verdict.code)
        if question.covered_code is None:
            return said_of(found, None)
        if not found.takes_covered_code:
            also = "" if found.has_covered_code or not found.goods else "no_covered_code"
            return said_of(found, None, also)
        command = CheckCoveredCode(place, question.covered_code, self.sender)
        check = self.check(command, found)
        if check.look and check.checked_at:
            found = self._look(place, OpenedCode(check.look, check.checked_at))
        return said_of(found, check)

    def _look(self, place: SerialPlace | None, opened: OpenedCode | None = None) -> StampAnswer:
        asked = AskedStamp(place, device_hash=self.sender, opened=opened)
        return public_verdict(asked, lambda _: True, now=self.now)

    def _count(self, place: SerialPlace, code: VerdictCode) -> None:
        look = SeenStamp(place.key_id, place.counter, self.now, self.sender, code.value, WAY)
        record_scans(Actor.system(), [look], now=self.now)


def answer_sms(
    services: Services, message: IncomingSms, sender: str, *, now: datetime
) -> str | None:
    """The answer to a message; None where there were too many. `sender` is a keyed hash.

    Where the database does not answer, it says that nothing was checked.
    """
    try:
        before = public_sms_answer(message.id)
        if before is not None:
            return before.text
        text = _answered(services, message.text, sender, now)
        return keep_answer(_NOBODY, KeepAnswer(message.id, text), now=now)
    except (OperationalError, PoolTimeout):
        log.exception("a text message could not be looked up")
        return _worded(services, SmsSaid("not_checked"), message.text)


def try_sms(services: Services, text: str, *, now: datetime) -> str:
    """What would be answered; no look is counted, and no covered code counts as opened by it."""

    def compare(command: CheckCoveredCode, found: StampAnswer) -> CoveredCodeCheck:
        key = services.keyring.covered_code_key(command.stamp.key_id)
        if not is_covered_code(key, command.stamp.counter, command.code):
            return CoveredCodeCheck(tries_left=MOST_WRONG - 1)
        if found.covered_code_checked_at:
            return CoveredCodeCheck(CoveredCodeLook.LATER, found.covered_code_checked_at)
        return CoveredCodeCheck(CoveredCodeLook.FIRST, now)

    desk = _Desk(services, None, compare, counts=False, now=now)
    return _worded(services, _said_to(desk, text), text)


def said_of(found: StampAnswer, check: CoveredCodeCheck | None, also: str = "") -> SmsSaid:
    """What is said of a stamp, and of its covered code where one was compared."""
    if check is not None and check.open_again_at is not None:
        return SmsSaid("closed", {"at": check.open_again_at})
    if check is not None and check.look is None:
        return SmsSaid("wrong", {"left": check.tries_left})
    verdict, goods = found.verdict, found.goods.product_name if found.goods else ""
    if check is None:
        return SmsSaid(_code(verdict), _facts(verdict), goods, also)
    return _said_of_opened(verdict, goods, check)


def _said_of_opened(verdict: Verdict, goods: str, check: CoveredCodeCheck) -> SmsSaid:
    if verdict.colour is Colour.GREEN:
        return SmsSaid(f"opened.{check.look}", {"at": check.checked_at}, goods)
    if verdict.code is VerdictCode.ALREADY_CHECKED:
        return SmsSaid("already_checked.later", _facts(verdict))
    return SmsSaid(_code(verdict), _facts(verdict), goods, "code_right")


def _code(verdict: Verdict) -> str:
    if verdict.tells_lot_only and verdict.code is VerdictCode.VALID:
        return f"{verdict.code}.lot"
    return f"{verdict.code}.{verdict.cause}" if verdict.cause else verdict.code.value


def _answered(services: Services, text: str, sender: str, now: datetime) -> str | None:
    def compare(command: CheckCoveredCode, _found: StampAnswer) -> CoveredCodeCheck:
        return check_covered_code(_NOBODY, command, services.keyring, now=now)

    if services.config.rate_limits_on:
        over = count_try(_NOBODY, CountTry(SMS_BY_SENDER, sender), now=now) - SMS_BY_SENDER.count
        if over > 0:  # told once; every further answer would cost somebody money
            return _worded(services, SmsSaid("too_many"), text) if over == 1 else None
    desk = _Desk(services, sender, compare, counts=True, now=now)
    return _worded(services, _said_to(desk, text), text)


def _said_to(desk: _Desk, text: str) -> SmsSaid:
    try:
        return desk.said(read_sms(text))
    except Invalid as refusal:
        return SmsSaid(refusal.code)


def _worded(services: Services, said: SmsSaid, text: str) -> str:
    config = services.config
    return sms_text(said, language_of(text), config.stamp_host, config.hotline)


def _facts(verdict: Verdict) -> dict[str, Detail]:
    for reason in verdict.reasons:
        if reason.code == _REASONS.get(verdict.code):
            return _details(reason)
    return {}


def _details(reason: Reason) -> dict[str, Detail]:
    told = dict(reason.details)
    place = told.pop("province", None)
    return told | ({"place": place} if place else {})
