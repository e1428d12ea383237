"""lots: in which version their public story is told, and when their work began

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short. Stories that are there are of version 0: the
worker tells them anew, for only the application can read a template.
"""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"


def upgrade():
    with op.batch_alter_table("lot") as table:
        table.add_column(
            sa.Column("journey_version", sa.Integer(), server_default="0", nullable=False)
        )
        table.add_column(sa.Column("began_on", sa.Date(), nullable=True))
        table.create_index(op.f("ix_lot_journey_version"), ["journey_version"])


def downgrade():
    with op.batch_alter_table("lot") as table:
        table.drop_index(op.f("ix_lot_journey_version"))
        table.drop_column("began_on")
        table.drop_column("journey_version")
