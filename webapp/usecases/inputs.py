"""Importing a register of inputs: a version as a whole, in force from a day, never edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, insert, select

from traceability.errors import Invalid
from traceability.input_register import Changes, InputKind
from traceability.input_register_csv import ReadRegister
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.input_register import (
    InputRegisterRow,
    InputRegisterVersion,
    row_values,
    rows_of,
    version_in_force,
)
from webapp.models.ledger import EntryKind
from webapp.models.register_lines import lines_sha256

YEARS: Final = range(1990, 2101)


class SourceMissing(Invalid):
    """A register is taken from a document that can be named."""

    code = "inputs.source_missing"


class BadEffectiveDate(Invalid):
    """No day on which a register can have come into force."""

    code = "inputs.bad_effective_date"


@dataclass(frozen=True)
class ImportInputRegister:
    """What was read of a file, the day it is in force from, and the document it comes from."""

    register: ReadRegister
    effective_from: date
    source: str


@dataclass(frozen=True)
class ImportedRegister:
    """`is_new` is false where the same was imported before; then nothing was changed."""

    number: int
    is_new: bool
    changes: Changes


@transactional
def import_input_register(
    actor: Actor, command: ImportInputRegister, *, now: datetime
) -> ImportedRegister:
    """Add a version of a register; the same file for the same day again changes nothing.

    Raises:
        SourceMissing, BadEffectiveDate.
    """
    if not command.source.strip():
        raise SourceMissing
    if command.effective_from.year not in YEARS:
        raise BadEffectiveDate
    session, register = db.session(), command.register
    # Read before anything else: an import that ends meanwhile has either this number, and all is
    # run once more, or is seen below.
    number = _next_number(register.kind)
    before = version_in_force(session, register.kind, command.effective_from)
    same = session.scalars(_newest_of_day(command)).first()
    if same is not None and same.content_sha256 == register.content_sha256:
        return ImportedRegister(same.number, is_new=False, changes=Changes((), (), (), ()))
    version = _version(actor, command, number, now)
    session.add(version)
    session.flush()
    lines = row_values(register.rows, version.id)
    session.execute(insert(InputRegisterRow), lines)
    known = rows_of(session, before.id) if before else []
    _record(actor, version, lines_sha256(lines), now)
    return ImportedRegister(
        version.number, is_new=True, changes=Changes.between(known, register.rows)
    )


def _newest_of_day(command: ImportInputRegister) -> Select[InputRegisterVersion]:
    version = InputRegisterVersion
    return (
        select(version)
        .where(
            version.kind == command.register.kind,
            version.effective_from == command.effective_from,
        )
        .order_by(version.number.desc())
        .limit(1)
    )


def _next_number(kind: InputKind) -> int:
    imports = select(func.max(InputRegisterVersion.number)).where(InputRegisterVersion.kind == kind)
    return (db.session.scalar(imports) or 0) + 1


def _version(
    actor: Actor, command: ImportInputRegister, number: int, now: datetime
) -> InputRegisterVersion:
    register = command.register
    return InputRegisterVersion(
        kind=register.kind,
        number=number,
        effective_from=command.effective_from,
        source=command.source.strip(),
        content_sha256=register.content_sha256,
        row_count=len(register.rows),
        lists_antibiotics=any(row.is_permitted_antibiotic for row in register.rows),
        imported_by_id=actor.account_id,
        imported_at=now,
    )


def _record(actor: Actor, version: InputRegisterVersion, lines: str, now: datetime) -> None:
    content = {
        "action": "input_register_imported",
        "kind": version.kind.value,
        "number": version.number,
        "effective_from": version.effective_from.isoformat(),
        "source": ledger.keep_personal(db.session(), str(version.id), version.source),
        "content_sha256": version.content_sha256,
        "rows": version.row_count,
        "lines_sha256": lines,
        "lists_antibiotics": version.lists_antibiotics,
    }
    subject = (version.id, actor.organisation_id)
    ledger.append(
        db.session(), ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    )
