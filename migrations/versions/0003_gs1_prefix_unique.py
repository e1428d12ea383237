"""a GS1 company prefix has one holder

A unique index, not a constraint: SQLite makes the one without copying the table.
"""

from alembic import op


revision = "0003"
down_revision = "0002"


def upgrade():
    op.create_index(op.f("ix_organisation_gs1_prefix"), "organisation", ["gs1_prefix"], unique=True)


def downgrade():
    op.drop_index(op.f("ix_organisation_gs1_prefix"), table_name="organisation")
