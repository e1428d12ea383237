"""rolls that are on their way are found by an index

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"

WAITING = {
    "sqlite_where": sa.text("received_at IS NULL"),
    "postgresql_where": sa.text("received_at IS NULL"),
}
NAME = "ix_stamp_delivery_roll_roll_id"


def upgrade():
    op.create_index(op.f(NAME), "stamp_delivery_roll", ["roll_id"], **WAITING)


def downgrade():
    op.drop_index(op.f(NAME), "stamp_delivery_roll")
