"""Keys that sign stamps: when they were begun, and which of them others came to know."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from webapp.models.ledger import EntryKind
from webapp.models.signing_key import SigningKey
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        if said.action == "signing_key_begun":
            values = {name: said.content[name] for name in ("key_id", "public_key")}
            values |= {"begun_at": said["claimed_at"], "compromised_at": None}
        else:
            values["compromised_at"] = said.content["compromised_at"]
    yield Made("signing_key", entries[-1].position, values)


SIGNING_KEYS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"signing_key_begun"}),
    goes_on=frozenset({"signing_key_compromised"}),
    tables=(
        AuditedTable.of(SigningKey, "id", "key_id", "public_key", "begun_at", "compromised_at"),
    ),
    made=_made,
)
