"""the ledger of stamps: in which account every serial stands, how it came there, who prints and pays

The state of a roll becomes the holdings of its stamps, told by the entries of the ledger. While
this runs nobody may serve the previous release: it would go on writing states (docs/operations.md).
"""

import json
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"

STATES = (
    "not_printed",
    "in_stock",
    "delivered",
    "activated",
    "void",
    "lost",
    "stolen",
    "destroyed",
)
MOVEMENTS = (
    "printed",
    "delivered",
    "returned",
    "activated",
    "activation_undone",
    "spoilt",
    "voided",
    "lost",
    "stolen",
    "found",
    "destroyed",
)


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    add_supplies()
    add_holdings()
    fill_holdings()
    with op.batch_alter_table("activation") as batch:
        batch.add_column(sa.Column("undone_reason", sa.String(), nullable=True))
    extend_orders()
    with op.batch_alter_table("stamp_roll") as batch:
        batch.drop_constraint(op.f("ck_stamp_roll_state"), type_="check")
        batch.drop_column("state")


def add_supplies():
    op.create_table(
        "stamp_programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decision_number", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("subsidy_percent", sa.Integer(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_stamp_programme_has_a_budget")),
        sa.CheckConstraint(
            "subsidy_percent BETWEEN 0 AND 100", name=op.f("ck_stamp_programme_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_stamp_programme_made_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_programme")),
        sa.UniqueConstraint("decision_number", name=op.f("uq_stamp_programme_decision_number")),
    )
    op.create_table(
        "stamp_supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("appointed_by_id", sa.Uuid(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointed_by_id"],
            ["account.id"],
            name=op.f("fk_stamp_supplier_appointed_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f("fk_stamp_supplier_ended_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_supplier_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_supplier")),
        sa.UniqueConstraint("decision_number", name=op.f("uq_stamp_supplier_decision_number")),
    )
    op.create_index(
        op.f("ix_stamp_supplier_organisation_id"), "stamp_supplier", ["organisation_id"]
    )

    op.create_table(
        "stamp_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_delivery_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_delivery_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["account.id"], name=op.f("fk_stamp_delivery_sent_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_delivery")),
    )
    op.create_index(op.f("ix_stamp_delivery_order_id"), "stamp_delivery", ["order_id"])
    op.create_index(
        op.f("ix_stamp_delivery_organisation_id"), "stamp_delivery", ["organisation_id"]
    )

    op.create_table(
        "activation_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.Column("refusal_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_activation_request_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_activation_request_decided_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["lot.id"], name=op.f("fk_activation_request_lot_id_lot")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_activation_request_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_activation_request_roll_id_stamp_roll")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_request")),
    )
    op.create_index(op.f("ix_activation_request_lot_id"), "activation_request", ["lot_id"])
    op.create_index(
        op.f("ix_activation_request_organisation_id"), "activation_request", ["organisation_id"]
    )
    op.create_index(op.f("ix_activation_request_roll_id"), "activation_request", ["roll_id"])

    op.create_table(
        "stamp_delivery_roll",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["stamp_delivery.id"],
            name=op.f("fk_stamp_delivery_roll_delivery_id_stamp_delivery"),
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["account.id"],
            name=op.f("fk_stamp_delivery_roll_received_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_stamp_delivery_roll_roll_id_stamp_roll")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "roll_id", name=op.f("pk_stamp_delivery_roll")),
    )
    op.create_table(
        "stamp_print_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.CheckConstraint("downloads <= allowed", name=op.f("ck_stamp_print_file_few_downloads")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_stamp_print_file_made_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_print_file_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_stamp_print_file_roll_id_stamp_roll")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_print_file")),
    )
    op.create_index(op.f("ix_stamp_print_file_order_id"), "stamp_print_file", ["order_id"])
    op.create_index(op.f("ix_stamp_print_file_roll_id"), "stamp_print_file", ["roll_id"])

    op.create_table(
        "stamp_download",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("downloaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("downloaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["downloaded_by_id"],
            ["account.id"],
            name=op.f("fk_stamp_download_downloaded_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stamp_print_file.id"],
            name=op.f("fk_stamp_download_file_id_stamp_print_file"),
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_stamp_download")),
    )


def add_holdings():
    op.create_table(
        "stamp_holding",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("state", coded("state", *STATES), nullable=False),
        sa.Column("activation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activation_id"],
            ["activation.id"],
            name=op.f("fk_stamp_holding_activation_id_activation"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_holding_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_stamp_holding_roll_id_stamp_roll")
        ),
        sa.PrimaryKeyConstraint("key_id", "first", name=op.f("pk_stamp_holding")),
    )
    op.create_index(op.f("ix_stamp_holding_activation_id"), "stamp_holding", ["activation_id"])
    op.create_index(op.f("ix_stamp_holding_order_id"), "stamp_holding", ["order_id"])
    op.create_index(op.f("ix_stamp_holding_roll_id"), "stamp_holding", ["roll_id"])

    op.create_table(
        "stamp_movement",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("kind", coded("kind", *MOVEMENTS), nullable=False),
        sa.Column("before", coded("before", *STATES), nullable=False),
        sa.Column("after", coded("after", *STATES), nullable=False),
        sa.Column("activation_id", sa.Uuid(), nullable=True),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activation_id"],
            ["activation.id"],
            name=op.f("fk_stamp_movement_activation_id_activation"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["account.id"], name=op.f("fk_stamp_movement_moved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_movement_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_movement_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_stamp_movement_roll_id_stamp_roll")
        ),
        sa.PrimaryKeyConstraint("position", "part", name=op.f("pk_stamp_movement")),
    )
    op.create_index(op.f("ix_stamp_movement_activation_id"), "stamp_movement", ["activation_id"])
    op.create_index(
        op.f("ix_stamp_movement_order_id_moved_at"), "stamp_movement", ["order_id", "moved_at"]
    )
    op.create_index(
        op.f("ix_stamp_movement_organisation_id"), "stamp_movement", ["organisation_id"]
    )
    op.create_index(op.f("ix_stamp_movement_roll_id"), "stamp_movement", ["roll_id"])


def fill_holdings():
    """Tell the rolls of before again, entry by entry."""
    connection = op.get_bind()
    tables = sa.MetaData()
    names = ("stamp_order", "stamp_roll", "ledger_entry", "stamp_holding", "stamp_movement")
    tables.reflect(connection, only=names)
    roll, order = tables.tables["stamp_roll"], tables.tables["stamp_order"]
    rolls = connection.execute(
        sa.select(roll, order.c.key_id).join(order, order.c.id == roll.c.order_id)
    ).all()
    held = {row.id: [[row.first, row.last, "not_printed", None]] for row in rolls}
    by_order = {}
    for row in rolls:
        by_order.setdefault(str(uuid(row.order_id)), []).append(row)
    entry = tables.tables["ledger_entry"]
    said = sa.select(entry.c.position, entry.c.body).where(entry.c.kind == "stamp")
    for position, text in connection.execute(said.order_by(entry.c.position)).all():
        body = json.loads(text)
        lines = []
        for row in by_order.get(body["subject_id"], ()):
            lines += told(held[row.id], row, body)
        write(connection, tables.tables["stamp_movement"], position, body, lines)
    holding = tables.tables["stamp_holding"]
    for row in rolls:
        for first, last, state, activation_id in held[row.id]:
            values = {"key_id": row.key_id, "first": first, "last": last, "state": state}
            values |= {"order_id": row.order_id, "roll_id": row.id}
            values |= {"activation_id": kept(activation_id, row.id)}
            connection.execute(sa.insert(holding).values(values))


def told(held, roll, body):
    """What an entry moved of a roll: lines of (roll, first, last, kind, before, after, by)."""
    content = body["content"]
    action, first = content.get("action"), content.get("first")
    if first is None or not roll.first <= first < roll.last:
        return []
    if action == "printed":
        if any(part[2] != "not_printed" for part in held):
            return []
        steps = [("printed", "in_stock"), ("delivered", "delivered")]
    elif action == "activated":
        steps = [("activated", "activated")]
    elif action in ("lost", "stolen", "destroyed"):
        steps = [(action, action)]
    elif action == "void":
        steps = [("voided", "void")]
    else:
        return []
    lines = []
    for kind, after in steps:
        bound = content.get("activation_id") if kind == "activated" else None
        lines += moved(held, roll, (first, content["last"]), (kind, after, bound))
    return lines


def moved(held, roll, serials, step):
    (first, last), (kind, after, bound) = serials, step
    kept_parts, lines = [], []
    for begin, end, before, activation in held:
        if end <= first or last <= begin:
            kept_parts.append([begin, end, before, activation])
            continue
        middle = (max(begin, first), min(end, last))
        if begin < middle[0]:
            kept_parts.append([begin, middle[0], before, activation])
        by = bound or activation
        kept_parts.append([*middle, after, by])
        lines.append((roll, *middle, kind, before, after, by))
        if middle[1] < end:
            kept_parts.append([middle[1], end, before, activation])
    held[:] = joined(kept_parts)
    return lines


def joined(parts):
    found = []
    for part in sorted(parts):
        if found and found[-1][1] == part[0] and found[-1][2:] == part[2:]:
            found[-1][1] = part[1]
        else:
            found.append(part)
    return found


def write(connection, movement, position, body, lines):
    for part, (roll, first, last, kind, before, after, by) in enumerate(lines):
        values = {"position": position, "part": part, "order_id": roll.order_id}
        values |= {"organisation_id": roll.organisation_id, "roll_id": roll.id}
        values |= {"key_id": roll.key_id, "first": first, "last": last, "kind": kind}
        values |= {"before": before, "after": after, "activation_id": kept(by, roll.id)}
        values |= {"moved_by_id": kept(body["actor_id"], roll.id), "reason": ""}
        values |= {"moved_at": instant(body["claimed_at"])}
        connection.execute(sa.insert(movement).values(values))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def uuid(value):
    return value if isinstance(value, UUID) else UUID(str(value))


def kept(text, like):
    """An id as this database keeps them: reflected tables of SQLite know them as text only."""
    if text is None:
        return None
    found = UUID(text)
    return found if isinstance(like, UUID) else found.hex


def extend_orders():
    with op.batch_alter_table("stamp_order") as batch:
        batch.add_column(
            sa.Column("kind", coded("kind", "item", "lot"), nullable=False, server_default="item")
        )
        for name, kind in (
            ("proof_count", sa.Integer()),
            ("unit_price", sa.BigInteger()),
            ("subsidy_percent", sa.Integer()),
        ):
            batch.add_column(sa.Column(name, kind, nullable=False, server_default="0"))
        for name in ("supplier_id", "programme_id", "proof_approved_by_id"):
            batch.add_column(sa.Column(name, sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("proof_approved_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f("ck_stamp_order_has_a_price"), "unit_price >= 0")
        batch.create_check_constraint(
            op.f("ck_stamp_order_is_a_share"), "subsidy_percent BETWEEN 0 AND 100"
        )
        for name, target in REFERS.items():
            batch.create_foreign_key(
                op.f(f"fk_stamp_order_{name}_{target}"), target, [name], ["id"]
            )
    for name in ("supplier_id", "programme_id"):
        op.create_index(op.f(f"ix_stamp_order_{name}"), "stamp_order", [name])


REFERS = {
    "supplier_id": "stamp_supplier",
    "programme_id": "stamp_programme",
    "proof_approved_by_id": "account",
}


# The state that a roll had for the account in which its first stamp stands.
STATES_BEFORE = {
    "not_printed": "approved",
    "in_stock": "printed",
    "delivered": "delivered",
    "activated": "activated",
    "void": "void",
    "lost": "lost",
    "stolen": "stolen",
    "destroyed": "destroyed",
}
NEW_TABLES = (
    "stamp_movement",
    "stamp_holding",
    "stamp_download",
    "stamp_print_file",
    "stamp_delivery_roll",
    "stamp_delivery",
    "activation_request",
)


def downgrade():
    """A roll gets one state again: what the journal tells beside it is lost."""
    states = coded("state", *sorted({*STATES_BEFORE.values(), "returned"}))
    with op.batch_alter_table("stamp_roll") as batch:
        batch.add_column(sa.Column("state", states, nullable=False, server_default="delivered"))
    state_again()
    with op.batch_alter_table("stamp_roll") as batch:
        batch.alter_column("state", server_default=None)
    shorten_orders()
    with op.batch_alter_table("activation") as batch:
        batch.drop_column("undone_reason")
    for table in (*NEW_TABLES, "stamp_programme", "stamp_supplier"):
        op.drop_table(table)


def state_again():
    """A roll that is active in part is in hand still: delivered."""
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=("stamp_roll", "stamp_holding"))
    roll, holding = tables.tables["stamp_roll"], tables.tables["stamp_holding"]
    held = {}
    for row in connection.execute(sa.select(holding).order_by(holding.c.first)):
        held.setdefault(row.roll_id, []).append(row.state)
    for roll_id, found in held.items():
        state = "delivered" if "delivered" in found else found[0]
        changed = sa.update(roll).where(roll.c.id == roll_id)
        connection.execute(changed.values(state=STATES_BEFORE[state]))


def shorten_orders():
    for name in ("supplier_id", "programme_id"):
        op.drop_index(op.f(f"ix_stamp_order_{name}"), table_name="stamp_order")
    with op.batch_alter_table("stamp_order") as batch:
        batch.drop_constraint(op.f("ck_stamp_order_has_a_price"), type_="check")
        batch.drop_constraint(op.f("ck_stamp_order_is_a_share"), type_="check")
        batch.drop_constraint(op.f("ck_stamp_order_kind"), type_="check")
        for name, target in REFERS.items():
            key = op.f(f"fk_stamp_order_{name}_{target}")
            batch.drop_constraint(key, type_="foreignkey")
        for name in (*REFERS, "proof_approved_at", "unit_price", "subsidy_percent"):
            batch.drop_column(name)
        for name in ("proof_count", "kind"):
            batch.drop_column(name)
