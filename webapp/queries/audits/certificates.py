"""Certificates: what was handed in, what was decided about it, and its withdrawal."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.certificates import CertificateScope, CertificateStatus
from webapp.models.certificate import Certificate, CertificatePlace, CertificateProduct
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Made, Noun, Said, Sealed

_LATER: Final = (
    "decided_by_id",
    "decided_for_id",
    "decided_at",
    "decided_reason",
    "withdrawn_by_id",
    "withdrawn_at",
    "withdrawn_reason",
)
_COVERING: Final = {
    CertificateScope.PRODUCTS.value: "certificate_product",
    CertificateScope.PLACES.value: "certificate_place",
}


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    for said in entries:
        if said.action == "certificate_submitted":
            values = _submitted(said)
            yield from _covered(said)
        elif said.action == "certificate_withdrawn":
            values |= {"status": CertificateStatus.WITHDRAWN.value} | _signed(said, "withdrawn")
        else:
            values |= _decided(said)
    yield Made("certificate", entries[-1].position, values)


def _submitted(said: Said) -> dict[str, Any]:
    content = said.content
    told = ("scope", "issued_on", "valid_to", "file_sha256", "shown_sha256")
    return {
        **{name: content[name] for name in told if name in content},
        **{name: Sealed(content.get(name)) for name in ("number", "issuer", "standard")},
        **dict.fromkeys(_LATER),
        "organisation_id": said["organisation_id"],
        "kind": content["certificate"],
        "status": CertificateStatus.SUBMITTED.value,
        "renews_id": content["renews"],
        "submitted_by_id": said["actor_id"],
        "submitted_at": said["claimed_at"],
    }


def _covered(said: Said) -> Iterator[Made]:
    table = _COVERING.get(said.content["scope"])
    for covered in said.content["covered"] if table else ():
        yield Made(table or "", said.position, {}, covered)


def _decided(said: Said) -> dict[str, Any]:
    status = said.action.removeprefix("certificate_")
    decided = {"status": status} | _signed(said, "decided")
    if "decided_for_id" in said.content:
        decided["decided_for_id"] = said.content["decided_for_id"]
    return decided


def _signed(said: Said, what: str) -> dict[str, Any]:
    return {
        f"{what}_by_id": said["actor_id"],
        f"{what}_at": said["claimed_at"],
        f"{what}_reason": Sealed(said.content["reason"]),
    }


CERTIFICATES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"certificate_submitted"}),
    goes_on=frozenset({"certificate_verified", "certificate_refused", "certificate_withdrawn"}),
    tables=(
        AuditedTable.of(
            Certificate,
            "id",
            "organisation_id",
            "kind",
            "number",
            "issuer",
            "standard",
            "scope",
            "issued_on",
            "valid_to",
            "file_sha256",
            "shown_sha256",
            "status",
            "renews_id",
            "submitted_by_id",
            "submitted_at",
            *_LATER,
        ),
        AuditedTable.of(CertificateProduct, "certificate_id", key="product_id"),
        AuditedTable.of(CertificatePlace, "certificate_id", key="place_id"),
    ),
    made=_made,
)
