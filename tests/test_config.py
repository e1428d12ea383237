"""Settings: what a real installation may not start with."""

from types import ModuleType

import pytest

from tests.makers import Maker
from traceability import checklist, event_template_registry, export_checklist
from traceability.checklist import BadChecklist
from traceability.event_template_reading import BadTemplate
from traceability.export_checklist import BadExportChecklist
from webapp.app import create_app
from webapp.config import DEFAULT_SECRET, BadConfiguration, Config
from webapp.db import db
from webapp.models import Account

READY = {
    "TEMTHAT_ENV": "production",
    "SECRET_KEY": "a secret of this province, long enough",
    "DATABASE_URL": "postgresql+psycopg://127.0.0.1/temthat",
    "STAMP_HOST": "tem.example",
}


def test_production_starts_when_everything_is_set():
    assert Config.from_env(READY).is_production


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "STAMP_HOST"])
def test_production_says_which_setting_is_missing(name):
    env = {key: value for key, value in READY.items() if key != name}

    with pytest.raises(BadConfiguration, match=name):
        Config.from_env(env)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", DEFAULT_SECRET), ("SECRET_KEY", "short"), ("FLASK_DEBUG", "1")],
)
def test_production_refuses_what_is_unsafe(name, value):
    with pytest.raises(BadConfiguration, match=name):
        Config.from_env(READY | {name: value})


def test_all_faults_are_told_at_once():
    with pytest.raises(BadConfiguration) as refusal:
        Config.from_env({"TEMTHAT_ENV": "production"})

    told = str(refusal.value)
    assert all(name in told for name in ("SECRET_KEY", "DATABASE_URL", "STAMP_HOST"))


def test_secrets_that_signed_before_are_numbered():
    config = Config.from_env(READY | {"SIGNING_SECRETS_BEFORE": "3:one 5:an:other"})

    assert config.signing_secrets_before == ((3, "one"), (5, "an:other"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGNING_SECRETS_BEFORE", "one"),
        ("SIGNING_SECRETS_BEFORE", "x:one"),
        ("SIGNING_SECRETS_BEFORE", "3:"),
        ("SIGNING_KEY_ID", "0"),
        ("SIGNING_KEY_ID", "32"),
        ("SIGNING_SECRET", DEFAULT_SECRET),
    ],
)
def test_settings_of_signing_that_cannot_be_meant_are_refused(name, value):
    with pytest.raises(BadConfiguration, match=name):
        Config.from_env(READY | {name: value})


def test_an_unknown_environment_is_not_taken_for_development():
    with pytest.raises(BadConfiguration, match="TEMTHAT_ENV"):
        Config.from_env({"TEMTHAT_ENV": "prod"})


@pytest.mark.parametrize("port", ["8001", ""])
def test_listed_links_open_on_this_machine(port):
    config = Config.from_env({"PORT": port})

    assert (config.scheme, config.stamp_host) == ("http", f"127.0.0.1:{port or '8000'}")


def test_a_host_of_the_world_is_https():
    assert Config.from_env({"STAMP_HOST": "tem.example"}).scheme == "https"


def test_a_number_that_is_none_is_refused_by_name():
    with pytest.raises(BadConfiguration, match="STAMP_KEY_ID"):
        Config.from_env({"STAMP_KEY_ID": "two"})


def test_stamps_keep_their_secret_when_it_is_set_apart():
    config = Config.from_env(READY | {"STAMP_SECRET": "the older secret of the stamps"})

    assert config.stamp_secret != config.secret_key


@pytest.mark.committed
def test_production_refuses_a_database_with_demonstration_accounts(
    committed_app, database, now, tmp_path
):
    with committed_app.app_context():
        account = Account(
            phone="+84900000001",
            name="Lan",
            password_hash="!",
            is_demonstration=True,
            created_at=now,
        )
        db.session.add(account)
        db.session.commit()
    url = committed_app.config["SQLALCHEMY_DATABASE_URI"]
    config = Config.from_env(READY | {"DATABASE_URL": url, "INSTANCE_DIR": str(tmp_path)})

    with pytest.raises(BadConfiguration, match="demonstration accounts"):
        create_app(config)


@pytest.mark.committed
def test_a_secret_that_does_not_fit_the_printed_stamps_is_noticed_at_the_start(
    committed_app, tmp_path
):
    with committed_app.app_context():
        Maker(committed_app.extensions["temthat"].keyring).order()
    url = committed_app.config["SQLALCHEMY_DATABASE_URI"]

    with pytest.raises(BadConfiguration, match="STAMP_SECRET"):
        create_app(Config.for_tests(database_url=url, files_dir=tmp_path, stamp_secret="another"))


@pytest.mark.parametrize(
    ("module", "loaded", "folder", "fault"),
    [
        (event_template_registry, "load_templates", "event_templates", BadTemplate),
        (checklist, "load_checklists", "checklists", BadChecklist),
        (export_checklist, "load_export_checklists", "export_checklists", BadExportChecklist),
    ],
)
def test_a_broken_file_of_the_package_stops_the_start(
    database, tmp_path, monkeypatch, module: ModuleType, loaded, folder, fault
):
    broken = tmp_path / "package" / folder / "rice"
    broken.mkdir(parents=True)
    (broken / "v1.json").write_text('{"group": "rice"}')
    monkeypatch.setattr(module, "files", lambda _package: tmp_path / "package")
    getattr(module, loaded).cache_clear()

    try:
        with pytest.raises(fault):
            create_app(Config.for_tests(database_url=database.fresh_url(), files_dir=tmp_path))
    finally:
        getattr(module, loaded).cache_clear()
