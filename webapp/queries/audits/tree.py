"""The stored tree against the entries, and its roots against checkpoints, as the walk goes on."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, and_, or_, select

from traceability.merkle import CompleteNode, GrowingTree, TreeHead
from webapp.models.ledger import LedgerNode
from webapp.queries.audits.rows import Finding

AT_ONCE: Final = 2048
_Stored = Mapping[tuple[int, int], bytes]


class TreeWalk:
    """A tree put together again from the stored leaves; it holds only its edge.

    `sealed` leaves must be stored with all subtrees that they complete. `heads` are what was
    signed, in order of size, here and elsewhere.
    """

    def __init__(self, connection: Connection, sealed: int, heads: Iterator[TreeHead]) -> None:
        self._connection = connection
        self._sealed = sealed
        self._heads = heads
        self._next = next(heads, None)
        self._agreed = 0
        self._tree = GrowingTree()
        self.checkpoints = 0
        self.is_rewritten = False

    def go_on(self, last: int, leaves: Mapping[int, bytes]) -> Iterator[Finding]:
        """Take in the leaves up to and with the position `last`; `leaves` are those of bodies."""
        while self._next is not None and self._tree.size <= last:
            stop = min(last + 1, self._tree.size + AT_ONCE)
            stored = self._stored(self._tree.size, stop)
            for position in range(self._tree.size, stop):
                yield from self._take(position, leaves.get(position), stored)

    def end(self) -> Iterator[Finding]:
        """What was signed of more entries than there are, and nodes beyond what was sealed."""
        if self._next is not None and not self.is_rewritten:
            yield Finding("ledger_audit.truncated", self._tree.size, self._next.size - 1)
        while self._next is not None:
            self._count()
        yield from self._beyond()

    def _take(self, position: int, body: bytes | None, stored: _Stored) -> Iterator[Finding]:
        leaf = stored.get((0, position)) if position < self._sealed else body
        if position < self._sealed and body is not None and leaf != body:
            yield Finding("ledger_audit.leaf", position)
        for node in self._tree.add(leaf or body or b""):
            if not self._is_stored(node, stored):
                first = node.index << node.level
                yield Finding("ledger_audit.node", first, first + (1 << node.level) - 1)
        yield from self._check_roots()

    def _is_stored(self, node: CompleteNode, stored: _Stored) -> bool:
        """Leaves were looked at before; beyond what is sealed nothing is stored."""
        if node.level == 0 or self._tree.size > self._sealed:
            return True
        return stored.get((node.level, node.index)) == node.hash

    def _check_roots(self) -> Iterator[Finding]:
        while self._next is not None and self._next.size <= self._tree.size:
            if self._next.root != self._tree.root and not self.is_rewritten:
                self.is_rewritten = True
                yield Finding("ledger_audit.rewritten", self._agreed, self._next.size - 1)
            before = self._next.size
            self._count()
            if self._next is None or self._next.size > before:  # several may be of one size
                self._agreed = before

    def _count(self) -> None:
        self.checkpoints += 1
        self._next = next(self._heads, None)

    def _stored(self, first: int, stop: int) -> _Stored:
        place = LedgerNode.index.label("place")  # a row has a method `index` of its own
        levels = (
            and_(LedgerNode.level == level, LedgerNode.index.between(first >> level, stop >> level))
            for level in range(max(1, self._sealed.bit_length()))
        )
        rows = self._connection.execute(
            select(LedgerNode.level, place, LedgerNode.hash).where(or_(*levels))
        )
        return {(row.level, row.place): _bytes(row.hash) for row in rows}

    def _beyond(self) -> Iterator[Finding]:
        highest = max(1, self._sealed.bit_length())
        levels = (
            and_(LedgerNode.level == level, LedgerNode.index >= self._sealed >> level)
            for level in range(highest)
        )
        beyond = or_(LedgerNode.level >= highest, LedgerNode.level < 0, LedgerNode.index < 0)
        place = LedgerNode.index.label("place")
        query = select(LedgerNode.level, place).where(or_(beyond, *levels))
        for row in self._connection.execute(query.limit(AT_ONCE)):
            first = row.place << min(max(row.level, 0), 62)
            yield Finding(
                "ledger_audit.node", first, None, "ledger_node", f"{row.level}/{row.place}"
            )


def _bytes(text: str) -> bytes:
    """Of a hash; what is none is the hash of nothing."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
