"""Keeping the table of provinces and communes as it is today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from traceability.geography import PROVINCES
from traceability.geography import Commune as KnownCommune
from traceability.geography import Province as KnownProvince
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.geography import Commune, Province


@dataclass(frozen=True)
class ImportGeography:
    """Units to add or to bring up to date; those not named stay as they are."""

    provinces: tuple[KnownProvince, ...]
    communes: tuple[KnownCommune, ...] = ()


@dataclass(frozen=True)
class Imported:
    """How many units the list held, and how many of them were new or changed."""

    provinces: int
    communes: int
    changed: int


@transactional
def import_geography(actor: Actor, command: ImportGeography, *, now: datetime) -> Imported:  # noqa: ARG001
    """Add or bring up to date provinces and communes, all of them or none."""
    wanted = _missing_provinces(command) + command.provinces
    changed = sum(_keep_province(known) for known in _in_order(wanted))
    db.session.flush()  # communes refer to provinces that may be new
    present = {row.code: row for row in db.session.scalars(select(Commune))}
    changed += sum(_keep_commune(known, present.get(known.code)) for known in command.communes)
    return Imported(len(command.provinces), len(command.communes), changed)


def _missing_provinces(command: ImportGeography) -> tuple[KnownProvince, ...]:
    # A list of communes alone may name provinces that nobody has loaded yet.
    named = {commune.province_code for commune in command.communes}
    present = set(db.session.scalars(select(Province.code)))
    return tuple(PROVINCES[code] for code in sorted(named - present) if code in PROVINCES)


def _in_order(provinces: tuple[KnownProvince, ...]) -> list[KnownProvince]:
    """Each code once; what the command says comes last and counts."""
    return list({province.code: province for province in provinces}.values())


def _keep_province(known: KnownProvince) -> bool:
    row = db.session.get(Province, known.code)
    if row is None:
        db.session.add(Province(code=known.code, name=known.name, kind=known.kind.value))
        return True
    before = (row.name, row.kind)
    row.name, row.kind = known.name, known.kind.value
    return before != (row.name, row.kind)


def _keep_commune(known: KnownCommune, row: Commune | None) -> bool:
    if row is None:
        row = Commune(code=known.code)
        db.session.add(row)
    before = (row.name, row.kind, row.province_code)
    row.name, row.kind, row.province_code = known.name, known.kind.value, known.province_code
    return before != (row.name, row.kind, row.province_code)
