"""initial

Rules: one idea a migration; it must run while the previous release is still serving; a rename is
three migrations (add, copy, drop); locks are short.
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("phone", name=op.f("uq_account_phone")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_table(
        "code_counter",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_code_counter")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "epcis",
                "stamp",
                "decision",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("leaf_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        op.f("ix_ledger_entry_organisation_id"), "ledger_entry", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entry_subject_id"), "ledger_entry", ["subject_id"], unique=False
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.execute("INSERT INTO ledger_head (id, size) VALUES (1, 0)")
    op.create_table(
        "ledger_personal",
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", name=op.f("pk_ledger_personal")),
    )
    op.create_index(
        op.f("ix_ledger_personal_subject_id"), "ledger_personal", ["subject_id"], unique=False
    )
    op.create_table(
        "province",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_province")),
    )
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_rate_count")),
    )
    op.create_index(op.f("ix_rate_count_expires_at"), "rate_count", ["expires_at"], unique=False)
    op.create_table(
        "scan",
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("device_hash", sa.String(), nullable=True),
        sa.Column("province_code", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scanned_at", "id", name=op.f("pk_scan")),
    )
    op.create_index(
        op.f("ix_scan_key_id_counter_scanned_at"),
        "scan",
        ["key_id", "counter", "scanned_at"],
        unique=False,
    )
    op.create_table(
        "stamp_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("next_counter", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_key")),
    )
    op.create_table(
        "commune",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_commune_province_code_province")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
    )
    op.create_index(op.f("ix_commune_province_code"), "commune", ["province_code"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_account_id"), "device", ["account_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("short_code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cooperative",
                "enterprise",
                "household",
                "agency",
                "solution_provider",
                "printer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tax_code", sa.String(), nullable=True),
        sa.Column("managing_sector", sa.String(), nullable=True),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("commune_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("hotline", sa.String(), nullable=True),
        sa.Column("uses_barcode", sa.Boolean(), nullable=False),
        sa.Column("gs1_prefix", sa.String(), nullable=True),
        sa.Column("gs1_certificate_no", sa.String(), nullable=True),
        sa.Column("gs1_valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_code"], ["commune.code"], name=op.f("fk_organisation_commune_code_commune")
        ),
        sa.ForeignKeyConstraint(
            ["province_code"],
            ["province.code"],
            name=op.f("fk_organisation_province_code_province"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("short_code", name=op.f("uq_organisation_short_code")),
    )
    op.create_index(
        op.f("ix_organisation_name_folded"), "organisation", ["name_folded"], unique=False
    )
    op.create_table(
        "file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "sealed",
                "internal",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shown_sha256", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_file_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["shown_sha256"], ["file.sha256"], name=op.f("fk_file_shown_sha256_file")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_organisation_id"), "file", ["organisation_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "farmer",
                "clerk",
                "manager",
                "printer",
                "consultant",
                "commune_officer",
                "union_officer",
                "officer",
                "programme_admin",
                "inspector",
                "inspection_head",
                "leader",
                "partner",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "account_id",
            "organisation_id",
            "role",
            name=op.f("uq_membership_account_id_organisation_id_role"),
        ),
    )
    op.create_index(
        op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "plot",
                "orchard",
                "pond",
                "apiary",
                "barn",
                "collection_point",
                "packing_house",
                "factory",
                "warehouse",
                "shop",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column(
            "code_scheme",
            sa.Enum(
                "gln",
                "growing_area",
                "packing_house",
                "internal",
                name="code_scheme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("commune_code", sa.String(), nullable=False),
        sa.Column("area_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("latitude_e7", sa.Integer(), nullable=True),
        sa.Column("longitude_e7", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_code"], ["commune.code"], name=op.f("fk_place_commune_code_commune")
        ),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["account.id"], name=op.f("fk_place_keeper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_place_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_place_organisation_id_code")),
    )
    op.create_index(op.f("ix_place_organisation_id"), "place", ["organisation_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reported",
                "triage",
                "verification",
                "unfounded",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "suspected_fake",
                "no_stamp",
                "wrong_information",
                "bad_quality",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_text", sa.String(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("product_name", sa.String(), nullable=True),
        sa.Column("shop", sa.String(), nullable=True),
        sa.Column("province_code", sa.String(), nullable=True),
        sa.Column("market", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_report_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_report_province_code_province")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_report_taken_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("receipt", name=op.f("uq_report_receipt")),
    )
    op.create_index(op.f("ix_report_organisation_id"), "report", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_report_reported_at"), "report", ["reported_at"], unique=False)
    op.create_index(op.f("ix_report_request_sha256"), "report", ["request_sha256"], unique=False)
    op.create_table(
        "stamp",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("covered_code_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_code_province", sa.String(), nullable=True),
        sa.Column("suspicion", sa.Integer(), nullable=True),
        sa.Column("suspicion_reasons", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("key_id", "counter", name=op.f("pk_stamp")),
    )
    op.create_index(op.f("ix_stamp_organisation_id"), "stamp", ["organisation_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("product_group", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.Column("internal_code", sa.String(), nullable=False),
        sa.Column("net_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("net_unit", sa.String(), nullable=True),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("standards", sa.String(), nullable=False),
        sa.Column("photo_sha256", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_product_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["photo_sha256"], ["file.sha256"], name=op.f("fk_product_photo_sha256_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("gtin", name=op.f("uq_product_gtin")),
        sa.UniqueConstraint("internal_code", name=op.f("uq_product_internal_code")),
    )
    op.create_index(
        op.f("ix_product_organisation_id"), "product", ["organisation_id"], unique=False
    )
    op.create_table(
        "report_photo",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("shown_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_photo_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file.sha256"], name=op.f("fk_report_photo_sha256_file")
        ),
        sa.ForeignKeyConstraint(
            ["shown_sha256"], ["file.sha256"], name=op.f("fk_report_photo_shown_sha256_file")
        ),
        sa.PrimaryKeyConstraint("report_id", "sha256", name=op.f("pk_report_photo")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_sign_in_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("id", name=op.f("uq_sign_in_id")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_production",
                "awaiting_release",
                "released",
                "packed",
                "on_market",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("template_group", sa.String(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("packed_units", sa.BigInteger(), nullable=False),
        sa.Column("activated_units", sa.BigInteger(), nullable=False),
        sa.Column("on_hold_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_hold_reason", sa.String(), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_reason", sa.String(), nullable=True),
        sa.Column("journey", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["account.id"], name=op.f("fk_lot_opened_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lot_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_lot_place_id_place")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_lot_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("product_id", "code", name=op.f("uq_lot_product_id_code")),
    )
    op.create_index(op.f("ix_lot_opened_by_id"), "lot", ["opened_by_id"], unique=False)
    op.create_index(op.f("ix_lot_organisation_id"), "lot", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_lot_product_id"), "lot", ["product_id"], unique=False)
    op.create_table(
        "stamp_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("stamp_count", sa.BigInteger(), nullable=False),
        sa.Column("roll_size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ordered",
                "approved",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ordered_by_id", sa.Uuid(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id <> ordered_by_id", name=op.f("ck_stamp_order_two_people")
        ),
        sa.CheckConstraint("stamp_count > 0", name=op.f("ck_stamp_order_has_stamps")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_stamp_order_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["stamp_key.id"], name=op.f("fk_stamp_order_key_id_stamp_key")
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["account.id"], name=op.f("fk_stamp_order_ordered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_order_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_stamp_order_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_order")),
    )
    op.create_index(
        op.f("ix_stamp_order_key_id_first"), "stamp_order", ["key_id", "first"], unique=True
    )
    op.create_index(
        op.f("ix_stamp_order_organisation_id"), "stamp_order", ["organisation_id"], unique=False
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("template_group", sa.String(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("event_code", sa.String(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("device_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.String(), nullable=False),
        sa.Column("quantity_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("quantity_unit", sa.String(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("ledger_position", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("device_signature", sa.String(), nullable=True),
        sa.Column("device_counter", sa.Integer(), nullable=True),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_event_actor_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["event.id"], name=op.f("fk_event_corrects_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_event_device_id_device")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_event_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_event_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("ledger_position", name=op.f("uq_event_ledger_position")),
    )
    op.create_index(
        op.f("ix_event_lot_id_event_time"), "event", ["lot_id", "event_time"], unique=False
    )
    op.create_index(op.f("ix_event_organisation_id"), "event", ["organisation_id"], unique=False)
    op.create_table(
        "stamp_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "counterfeit",
                "stolen",
                "lost",
                "void",
                "destroyed",
                "on_hold",
                "suspected_copy",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("public_reason", sa.String(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["account.id"], name=op.f("fk_stamp_flag_lifted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_flag_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_flag_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["account.id"], name=op.f("fk_stamp_flag_raised_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_stamp_flag_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_flag")),
    )
    op.create_index(
        op.f("ix_stamp_flag_key_id_first"), "stamp_flag", ["key_id", "first"], unique=False
    )
    op.create_index(
        op.f("ix_stamp_flag_organisation_id"), "stamp_flag", ["organisation_id"], unique=False
    )
    op.create_table(
        "stamp_roll",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "approved",
                "printed",
                "delivered",
                "activated",
                "returned",
                "lost",
                "stolen",
                "void",
                "destroyed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("printed_by_id", sa.Uuid(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_stamp_roll_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stamp_roll_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"], ["account.id"], name=op.f("fk_stamp_roll_printed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_roll")),
    )
    op.create_index(
        op.f("ix_stamp_roll_order_id_first"), "stamp_roll", ["order_id", "first"], unique=True
    )
    op.create_index(
        op.f("ix_stamp_roll_order_id_number"), "stamp_roll", ["order_id", "number"], unique=True
    )
    op.create_index(
        op.f("ix_stamp_roll_organisation_id"), "stamp_roll", ["organisation_id"], unique=False
    )
    op.create_table(
        "activation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("activated_by_id", sa.Uuid(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activated_by_id"], ["account.id"], name=op.f("fk_activation_activated_by_id_account")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_activation_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["stamp_order.id"], name=op.f("fk_activation_order_id_stamp_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_activation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["stamp_roll.id"], name=op.f("fk_activation_roll_id_stamp_roll")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["account.id"], name=op.f("fk_activation_undone_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
    )
    op.create_index(
        op.f("ix_activation_key_id_first"), "activation", ["key_id", "first"], unique=False
    )
    op.create_index(op.f("ix_activation_lot_id"), "activation", ["lot_id"], unique=False)
    op.create_index(
        op.f("ix_activation_organisation_id"), "activation", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_activation_roll_id"), "activation", ["roll_id"], unique=False)
    op.create_table(
        "event_photo",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("shown_sha256", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_photo_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file.sha256"], name=op.f("fk_event_photo_sha256_file")
        ),
        sa.ForeignKeyConstraint(
            ["shown_sha256"], ["file.sha256"], name=op.f("fk_event_photo_shown_sha256_file")
        ),
        sa.PrimaryKeyConstraint("event_id", "sha256", name=op.f("pk_event_photo")),
    )


def downgrade():
    op.drop_table("event_photo")
    op.drop_index(op.f("ix_activation_roll_id"), table_name="activation")
    op.drop_index(op.f("ix_activation_organisation_id"), table_name="activation")
    op.drop_index(op.f("ix_activation_lot_id"), table_name="activation")
    op.drop_index(op.f("ix_activation_key_id_first"), table_name="activation")
    op.drop_table("activation")
    op.drop_index(op.f("ix_stamp_roll_organisation_id"), table_name="stamp_roll")
    op.drop_index(op.f("ix_stamp_roll_order_id_number"), table_name="stamp_roll")
    op.drop_index(op.f("ix_stamp_roll_order_id_first"), table_name="stamp_roll")
    op.drop_table("stamp_roll")
    op.drop_index(op.f("ix_stamp_flag_organisation_id"), table_name="stamp_flag")
    op.drop_index(op.f("ix_stamp_flag_key_id_first"), table_name="stamp_flag")
    op.drop_table("stamp_flag")
    op.drop_index(op.f("ix_event_organisation_id"), table_name="event")
    op.drop_index(op.f("ix_event_lot_id_event_time"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_stamp_order_organisation_id"), table_name="stamp_order")
    op.drop_index(op.f("ix_stamp_order_key_id_first"), table_name="stamp_order")
    op.drop_table("stamp_order")
    op.drop_index(op.f("ix_lot_product_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_organisation_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_opened_by_id"), table_name="lot")
    op.drop_table("lot")
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_table("report_photo")
    op.drop_index(op.f("ix_product_organisation_id"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_stamp_organisation_id"), table_name="stamp")
    op.drop_table("stamp")
    op.drop_index(op.f("ix_report_request_sha256"), table_name="report")
    op.drop_index(op.f("ix_report_reported_at"), table_name="report")
    op.drop_index(op.f("ix_report_organisation_id"), table_name="report")
    op.drop_table("report")
    op.drop_index(op.f("ix_place_organisation_id"), table_name="place")
    op.drop_table("place")
    op.drop_index(op.f("ix_membership_organisation_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_file_organisation_id"), table_name="file")
    op.drop_table("file")
    op.drop_index(op.f("ix_organisation_name_folded"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_device_account_id"), table_name="device")
    op.drop_table("device")
    op.drop_index(op.f("ix_commune_province_code"), table_name="commune")
    op.drop_table("commune")
    op.drop_table("stamp_key")
    op.drop_index(op.f("ix_scan_key_id_counter_scanned_at"), table_name="scan")
    op.drop_table("scan")
    op.drop_index(op.f("ix_rate_count_expires_at"), table_name="rate_count")
    op.drop_table("rate_count")
    op.drop_table("province")
    op.drop_index(op.f("ix_ledger_personal_subject_id"), table_name="ledger_personal")
    op.drop_table("ledger_personal")
    op.drop_table("ledger_head")
    op.drop_index(op.f("ix_ledger_entry_subject_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_organisation_id"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_table("code_counter")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("account")
