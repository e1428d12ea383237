"""The ledger's one tree (RFC 9162, section 2.1): roots, proofs, and checking them.

A tree is read through `Node`: the hash of the perfect subtree at a level (0 is the leaves) and an
index there, that is of the leaves `[index << level, (index + 1) << level)`. Such a subtree never
changes once it is complete, so it is stored once and every proof is put together from a few.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final, Self

Node = Callable[[int, int], bytes]

EMPTY_ROOT: Final = hashlib.sha256().digest()


@dataclass(frozen=True)
class CompleteNode:
    """A perfect subtree that all its leaves have come into."""

    level: int
    index: int
    hash: bytes


def leaf_hash(body: bytes) -> bytes:
    """A leaf; the leading zero keeps it from ever being taken for an inner node."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(size: int, node: Node) -> bytes:
    """The root of the tree of the first `size` leaves (section 2.1.1)."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(position: int, size: int, node: Node) -> list[bytes]:
    """What leads from the leaf at `position` to the root of `size` leaves (section 2.1.3.1).

    Raises:
        ValueError: there is no such leaf in that tree.
    """
    if not 0 <= position < size:
        raise ValueError(f"no leaf {position} among {size}")
    path: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if position < middle:
            path.append(_range_hash(middle, last, node))
            last = middle
        else:
            path.append(_range_hash(first, middle, node))
            first = middle
    return path[::-1]


def consistency_proof(old_size: int, size: int, node: Node) -> list[bytes]:
    """What shows that the tree of `old_size` leaves is the beginning of this (section 2.1.4.1).

    Raises:
        ValueError: the old tree is empty, or larger than the new one.
    """
    if not 0 < old_size <= size:
        raise ValueError(f"no proof from {old_size} leaves to {size}")
    path: list[bytes] = []
    first, last, is_old_root = 0, size, True
    while last != old_size:
        middle = first + _split(last - first)
        if old_size <= middle:
            path.append(_range_hash(middle, last, node))
            last = middle
        else:
            path.append(_range_hash(first, middle, node))
            first, is_old_root = middle, False
    # The old root itself is known to whoever checks, unless it is only a part of the new tree.
    return path[::-1] if is_old_root else [_range_hash(first, last, node), *path[::-1]]


@dataclass(frozen=True)
class TreeHead:
    """How many leaves, and their root."""

    size: int
    root: bytes


def is_included(leaf: bytes, position: int, head: TreeHead, proof: Sequence[bytes]) -> bool:
    """Whether the leaf stands there in that tree (section 2.1.3.2)."""
    if not 0 <= position < head.size:
        return False
    sides = list(_sides(position, head.size - 1))
    hashed = leaf
    for sibling, stands_left in zip(proof, sides, strict=False):
        hashed = node_hash(sibling, hashed) if stands_left else node_hash(hashed, sibling)
    return len(proof) == len(sides) and hashed == head.root


def is_consistent(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> bool:
    """Whether the new tree begins with the old one, unchanged (section 2.1.4.2)."""
    if old.size == new.size:
        return not proof and old.root == new.root
    if not 0 < old.size < new.size:
        return False
    path = [old.root, *proof] if _is_power_of_two(old.size) else list(proof)
    shift = _trailing_ones(old.size - 1)
    sides = list(_sides(old.size - 1 >> shift, new.size - 1 >> shift))
    if len(path) != 1 + len(sides):
        return False
    old_hash = new_hash = path[0]
    for sibling, stands_left in zip(path[1:], sides, strict=True):
        if stands_left:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
        else:
            new_hash = node_hash(new_hash, sibling)
    return (old_hash, new_hash) == (old.root, new.root)


class GrowingTree:
    """A tree that leaves come into one by one; of every size it holds one subtree at most."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: dict[int, bytes] = {}

    @classmethod
    def of(cls, size: int, node: Node) -> Self:
        """The tree of the first `size` leaves; `node` is asked for its edge only."""
        tree = cls()
        tree.size = size
        tree._edge = {level: node(level, (size >> level) - 1) for level in _bits(size)}
        return tree

    def add(self, leaf: bytes) -> list[CompleteNode]:
        """Put one leaf in; gives back the subtrees that it completes, itself first."""
        index, level, hashed = self.size, 0, leaf
        complete = [CompleteNode(0, index, leaf)]
        while index >> level & 1:
            hashed = node_hash(self._edge.pop(level), hashed)
            level += 1
            complete.append(CompleteNode(level, index >> level, hashed))
        self._edge[level] = hashed
        self.size += 1
        return complete

    @property
    def root(self) -> bytes:
        """The root of what came in so far."""
        lowest, *higher = [self._edge[level] for level in _bits(self.size)] or [EMPTY_ROOT]
        return reduce(lambda right, left: node_hash(left, right), higher, lowest)


def grown(size: int, leaves: Iterable[bytes], node: Node) -> Iterator[CompleteNode]:
    """The subtrees that become complete as leaves are added to a tree of `size`; leaves included.

    Of every leaf there is one more node on average. `node` is asked only for what was complete
    before.
    """
    tree = GrowingTree.of(size, node)
    for leaf in leaves:
        yield from tree.add(leaf)


def _range_hash(first: int, last: int, node: Node) -> bytes:
    """The root of the leaves `[first, last)`; `first` is where a subtree of that size begins."""
    size = last - first
    if _is_power_of_two(size):
        level = size.bit_length() - 1
        return node(level, first >> level)
    middle = first + _split(size)
    return node_hash(_range_hash(first, middle, node), _range_hash(middle, last, node))


def _sides(index: int, last: int) -> Iterator[bool]:
    """On the way from a node to the root: whether each sibling stands on the left."""
    while last:
        stands_left = bool(index & 1) or index == last
        yield stands_left
        if stands_left:  # at the right edge whole levels have no sibling
            shift = _trailing_zeros(index)
            index, last = index >> shift, last >> shift
        index, last = index >> 1, last >> 1


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1 if number else 0


def _trailing_ones(number: int) -> int:
    return _trailing_zeros(number + 1)


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _is_power_of_two(size: int) -> bool:
    return size & (size - 1) == 0


def _bits(size: int) -> list[int]:
    return [level for level in range(size.bit_length()) if size >> level & 1]
