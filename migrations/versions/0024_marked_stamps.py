"""which stamps count as oddly looked at in their lot; looks of staff are found by their phone

Rules: one idea a migration; a rename is three migrations (add, copy, drop); locks are short. Marked
are those that were counted so far; registered ones among them wait to be scored, which counts
them out.
"""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"

MARK_BEFORE = 378  # thousandths of the alarm of before
STAFF = {"sqlite_where": sa.text("is_staff = 1"), "postgresql_where": sa.text("is_staff")}


def upgrade():
    marked = sa.Column("is_marked", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("stamp", marked)
    stamp = sa.table(
        "stamp",
        sa.column("key_id"),
        sa.column("counter"),
        sa.column("suspicion_unexplained"),
        sa.column("is_marked"),
        sa.column("display_kind"),
    )
    is_odd = stamp.c.suspicion_unexplained > MARK_BEFORE
    op.execute(sa.update(stamp).where(is_odd).values(is_marked=sa.true()))
    op.create_index(op.f("ix_scan_device_hash"), "scan", ["device_hash"], **STAFF)
    score_again(stamp)


def score_again(stamp):
    waiting = sa.table(
        "unscored_stamp", sa.column("key_id"), sa.column("counter"), sa.column("waiting_since")
    )
    known = sa.exists().where(
        waiting.c.key_id == stamp.c.key_id, waiting.c.counter == stamp.c.counter
    )
    registered = sa.select(stamp.c.key_id, stamp.c.counter, sa.func.current_timestamp()).where(
        stamp.c.is_marked, stamp.c.display_kind.is_not(None), ~known
    )
    names = ["key_id", "counter", "waiting_since"]
    op.execute(sa.insert(waiting).from_select(names, registered))


def downgrade():
    op.drop_index(op.f("ix_scan_device_hash"), "scan")
    with op.batch_alter_table("stamp") as batch:
        batch.drop_column("is_marked")
