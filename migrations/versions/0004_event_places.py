"""one entry of the diary covers several plots; waiting periods are looked up by place"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"


def upgrade():
    op.create_table(
        "event_place",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_place_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_event_place_place_id_place")
        ),
        sa.PrimaryKeyConstraint("event_id", "place_id", name=op.f("pk_event_place")),
    )
    op.create_index(op.f("ix_event_place_place_id"), "event_place", ["place_id"])
    op.create_index(op.f("ix_event_place_id_event_time"), "event", ["place_id", "event_time"])


def downgrade():
    op.drop_index(op.f("ix_event_place_id_event_time"), table_name="event")
    op.drop_table("event_place")
