"""`python -m scanner FILE...`: one line of JSON for each file: its codes, or why not.

Exit status: 0 all read, 1 a file was refused, 2 a file could not be opened or none was named.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final, TextIO

from scanner.decode import decode
from traceability.errors import Refusal

REFUSED: Final = 1
UNREADABLE: Final = 2

Line = dict[str, object]


def run(arguments: list[str], output: TextIO) -> int:
    """Print the lines and give the exit status: the worst of all files."""
    parser = argparse.ArgumentParser("scanner", description="Read the codes in photos.")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    files: Iterable[Path] = parser.parse_args(arguments).files
    worst = 0
    for file in files:
        status, line = _line(file)
        output.write(json.dumps(line, ensure_ascii=False) + "\n")
        worst = max(worst, status)
    return worst


def _line(file: Path) -> tuple[int, Line]:
    try:
        symbols = decode(file.read_bytes())
    except OSError as error:
        return UNREADABLE, {"file": str(file), "error": error.strerror or str(error)}
    except Refusal as refusal:
        return REFUSED, {"file": str(file), "refused": refusal.code, **refusal.details}
    return 0, {"file": str(file), "symbols": [asdict(symbol) for symbol in symbols]}
