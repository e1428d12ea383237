"""What an export holds: which file has which data, and a README in both languages."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final

from flask_babel import force_locale, gettext

from traceability.epcis_json import as_document, as_json_ld
from traceability.roles import Actor
from webapp.gateways.archiving.archive import Archive
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.documents import extension_of
from webapp.queries.export_tables import export_tables, plain_cell
from webapp.queries.exports import (
    ExportedEntry,
    ExportedFile,
    export_entries,
    export_papers,
    latest_checkpoint,
)

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


def write_export(actor: Actor, file: IO[bytes], storage: Storage, host: str, now: datetime) -> None:
    """The whole archive; entries are read anew for each file, so that none holds them all."""
    archive = Archive(file)
    for locale in ("vi", "en"):
        with force_locale(locale):
            archive.add_text(f"README.{locale}.txt", _readme(now))
    for table in export_tables(actor):
        archive.add_table(f"{table.name}.csv", table.columns, table.rows)
    entries = (_cells(it) for it in export_entries(actor))
    archive.add_table("entries.csv", _ENTRY_COLUMNS, entries)
    archive.add_list("entries.json", "", map(_values, export_entries(actor)), "")
    _add_epcis(archive, actor, host, now)
    _add_proofs(archive, actor)
    _add_files(archive, actor, storage)
    archive.close()


def _add_epcis(archive: Archive, actor: Actor, host: str, now: datetime) -> None:
    empty = json.dumps(as_document((), host=host, created_at=now), ensure_ascii=False)
    head, tail = empty.split("[]")  # the list of events is the only one that is empty
    events = (as_json_ld(it.event) for it in export_entries(actor))
    archive.add_list("epcis.json", head, events, tail)


def _add_proofs(archive: Archive, actor: Actor) -> None:
    checkpoint = latest_checkpoint()
    note = checkpoint.note if checkpoint else None
    head = f'{{"checkpoint": {json.dumps(note, ensure_ascii=False)}, "entries": '
    archive.add_list("proofs.json", head, map(_proof, export_entries(actor)), "}")


def _add_files(archive: Archive, actor: Actor, storage: Storage) -> None:
    listed, left = [], LARGEST_FILES
    for wanted in _wanted_files(actor):
        data = _read(storage, wanted.sha256)
        if data is None or len(data) > left:
            listed.append((wanted.sha256, "", "no"))
            continue
        name = f"{wanted.folder}/{wanted.sha256}.{extension_of(data)}"
        archive.add_file(name, data)
        listed.append((wanted.sha256, name, "yes"))
        left -= len(data)
    archive.add_table("files.csv", _FILE_COLUMNS, listed)


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


def _readme(now: datetime) -> str:
    lines = (
        gettext("Dữ liệu của bạn trong Tem Thật, lấy lúc %(at)s.", at=plain_cell(now)),
        "",
        gettext("lots.csv, places.csv, products.csv, account.csv: lô, nơi, sản phẩm, tài khoản."),
        gettext("paper-pages.csv, objections.csv: trang sổ giấy, ý kiến về mục ghi giúp."),
        gettext("members.csv, certificates.csv, checklists.csv: chỉ có trong bản của đơn vị."),
        gettext("entries.csv: mỗi dòng một mục nhật ký."),
        gettext("Ô bắt đầu bằng dấu ' là để bảng tính không tính toán nó."),
        gettext("entries.json: cùng các mục đó. Lượng là phần nghìn của đơn vị ghi bên cạnh."),
        gettext("epcis.json: các mục như tài liệu EPCIS 2.0."),
        gettext("proofs.json: vị trí trong sổ cái, nội dung và đường băm (RFC 9162) của từng mục."),
        gettext("photos, paper-pages, certificates: ảnh gốc và giấy tờ, tên là SHA-256."),
        gettext("files.csv: mọi ảnh và giấy tờ, kể cả tệp không kèm theo vì quá nặng."),
    )
    return "\r\n".join(lines) + "\r\n"
