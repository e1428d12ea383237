"""when the printer first took out an order's proof sheet

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short. Nothing
is known of sheets taken out before: their orders wait until the printer takes one out once more.
"""

import sqlalchemy as sa
from alembic import op


revision = "0022"
down_revision = "0021"


def upgrade():
    with op.batch_alter_table("stamp_order") as batch:
        batch.add_column(sa.Column("proof_made_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("stamp_order") as batch:
        batch.drop_column("proof_made_at")
