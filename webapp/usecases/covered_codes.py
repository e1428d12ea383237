"""Checking the covered code of a stamp: the first right one is recorded, wrong ones are counted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from traceability.covered_codes import (
    OWN_CHECK,
    WINDOW,
    CoveredCodeKey,
    CoveredCodeLook,
    NoCoveredCode,
    guess_mark,
    is_covered_code,
    open_again_at,
    tries_left,
)
from traceability.keyring import Keyring, SerialPlace
from traceability.roles import Actor
from traceability.stamps import OrderState
from webapp import ledger
from webapp.db import count_changed, db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.scan import Scan
from webapp.models.stamp import CoveredCodeGuess, Stamp
from webapp.models.stamp_order import StampOrder
from webapp.models.upsert import upsert


@dataclass(frozen=True)
class CheckCoveredCode:
    """What was typed off one stamp, by which device, and where if that is known.

    Whoever asks has looked first: only the stamp of goods that may be sold is asked for its code.
    """

    stamp: SerialPlace
    code: str
    device_hash: str | None
    province_code: str | None = None


@dataclass(frozen=True)
class CoveredCodeCheck:
    """How it went. Without a `look` the code was wrong, or (`open_again_at`) was not compared."""

    look: CoveredCodeLook | None = None
    checked_at: datetime | None = None
    tries_left: int = 0
    open_again_at: datetime | None = None


@transactional
def check_covered_code(
    actor: Actor, command: CheckCoveredCode, keyring: Keyring, *, now: datetime
) -> CoveredCodeCheck:
    """Compare a code; the first right one of a stamp is recorded, and of two at once one is first.

    The same wrong code again within its hour is no further guess, so that a form may be sent twice.

    Raises:
        NoCoveredCode: stamps of this order have none.
    """
    place, key = command.stamp, keyring.covered_code_key(command.stamp.key_id)
    order = _order_of(place)
    stamp = _held(place, order.organisation_id)
    wrong = _wrong_guesses(place, now)
    if not tries_left(list(wrong.values()), now):
        return CoveredCodeCheck(open_again_at=open_again_at(list(wrong.values()), now))
    if not is_covered_code(key, place.counter, command.code):
        return _note_wrong(command, key, wrong, now)
    if stamp.covered_code_checked_at is None:
        _note_first(actor, command, order, stamp, now)
        return CoveredCodeCheck(CoveredCodeLook.FIRST, now)
    is_own = (
        stamp.covered_code_device is not None
        and stamp.covered_code_device == command.device_hash
        and stamp.covered_code_checked_at > now - OWN_CHECK
    )
    look = CoveredCodeLook.OWN if is_own else CoveredCodeLook.LATER
    return CoveredCodeCheck(look, stamp.covered_code_checked_at)


@transactional
def forget_guesses(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete guesses whose hour is over, and let go which devices made checks minutes ago.

    To be run each minute: nothing is kept longer than it is asked for.
    """
    session = db.session()
    is_past = Stamp.covered_code_checked_at <= now - OWN_CHECK
    count_changed(
        session,
        update(Stamp)
        .where(Stamp.covered_code_device.is_not(None), is_past)
        .values(covered_code_device=None),
    )
    return count_changed(
        session, delete(CoveredCodeGuess).where(CoveredCodeGuess.guessed_at <= now - WINDOW)
    )


def _order_of(place: SerialPlace) -> StampOrder:
    order = db.session.scalars(
        select(StampOrder)
        .where(StampOrder.key_id == place.key_id, StampOrder.first <= place.counter)
        .order_by(StampOrder.first.desc())
        .limit(1)
    ).one_or_none()
    is_of_order = order is not None and place.counter < order.first + order.count
    if order is None or not (is_of_order and order.has_covered_code):
        raise NoCoveredCode
    if order.state is not OrderState.APPROVED:
        raise NoCoveredCode(state=order.state)
    return order


def _held(place: SerialPlace, organisation_id: UUID) -> Stamp:
    """The stamp's row, made where there is none; whoever else tries this stamp waits for it."""
    session = db.session()
    row = {"key_id": place.key_id, "counter": place.counter, "organisation_id": organisation_id}
    session.execute(upsert(session, Stamp).values(row).on_conflict_do_nothing())
    of_stamp = (Stamp.key_id == place.key_id, Stamp.counter == place.counter)
    return session.scalars(select(Stamp).where(*of_stamp).with_for_update()).one()


def _wrong_guesses(place: SerialPlace, now: datetime) -> dict[str, datetime]:
    query = select(CoveredCodeGuess).where(
        CoveredCodeGuess.key_id == place.key_id,
        CoveredCodeGuess.counter == place.counter,
        CoveredCodeGuess.guessed_at > now - WINDOW,
    )
    return {guess.mark: guess.guessed_at for guess in db.session.scalars(query)}


def _note_wrong(
    command: CheckCoveredCode,
    key: CoveredCodeKey,
    wrong: dict[str, datetime],
    now: datetime,
) -> CoveredCodeCheck:
    place, session = command.stamp, db.session()
    mark = guess_mark(key, place.counter, command.code)
    guesses = {mark: now} | wrong  # what was guessed before keeps its time
    if mark not in wrong:
        row = {"key_id": place.key_id, "counter": place.counter, "mark": mark, "guessed_at": now}
        noted = upsert(session, CoveredCodeGuess).values(row)
        session.execute(
            noted.on_conflict_do_update(
                index_elements=["key_id", "counter", "mark"], set_={"guessed_at": now}
            )
        )
    return CoveredCodeCheck(tries_left=tries_left(list(guesses.values()), now))


def _note_first(
    actor: Actor, command: CheckCoveredCode, order: StampOrder, stamp: Stamp, now: datetime
) -> None:
    stamp.covered_code_checked_at, stamp.covered_code_check_id = now, uuid4()
    stamp.covered_code_province = command.province_code or _province_of_own_look(command, now)
    stamp.covered_code_device = command.device_hash
    content = {
        "action": "covered_code_checked",
        "order_id": str(order.id),
        "key_id": stamp.key_id,
        "counter": stamp.counter,
        "province": stamp.covered_code_province,
    }
    subject = (stamp.covered_code_check_id, order.organisation_id)
    ledger.append(db.session(), ledger.Entry.of_now(actor, EntryKind.STAMP, subject, content, now))


def _province_of_own_look(command: CheckCoveredCode, now: datetime) -> str | None:
    """The province that this device named with its look a moment ago, if it named one."""
    query = (
        select(Scan.province_code)
        .where(
            Scan.key_id == command.stamp.key_id,
            Scan.counter == command.stamp.counter,
            Scan.scanned_at > now - OWN_CHECK,
            Scan.device_hash == command.device_hash,
            Scan.province_code.is_not(None),
        )
        .order_by(Scan.scanned_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
