"""activations know the form that made them together with others, and so do those asked for

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short. What the previous release makes meanwhile is
made alone, as all before it was.
"""

import sqlalchemy as sa
from alembic import op


revision = "0035"
down_revision = "0034"

TABLES = ("activation", "activation_request")


def upgrade():
    for table in TABLES:
        op.add_column(table, sa.Column("form_id", sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_{table}_form_id"), table, ["form_id"])


def downgrade():
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_form_id"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("form_id")
