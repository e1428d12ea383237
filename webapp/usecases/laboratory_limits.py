"""Importing a version of the register of laboratory limits."""

import codecs
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from traceability.canonical import sha256_hex
from traceability.errors import Conflict
from traceability.laboratory_limit_file import read_limits
from traceability.laboratory_limits import Limit, indicator_key
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.laboratory_limit import (
    LaboratoryLimit,
    LaboratoryLimitVersion,
    written_synonyms,
)
from webapp.models.ledger import EntryKind
from webapp.models.organisation import take_number
from webapp.models.register_lines import lines_sha256

_COUNTER = "laboratory_limit_version"


class LimitVersionIdUsed(Conflict):
    """This form imported another file; nothing was changed."""

    code = "limit_file.id_used"


class SameLimitFile(Conflict):
    """This very file was imported before, to hold from the same day."""

    code = "limit_file.imported_before"


@dataclass(frozen=True)
class ImportLaboratoryLimits:
    """`data` is the CSV file as it came; `source` says where its limits are taken from.

    `version_id` is made with the form, so that pressing twice imports once.
    """

    data: bytes
    source: str
    valid_from: date
    version_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class ImportedLimits:
    """The number of the version, and how many limits it holds."""

    version_id: UUID
    number: int
    limits: int


@transactional
def import_laboratory_limits(
    actor: Actor, command: ImportLaboratoryLimits, *, now: datetime
) -> ImportedLimits:
    """Add a version of the register: from its day on it is the one results are held against.

    Results that were judged before keep what they were found to be.

    Raises:
        BadLimitFile: with every fault, by line and column.
        SameLimitFile: nothing new in it.
        LimitVersionIdUsed: the id stands for another file.
    """
    limits, sha256 = read_limits(command.data), _fingerprint(command.data)
    session = db.session()
    before = session.get(LaboratoryLimitVersion, command.version_id)
    if before is not None:
        return _imported_before(before, command, sha256)
    number = take_number(session, _COUNTER)  # of two at once, the second waits here
    _refuse_same(command, sha256)
    version = LaboratoryLimitVersion(
        id=command.version_id,
        number=number,
        valid_from=command.valid_from,
        source=command.source,
        file_sha256=sha256,
        limit_count=len(limits),
        imported_by_id=actor.account_id,
        imported_for_id=actor.organisation_id,
        imported_at=now,
    )
    session.add(version)
    session.flush()
    lines = [_row(version, limit) for limit in limits]
    session.execute(insert(LaboratoryLimit), lines)
    ledger.append(session, _entry(actor, version, lines_sha256(lines), now))
    return ImportedLimits(version.id, version.number, version.limit_count)


def _fingerprint(data: bytes) -> str:
    """Of the text, whichever way its lines end: a browser sends it back with ends of its own."""
    return sha256_hex(data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n"))


def _imported_before(
    version: LaboratoryLimitVersion, command: ImportLaboratoryLimits, sha256: str
) -> ImportedLimits:
    if (version.file_sha256, version.valid_from) != (sha256, command.valid_from):
        raise LimitVersionIdUsed
    return ImportedLimits(version.id, version.number, version.limit_count)


def _refuse_same(command: ImportLaboratoryLimits, sha256: str) -> None:
    same = select(LaboratoryLimitVersion.number).where(
        LaboratoryLimitVersion.file_sha256 == sha256,
        LaboratoryLimitVersion.valid_from == command.valid_from,
    )
    number = db.session.scalar(same)
    if number is not None:
        raise SameLimitFile(number=number)


def _row(version: LaboratoryLimitVersion, limit: Limit) -> dict[str, object]:
    return {
        "id": uuid4(),
        "version_id": version.id,
        "indicator": limit.indicator,
        "indicator_key": indicator_key(limit.indicator),
        "synonyms": written_synonyms(limit),
        "product_group": limit.group,
        "market": limit.market,
        "bound": limit.bound,
        "thousandths": limit.amount.thousandths,
        "unit": limit.amount.unit,
        "source": limit.source,
    }


def _entry(
    actor: Actor, version: LaboratoryLimitVersion, lines: str, now: datetime
) -> ledger.Entry:
    content = {
        "action": "laboratory_limits_imported",
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "source": version.source,
        "file_sha256": version.file_sha256,
        "limits": version.limit_count,
        "lines_sha256": lines,
    }
    subject = (version.id, actor.organisation_id)
    return ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
