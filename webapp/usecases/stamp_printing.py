"""Printing: the producer's own sheets, and the appointed printer's proof, files and reports.

What was printed once is not printed again: a stamp that was spoilt is void, and a new serial takes
its place. Files are few, expire, and every download of one is in the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.keyring import SerialPlace
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import GONE, MovementKind, RangeOutsideHoldings, StampState
from traceability.stamps import NoSuchOrder, NoSuchRoll, ReasonMissing, check_approved
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_printing import StampDownload, StampPrintFile
from webapp.models.stamp_reach import reaches_order
from webapp.models.stamp_supply import is_supplied_by, works_for_supplier
from webapp.stamp_ledger import Movement, RollToMove

OWN_SHEETS: Final = 3
OWN_SHEET_DAYS: Final = 7
FILE_DOWNLOADS: Final = 3
FILES_OF_A_ROLL: Final = 3
FILE_DAYS: Final = 7


class RollGone(Conflict):
    """The roll is void, lost, stolen or destroyed: nothing of it is printed again."""

    code = "stamp.roll_gone"


class PrintedBySupplier(Conflict):
    """The department appointed a printer for this order: nobody else prints it."""

    code = "stamp.printed_by_supplier"


class PrintedBefore(Conflict):
    """The roll was printed: what was spoilt is made void, and new stamps are ordered for it."""

    code = "stamp.printed_before"


class ProofMissing(Conflict):
    """Nobody has scanned and approved the proof sheet of this order yet."""

    code = "stamp.proof_missing"


class NotAProof(Invalid):
    """What was scanned is no stamp of this order's proof sheet."""

    code = "stamp.not_a_proof"


class OwnProof(Forbidden):
    """Who works for the printer does not approve its proof, signed in for whomever."""

    code = "stamp.own_proof"


class NoSuchPrintFile(NotFound):
    """No such file, or another printer's."""

    code = "stamp.file_not_found"


class PrintFileExpired(Conflict):
    """The file is past its day, or was taken out as often as is allowed."""

    code = "stamp.file_expired"


class FileChanged(Conflict):
    """The file that was made now is not the one that was made first: nothing was given out."""

    code = "stamp.file_changed"


class PrintFileIdUsed(Conflict):
    """This form made a file of another roll; nothing was changed."""

    code = "stamp.file_id_used"


class TooManyFiles(Conflict):
    """As many files were made of the roll as may be: few copies of its codes go about."""

    code = "stamp.too_many_files"


@dataclass(frozen=True)
class ApproveProof:
    """`scanned` is what the camera read from the proof sheet."""

    order_id: UUID
    scanned: SerialPlace | None


@dataclass(frozen=True)
class MakePrintFile:
    """`file_id` is made with the form. The digest and the size are those of the finished file."""

    file_id: UUID
    roll_id: UUID
    format: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ReportPrinting:
    """A roll came off the press; `spoilt` are the ranges of it that are no good, and why.

    `key_id` is the key of the codes by which they were told; None where none was typed.
    """

    roll_id: UUID
    spoilt: Sequence[SerialRange] = ()
    reason: str = ""
    key_id: int | None = None


@transactional
def record_printing(actor: Actor, roll_id: UUID, *, now: datetime) -> None:
    """Record that the producer took out the sheet of a roll; the first time it is delivered, too.

    Raises:
        NoSuchRoll: not a roll of this organisation.
        RollGone: it was withdrawn meanwhile.
        PrintedBySupplier: an appointed printer prints it.
        PrintedBefore: a week has passed, the sheet was taken out often, or stamps of it are active.
    """
    order, roll = _own_roll(actor, roll_id)
    check_approved(order.state)
    if order.supplier_id is not None:
        raise PrintedBySupplier
    moving = RollToMove(db.session(), actor, (order, roll), now)
    states = {holding.state for holding in moving.holdings}
    if states <= GONE:
        raise RollGone(state=min(states))
    is_first = states == {StampState.NOT_PRINTED}
    if not is_first:
        _check_own_again(roll, states, now)
    roll.downloads += 1
    told: dict[str, Any] = {"action": "printed", "roll": roll.number, "download": roll.downloads}
    told |= {"roll_id": str(roll.id), "first": roll.first, "last": roll.last}
    if is_first:
        roll.printed_by_id, roll.printed_at, roll.delivered_at = actor.account_id, now, now
        kinds = (MovementKind.PRINTED, MovementKind.DELIVERED)
        moving.move([Movement(roll.serials, kind) for kind in kinds], told)
    else:
        _record(actor, order, told, now)


@transactional
def record_proof(actor: Actor, order_id: UUID, *, now: datetime) -> None:
    """Record that the printer took out the proof sheet; the first time is when there is one.

    Raises:
        NoSuchOrder: not one this printer prints.
    """
    order = lock_order(db.session(), order_id)
    if order is None or not is_supplied_by(db.session(), order, actor.organisation_id):
        raise NoSuchOrder
    if order.proof_made_at is not None:
        return
    order.proof_made_at = now
    _record(actor, order, {"action": "proof_made"}, now)


@transactional
def approve_proof(actor: Actor, command: ApproveProof, *, now: datetime) -> None:
    """Approve the proof sheet by scanning a stamp of it; only then may the run be printed.

    Raises:
        NoSuchOrder; OwnProof: by the printer itself, or somebody who works there, too.
        NotAProof: what was scanned is not of this order's sheet.
    """
    order = lock_order(db.session(), command.order_id)
    if order is None or not _concerns(actor, order):
        raise NoSuchOrder
    check_approved(order.state)
    # One person may be a member of both sides: four eyes are two people, not two roles.
    if works_for_supplier(db.session(), order, actor.account_id):
        raise OwnProof
    if not _is_proof(order, command.scanned):
        raise NotAProof
    if order.proof_approved_at is not None:
        return
    order.proof_approved_by_id, order.proof_approved_at = actor.account_id, now
    _record(actor, order, {"action": "proof_approved"}, now)


@transactional
def make_print_file(actor: Actor, command: MakePrintFile, *, now: datetime) -> UUID:
    """Make the file of a roll available to its printer, for few downloads and a week.

    Raises:
        NoSuchRoll, ProofMissing, TooManyFiles.
        PrintedBefore: the roll came off the press.
        PrintFileIdUsed: the id stands for a file of another roll or format.
    """
    order, roll = _roll_to_produce(actor, command.roll_id)
    before = db.session.get(StampPrintFile, command.file_id)
    if before is not None:
        return _made_before(command, before)
    if order.proof_approved_at is None:
        raise ProofMissing
    _check_few_files(roll)
    _check_unprinted(actor, order, roll, now)
    file = StampPrintFile(
        id=command.file_id,
        order_id=order.id,
        roll_id=roll.id,
        format=command.format,
        sha256=command.sha256,
        size=command.size,
        made_by_id=actor.account_id,
        made_at=now,
        expires_at=now + timedelta(days=FILE_DAYS),
        allowed=FILE_DOWNLOADS,
    )
    db.session.add(file)
    told: dict[str, Any] = {"action": "file_made", "file_id": str(file.id), "sha256": file.sha256}
    told |= {"format": file.format, "size": file.size, "roll_id": str(roll.id)}
    _record(actor, order, told | {"first": roll.first, "last": roll.last}, now)
    return file.id


@transactional
def record_download(actor: Actor, file_id: UUID, sha256: str, *, now: datetime) -> int:
    """Record one download of a print file, and give back which one it is.

    Raises:
        NoSuchPrintFile, PrintFileExpired.
        PrintedBefore: the roll came off the press.
        FileChanged: `sha256` is not the file's.
    """
    file = db.session.get(StampPrintFile, file_id)
    if file is None:
        raise NoSuchPrintFile
    order, roll = _roll_to_produce(actor, file.roll_id)
    db.session.refresh(file)
    if file.sha256 != sha256:
        raise FileChanged
    if now >= file.expires_at or file.downloads >= file.allowed:
        raise PrintFileExpired(downloads=file.downloads, expires_at=file.expires_at)
    _check_unprinted(actor, order, roll, now)
    file.downloads += 1
    db.session.add(
        StampDownload(
            file_id=file.id,
            number=file.downloads,
            downloaded_by_id=actor.account_id,
            downloaded_at=now,
        )
    )
    told: dict[str, Any] = {"action": "file_taken", "file_id": str(file.id)}
    told |= {"download": file.downloads, "first": roll.first, "last": roll.last}
    _record(actor, order, told, now)
    return file.downloads


@transactional
def report_printing(actor: Actor, command: ReportPrinting, *, now: datetime) -> None:
    """Enter a roll as printed, all but what was spoilt; it stands in stock from then on.

    Raises:
        NoSuchRoll, ProofMissing.
        WrongStampState: it was reported before.
        RangeOutsideHoldings: a spoilt range is not on the roll, or two of them overlap.
        ReasonMissing: nothing is said of what was spoilt.
    """
    order, roll = _roll_to_produce(actor, command.roll_id)
    if order.proof_approved_at is None:
        raise ProofMissing
    if not order.is_of_key(command.key_id):
        raise RangeOutsideHoldings(first=roll.first, last=roll.last)
    if command.spoilt and not command.reason:
        raise ReasonMissing
    moving = RollToMove(db.session(), actor, (order, roll), now)
    movements = [Movement(roll.serials, MovementKind.PRINTED)]
    movements += [
        Movement(serials, MovementKind.SPOILT, reason=command.reason) for serials in command.spoilt
    ]
    roll.printed_by_id, roll.printed_at = actor.account_id, now
    spoilt = [[it.first, it.last] for it in command.spoilt]
    told: dict[str, Any] = {"action": "run_printed", "roll": roll.number, "spoilt": spoilt}
    told |= {"roll_id": str(roll.id), "first": roll.first, "last": roll.last}
    moving.move(movements, told)


def _made_before(command: MakePrintFile, before: StampPrintFile) -> UUID:
    if (before.roll_id, before.format) != (command.roll_id, command.format):
        raise PrintFileIdUsed
    return before.id


def _check_few_files(roll: StampRoll) -> None:
    made = select(func.count()).where(StampPrintFile.roll_id == roll.id)
    if (db.session.scalar(made) or 0) >= FILES_OF_A_ROLL:
        raise TooManyFiles(most=FILES_OF_A_ROLL)


def _check_own_again(roll: StampRoll, states: set[StampState], now: datetime) -> None:
    began = roll.printed_at or now
    is_late = now >= began + timedelta(days=OWN_SHEET_DAYS)
    if is_late or roll.downloads >= OWN_SHEETS or states != {StampState.DELIVERED}:
        raise PrintedBefore(at=roll.printed_at, most=OWN_SHEETS, days=OWN_SHEET_DAYS)


def _check_unprinted(actor: Actor, order: StampOrder, roll: StampRoll, now: datetime) -> None:
    moving = RollToMove(db.session(), actor, (order, roll), now)
    if any(it.state is not StampState.NOT_PRINTED for it in moving.holdings):
        raise PrintedBefore(at=roll.printed_at, most=FILE_DOWNLOADS, days=FILE_DAYS)


def _is_proof(order: StampOrder, scanned: SerialPlace | None) -> bool:
    if scanned is None or scanned.key_id != order.key_id or not order.proof_count:
        return False
    proofs = SerialRange.of(order.serials.last, order.proof_count)
    return proofs.contains(scanned.counter)


def _concerns(actor: Actor, order: StampOrder) -> bool:
    if actor.may(Permission.STAMP_PRODUCE):
        return is_supplied_by(db.session(), order, actor.organisation_id)
    return reaches_order(db.session(), actor, order)


def _own_roll(actor: Actor, roll_id: UUID) -> tuple[StampOrder, StampRoll]:
    roll = db.session.get(StampRoll, roll_id)
    if roll is None or roll.organisation_id != actor.organisation_id:
        raise NoSuchRoll
    return _locked(roll)


def _roll_to_produce(actor: Actor, roll_id: UUID) -> tuple[StampOrder, StampRoll]:
    roll = db.session.get(StampRoll, roll_id)
    if roll is None:
        raise NoSuchRoll
    order, roll = _locked(roll)
    if not is_supplied_by(db.session(), order, actor.organisation_id):
        raise NoSuchRoll
    return order, roll


def _locked(roll: StampRoll) -> tuple[StampOrder, StampRoll]:
    order = lock_order(db.session(), roll.order_id)
    if order is None:
        raise NoSuchRoll
    db.session.refresh(roll)
    return order, roll


def _record(actor: Actor, order: StampOrder, content: dict[str, Any], now: datetime) -> None:
    subject = (order.id, order.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.STAMP, subject, content, now)
    ledger.append(db.session(), entry)
