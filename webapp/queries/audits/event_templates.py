"""Uploaded versions of event templates, what agencies said of them, and what was decided."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from traceability.template_versions import TemplateState
from webapp.models.event_template import TemplateOpinion, TemplateVersion
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Digest, Made, Noun, Said, Sealed

_DECIDED: Final = ("decided_by_id", "decided_for_id", "decided_at", "decided_reason")


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    values: dict[str, Any] = {}
    position = entries[0].position
    for said in entries:
        if said.action == "template_opinion":
            yield _opinion(said)
            continue
        position = said.position
        values = _proposed(said) if said.action == "template_proposed" else values | _decided(said)
    yield Made("template_version", position, values)


def _proposed(said: Said) -> dict[str, Any]:
    content = said.content
    return {
        "group": content["group"],
        "version": content["version"],
        "text": Digest(content["file_sha256"]),
        "sha256": content["file_sha256"],
        "purpose": Sealed(content.get("purpose")),
        "state": TemplateState.PROPOSED.value,
        "proposed_by_id": said["actor_id"],
        "proposed_for_id": said["organisation_id"],
        "proposed_at": said["claimed_at"],
        **dict.fromkeys(_DECIDED),
    }


def _decided(said: Said) -> dict[str, Any]:
    return {
        "state": said.action.removeprefix("template_"),
        "decided_by_id": said["actor_id"],
        "decided_for_id": said["organisation_id"],
        "decided_at": said["claimed_at"],
        "decided_reason": Sealed(said.content["reason"]),
    }


def _opinion(said: Said) -> Made:
    values = {
        "organisation_id": said["organisation_id"],
        "number": said.content["number"],
        "stance": said.content["stance"],
        "words": Sealed(said.content.get("words")),
        "written_by_id": said["actor_id"],
        "written_at": said["claimed_at"],
    }
    return Made("template_opinion", said.position, values, said.content["opinion_id"])


EVENT_TEMPLATES: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"template_proposed"}),
    goes_on=frozenset(
        {"template_opinion", "template_in_force", "template_refused", "template_withdrawn"}
    ),
    tables=(
        AuditedTable.of(
            TemplateVersion,
            "id",
            "group",
            "version",
            "text",
            "sha256",
            "purpose",
            "state",
            "proposed_by_id",
            "proposed_for_id",
            "proposed_at",
            *_DECIDED,
        ),
        AuditedTable.of(
            TemplateOpinion,
            "template_version_id",
            "organisation_id",
            "number",
            "stance",
            "words",
            "written_by_id",
            "written_at",
            key="id",
        ),
    ),
    made=_made,
)
