"""A roll as the entries of its order leave it: where its stamps stand, and how they came there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import RULES, Holding, MovementKind, StampState, move
from webapp.queries.audits.rows import Made, Said, Sealed

_KINDS: Final = frozenset(kind.value for kind in MovementKind)
# These are told without a reason, whatever else their entry gives one for.
_PLAIN: Final = frozenset({MovementKind.PRINTED, MovementKind.DELIVERED, MovementKind.ACTIVATED})
PARTS: Final = 1_000_000  # more than one entry ever moves


def _ranges(told: Sequence[Any] | None) -> list[SerialRange]:
    """Ranges as an entry tells them; entries of before told at most one, by its two ends."""
    parts = list(told or ())
    is_one = bool(parts) and not isinstance(parts[0], list)
    return [SerialRange(*it) for it in ([parts] if is_one else parts)]


@dataclass
class RollTold:
    """One roll; `values` are its columns, `lines` its part of the journal.

    `bound` is the lot of each activation, and since when.
    """

    position: int
    values: dict[str, Any]
    holdings: tuple[Holding, ...]
    lines: list[Made] = field(default_factory=list)
    bound: dict[UUID | None, tuple[Any, Any]] = field(default_factory=lambda: {None: (None, None)})

    def read(self, said: Said) -> None:
        """Take one entry about this roll."""
        self.position = said.position
        if "roll_id" in said.content:
            self.values["id"] = said.content["roll_id"]
        if said.action == "printed":
            self._own_sheet(said)
        elif said.action == "run_printed":
            self._run(said)
        elif said.action == "received":
            self._received(said)
        elif said.action in ("activated", "activation_undone", "moved") or said.action in _KINDS:
            self._moved(said)

    def _own_sheet(self, said: Said) -> None:
        self.values["downloads"] = said.content["download"]
        if self._stands_in(StampState.NOT_PRINTED):
            at = said["claimed_at"]
            self.values |= {"printed_by_id": said["actor_id"], "printed_at": at, "delivered_at": at}
            for kind in (MovementKind.PRINTED, MovementKind.DELIVERED):
                self._move(said, kind, self._all)

    def _run(self, said: Said) -> None:
        self.values |= {"printed_by_id": said["actor_id"], "printed_at": said["claimed_at"]}
        self._move(said, MovementKind.PRINTED, self._all)
        for spoilt in said.content["spoilt"]:
            self._move(said, MovementKind.SPOILT, SerialRange(*spoilt))

    def _received(self, said: Said) -> None:
        self.values["delivered_at"] = self.values["delivered_at"] or said["claimed_at"]
        for missing in _ranges(said.content["missing"]):
            self._move(said, MovementKind.LOST, missing)
        for spoilt in _ranges(said.content.get("spoilt")):
            self._move(said, MovementKind.SPOILT, spoilt)
        for holding in self.holdings:
            if holding.state is StampState.IN_STOCK:
                self._move(said, MovementKind.DELIVERED, holding.serials)

    def _moved(self, said: Said) -> None:
        kind = MovementKind(said.content.get("movement", said.action))
        serials = SerialRange(said.content["first"], said.content["last"])
        if kind is MovementKind.ACTIVATION_UNDONE:
            undone = UUID(said.content["activation_id"])
            for holding in self.holdings:
                is_active = holding.state is StampState.ACTIVATED
                if is_active and holding.activation_id == undone:
                    self._move(said, kind, holding.serials)
        else:
            self._move(said, kind, serials)

    def _move(self, said: Said, kind: MovementKind, serials: SerialRange) -> None:
        told = said.content.get("activation_id")
        activation_id = UUID(told) if told and kind is MovementKind.ACTIVATED else None
        if activation_id is not None:
            self.bound[activation_id] = said.content["lot_id"], said["claimed_at"]
        moved = move(self.holdings, serials, kind, activation_id)
        self.holdings = moved.holdings
        for part in moved.parts:
            bound = activation_id or part.activation_id
            self.lines.append(self._line(said, kind, part, bound))

    def _line(self, said: Said, kind: MovementKind, part: Holding, bound: UUID | None) -> Made:
        number = sum(line.position == said.position for line in self.lines)
        values: dict[str, Any] = {
            "organisation_id": said["organisation_id"],
            "first": part.serials.first,
            "last": part.serials.last,
            "kind": kind.value,
            "before": part.state.value,
            "after": RULES[kind].after.value,
            "activation_id": str(bound) if bound else None,
            "moved_by_id": said["actor_id"],
            "moved_at": said["claimed_at"],
            "reason": "" if kind in _PLAIN else Sealed(said.content.get("reason")),
        }
        key = str(said.position * PARTS + number)
        return Made("stamp_movement", said.position, values, key)

    @property
    def _all(self) -> SerialRange:
        return SerialRange(self.values["first"], self.values["last"])

    def _stands_in(self, state: StampState) -> bool:
        return all(holding.state is state for holding in self.holdings)

    def rows(self, order: Mapping[str, Any]) -> Iterator[Made]:
        """Its holdings and its lines of the journal."""
        of_roll = {"roll_id": self.values["id"]} if "id" in self.values else {}
        for holding in self.holdings:
            lot_id, activated_at = self.bound[holding.activation_id]
            values: dict[str, Any] = {
                "key_id": order["key_id"],
                "last": holding.serials.last,
                "state": holding.state.value,
                "activation_id": str(holding.activation_id) if holding.activation_id else None,
                "lot_id": lot_id,
                "activated_at": activated_at,
            }
            key = str(holding.serials.first)
            yield Made("stamp_holding", self.position, values | of_roll, key)
        for line in self.lines:
            values = {**line.values, "key_id": order["key_id"], **of_roll}
            yield Made(line.table, line.position, values, line.key)
