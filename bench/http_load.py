"""Many kept-alive connections from one thread: as light a visitor as Python can be.

It shares the processors with the server it asks, so only what is measured beside it counts.
"""

import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 16
PATIENCE = 60.0  # seconds
_LENGTH = b"content-length:"


@dataclass(frozen=True)
class Load:
    """How many answers a second, and how long one took, in milliseconds."""

    per_second: float
    p50: float
    p99: float


@dataclass
class _Visitor:
    connection: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def load(port: int, request: Callable[[], bytes], seconds: float) -> Load:
    """Ask for so long, and until something was answered; every answer must be 200."""
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        visitor = _Visitor(socket.create_connection(("127.0.0.1", port)))
        selector.register(visitor.connection, selectors.EVENT_READ, visitor)
        _ask(visitor, request())
    taken: list[float] = []
    begun = time.perf_counter()
    while (lasted := time.perf_counter() - begun) < (seconds if taken else PATIENCE):
        for key, _ in selector.select(timeout=1):
            if _is_answered(key.data):
                taken.append(time.perf_counter() - key.data.asked_at)
                _ask(key.data, request())
    if not taken:
        raise TimeoutError(f"no answer within {PATIENCE} s")
    for key in list(selector.get_map().values()):
        key.data.connection.close()
    return Load(len(taken) / lasted, quantile(taken, 0.5) * 1e3, quantile(taken, 0.99) * 1e3)


def wait_until_up(port: int, seconds: float = 180) -> None:
    """Until a server that just began answers anything at all."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(get("/healthz", "text/html"))
        if not connection.recv(1):
            raise ConnectionError("the server did not begin")


def get(path: str, accept: str, cookie: str = "") -> bytes:
    """A request as a phone sends it."""
    lines = [f"GET {path} HTTP/1.1", "Host: tem.example", f"Accept: {accept}"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which so many lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _ask(visitor: _Visitor, request: bytes) -> None:
    visitor.received.clear()
    visitor.asked_at = time.perf_counter()
    visitor.connection.sendall(request)


def _is_answered(visitor: _Visitor) -> bool:
    piece = visitor.connection.recv(65536)
    if not piece:
        raise ConnectionError("the server closed the connection")
    visitor.received += piece
    head, end, body = bytes(visitor.received).partition(b"\r\n\r\n")
    if not end:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(head.splitlines()[0].decode())
    length = next(
        int(line[len(_LENGTH) :]) for line in head.splitlines() if line.lower().startswith(_LENGTH)
    )
    return len(body) >= length
