"""Orders of stamps with their rolls, holdings and papers: entries of all of them name the order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Holding, StampState
from traceability.stamps import OrderKind, OrderState
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampHolding, StampMovement, bound_lot, bound_since
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed
from webapp.queries.audits.stamp_papers import TABLES, PapersTold
from webapp.queries.audits.stamp_rolls import PARTS, RollTold

_ORDERS: Final = AuditedTable.of(
    StampOrder,
    "id",
    "organisation_id",
    "product_id",
    "key_id",
    "first",
    "count",
    "roll_size",
    "has_covered_code",
    "state",
    "ordered_by_id",
    "ordered_at",
    "approved_by_id",
    "decided_at",
    "refusal_reason",
    "withdrawn_by_id",
    "withdrawn_at",
    "withdrawal_reason",
    "is_signed",
    "signing_key_id",
    "signed_first",
    "supplier_id",
    "programme_id",
    "unit_price",
    "subsidy_percent",
    "kind",
    "proof_count",
    "proof_made_at",
    "proof_approved_by_id",
    "proof_approved_at",
)
_ROLLS: Final = AuditedTable.of(
    StampRoll,
    "order_id",
    "organisation_id",
    "first",
    "last",
    "printed_by_id",
    "printed_at",
    "delivered_at",
    "downloads",
    id=StampRoll.id,
    key="number",
)
_HOLDINGS: Final = AuditedTable.of(
    StampHolding,
    "order_id",
    "key_id",
    "last",
    "roll_id",
    "state",
    "activation_id",
    lot_id=bound_lot(),
    activated_at=bound_since(),
    key="first",
)
_MOVEMENTS: Final = AuditedTable.of(
    StampMovement,
    "order_id",
    "organisation_id",
    "roll_id",
    "key_id",
    "first",
    "last",
    "kind",
    "before",
    "after",
    "activation_id",
    "moved_by_id",
    "moved_at",
    "reason",
)
# Nothing else tells the lines of one entry apart.
_LINES: Final = replace(_MOVEMENTS, key=StampMovement.position * PARTS + StampMovement.part)


@dataclass
class _Order:
    """One order as its entries leave it."""

    position: int
    values: dict[str, Any] = field(default_factory=dict)
    rolls: list[RollTold] = field(default_factory=list)
    papers: PapersTold = field(default_factory=PapersTold)

    def read(self, said: Said) -> None:
        self.position = said.position
        if said.action == "ordered":
            self._ordered(said)
        elif said.action in ("approved", "refused"):
            self._decided(said)
        elif said.action == "withdrawn":
            self._withdrawn(said)
        elif said.action == "proof_made":
            self.values["proof_made_at"] = said["claimed_at"]
        elif said.action == "proof_approved":
            at = said["claimed_at"]
            self.values |= {"proof_approved_by_id": said["actor_id"], "proof_approved_at": at}
        else:
            self.papers.read(said)
            roll = self._roll_of(said)
            if roll is not None:
                roll.read(said)

    def _ordered(self, said: Said) -> None:
        told = ("product_id", "key_id", "first", "count", "roll_size")
        self.values = {name: said.content[name] for name in told if name in said.content}
        self.values |= {
            "organisation_id": said["organisation_id"],
            # Orders of before there were covered codes have none.
            "has_covered_code": said.content.get("has_covered_code", False),
            "state": OrderState.ORDERED.value,
            "ordered_by_id": said["actor_id"],
            "ordered_at": said["claimed_at"],
            "approved_by_id": None,
            "decided_at": None,
            "refusal_reason": None,
            "withdrawn_by_id": None,
            "withdrawn_at": None,
            "withdrawal_reason": None,
            "is_signed": said.content.get("is_signed", False),
            "signing_key_id": said.content.get("signing_key_id"),
            "signed_first": said.content.get("signed_first"),
            "kind": said.content.get("kind", OrderKind.ITEM.value),
            "proof_count": said.content.get("proof_count", 0),
            "supplier_id": None,
            "programme_id": None,
            "unit_price": 0,
            "subsidy_percent": 0,
            "proof_made_at": None,
            "proof_approved_by_id": None,
            "proof_approved_at": None,
        }

    def _decided(self, said: Said) -> None:
        self.values |= {
            "state": said.action,
            "approved_by_id": said["actor_id"],
            "decided_at": said["claimed_at"],
            "refusal_reason": Sealed(said.content.get("reason")),
        }
        if said.action == "approved":
            terms = ("supplier_id", "programme_id", "unit_price", "subsidy_percent")
            self.values |= {name: said.content[name] for name in terms if name in said.content}
            self.rolls = list(self._cut(said))

    def _withdrawn(self, said: Said) -> None:
        self.values |= {
            "state": said.action,
            "withdrawn_by_id": said["actor_id"],
            "withdrawn_at": said["claimed_at"],
            "withdrawal_reason": Sealed(said.content["reason"]),
        }

    def _cut(self, said: Said) -> Iterator[RollTold]:
        """The rolls; entries of before do not say how large one is, but how many there are."""
        first, count, rolls = self.values["first"], self.values["count"], said.content["rolls"]
        size = self.values.get("roll_size", -(-count // rolls))
        for start in range(first, first + count, size):
            values = {
                "organisation_id": said["organisation_id"],
                "first": start,
                "last": min(start + size, first + count),
                "printed_by_id": None,
                "printed_at": None,
                "delivered_at": None,
                "downloads": 0,
            }
            serials = SerialRange(values["first"], values["last"])
            unprinted = Holding(serials, StampState.NOT_PRINTED)
            yield RollTold(said.position, values, (unprinted,))

    def _roll_of(self, said: Said) -> RollTold | None:
        told = said.content.get("roll_id")
        first = said.content.get("first")
        for roll in self.rolls:
            if told is not None and roll.values.get("id") == told:
                return roll
            if first is not None and roll.values["first"] <= first < roll.values["last"]:
                return roll
        return None

    def rows(self) -> Iterator[Made]:
        """The order, its rolls by number, and its activations."""
        yield Made("stamp_order", self.position, self.values)
        for number, roll in enumerate(self.rolls, start=1):
            yield Made("stamp_roll", roll.position, roll.values, str(number))
            yield from roll.rows(self.values)
        yield from self.papers.rows()


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    order = _Order(entries[0].position)
    for said in entries:
        order.read(said)
    yield from order.rows()


STAMP_ORDERS: Final = Noun(
    kind=EntryKind.STAMP,
    begins=frozenset({"ordered"}),
    goes_on=frozenset(
        {
            "approved",
            "refused",
            "withdrawn",
            "printed",
            "proof_made",
            "proof_approved",
            "file_made",
            "file_taken",
            "run_printed",
            "sent",
            "received",
            "activation_asked",
            "activation_refused",
            "activated",
            "activation_undone",
            "moved",
            "lost",
            "stolen",
            "void",
            "destroyed",
        }
    ),
    tables=(_ORDERS, _ROLLS, *TABLES, _HOLDINGS, _LINES),
    made=_made,
)
