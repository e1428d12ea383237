"""The application factory: settings, database, guard, words, headers, routes, commands."""

import logging
import os
from datetime import timedelta

import click
from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool
from werkzeug.middleware.proxy_fix import ProxyFix

from traceability.checklist import load_checklists
from traceability.checkpoint import seal_key
from traceability.event_template_registry import connect, load_templates
from traceability.export_checklist import load_export_checklists
from webapp import cli, decoys_cli, keys_cli, ledger_cli, people_cli, sms_cli
from webapp.config import ROOT, BadConfiguration, Config
from webapp.db import LOOKS, SEAL_KEY, close_connections, db, prepare_engine
from webapp.models.event_template import TemplateVersion, learn_templates, shelf_here
from webapp.queries.event_templates import shadowed_templates
from webapp.queries.health import (
    has_demonstration_accounts,
    has_table,
    wrong_signing_keys,
    wrong_stamp_keys,
)
from webapp.routes import (
    accounts,
    alerts,
    api_events,
    area_code_consents,
    area_codes,
    books,
    certificates,
    checklists,
    communes,
    covered_codes,
    diaries,
    digital_link,
    displays,
    event_reports,
    event_templates,
    events,
    exports,
    field_book,
    files,
    health,
    home,
    inputs,
    inspection,
    inspection_cache,
    laboratory_limits,
    ledger,
    looks,
    lot_decisions,
    lot_markets,
    lots,
    members,
    objections,
    organisations,
    paper_pages,
    phone,
    places,
    printing,
    products,
    reports,
    roll_labels,
    scan,
    sign_ins,
    sms,
    stamp_activations,
    stamp_deliveries,
    stamp_orders,
    stamp_rolls,
    stamp_supplies,
    styleguide,
    trust,
)
from webapp.routes.assets import start_assets
from webapp.routes.csrf import csrf
from webapp.routes.errors import answer_busy_database, start_errors
from webapp.routes.frame import start_frame
from webapp.routes.guard import start_guard
from webapp.routes.headers import start_headers
from webapp.routes.kept import keep_anew
from webapp.routes.stamp_lane import StampLane
from webapp.routes.words import start_words
from webapp.services import Services

BLUEPRINTS = (
    health.health,
    home.home,
    digital_link.digital_link,
    covered_codes.covered_codes,
    sms.sms,
    looks.looks,
    scan.scan,
    reports.reports,
    ledger.ledger,
    sign_ins.sign_ins,
    accounts.accounts,
    products.products,
    places.places,
    organisations.organisations,
    members.members,
    communes.communes,
    lots.lots,
    lot_decisions.lot_decisions,
    lot_markets.lot_markets,
    area_codes.area_codes,
    area_code_consents.area_code_consents,
    events.events,
    event_reports.event_reports,
    api_events.api_events,
    files.files,
    certificates.certificates,
    checklists.checklists,
    books.books,
    exports.exports,
    paper_pages.paper_pages,
    objections.objections,
    diaries.diaries,
    event_templates.event_templates,
    inputs.inputs,
    stamp_deliveries.deliveries,
    stamp_orders.orders,
    stamp_rolls.rolls,
    stamp_activations.activations,
    printing.printing,
    roll_labels.roll_labels,
    stamp_supplies.supplies,
    inspection.inspection,
    inspection_cache.inspection_cache,
    trust.trust,
    alerts.alerts,
    displays.displays,
    laboratory_limits.laboratory_limits,
    styleguide.styleguide,
    field_book.api_field_book,
    phone.phone,
)
LARGEST_BODY = 26 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Build one application from its settings; without any, from the environment."""
    config = config or Config.from_env(os.environ)
    app = Flask("webapp", static_folder=None, instance_path=str(config.instance_dir.resolve()))
    app.config.from_mapping(_flask_settings(config))
    app.extensions["temthat"] = Services.from_config(config)
    _start_database(app)
    keep_anew(app)
    start_headers(app)  # a body without a length is refused before the token is looked for in it
    csrf.init_app(app)
    for start in (start_words, start_errors, start_guard, start_assets, start_frame):
        start(app)
    app.register_error_handler(OperationalError, answer_busy_database)
    app.register_error_handler(PoolTimeout, answer_busy_database)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in (
        *cli.COMMANDS,
        *decoys_cli.COMMANDS,
        *keys_cli.COMMANDS,
        *ledger_cli.COMMANDS,
        *people_cli.COMMANDS,
        *sms_cli.COMMANDS,
    ):
        app.cli.add_command(command)
    app.wsgi_app = StampLane(app, app.wsgi_app)  # type: ignore[method-assign]
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=1, x_host=1
        )
    return app


def _flask_settings(config: Config) -> dict[str, object]:
    cookie = "__Host-session" if config.is_production else "session"
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(config),
        "SQLALCHEMY_BINDS": _binds(config),
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "SESSION_COOKIE_NAME": cookie,
        "SESSION_COOKIE_SECURE": config.is_production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=180),
        "WTF_CSRF_ENABLED": config.csrf_on,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # headers.py checks the Origin of every write itself
        "TESTING": config.environment == "test",
        "PROPAGATE_EXCEPTIONS": False,
    }


def _engine_options(config: Config) -> dict[str, object]:
    # Whoever appends to the ledger, or audits it, finds the key of its seals on the connection.
    carried = {SEAL_KEY: seal_key(config.ledger_secret.encode())}
    if config.database_url.startswith("sqlite"):
        return {"execution_options": carried}
    # One prepared statement threshold for all, and no answer slower than a person waits.
    return {
        "execution_options": carried,
        "pool_pre_ping": True,
        "pool_timeout": 5,
        "pool_size": 8,
        "max_overflow": 4,
        "connect_args": {
            "prepare_threshold": 0,
            "options": "-c statement_timeout=30s -c lock_timeout=5s",
        },
    }


def _binds(config: Config) -> dict[str, object]:
    """Connections for looks at stamps, which keep their one statement planned.

    No pool: `DriverSelect` keeps what it opened, one for each thread at most. A rollback, which a
    pool gives to what comes back, makes psycopg forget what it prepared; planning takes the server
    four times as long as running that statement.
    """
    looks: dict[str, object] = {"url": config.database_url, "poolclass": NullPool}
    if config.database_url.startswith("sqlite"):
        return {LOOKS: looks}
    looks |= {
        "isolation_level": "AUTOCOMMIT",
        "connect_args": {
            "prepare_threshold": 0,
            "options": "-c statement_timeout=30s -c plan_cache_mode=force_generic_plan -c jit=off"
            " -c default_transaction_read_only=on",
        },
    }
    return {LOOKS: looks}


def _start_database(app: Flask) -> None:
    services: Services = app.extensions["temthat"]
    services.config.instance_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)
        connect(shelf_here)
        try:
            _refuse_unfit_database(services)
            _read_templates()
        finally:
            close_connections()  # workers are forked after this, and share none


def _read_templates() -> None:
    # A file of the package that is broken stops the start, not somebody's form in the field.
    load_templates()
    load_checklists()
    load_export_checklists()
    if not has_table(TemplateVersion.__tablename__):
        return  # not migrated yet
    learn_templates()
    for name in shadowed_templates():
        # Events were recorded with the uploaded one: the package must not change what they mean.
        logging.getLogger(__name__).warning(
            "Event template %s of this release is not used: a version of that number was uploaded "
            "here before. To take it over, give its file the group's next number and upload it "
            "(temthat templates list; docs/operations.md).",
            name,
        )


def _refuse_unfit_database(services: Services) -> None:
    if services.config.is_production and has_demonstration_accounts():
        raise BadConfiguration(
            "Production does not start: the database holds demonstration accounts."
        )
    for key_id in wrong_stamp_keys(services.keyring):
        # Every genuine stamp of this key would be called unknown.
        raise BadConfiguration(
            f"STAMP_SECRET (or SECRET_KEY) or STAMP_KEY_ID does not fit stamp key {key_id}: "
            "set STAMP_SECRET to the secret under which the stamps were ordered."
        )
    for key_id in wrong_signing_keys(services.signing):
        # Every phone would call a genuine signature of this key wrong.
        raise BadConfiguration(
            f"SIGNING_SECRET (or SECRET_KEY) or SIGNING_KEY_ID does not fit signing key {key_id}: "
            "set SIGNING_SECRET to the secret under which the stamps were ordered."
        )


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False)
def command_line() -> None:
    """Run Tem Thật from the command line."""
