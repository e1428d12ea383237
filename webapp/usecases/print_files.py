"""Print files: the codes of rolls for the appointed printer, few, for a week, each download named.

A file is of one roll, or of several that follow one another in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from traceability.errors import Conflict, Invalid, NotFound
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import StampState
from traceability.stamps import PrintedBefore, ProofMissing
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_printing import StampDownload, StampPrintFile, files_of_rolls
from webapp.models.stamp_supply import is_supplied_by, lock_supplied_rolls

FILE_DOWNLOADS: Final = 3
FILES_OF_A_ROLL: Final = 3
FILE_DAYS: Final = 7


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
    """This form made a file of other rolls; nothing was changed."""

    code = "stamp.file_id_used"


class TooManyFiles(Conflict):
    """As many files were made of a roll as may be: few copies of its codes go about."""

    code = "stamp.too_many_files"


class RollsApart(Invalid):
    """Between the rolls named for one file there is one that was not named."""

    code = "stamp.rolls_apart"


@dataclass(frozen=True)
class MakePrintFile:
    """`file_id` is made with the form. The digest and the size are those of the finished file."""

    file_id: UUID
    roll_ids: Sequence[UUID]
    format: str
    sha256: str
    size: int


@transactional
def check_print_file(actor: Actor, file_id: UUID, roll_ids: Sequence[UUID]) -> None:
    """Refuse a file that may not be made before the work of making it, which can take a minute.

    One that was made before is not refused: whoever sends its form again has missed the answer.

    Raises:
        NoSuchRoll, RollsApart, ProofMissing, TooManyFiles, PrintedBefore.
    """
    order, rolls = lock_supplied_rolls(db.session(), actor.organisation_id, roll_ids)
    if db.session.get(StampPrintFile, file_id) is None:
        _check_may_make(order, rolls)


@transactional
def make_print_file(actor: Actor, command: MakePrintFile, *, now: datetime) -> UUID:
    """Make the file of rolls available to their printer, for few downloads and a week.

    Raises:
        NoSuchRoll, RollsApart, ProofMissing.
        TooManyFiles: of one of the rolls.
        PrintedBefore: one of them came off the press.
        PrintFileIdUsed: the id stands for a file of other rolls or another format.
    """
    order, rolls = lock_supplied_rolls(db.session(), actor.organisation_id, command.roll_ids)
    before = db.session.get(StampPrintFile, command.file_id)
    if before is not None:
        return _made_before(command, rolls, before)
    serials = _check_may_make(order, rolls)
    file = StampPrintFile(
        id=command.file_id,
        order_id=order.id,
        roll_id=rolls[0].id,
        roll_count=len(rolls),
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
    told |= {"format": file.format, "size": file.size, "roll_id": str(file.roll_id)}
    told |= {"roll_count": file.roll_count, "first": serials.first, "last": serials.last}
    _record(actor, order, told, now)
    return file.id


@transactional
def record_download(actor: Actor, file_id: UUID, sha256: str, *, now: datetime) -> int:
    """Record one download of a print file, and give back which one it is.

    Raises:
        NoSuchPrintFile, PrintFileExpired.
        PrintedBefore: one of its rolls came off the press.
        FileChanged: `sha256` is not the file's.
    """
    file = db.session.get(StampPrintFile, file_id)
    order = lock_order(db.session(), file.order_id) if file else None
    if file is None or order is None:
        raise NoSuchPrintFile
    if not is_supplied_by(db.session(), order, actor.organisation_id):
        raise NoSuchPrintFile
    db.session.refresh(file)
    if file.sha256 != sha256:
        raise FileChanged
    if now >= file.expires_at or file.downloads >= file.allowed:
        raise PrintFileExpired(downloads=file.downloads, expires_at=file.expires_at)
    serials = _serials_of(file)
    _check_unprinted(order, serials)
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
    told |= {"download": file.downloads, "first": serials.first, "last": serials.last}
    _record(actor, order, told, now)
    return file.downloads


def _made_before(
    command: MakePrintFile, rolls: Sequence[StampRoll], before: StampPrintFile
) -> UUID:
    made = (before.roll_id, before.roll_count, before.format)
    if made != (rolls[0].id, len(rolls), command.format):
        raise PrintFileIdUsed
    return before.id


def _check_may_make(order: StampOrder, rolls: Sequence[StampRoll]) -> SerialRange:
    """The serials of the file, if it may be made."""
    if rolls[-1].number - rolls[0].number >= len(rolls):
        raise RollsApart
    if order.proof_approved_at is None:
        raise ProofMissing
    _check_few_files(order, rolls)
    serials = SerialRange(rolls[0].first, rolls[-1].last)
    _check_unprinted(order, serials)
    return serials


def _check_few_files(order: StampOrder, rolls: Sequence[StampRoll]) -> None:
    often = (
        files_of_rolls(order.id, StampRoll.number)
        .where(StampRoll.number.between(rolls[0].number, rolls[-1].number))
        .group_by(StampRoll.number)
        .having(func.count() >= FILES_OF_A_ROLL)
        .order_by(StampRoll.number)
    )
    number = db.session.scalar(often.limit(1))
    if number is not None:
        raise TooManyFiles(roll=number, most=FILES_OF_A_ROLL)


def _check_unprinted(order: StampOrder, serials: SerialRange) -> None:
    printed = (
        select(StampRoll.number, StampRoll.printed_at)
        .join(StampHolding, StampHolding.roll_id == StampRoll.id)
        .where(
            StampHolding.order_id == order.id,
            StampHolding.first < serials.last,
            StampHolding.last > serials.first,
            StampHolding.state != StampState.NOT_PRINTED,
        )
        .order_by(StampRoll.number)
    )
    roll = db.session.execute(printed.limit(1)).first()
    if roll is not None:
        raise PrintedBefore(
            roll=roll.number, at=roll.printed_at, most=FILE_DOWNLOADS, days=FILE_DAYS
        )


def _serials_of(file: StampPrintFile) -> SerialRange:
    ends = files_of_rolls(file.order_id, func.min(StampRoll.first), func.max(StampRoll.last))
    return SerialRange(*db.session.execute(ends.where(StampPrintFile.id == file.id)).one())


def _record(actor: Actor, order: StampOrder, content: dict[str, Any], now: datetime) -> None:
    subject = (order.id, order.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.STAMP, subject, content, now)
    ledger.append(db.session(), entry)
