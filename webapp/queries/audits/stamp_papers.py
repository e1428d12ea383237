"""What goes with the stamps of an order: print files, deliveries, activations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from webapp.models.activation import Activation
from webapp.models.stamp_printing import StampDelivery, StampPrintFile
from webapp.queries.audits.rows import AuditedTable, Made, Said, Sealed

_ACTIVATED: Final = ("roll_id", "lot_id", "key_id", "first", "last")
_FILE: Final = ("roll_id", "format", "sha256", "size")
TABLES: Final = (
    AuditedTable.of(
        Activation,
        "order_id",
        "organisation_id",
        *_ACTIVATED,
        "form_id",
        "activated_by_id",
        "activated_at",
        "undone_by_id",
        "undone_at",
        "undone_reason",
        key="id",
    ),
    AuditedTable.of(
        StampPrintFile,
        "order_id",
        *_FILE,
        "roll_count",
        "made_by_id",
        "made_at",
        "downloads",
        key="id",
    ),
    AuditedTable.of(
        StampDelivery,
        "order_id",
        "organisation_id",
        "number",
        "note",
        "sent_by_id",
        "sent_at",
        key="id",
    ),
)


@dataclass
class PapersTold:
    """The rows beside the stamps, by table and id."""

    rows_by_key: dict[tuple[str, str], Made] = field(default_factory=dict)

    def read(self, said: Said) -> None:
        """Take one entry; those about stamps alone change nothing here."""
        reader = _READERS.get(said.action)
        if reader is not None:
            table, key, values = reader(said)
            before = self.rows_by_key.get((table, key))
            known = dict(before.values) if before else {}
            self.rows_by_key[table, key] = Made(table, said.position, known | values, key)

    def rows(self) -> Iterator[Made]:
        """All of them."""
        yield from self.rows_by_key.values()


_Row = tuple[str, str, dict[str, Any]]


def _activated(said: Said) -> _Row:
    values = {name: said.content[name] for name in _ACTIVATED}
    values |= {"organisation_id": said["organisation_id"]}
    values |= {"form_id": said.content.get("form_id")}  # of none where it was activated alone
    values |= {"activated_by_id": said["actor_id"], "activated_at": said["claimed_at"]}
    values |= {"undone_by_id": None, "undone_at": None, "undone_reason": None}
    return "activation", said.content["activation_id"], values


def _undone(said: Said) -> _Row:
    values: dict[str, Any] = {"undone_by_id": said["actor_id"], "undone_at": said["claimed_at"]}
    values |= {"undone_reason": Sealed(said.content.get("reason"))}
    return "activation", said.content["activation_id"], values


def _file_made(said: Said) -> _Row:
    values = {name: said.content[name] for name in _FILE}
    values |= {"roll_count": said.content.get("roll_count", 1)}  # of before: one roll
    values |= {"made_by_id": said["actor_id"], "made_at": said["claimed_at"], "downloads": 0}
    return "stamp_print_file", said.content["file_id"], values


def _file_taken(said: Said) -> _Row:
    return "stamp_print_file", said.content["file_id"], {"downloads": said.content["download"]}


def _sent(said: Said) -> _Row:
    values = {
        "organisation_id": said["organisation_id"],
        "number": said.content["number"],
        "note": Sealed(said.content.get("note")),
        "sent_by_id": said["actor_id"],
        "sent_at": said["claimed_at"],
    }
    return "stamp_delivery", said.content["delivery_id"], values


_READERS: Final = {
    "activated": _activated,
    "activation_undone": _undone,
    "file_made": _file_made,
    "file_taken": _file_taken,
    "sent": _sent,
}
