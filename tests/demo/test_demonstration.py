"""The demonstration as it is made: what is in it, and that all of it can be tried."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

import flask_migrate
import pytest
from sqlalchemy import func, inspect, select

from tests.conftest import dispose, make_app
from tests.crawler import Crawler
from tests.guesses import places_in
from traceability.lots import LotState
from traceability.organisations import OrganisationKind
from traceability.reports import ReportState
from traceability.roles import Role
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind, OrderState
from traceability.verdict import VerdictCode
from webapp.cli import demo
from webapp.db import close_connections, db
from webapp.demo import stamp_days
from webapp.demo.links import verdict_links
from webapp.models import (
    Account,
    Activation,
    Event,
    EventPhoto,
    LedgerEntry,
    Lot,
    Membership,
    Organisation,
    Place,
    Product,
    Report,
    ReportPhoto,
    Scan,
    StampFlag,
    StampHolding,
    StampOrder,
)
from webapp.queries.health import is_ready

pytestmark = pytest.mark.committed


@pytest.fixture(scope="module")
def filled(demonstration):
    """An application on the demonstration, for tests that change nothing that others look at."""
    app = demonstration.copy()
    yield app
    with app.app_context():
        close_connections()


@pytest.fixture
def copied(demonstration):
    """An application on a copy of its own."""
    app = demonstration.copy()
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def rows(filled):
    with filled.app_context():
        yield db.session


def lines_of(app, option):
    done = app.test_cli_runner().invoke(demo, [option])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def number_of(rows, table, *where):
    return rows.scalar(select(func.count()).select_from(table).where(*where))


def states(rows, column):
    return Counter(rows.scalars(select(column)))


def test_the_command_says_that_it_is_ready(demonstration):
    assert demonstration.made.exit_code == 0, demonstration.made.output
    assert "The demonstration is ready" in demonstration.made.output


def test_it_is_as_large_as_it_says(rows):
    cooperatives = Organisation.kind == OrganisationKind.COOPERATIVE

    assert number_of(rows, Organisation, cooperatives) == 5
    assert number_of(rows, Membership, Membership.role == Role.FARMER) == 20
    assert number_of(rows, Lot) == 60
    assert number_of(rows, Event) == 2_000
    assert rows.scalar(select(func.sum(StampOrder.count))) == 20_000
    assert number_of(rows, Scan) > 2_000
    assert number_of(rows, Report) == 12


def test_the_five_provinces_have_each_a_cooperative_under_the_demonstration_prefix(rows):
    held = rows.execute(
        select(Organisation.province_code, Organisation.gs1_prefix).where(
            Organisation.kind == OrganisationKind.COOPERATIVE
        )
    ).all()

    assert {province for province, _ in held} == {"14", "19", "33", "38", "79"}
    assert all(prefix.startswith("952") for _, prefix in held)
    gtins = rows.scalars(select(Product.gtin)).all()
    assert None in gtins
    assert all(gtin.startswith("0952") for gtin in gtins if gtin)


def test_every_farmer_keeps_a_plot_of_their_own(rows):
    farmers = set(rows.scalars(select(Membership.account_id).where(Membership.role == Role.FARMER)))

    keepers = set(rows.scalars(select(Place.keeper_id)))

    assert farmers <= keepers


def test_lots_orders_rolls_flags_and_reports_are_in_many_states(rows):
    lots, rolls = states(rows, Lot.state), states(rows, StampHolding.state)

    assert set(lots) == {
        LotState.IN_PRODUCTION,
        LotState.PACKED,
        LotState.ON_MARKET,
        LotState.CLOSED,
    }
    assert set(states(rows, StampOrder.state)) == set(OrderState)
    assert {
        StampState.NOT_PRINTED,
        StampState.DELIVERED,
        StampState.STOLEN,
        StampState.LOST,
    } <= set(rolls)
    assert set(states(rows, StampFlag.kind)) == {
        FlagKind.COUNTERFEIT,
        FlagKind.ON_HOLD,
        FlagKind.SUSPECTED_COPY,
    }
    assert set(states(rows, Report.state)) == set(ReportState)


def test_the_diary_has_late_entries_corrections_and_one_harvest_too_early(rows):
    flags = Counter(
        flag.split(".")[0] if not flag.startswith("event_flag") else flag
        for text in rows.scalars(select(Event.flags))
        for flag in text.split()
    )

    assert flags["event_flag.late"] > 5
    assert 0 < flags["event_flag.within_interval"] < 5
    assert flags["event_flag.in_future"] == 0
    assert flags["event_flag.before_lot"] == 0
    assert number_of(rows, Event, Event.corrects_id.is_not(None)) >= 5


def test_nothing_in_it_lies_in_the_future(rows, demonstration):
    for moment in (Event.received_at, Event.event_time, Scan.scanned_at, Report.reported_at):
        assert rows.scalar(select(func.max(moment))) <= demonstration.now


def test_the_ledger_is_in_the_order_of_time(rows):
    moments = rows.scalars(select(LedgerEntry.received_at).order_by(LedgerEntry.position)).all()

    assert all(before <= after for before, after in pairwise(moments))


def test_harvests_packings_and_reports_have_photos(rows):
    with_photo = Event.id.in_(select(EventPhoto.event_id))
    asked_for = Event.event_code.in_(("harvesting", "packing"))

    assert number_of(rows, Event, asked_for, ~with_photo) == 0
    assert number_of(rows, ReportPhoto) >= 5


def test_no_more_stamps_are_active_than_goods_are_packed(rows):
    surplus = number_of(rows, Lot, Lot.activated_units > Lot.packed_units)

    assert surplus == 0
    assert number_of(rows, Activation) >= 30


def test_there_is_one_link_for_each_verdict_that_a_server_gives(filled):
    found = [line["verdict"] for line in lines_of(filled, "--links")]

    assert found == [code for code in VerdictCode if code is not VerdictCode.NOT_CHECKED]


def test_every_link_gives_its_verdict_when_it_is_opened(filled):
    client = filled.test_client()

    for line in lines_of(filled, "--links"):
        address = urlsplit(line["url"])
        assert f"{address.scheme}://{address.netloc}" == "https://tem.example"
        answer = client.get(address.path, headers={"Accept": "application/json"})
        assert answer.get_json()["verdict"] == line["verdict"], line


def test_a_link_that_was_opened_is_replaced_by_another(demonstration):
    app = demonstration.copy()
    first = {line["verdict"]: line["url"] for line in lines_of(app, "--links")}

    app.test_client().get(urlsplit(first["first_check"]).path, headers={"Accept": "text/html"})

    again = {line["verdict"]: line["url"] for line in lines_of(app, "--links")}
    assert again["first_check"] != first["first_check"]
    with app.app_context():
        close_connections()


def test_everybody_who_is_listed_can_sign_in(filled):
    listed = lines_of(filled, "--accounts")

    roles = {line["role"] for line in listed}
    assert {"farmer", "clerk", "manager", "officer", "inspector", "leader", "printer"} <= roles
    for line in listed:
        form = {"phone": line["phone"], "password": line["password"]}
        answer = filled.test_client().post("/sign-in", data=form)
        assert (answer.status_code, answer.location) == (303, "/home"), line
        assert line["organisation"]
        assert line["name"]


def test_every_account_is_marked_as_one_of_the_demonstration(rows):
    assert number_of(rows, Account, ~Account.is_demonstration) == 0


def test_a_second_time_it_is_refused_and_nothing_changes(filled, rows):
    before = number_of(rows, LedgerEntry)

    done = filled.test_cli_runner().invoke(demo)

    assert done.exit_code == 1
    assert "not empty" in done.output
    assert number_of(rows, LedgerEntry) == before


def test_if_empty_passes_a_filled_database_in_silence(filled):
    done = filled.test_cli_runner().invoke(demo, ["--if-empty"])

    assert (done.exit_code, done.output) == (0, "")


def test_an_empty_database_has_nothing_to_list(committed_app):
    for option in ("--links", "--accounts"):
        done = committed_app.test_cli_runner().invoke(demo, [option])

        assert done.exit_code == 3
        assert "is not the demonstration" in done.output


def test_a_database_without_tables_is_told_what_to_do(database, tmp_path):
    app = make_app(database.server.create(f"bare_{tmp_path.name}"), tmp_path)

    done = app.test_cli_runner().invoke(demo)

    assert done.exit_code == 1
    assert "temthat db upgrade" in done.output
    dispose(app)


def test_production_stays_empty(committed_app):
    services = committed_app.extensions["temthat"]
    config = replace(services.config, environment="production")
    committed_app.extensions["temthat"] = replace(services, config=config)

    done = committed_app.test_cli_runner().invoke(demo)

    assert done.exit_code == 1
    assert "temthat init" in done.output
    with committed_app.app_context():
        assert number_of(db.session, Account) == 0


def test_what_is_broken_off_leaves_the_database_as_empty_as_it_was(committed_app, monkeypatch):
    def break_off(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(stamp_days, "order_stamps", break_off)
    done = committed_app.test_cli_runner().invoke(demo)

    assert done.exit_code == 1
    with committed_app.app_context():
        assert number_of(db.session, Account) == number_of(db.session, LedgerEntry) == 0


def test_whoever_crawls_it_learns_of_no_other_stamp(copied, demonstration):
    """From one stamp of every verdict, over lots, journeys, proofs, certificates and reports."""
    services = copied.extensions["temthat"]
    keyring = services.keyring
    links = [urlsplit(link.url).path for link in verdict_links(services, now=demonstration.now)]
    own = {place for link in links for place in places_in(link, keyring)}
    pages = Crawler(copied.test_client(), services.config.own_hosts, most=1000).run(links)
    learned = {place: page for page in pages for place in places_in(page.text, keyring)}

    assert len(own) >= 6
    assert set(learned) == own
    assert [page for page in pages if "/ledger/proof/" in page.path]


def test_it_stays_as_it_is_when_there_is_nothing_to_migrate(copied):
    flask_migrate.upgrade()

    assert number_of(db.session, Event) == 2_000


def test_it_goes_down_to_nothing_and_up_again(copied):
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}

    flask_migrate.upgrade()

    assert is_ready()
    assert number_of(db.session, Event) == 0
