"""Keeping the register of growing-area and packing-house codes: officers enter and move them on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.area_codes import (
    AreaCodeFacts,
    AreaCodeStatus,
    NoSuchAreaCode,
    check_dates,
    check_status_move,
    parse_area_code,
)
from traceability.calendar import civil_date
from traceability.errors import Conflict, Invalid
from traceability.markets import write_markets
from traceability.organisations import NoSuchOrganisation
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.area_code import AreaCode, AreaCodeStatusChange
from webapp.models.ledger import EntryKind
from webapp.models.organisation import Organisation


class AreaCodeIdUsed(Conflict):
    """This form registered a code that says something else; nothing was changed."""

    code = "area_code.id_used"


class AreaCodeTaken(Conflict):
    """The register has this code already."""

    code = "area_code.taken"


class AreaCodeReasonMissing(Invalid):
    """A decision without a reason would not stand."""

    code = "area_code.reason_missing"


@dataclass(frozen=True)
class RegisterAreaCode:
    """`area_code_id` is made with the form, so that pressing twice registers once."""

    area_code_id: UUID
    holder_id: UUID
    facts: AreaCodeFacts
    status: AreaCodeStatus
    reason: str


@dataclass(frozen=True)
class EditAreaCode:
    """What the register says is brought up to date; kind, code and holder stay what they are."""

    area_code_id: UUID
    facts: AreaCodeFacts


@dataclass(frozen=True)
class MoveAreaCode:
    """Grant, suspend, revoke or take up again; `change_id` is made with the form."""

    area_code_id: UUID
    status: AreaCodeStatus
    reason: str
    change_id: UUID


@transactional
def register_area_code(actor: Actor, command: RegisterAreaCode, *, now: datetime) -> UUID:
    """Enter a code as the authority requested, granted or suspended it.

    Raises:
        AreaCodeReasonMissing, BadAreaCode, AreaCodeOfAnotherKind, BadAreaCodeDates.
        NoSuchOrganisation: nobody to hold it.
        AreaCodeTaken, AreaCodeIdUsed.
    """
    session, facts = db.session(), command.facts
    _check_reason(command.reason)
    check_dates(facts, command.status, civil_date(now))
    if session.get(Organisation, command.holder_id) is None:
        raise NoSuchOrganisation
    wanted = AreaCode(
        id=command.area_code_id,
        kind=facts.kind,
        code=parse_area_code(facts.code),
        holder_id=command.holder_id,
        status=command.status,
        registered_by_id=actor.account_id,
        registered_at=now,
    )
    _describe(wanted, facts)
    before = session.get(AreaCode, command.area_code_id)
    if before is not None:
        return _registered_before(before, wanted)
    if session.scalar(select(AreaCode.id).where(AreaCode.code == wanted.code)) is not None:
        raise AreaCodeTaken(code=wanted.code)
    session.add(wanted)
    session.flush()
    # The change that a registration makes has its id, so that both are there or neither.
    change = _change(actor, wanted, (command.area_code_id, command.reason), now)
    _record(actor, wanted, _moved(wanted, change, None) | {"facts": _told(wanted.id, facts)}, now)
    return wanted.id


@transactional
def edit_area_code(actor: Actor, command: EditAreaCode, *, now: datetime) -> None:
    """Bring a code's entry up to date; the same again changes nothing.

    Raises:
        NoSuchAreaCode, BadAreaCodeDates.
    """
    row, facts = _to_change(command.area_code_id), command.facts
    check_dates(facts, row.status, civil_date(now))
    before = _kept(row)
    _describe(row, facts)
    after = _kept(row)
    if after == before:
        return
    changed = sorted(name for name, value in after.items() if value != before[name])
    content = {"action": "area_code_edited", "code": row.code, "changed": changed}
    _record(actor, row, content | {"facts": _told(row.id, facts)}, now)


@transactional
def move_area_code(actor: Actor, command: MoveAreaCode, *, now: datetime) -> None:
    """Move a code on. Stamps that are being activated under it come wholly before or wholly after.

    Raises:
        AreaCodeReasonMissing, NoSuchAreaCode, WrongAreaCodeStatus.
        BadAreaCodeDates: what has no day on which it was granted is not granted.
        AreaCodeIdUsed: the id stands for another move.
    """
    _check_reason(command.reason)
    row = _to_change(command.area_code_id)
    before = db.session.get(AreaCodeStatusChange, command.change_id)
    if before is not None:
        if (before.area_code_id, before.status) != (row.id, command.status):
            raise AreaCodeIdUsed
        return
    check_status_move(row.status, command.status)
    if command.status is AreaCodeStatus.GRANTED and row.issued_on is None:
        row.issued_on = civil_date(now)  # granted by this very decision
    was, row.status = row.status, command.status
    change = _change(actor, row, (command.change_id, command.reason), now)
    _record(actor, row, _moved(row, change, was), now)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise AreaCodeReasonMissing


def _to_change(area_code_id: UUID) -> AreaCode:
    query = select(AreaCode).where(AreaCode.id == area_code_id).with_for_update()
    row = db.session.execute(query).scalar_one_or_none()
    if row is None:
        raise NoSuchAreaCode
    return row


def _registered_before(before: AreaCode, wanted: AreaCode) -> UUID:
    # It may have moved on since: what the form said of its status is no part of what it is.
    same = ("kind", "code", "holder_id")
    if any(getattr(before, name) != getattr(wanted, name) for name in same):
        raise AreaCodeIdUsed
    return before.id


def _describe(row: AreaCode, facts: AreaCodeFacts) -> None:
    row.scheme, row.markets = facts.scheme, write_markets(facts.markets)
    row.crop, row.cycle = facts.crop, facts.cycle
    row.area_thousandths, row.yield_thousandths = facts.area_thousandths, facts.yield_thousandths
    row.households, row.authority = facts.households, facts.authority
    row.issued_on, row.valid_to = facts.issued_on, facts.valid_to


def _kept(row: AreaCode) -> dict[str, Any]:
    names = (
        "scheme",
        "markets",
        "crop",
        "cycle",
        "area_thousandths",
        "yield_thousandths",
        "households",
        "authority",
        "issued_on",
        "valid_to",
    )
    return {name: getattr(row, name) for name in names}


def _change(
    actor: Actor, row: AreaCode, said: tuple[UUID, str], now: datetime
) -> AreaCodeStatusChange:
    change = AreaCodeStatusChange(
        id=said[0],
        area_code_id=row.id,
        status=row.status,
        reason=said[1],
        changed_by_id=actor.account_id,
        for_id=actor.organisation_id,
        changed_at=now,
    )
    db.session.add(change)
    return change


def _moved(
    row: AreaCode, change: AreaCodeStatusChange, was: AreaCodeStatus | None
) -> dict[str, Any]:
    """Free words may hold a name: the ledger has a commitment to them."""
    return {
        "action": "area_code_moved" if was else "area_code_registered",
        "code": row.code,
        "kind": row.kind.value,
        "from": was.value if was else None,
        "to": row.status.value,
        "change_id": str(change.id),
        "for_id": str(change.for_id) if change.for_id else None,
        "issued_on": row.issued_on.isoformat() if row.issued_on else None,
        "reason": ledger.keep_personal(db.session(), str(row.id), change.reason),
    }


def _told(area_code_id: UUID, facts: AreaCodeFacts) -> dict[str, Any]:
    """What counts in the checks; of crop and authority, which are free words, the commitments."""
    session, subject = db.session(), str(area_code_id)
    words = {"crop": facts.crop, "authority": facts.authority}
    return {
        **{
            name: text and ledger.keep_personal(session, subject, text)
            for name, text in words.items()
        },
        "scheme": facts.scheme.value,
        "markets": sorted(facts.markets),
        "cycle": facts.cycle.value if facts.cycle else None,
        "area_thousandths": facts.area_thousandths,
        "yield_thousandths": facts.yield_thousandths,
        "households": facts.households,
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
        "valid_to": facts.valid_to.isoformat() if facts.valid_to else None,
    }


def _record(actor: Actor, about: AreaCode, content: dict[str, Any], now: datetime) -> None:
    subject = (about.id, about.holder_id)
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    ledger.append(db.session(), entry)
