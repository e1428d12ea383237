"""What a witness of a ledger does: keep checkpoints, and refuse one that rewrites an earlier."""

from collections.abc import Callable, Sequence

from traceability.checkpoint import LogKey, read_checkpoint
from traceability.errors import Conflict
from traceability.merkle import TreeHead, is_consistent

Fetch = Callable[[int, int], Sequence[bytes]]  # the proof from one size to a later one


class Rewritten(Conflict):
    """The log does not begin with what it was before: entries were changed or cut off."""

    code = "ledger.rewritten"


def accept(note: str, kept: str | None, key: LogKey, fetch: Fetch) -> str:
    """The note that is to be kept from now on: the new one, or the kept one when it is newer.

    Raises:
        BadCheckpoint: not signed by the log.
        Rewritten: it is no continuation of what was kept.
    """
    new = read_checkpoint(note, key)
    if kept is None:
        return note
    old = read_checkpoint(kept, key)
    if new.size < old.size:  # letters overtake each other; but it must be the beginning of ours
        _check(new, old, fetch)
        return kept
    _check(old, new, fetch)
    return note


def _check(old: TreeHead, new: TreeHead, fetch: Fetch) -> None:
    if old.size == 0:
        return
    proof = [] if old.size == new.size else fetch(old.size, new.size)
    if not is_consistent(old, new, proof):
        raise Rewritten(old=old.size, new=new.size)
