"""events: when the last of a lot was received, told with each look at its stamps

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

from alembic import op


revision = "0026"
down_revision = "0025"

COLUMNS = ["lot_id", "received_at"]


def upgrade():
    op.create_index(op.f("ix_event_lot_id_received_at"), "event", COLUMNS)


def downgrade():
    op.drop_index(op.f("ix_event_lot_id_received_at"), "event")
