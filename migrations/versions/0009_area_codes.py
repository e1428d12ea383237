"""growing-area and packing-house codes, their history, consents to use them, and lots that do

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"

KINDS = ("growing_area", "packing_house", "farming_area", "swiftlet_house")
STATUSES = ("requested", "under_inspection", "granted", "suspended", "revoked")


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    table = "area_code"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", coded("kind", *KINDS), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("scheme", coded("scheme", "domestic_3156", "export", "other"), nullable=False),
        sa.Column("markets", sa.String(), nullable=False),
        sa.Column("crop", sa.String(), nullable=False),
        sa.Column("cycle", coded("cycle", "perennial", "annual"), nullable=True),
        sa.Column("area_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("yield_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status", coded("status", *STATUSES), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "holder_id", "organisation.id"),
        refers(table, "registered_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{table}_code")),
    )
    op.create_index(op.f(f"ix_{table}_holder_id"), table, ["holder_id"])
    op.create_index(op.f(f"ix_{table}_status"), table, ["status"])
    add_history()
    add_consents()
    add_choices()


def add_history():
    table = "area_code_status_change"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code_id", sa.Uuid(), nullable=False),
        sa.Column("status", coded("status", *STATUSES), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("for_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "area_code_id", "area_code.id"),
        refers(table, "changed_by_id", "account.id"),
        refers(table, "for_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_area_code_id"), table, ["area_code_id"])


def add_consents():
    table = "area_code_consent"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("most_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        refers(table, "area_code_id", "area_code.id"),
        refers(table, "organisation_id", "organisation.id"),
        refers(table, "given_by_id", "account.id"),
        refers(table, "withdrawn_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("area_code_id", "organisation_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def add_choices():
    table = "lot_area_code"
    op.create_table(
        table,
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("kind", coded("kind", *KINDS), nullable=False),
        sa.Column("area_code_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_by_id", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "lot_id", "lot.id"),
        refers(table, "area_code_id", "area_code.id"),
        refers(table, "chosen_by_id", "account.id"),
        sa.PrimaryKeyConstraint("lot_id", "kind", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_area_code_id"), table, ["area_code_id"])


def downgrade():
    for table in (
        "lot_area_code",
        "area_code_consent",
        "area_code_status_change",
        "area_code",
    ):
        op.drop_table(table)
