"""Orders of stamps with their rolls and activations: entries of all three name the order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from traceability.stamps import OrderState, RollState
from webapp.models.activation import Activation
from webapp.models.ledger import EntryKind
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_ORDERS: Final = AuditedTable.of(
    StampOrder,
    "id",
    "organisation_id",
    "product_id",
    "key_id",
    "first",
    "count",
    "roll_size",
    "state",
    "ordered_by_id",
    "ordered_at",
    "approved_by_id",
    "decided_at",
    "refusal_reason",
    "is_signed",
    "signing_key_id",
    "signed_first",
)
_ROLLS: Final = AuditedTable.of(
    StampRoll,
    "order_id",
    "organisation_id",
    "first",
    "last",
    "state",
    "printed_by_id",
    "printed_at",
    "delivered_at",
    "downloads",
    id=StampRoll.id,
    key="number",
)
_ACTIVATED: Final = ("roll_id", "lot_id", "key_id", "first", "last")
_ACTIVATIONS: Final = AuditedTable.of(
    Activation,
    "order_id",
    "organisation_id",
    *_ACTIVATED,
    "activated_by_id",
    "activated_at",
    "undone_by_id",
    "undone_at",
    key="id",
)
_GONE: Final = frozenset(
    it.value for it in (RollState.LOST, RollState.STOLEN, RollState.VOID, RollState.DESTROYED)
)


@dataclass
class _Roll:
    """One roll as its entries leave it."""

    position: int
    values: dict[str, Any]
    active: int = 0

    def printed(self, said: Said) -> None:
        self.values["downloads"] = said.content["download"]
        if self.values["state"] == RollState.APPROVED:
            at = said["claimed_at"]
            self.values |= {"state": RollState.DELIVERED.value, "printed_by_id": said["actor_id"]}
            self.values |= {"printed_at": at, "delivered_at": at}

    def activated(self, said: Said) -> None:
        self.active += said.content["last"] - said.content["first"]
        if self.active == self.values["last"] - self.values["first"]:
            self.values["state"] = RollState.ACTIVATED.value


@dataclass
class _Order:
    """One order as its entries leave it."""

    position: int
    values: dict[str, Any] = field(default_factory=dict)
    rolls: list[_Roll] = field(default_factory=list)
    activations: list[Made] = field(default_factory=list)

    def read(self, said: Said) -> None:
        self.position = said.position
        if said.action == "ordered":
            self._ordered(said)
        elif said.action in ("approved", "refused"):
            self._decided(said)
        else:
            self._on_a_roll(said)

    def _ordered(self, said: Said) -> None:
        told = ("product_id", "key_id", "first", "count", "roll_size")
        self.values = {name: said.content[name] for name in told if name in said.content}
        self.values |= {
            "organisation_id": said["organisation_id"],
            "state": OrderState.ORDERED.value,
            "ordered_by_id": said["actor_id"],
            "ordered_at": said["claimed_at"],
            "approved_by_id": None,
            "decided_at": None,
            "refusal_reason": None,
            "is_signed": said.content.get("is_signed", False),
            "signing_key_id": said.content.get("signing_key_id"),
            "signed_first": said.content.get("signed_first"),
        }

    def _decided(self, said: Said) -> None:
        self.values |= {
            "state": said.action,
            "approved_by_id": said["actor_id"],
            "decided_at": said["claimed_at"],
            "refusal_reason": Sealed(said.content.get("reason")),
        }
        if said.action == "approved":
            self.rolls = list(self._cut(said))

    def _cut(self, said: Said) -> Iterator[_Roll]:
        """The rolls; entries of before do not say how large one is, but how many there are."""
        first, count, rolls = self.values["first"], self.values["count"], said.content["rolls"]
        size = self.values.get("roll_size", -(-count // rolls))
        for start in range(first, first + count, size):
            values = {
                "organisation_id": said["organisation_id"],
                "first": start,
                "last": min(start + size, first + count),
                "state": RollState.APPROVED.value,
                "printed_by_id": None,
                "printed_at": None,
                "delivered_at": None,
                "downloads": 0,
            }
            yield _Roll(said.position, values)

    def _on_a_roll(self, said: Said) -> None:
        roll = self._roll_of(said)
        if said.action == "activated":
            values = {name: said.content[name] for name in _ACTIVATED}
            values |= {"organisation_id": said["organisation_id"]}
            values |= {"activated_by_id": said["actor_id"], "activated_at": said["claimed_at"]}
            values |= {"undone_by_id": None, "undone_at": None}
            key = said.content["activation_id"]
            self.activations.append(Made("activation", said.position, values, key))
        if roll is None:
            return
        roll.position = said.position
        if "roll_id" in said.content:
            roll.values["id"] = said.content["roll_id"]
        if said.action == "printed":
            roll.printed(said)
        elif said.action == "activated":
            roll.activated(said)
        else:
            roll.values["state"] = said.action

    def _roll_of(self, said: Said) -> _Roll | None:
        first = said.content["first"]
        around = (it for it in self.rolls if it.values["first"] <= first < it.values["last"])
        return next(around, None)

    def rows(self) -> Iterator[Made]:
        """The order, its rolls by number, and its activations."""
        yield Made("stamp_order", self.position, self.values)
        for number, roll in enumerate(self.rolls, start=1):
            yield Made("stamp_roll", roll.position, roll.values, str(number))
        yield from self.activations


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    order = _Order(entries[0].position)
    for said in entries:
        order.read(said)
    yield from order.rows()


STAMP_ORDERS: Final = Noun(
    kind=EntryKind.STAMP,
    begins=frozenset({"ordered"}),
    goes_on=frozenset({"approved", "refused", "printed", "activated"}) | _GONE,
    tables=(_ORDERS, _ROLLS, _ACTIVATIONS),
    made=_made,
)
