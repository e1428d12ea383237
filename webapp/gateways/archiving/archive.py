"""A ZIP of tables, documents and files, written to the disk piece by piece.

Tables are CSV as office programs open them: UTF-8 with a byte order mark, and no cell that they
would take for a formula.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Final

# OWASP, CSV injection: what begins so is computed when the file is opened.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_STAMP: Final = (1980, 1, 1, 0, 0, 0)

Cell = str | int | None


class Archive:
    """One ZIP in the making; nothing of it is held in memory but the name of each file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def add_text(self, name: str, text: str) -> None:
        """A short text."""
        self._zip.writestr(zipfile.ZipInfo(name, _STAMP), text.encode())

    def add_table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A table, row by row."""
        with self._opened(name) as raw:
            # The text layer must not close what the archive closes itself.
            text = io.TextIOWrapper(raw, "utf-8-sig", newline="", write_through=True)
            writer = csv.writer(text)
            writer.writerow(columns)
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
            text.detach()

    def add_list(self, name: str, head: str, items: Iterable[object], tail: str) -> None:
        """JSON with one long list in it, item by item between what stands before and behind."""
        with self._opened(name) as raw:
            raw.write(f"{head}[".encode())
            for index, item in enumerate(items):
                text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
                raw.write(f"{',' if index else ''}\n{text}".encode())
            raw.write(f"\n]{tail}\n".encode())

    def add_file(self, name: str, data: bytes) -> None:
        """A file as it is; photos and PDFs are packed already."""
        info = zipfile.ZipInfo(name, _STAMP)
        self._zip.writestr(info, data, compress_type=zipfile.ZIP_STORED)

    def close(self) -> None:
        """Write the list of files; without it the archive is none."""
        self._zip.close()

    def _opened(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name, _STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        return self._zip.open(info, "w", force_zip64=True)


def safe_cell(cell: Cell) -> str:
    """The cell as text that no office program computes."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
