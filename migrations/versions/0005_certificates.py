"""certificates and checklists: what was attested, and what a producer found of its own work

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"

KINDS = (
    "vietgap",
    "globalgap",
    "organic",
    "gacp",
    "haccp",
    "iso22000",
    "food_safety_eligibility",
    "self_declaration",
    "ocop",
    "halal",
    "other",
)


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", coded("kind", *KINDS), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("scope", coded("scope", "organisation", "products", "places"), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("shown_sha256", sa.String(), nullable=True),
        sa.Column(
            "status",
            coded("status", "submitted", "verified", "refused", "withdrawn"),
            nullable=False,
        ),
        sa.Column("renews_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_for_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        refers("certificate", "organisation_id", "organisation.id"),
        refers("certificate", "file_sha256", "file.sha256"),
        refers("certificate", "shown_sha256", "file.sha256"),
        refers("certificate", "renews_id", "certificate.id"),
        refers("certificate", "submitted_by_id", "account.id"),
        refers("certificate", "decided_by_id", "account.id"),
        refers("certificate", "decided_for_id", "organisation.id"),
        refers("certificate", "withdrawn_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    for column in ("organisation_id", "shown_sha256", "status"):
        op.create_index(op.f(f"ix_certificate_{column}"), "certificate", [column])
    for thing in ("product", "place"):
        table, column = f"certificate_{thing}", f"{thing}_id"
        op.create_table(
            table,
            sa.Column("certificate_id", sa.Uuid(), nullable=False),
            sa.Column(column, sa.Uuid(), nullable=False),
            refers(table, "certificate_id", "certificate.id"),
            refers(table, column, f"{thing}.id"),
            sa.PrimaryKeyConstraint("certificate_id", column, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    add_checklists()


def add_checklists():
    op.create_table(
        "checklist_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("checklist_code", sa.String(), nullable=False),
        sa.Column("checklist_version", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_by_id", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("(place_id IS NULL) <> (lot_id IS NULL)", name="one_subject"),
        refers("checklist_assessment", "organisation_id", "organisation.id"),
        refers("checklist_assessment", "place_id", "place.id"),
        refers("checklist_assessment", "lot_id", "lot.id"),
        refers("checklist_assessment", "started_by_id", "account.id"),
        refers("checklist_assessment", "finished_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_assessment")),
    )
    for column in ("organisation_id", "place_id", "lot_id"):
        name = op.f(f"ix_checklist_assessment_{column}")
        op.create_index(name, "checklist_assessment", [column])
    op.create_table(
        "checklist_answer",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("point_code", sa.String(), nullable=False),
        sa.Column("answer", coded("answer", "yes", "no", "not_applicable"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("shown_sha256", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        refers("checklist_answer", "assessment_id", "checklist_assessment.id"),
        refers("checklist_answer", "file_sha256", "file.sha256"),
        refers("checklist_answer", "shown_sha256", "file.sha256"),
        refers("checklist_answer", "answered_by_id", "account.id"),
        sa.PrimaryKeyConstraint("assessment_id", "point_code", name=op.f("pk_checklist_answer")),
    )
    op.create_index(op.f("ix_checklist_answer_shown_sha256"), "checklist_answer", ["shown_sha256"])


def downgrade():
    op.drop_table("checklist_answer")
    op.drop_table("checklist_assessment")
    op.drop_table("certificate_place")
    op.drop_table("certificate_product")
    op.drop_table("certificate")
