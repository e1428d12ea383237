"""looks: coarse places, staff, keys of the months, displays, alerts, and what waits to be scored

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"

_INSTANT = sa.DateTime(timezone=True)


def _coded(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    with op.batch_alter_table("scan") as table:
        table.add_column(sa.Column("cell", sa.String(), nullable=True))
        table.add_column(
            sa.Column(
                "place_source",
                _coded("place_source", "position", "named", "network"),
                nullable=True,
            )
        )
        table.add_column(sa.Column("network", sa.Integer(), nullable=True))
        table.add_column(sa.Column("cause", sa.String(), nullable=True))
        table.add_column(
            sa.Column("is_staff", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("stamp") as table:
        table.add_column(sa.Column("suspicion_unexplained", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column(
                "display_kind",
                _coded("display_kind", "display", "listing", "picture"),
                nullable=True,
            )
        )
        table.add_column(sa.Column("display_since", _INSTANT, nullable=True))
    op.create_table(
        "device_key",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_device_key")),
    )
    op.create_table(
        "unscored_stamp",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("waiting_since", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "counter", name=op.f("pk_unscored_stamp")),
    )
    op.create_index(op.f("ix_unscored_stamp_waiting_since"), "unscored_stamp", ["waiting_since"])
    op.create_table(
        "unknown_looks",
        sa.Column("hour", _INSTANT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_unknown_looks")),
    )
    _create_displays()
    _create_alerts()


def _create_displays():
    op.create_table(
        "stamp_display",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("kind", _coded("kind", "display", "listing", "picture"), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column("registered_at", _INSTANT, nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_display_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_display_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["province_code"],
            ["province.code"],
            name=op.f("fk_stamp_display_province_code_province"),
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["account.id"],
            name=op.f("fk_stamp_display_registered_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f("fk_stamp_display_ended_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_display")),
    )
    op.create_index(op.f("ix_stamp_display_organisation_id"), "stamp_display", ["organisation_id"])
    op.create_index(op.f("ix_stamp_display_key_id_first"), "stamp_display", ["key_id", "first"])


def _create_alerts():
    op.create_table(
        "stamp_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _coded(
                "kind",
                "suspected_copy",
                "lot_copies",
                "not_activated",
                "gone",
                "never_issued",
                "unknown_burst",
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("state", _coded("state", "open", "answered", "explained"), nullable=False),
        sa.Column("happened_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("raised_at", _INSTANT, nullable=False),
        sa.Column(
            "answer",
            _coded("answer", "display", "listing", "do_not_know", "inspection_wanted"),
            nullable=True,
        ),
        sa.Column("answer_words", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_alert_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stamp_alert_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_stamp_alert_answered_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_alert")),
        sa.UniqueConstraint("subject", name=op.f("uq_stamp_alert_subject")),
    )
    for column in ("organisation_id", "lot_id", "last_at"):
        op.create_index(op.f(f"ix_stamp_alert_{column}"), "stamp_alert", [column])
    op.create_table(
        "lot_looks",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_looks_lot_id_lot")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_lot_looks")),
    )


def downgrade():
    for table in ("lot_looks", "stamp_alert", "stamp_display", "unknown_looks"):
        op.drop_table(table)
    op.drop_table("unscored_stamp")
    op.drop_table("device_key")
    with op.batch_alter_table("stamp") as table:
        table.drop_constraint(op.f("ck_stamp_display_kind"), type_="check")
        for column in ("display_since", "display_kind", "suspicion_unexplained"):
            table.drop_column(column)
    with op.batch_alter_table("scan") as table:
        table.drop_constraint(op.f("ck_scan_place_source"), type_="check")
        for column in ("is_staff", "cause", "network", "place_source", "cell"):
            table.drop_column(column)
