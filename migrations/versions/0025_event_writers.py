"""events: who wrote last of a kind of work, asked with each form that is opened

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

from alembic import op


revision = "0025"
down_revision = "0024"

COLUMNS = ["actor_id", "event_code", "received_at"]


def upgrade():
    op.create_index(op.f("ix_event_actor_id_event_code_received_at"), "event", COLUMNS)


def downgrade():
    op.drop_index(op.f("ix_event_actor_id_event_code_received_at"), "event")
