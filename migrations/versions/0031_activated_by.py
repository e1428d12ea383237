"""what a person activated on a day is found by an index

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short.
"""

from alembic import op


revision = "0031"
down_revision = "0030"

NAME = "ix_activation_activated_by_id_activated_at"


def upgrade():
    op.create_index(op.f(NAME), "activation", ["activated_by_id", "activated_at"])


def downgrade():
    op.drop_index(op.f(NAME), "activation")
