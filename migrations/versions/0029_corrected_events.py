"""events: which entries of a lot put others right, asked of each entry wherever a diary is read

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0029"
down_revision = "0028"

CORRECTS = sa.text("corrects_id IS NOT NULL")


def upgrade():
    op.create_index(
        "ix_event_corrected",
        "event",
        ["lot_id"],
        sqlite_where=CORRECTS,
        postgresql_where=CORRECTS,
    )


def downgrade():
    op.drop_index("ix_event_corrected", "event")
