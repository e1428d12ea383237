"""Persons who were erased: nobody gives the account a name or a way in again unseen."""

from collections.abc import Iterator, Sequence
from typing import Final

from traceability.erasure import ERASED_NAME, ERASED_PHONE
from webapp.models.account import Account
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    said = entries[-1]
    values = {
        "name": ERASED_NAME,
        "phone": f"{ERASED_PHONE}{said['subject_id']}",
        "password_hash": "",
        "disabled_at": said.content["disabled_at"],
    }
    yield Made("account", said.position, values)


PEOPLE: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"person_erased"}),
    goes_on=frozenset(),
    tables=(
        AuditedTable.of(
            Account,
            "id",
            "name",
            "phone",
            "password_hash",
            "disabled_at",
            spoken=Account.phone.startswith(ERASED_PHONE),
        ),
    ),
    made=_made,
)
