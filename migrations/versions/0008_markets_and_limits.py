"""the market of a lot, the register of laboratory limits, and what results were found to be

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    op.add_column(
        "lot", sa.Column("market", sa.String(), server_default="domestic", nullable=False)
    )
    add_register()
    add_judgements()


def add_register():
    table = "laboratory_limit_version"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("limit_count", sa.Integer(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.Column("imported_for_id", sa.Uuid(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "imported_by_id", "account.id"),
        refers(table, "imported_for_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{table}_number")),
    )
    op.create_index(op.f(f"ix_{table}_valid_from"), table, ["valid_from"])
    table = "laboratory_limit"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("indicator_key", sa.String(), nullable=False),
        sa.Column("synonyms", sa.Text(), nullable=False),
        sa.Column("product_group", sa.String(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("bound", coded("bound", "most", "least"), nullable=False),
        sa.Column("thousandths", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        refers(table, "version_id", "laboratory_limit_version.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        op.f(f"ix_{table}_version_id_market_product_group"),
        table,
        ["version_id", "market", "product_group"],
    )


def add_judgements():
    table = "laboratory_judgement"
    outcomes = ("within", "outside", "no_limit", "not_comparable")
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("result_thousandths", sa.BigInteger(), nullable=False),
        sa.Column("result_unit", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            coded("outcome", *(f"limit_outcome.{it}" for it in outcomes)),
            nullable=False,
        ),
        sa.Column("limit_id", sa.Uuid(), nullable=True),
        sa.Column("limit_indicator", sa.String(), nullable=True),
        sa.Column("limit_version", sa.Integer(), nullable=True),
        sa.Column("limit_bound", sa.String(), nullable=True),
        sa.Column("limit_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("limit_unit", sa.String(), nullable=True),
        sa.Column("limit_source", sa.String(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "event_id", "event.id"),
        refers(table, "lot_id", "lot.id"),
        refers(table, "limit_id", "laboratory_limit.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "event_id", "market", "field", name=op.f(f"uq_{table}_event_id_market_field")
        ),
    )
    op.create_index(op.f(f"ix_{table}_lot_id"), table, ["lot_id"])


def downgrade():
    op.drop_table("laboratory_judgement")
    op.drop_table("laboratory_limit")
    op.drop_table("laboratory_limit_version")
    with op.batch_alter_table("lot") as batch:
        batch.drop_column("market")
