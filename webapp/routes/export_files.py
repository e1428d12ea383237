"""What an export holds: which file has which data, and a README in both languages."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Final

from traceability.epcis_json import as_document, as_json_ld
from traceability.roles import Actor
from webapp.gateways.archiving.archive import Archive
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.documents import extension_of
from webapp.queries.balance_sums import BalanceSum
from webapp.queries.export_cells import Cell, Table, plain_cell
from webapp.queries.export_tables import export_tables
from webapp.queries.export_warnings import (
    ExportedWarning,
    JudgedLot,
    export_warnings,
    judged_lots,
)
from webapp.queries.exports import (
    ExportedEntry,
    ExportedFile,
    export_entries,
    export_papers,
    latest_checkpoint,
)
from webapp.queries.season_sums import SeasonSum
from webapp.queries.verdict_goods import Message
from webapp.routes.export_readme import Described, readme
from webapp.routes.words import LANGUAGES, in_language, words
from webapp.services import services

LARGEST_FILES: Final = 2_000_000_000  # of photos and papers together; the rest are told by hash
_ENTRY_COLUMNS: Final = (
    "id",
    "lot",
    "event_code",
    "work",
    "event_time",
    "device_time",
    "received_at",
    "place",
    "other_places",
    "recorded_by",
    "on_behalf_of",
    "paper_page",
    "values",
    "flags",
    "corrects",
    "photos",
    "ledger_position",
    "leaf_hash",
)
_FILE_COLUMNS: Final = ("sha256", "file", "included")
_SUM_COLUMNS: Final = (
    "lot",
    "unit_vi",
    "unit_en",
    "harvested_thousandths",
    "brought_thousandths",
    "used_thousandths",
    "left_thousandths",
    "available_thousandths",
    "packed_thousandths",
    "most_yield_thousandths",
    "most_packed_thousandths",
    "litre_grams",
    "warnings",
)
_SEASON_COLUMNS: Final = (
    "lot",
    "since",
    "whole_year",
    "area_thousandths",
    "own_thousandths",
    "other_lots",
    "unnamed_lots_thousandths",
    "harvested_thousandths",
    "most_yield_thousandths",
    "is_above",
)
_WARNING_COLUMNS: Final = ("lot", "entry", "warning", "until", "words_vi", "words_en")


def write_export(actor: Actor, file: IO[bytes], storage: Storage, host: str, now: datetime) -> None:
    """The whole archive; entries are read anew for each file, so that none holds them all."""
    archive = Archive(file)
    told = [_add_table(archive, table) for table in _tables(actor, now)]
    archive.add_list("entries.json", "", map(_values, export_entries(actor)), "")
    _add_epcis(archive, actor, host, now)
    _add_proofs(archive, actor)
    told.append(_add_table(archive, Table("files", _FILE_COLUMNS, _files(archive, actor, storage))))
    for locale in ("vi", "en"):
        with in_language(locale):
            archive.add_text(f"README.{locale}.txt", readme(told, now))
    archive.close()


def _tables(actor: Actor, now: datetime) -> Iterator[Table]:
    yield from export_tables(actor, now=now)
    lots = judged_lots(actor, now=now)
    yield Table("balances", _SUM_COLUMNS, (_sum(it, line) for it in lots for line in it.sums))
    of_seasons = (_season(it, season) for it in lots for season in it.seasons)
    yield Table("season-yields", _SEASON_COLUMNS, of_seasons)
    warnings = map(_warning_cells, export_warnings(actor, lots))
    yield Table("warnings", _WARNING_COLUMNS, warnings)
    yield Table("entries", _ENTRY_COLUMNS, (_cells(it) for it in export_entries(actor)))


def _add_table(archive: Archive, table: Table) -> Described:
    archive.add_table(f"{table.name}.csv", table.columns, table.rows)
    return table.name, table.columns


def _add_epcis(archive: Archive, actor: Actor, host: str, now: datetime) -> None:
    empty = json.dumps(as_document((), host=host, created_at=now), ensure_ascii=False)
    head, tail = empty.split("[]")  # the list of events is the only one that is empty
    events = (as_json_ld(it.event) for it in export_entries(actor))
    archive.add_list("epcis.json", head, events, tail)


def _add_proofs(archive: Archive, actor: Actor) -> None:
    checkpoint = latest_checkpoint()
    note, key = checkpoint.note if checkpoint else None, services().signer.key
    known = {"key": key.text, "key_fingerprint": key.fingerprint, "checkpoint": note}
    head = f'{json.dumps(known, ensure_ascii=False)[:-1]}, "entries": '
    archive.add_list("proofs.json", head, map(_proof, export_entries(actor)), "}")


def _files(archive: Archive, actor: Actor, storage: Storage) -> Iterable[tuple[Cell, ...]]:
    """Put each file in, and tell of it; a table cannot be open meanwhile, so they are listed."""
    listed: list[tuple[Cell, ...]] = []
    left = LARGEST_FILES
    for wanted in _wanted_files(actor):
        data = _read(storage, wanted.sha256)
        if data is None or len(data) > left:
            listed.append((wanted.sha256, "", "no"))
            continue
        name = f"{wanted.folder}/{wanted.sha256}.{extension_of(data)}"
        archive.add_file(name, data)
        listed.append((wanted.sha256, name, "yes"))
        left -= len(data)
    return listed


def _wanted_files(actor: Actor) -> Iterator[ExportedFile]:
    seen: set[str] = set()
    for entry in export_entries(actor):
        for sha256 in entry.photos:
            if sha256 not in seen:
                seen.add(sha256)
                yield ExportedFile("photos", sha256)
    yield from export_papers(actor)


def _read(storage: Storage, sha256: str) -> bytes | None:
    try:
        return storage.open(sha256)
    except KeyError:
        return None


def _cells(entry: ExportedEntry) -> tuple[str | int | None, ...]:
    values = {**entry.values, **entry.personal}
    return (
        str(entry.id),
        entry.lot_code,
        entry.event_code,
        entry.labels["vi"],
        plain_cell(entry.event_time),
        plain_cell(entry.device_time),
        plain_cell(entry.received_at),
        entry.place_code,
        " ".join(entry.other_place_codes),
        entry.recorder,
        entry.on_behalf_of,
        plain_cell(entry.paper_page_id),
        json.dumps(values, ensure_ascii=False, sort_keys=True),
        " ".join(entry.flags),
        plain_cell(entry.corrects),
        " ".join(entry.photos),
        entry.position,
        entry.leaf_hash,
    )


def _values(entry: ExportedEntry) -> dict[str, object]:
    return {
        "id": str(entry.id),
        "lot": entry.lot_code,
        "event_code": entry.event_code,
        "work": dict(entry.labels),
        "event_time": plain_cell(entry.event_time),
        "device_time": plain_cell(entry.device_time),
        "received_at": plain_cell(entry.received_at),
        "place": entry.place_code,
        "other_places": list(entry.other_place_codes),
        "recorded_by": entry.recorder,
        "on_behalf_of": entry.on_behalf_of,
        "paper_page": plain_cell(entry.paper_page_id),
        "values": dict(entry.values),
        "personal": dict(entry.personal),
        "flags": list(entry.flags),
        "corrects": plain_cell(entry.corrects),
        "photos": list(entry.photos),
        "ledger_position": entry.position,
        "leaf_hash": entry.leaf_hash,
    }


def _proof(entry: ExportedEntry) -> dict[str, object]:
    return {
        "id": str(entry.id),
        "position": entry.position,
        "leaf_hash": entry.leaf_hash,
        "body": entry.body,
        "path": list(entry.path) if entry.path is not None else None,
    }


def _sum(lot: JudgedLot, line: BalanceSum) -> tuple[Cell, ...]:
    sums = (line.harvested, line.brought, line.used, line.left, line.available, line.packed)
    warnings = " ".join(it.code for it in line.warnings)
    return (
        lot.code,
        line.unit["vi"],
        line.unit["en"],
        *sums,
        line.most_yield,
        line.most_packed,
        line.litre_grams,
        warnings,
    )


def _season(lot: JudgedLot, season: SeasonSum) -> tuple[Cell, ...]:
    """In thousandths of a kilogram and of a square metre."""
    return (
        lot.code,
        plain_cell(season.since),
        "yes" if season.is_year else "",
        season.area,
        season.own,
        " ".join(f"{code}={taken}" for _, code, taken in season.others),
        season.unseen,
        season.harvested,
        season.most,
        "yes" if season.is_above else "",
    )


def _warning_cells(warning: ExportedWarning) -> tuple[Cell, ...]:
    until = warning.message.details.get("day")
    return (
        warning.lot_code,
        plain_cell(warning.event_id),
        warning.message.code,
        plain_cell(until),
        *(_worded(warning, locale) for locale in LANGUAGES),
    )


def _worded(warning: ExportedWarning, locale: str) -> str:
    if warning.labels is not None:
        return warning.labels[locale]
    # Days as in the column beside: their usual form would be that of one language for both.
    details = {
        name: plain_cell(it) if isinstance(it, date) else it
        for name, it in warning.message.details.items()
    }
    with in_language(locale):
        return words(Message(warning.message.code, details))
