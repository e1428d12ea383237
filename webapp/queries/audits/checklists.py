"""Self-assessments, from the moment they are finished."""

from collections.abc import Iterator, Sequence
from typing import Final

from webapp.models.checklist import ChecklistAssessment
from webapp.models.ledger import EntryKind
from webapp.queries.audits.rows import AuditedTable, Digest, Made, Noun, Said


def _made(entries: Sequence[Said]) -> Iterator[Made]:
    for said in entries:
        content = said.content
        yield Made(
            "checklist_assessment",
            said.position,
            {
                "organisation_id": said["organisation_id"],
                "checklist_code": content["checklist"],
                "checklist_version": content["version"],
                "lot_id": content["lot_id"],
                "place_id": content["place_id"],
                "finished_by_id": said["actor_id"],
                "finished_at": said["claimed_at"],
                "result": Digest(content["result_sha256"]),
            },
        )


CHECKLISTS: Final = Noun(
    kind=EntryKind.DECISION,
    begins=frozenset({"checklist_finished"}),
    tables=(
        AuditedTable.of(
            ChecklistAssessment,
            "id",
            "organisation_id",
            "checklist_code",
            "checklist_version",
            "lot_id",
            "place_id",
            "finished_by_id",
            "finished_at",
            "result",
            spoken=ChecklistAssessment.finished_at.is_not(None),
        ),
    ),
    made=_made,
)
