"""event_photo: a report as a PDF has no copy to look at

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"


def upgrade():
    with op.batch_alter_table("event_photo") as table:
        table.alter_column("shown_sha256", existing_type=sa.String(), nullable=True)


def downgrade():
    op.execute(sa.text("DELETE FROM event_photo WHERE shown_sha256 IS NULL"))
    with op.batch_alter_table("event_photo") as table:
        table.alter_column("shown_sha256", existing_type=sa.String(), nullable=False)
