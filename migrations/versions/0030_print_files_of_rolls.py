"""a print file is of one roll, or of several that follow one another

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short. What the previous release makes meanwhile is of
one roll; of a file with several it makes other bytes, and gives none of them out.
"""

import sqlalchemy as sa
from alembic import op


revision = "0030"
down_revision = "0029"


def upgrade():
    counted = sa.Column("roll_count", sa.Integer(), server_default=sa.text("1"), nullable=False)
    op.add_column("stamp_print_file", counted)


def downgrade():
    with op.batch_alter_table("stamp_print_file") as batch:
        batch.drop_column("roll_count")
