"""looks: what a verdict tells of those before is read from the index alone

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

from alembic import op


revision = "0034"
down_revision = "0033"

BEFORE = ["key_id", "counter", "scanned_at"]
AFTER = [*BEFORE, "is_staff", "province_code"]


def name(columns):
    return op.f(f"ix_scan_{'_'.join(columns)}")


def upgrade():
    op.create_index(name(AFTER), "scan", AFTER)
    op.drop_index(name(BEFORE), "scan")


def downgrade():
    op.create_index(name(BEFORE), "scan", BEFORE)
    op.drop_index(name(AFTER), "scan")
