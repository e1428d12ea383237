"""Growing-area and packing-house codes, their history, and the consents of their holders."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.markets import write_markets
from webapp.models.area_code import AreaCode, AreaCodeConsent, AreaCodeStatusChange
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_FACTS: Final = (
    "scheme",
    "cycle",
    "area_thousandths",
    "yield_thousandths",
    "households",
    "issued_on",
    "valid_to",
)
_SEALED_FACTS: Final = ("crop", "authority")
_TERMS: Final = ("organisation_id", "valid_from", "valid_to", "most_thousandths")
_WITHDRAWN: Final = ("withdrawn_by_id", "withdrawn_at", "withdrawn_reason")
_CONSENTS: Final = frozenset({"area_code_consent_given", "area_code_consent_withdrawn"})


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    code: dict[str, Any] = {}
    consents: dict[str, Made] = {}
    position = entries[0].position
    for said in entries:
        if said.action in _CONSENTS:
            _consented(said, consents)
            continue
        position = said.position
        code |= _told(said)
        if "change_id" in said.content:
            yield _change(said)
    yield Made("area_code", position, code)
    yield from consents.values()


def _told(said: Said) -> dict[str, Any]:
    """The columns of the code that an entry sets."""
    content, values = said.content, {}
    if said.action == "area_code_registered":
        values = {"kind": content["kind"], "code": content["code"]}
        values |= {"holder_id": said["organisation_id"], "registered_by_id": said["actor_id"]}
        values |= {"registered_at": said["claimed_at"]}
    if "facts" in content:
        facts = content["facts"]
        values |= {name: facts[name] for name in _FACTS}
        values |= {name: Sealed(facts[name]) for name in _SEALED_FACTS}
        values["markets"] = write_markets(frozenset(facts["markets"]))
    if said.action == "area_code_moved":
        values["issued_on"] = content["issued_on"]
    if "to" in content:
        values["status"] = content["to"]
    return values


def _change(said: Said) -> Made:
    values = {
        "status": said.content["to"],
        "reason": Sealed(said.content["reason"]),
        "changed_by_id": said["actor_id"],
        "for_id": said.content["for_id"],
        "changed_at": said["claimed_at"],
    }
    return Made("area_code_status_change", said.position, values, said.content["change_id"])


def _consented(said: Said, consents: dict[str, Made]) -> None:
    key = said.content["consent_id"]
    if said.action == "area_code_consent_given":
        values = {name: said.content[name] for name in _TERMS}
        values |= {"given_by_id": said["actor_id"], "given_at": said["claimed_at"]}
        values |= dict.fromkeys(_WITHDRAWN)
    else:
        values = dict(consents[key].values)
        values |= {"withdrawn_by_id": said["actor_id"], "withdrawn_at": said["claimed_at"]}
        values |= {"withdrawn_reason": Sealed(said.content["reason"])}
    consents[key] = Made("area_code_consent", said.position, values, key)


AREA_CODES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"area_code_registered"}),
    goes_on=frozenset({"area_code_edited", "area_code_moved"}) | _CONSENTS,
    tables=(
        AuditedTable.of(
            AreaCode,
            "id",
            "kind",
            "code",
            "markets",
            *_FACTS,
            *_SEALED_FACTS,
            "status",
            "holder_id",
            "registered_by_id",
            "registered_at",
        ),
        AuditedTable.of(
            AreaCodeStatusChange,
            "area_code_id",
            "status",
            "reason",
            "changed_by_id",
            "for_id",
            "changed_at",
            key="id",
        ),
        AuditedTable.of(
            AreaCodeConsent,
            "area_code_id",
            *_TERMS,
            "given_by_id",
            "given_at",
            *_WITHDRAWN,
            key="id",
        ),
    ),
    made=_made,
)
