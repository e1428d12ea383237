"""A witness of a ledger, for a second machine: it keeps checkpoints and refuses a rewritten log.

    python tools/witness.py --log https://tem.example --key "NAME+HASH+KEY" --store FILE

This fetches the latest checkpoint once (for cron). With `--listen PORT` it takes those that are
sent (`WITNESS_URLS` of the ledger's installation). Either way it asks the log for the proof that
the new tree begins with the one it kept. Exit code 1, or answer 409, means: the log was rewritten.
The key is what /ledger/key gave out on the first day, noted down elsewhere.
"""

import argparse
import hmac
import json
import os
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from traceability.checkpoint import BadCheckpoint, LogKey
from traceability.witness import Rewritten, accept

SECONDS = 20
LONGEST = 10_000


class NoRedirect(HTTPRedirectHandler):
    """The log is asked where it was said to be, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401
        """None: an answer that leads elsewhere is an error."""


class Keeper:
    """The checkpoints kept in one file, a line each; the last line is the latest."""

    def __init__(self, log: str, key: LogKey, store: Path) -> None:
        self._log = log.rstrip("/")
        self._key = key
        self._store = store
        self._lock = Lock()
        self._open = build_opener(NoRedirect).open

    def take(self, note: str) -> None:
        """Keep a checkpoint that continues what was kept.

        Raises:
            BadCheckpoint, Rewritten.
        """
        with self._lock:
            kept = self._latest()
            accepted = accept(note, kept, self._key, self._proof)
            if accepted != kept:
                self._keep(accepted)

    def fetch(self) -> str:
        """The latest checkpoint that the log gives out."""
        return self._get("/ledger/checkpoint").decode()

    def _proof(self, old_size: int, size: int) -> list[bytes]:
        told = json.loads(self._get(f"/ledger/consistency?from={old_size}&to={size}"))
        return [bytes.fromhex(part) for part in told["proof"]]

    def _get(self, path: str) -> bytes:
        try:
            with self._open(f"{self._log}{path}", timeout=SECONDS) as answer:
                body: bytes = answer.read(1_000_000)
                return body
        except HTTPError as refusal:
            refusal.close()
            raise

    def _latest(self) -> str | None:
        if not self._store.exists():
            return None
        lines = self._store.read_text(encoding="utf-8").splitlines()
        return json.loads(lines[-1])["note"] if lines else None

    def _keep(self, note: str) -> None:
        line = json.dumps({"kept_at": datetime.now(UTC).isoformat(), "note": note})
        with self._store.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())


def receiver(keeper: Keeper, port: int, token: str = "") -> ThreadingHTTPServer:
    """A server that takes checkpoints by POST: 200 kept, 409 rewritten, 400 not of this log."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            note = self.rfile.read(min(length, LONGEST)).decode(errors="replace")
            status, said = self._status(note)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def _status(self, note: str) -> tuple[int, str]:
            sent = self.headers.get("Authorization", "")
            if token and not hmac.compare_digest(sent, f"Bearer {token}"):
                return 401, "not you"
            return judged(keeper, note)

        def log_message(self, *_: object) -> None:
            """Quiet; the file tells what was kept."""

    return ThreadingHTTPServer(("127.0.0.1", port), Receiver)


def judged(keeper: Keeper, note: str) -> tuple[int, str]:
    """Status and words for a checkpoint that came."""
    try:
        keeper.take(note)
    except BadCheckpoint:
        return 400, "not a checkpoint of this log"
    except Rewritten as refusal:
        return 409, f"REWRITTEN: {refusal.details}"
    except (OSError, ValueError) as failure:
        return 503, f"the log could not be asked: {failure}"
    return 200, "kept"


def main() -> int:
    """Fetch once, or listen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--store", required=True, type=Path)
    parser.add_argument("--listen", type=int)
    wanted = parser.parse_args()
    keeper = Keeper(wanted.log, LogKey.read(wanted.key), wanted.store)
    if wanted.listen is not None:
        receiver(keeper, wanted.listen, os.environ.get("WITNESS_TOKEN", "")).serve_forever()
    status, said = judged(keeper, keeper.fetch())
    print(said)
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
