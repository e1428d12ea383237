"""registers of inputs, and the stock of what was bought

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import json
import re
import unicodedata
from datetime import date

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"

# By kind of work: what names the item, its lot number and its amount, and whether it was bought.
# Frozen here as the templates had it when the stock began; a field that is missing moves nothing.
MOVED = {
    "input_purchase": (("item",), "supply_lot", "quantity", True),
    "spraying": (("trade_name",), "pesticide_lot", "amount_used", False),
    "treating": (("drug_name", "product_name"), "drug_lot", "amount_used", False),
    "fertilising": (("fertiliser_name",), "fertiliser_lot", "amount", False),
    "planting": (("variety",), "seed_lot", "quantity", False),
    "feeding": (("feed_name",), "feed_lot", "quantity", False),
    "vaccinating": (("vaccine",), "vaccine_lot", "amount_used", False),
    "probiotic_dosing": (("product_name",), "product_lot", "amount", False),
    "additive_dosing": (("additive_name",), "additive_lot", "amount", False),
}


def coded(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.split('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade():
    op.create_table(
        "input_register_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", coded("kind", "pesticide", "drug"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("lists_antibiotics", sa.Boolean(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        refers("input_register_version", "imported_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_input_register_version")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_input_register_version_kind_number")),
    )
    op.create_table(
        "input_register_row",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("trade_name", sa.String(), nullable=False),
        sa.Column("trade_key", sa.String(), nullable=False),
        sa.Column("ingredients", sa.String(), nullable=False),
        sa.Column("status", coded("status", "permitted", "restricted", "banned"), nullable=False),
        sa.Column("crops", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        refers("input_register_row", "version_id", "input_register_version.id"),
        sa.PrimaryKeyConstraint("version_id", "line", name=op.f("pk_input_register_row")),
    )
    op.create_index(
        op.f("ix_input_register_row_version_id_trade_key"),
        "input_register_row",
        ["version_id", "trade_key"],
    )
    movement = op.create_table(
        "input_movement",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("thousandths", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("is_purchase", sa.Boolean(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        refers("input_movement", "event_id", "event.id"),
        refers("input_movement", "organisation_id", "organisation.id"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_input_movement")),
    )
    op.create_index(
        op.f("ix_input_movement_organisation_id_item_key"),
        "input_movement",
        ["organisation_id", "item_key"],
    )
    copy_movements(movement)


def copy_movements(movement):
    """What entries of before have moved."""
    event = sa.table(
        "event",
        sa.column("id", sa.Uuid()),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("event_code", sa.String()),
        sa.column("values", sa.String()),
    )
    found = op.get_bind().execute(sa.select(event).where(event.c.event_code.in_(list(MOVED))))
    rows = [row for row in map(moved, found.all()) if row is not None]
    if rows:
        op.bulk_insert(movement, rows)


def moved(row):
    names, lot, quantity, is_purchase = MOVED[row.event_code]
    fields = json.loads(row.values)["fields"]
    name = next((fields[it] for it in names if fields.get(it)), None)
    amount = fields.get(quantity)
    if not isinstance(name, str) or not isinstance(amount, dict) or not key_of(name):
        return None
    expiry = fields.get("expiry") if is_purchase else None
    return {
        "event_id": row.id,
        "organisation_id": row.organisation_id,
        "item_key": key_of(name),
        "name": name,
        "lot": str(fields.get(lot) or fields.get("product_lot") or ""),
        "thousandths": amount["thousandths"],
        "unit": amount["unit"],
        "is_purchase": is_purchase,
        "expires_on": date.fromisoformat(expiry) if expiry else None,
    }


def key_of(name):
    decomposed = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(re.findall("[a-z0-9]+", decomposed))


def downgrade():
    op.drop_table("input_movement")
    op.drop_table("input_register_row")
    op.drop_table("input_register_version")
