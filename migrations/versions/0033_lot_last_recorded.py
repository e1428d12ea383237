"""lots: when the last entry was received, told with each look at a stamp

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short. Nothing is filled in: what the previous release
receives meanwhile would be later than what is told. An empty one is read from the entries.
"""

import sqlalchemy as sa
from alembic import op


revision = "0033"
down_revision = "0032"


def upgrade():
    op.add_column("lot", sa.Column("last_recorded_at", sa.DateTime(timezone=True)))


def downgrade():
    with op.batch_alter_table("lot") as batch:
        batch.drop_column("last_recorded_at")
