"""A lot of a group that only an upload knows: from its opening to the packs in a buyer's hand."""

import io
import json
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.sellable import show
from tests.silk import silk_file
from traceability.event_template import get_template
from traceability.lots import LotState
from traceability.roles import Role
from webapp.db import db
from webapp.models import Event, LedgerEntry, Lot
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.event_templates import (
    DecideTemplate,
    ProposeTemplate,
    decide_template,
    propose_template,
)

VET = "Cà Thị Thuận"


@pytest.fixture
def in_force(make, cast, now):
    van = make.actor(Role.OFFICER, make.agency())
    command = ProposeTemplate(uuid4(), silk_file(), "Xã nuôi tằm")
    version_id = propose_template(cast.thu, command, frozenset({"bug"}), now=now)
    decide_template(van, DecideTemplate(version_id, True, "Tốt", True), now=now)


@pytest.fixture
def product(make, cast, in_force):
    return show(make, make.product(cast.cooperative, group="silk", name="Tơ tằm Mường Và"))


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def lot_id(make, cast, product, lan):
    place = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    form = {"lot_id": uuid4(), "product_id": product.id, "place_id": place.id}
    assert lan.post("/lots", data=form).status_code == 303
    return form["lot_id"]


def write(client, lot_id, event_code, at="2026-11-22T09:00", *, as_fact=False, **values):
    place_id = db.session.get(Lot, lot_id).place_id
    form = {
        "event_id": str(uuid4()),
        "event_code": event_code,
        "event_time": at,
        "place_id": str(place_id),
        "operator_name": "Lan",
    } | {f"values.{name}": value for name, value in values.items()}
    form |= {"as_fact": "true"} if as_fact else {}
    return client.post(f"/lots/{lot_id}/events", data=form)


def keep_diary(lan, lot_id):
    done = [
        write(lan, lot_id, "rearing", eggs="30", vet=VET),
        write(lan, lot_id, "harvesting", quantity="50", taken_on="2026-11-22"),
        write(lan, lot_id, "laboratory_test", conclusion="passed"),
        write(lan, lot_id, "packing", pack_size="100", pack_size_unit="g", pack_count="200"),
    ]
    assert [answer.status_code for answer in done] == [303] * 4


def test_its_lot_is_kept_packed_stamped_and_checked_by_a_buyer(
    make, cast, product, lan, lot_id, client, now
):
    keep_diary(lan, lot_id)
    order = make.order(product)
    roll = make.roll(order)
    activate_range(cast.minh, ActivateRange(roll.id, lot_id, count=100), now=now)

    lot = db.session.get(Lot, lot_id, populate_existing=True)
    page = client.get(f"/T/{make.serial(order)}", headers={"Accept": "text/html"}).text

    assert (lot.template_group, lot.template_version) == ("silk", 1)
    assert (lot.state, lot.packed_units) == (LotState.ON_MARKET, 200)
    assert "Nuôi tằm" in page
    assert "Thu kén" in page
    assert VET not in page


def test_its_lot_is_on_every_page_of_its_keepers(lan, lot_id, client_of, cast):
    keep_diary(lan, lot_id)

    diary = lan.get(f"/lots/{lot_id}").text

    assert "Trị bệnh tằm" in diary
    assert "50 kg" in diary
    assert VET in diary
    for path in ("/home", "/lots?shown=in_work", f"/lots/{lot_id}/events/new/treating"):
        assert lan.get(path).status_code == 200
    minh = client_of(cast.minh)
    assert "Tơ tằm" in minh.get("/products?group=silk").text


def test_no_name_of_a_person_enters_the_ledger(lan, lot_id):
    keep_diary(lan, lot_id)

    bodies = db.session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.position)).all()
    told = [json.loads(body)["content"]["event"] for body in bodies if "vnt:template" in body]

    assert [it["vnt:template"] for it in told] == ["silk/1"] * 4
    assert told[0]["vnt:eggs"] == 30
    assert told[1]["ilmd"]["cbvmda:harvestStartDate"] == "2026-11-22"
    assert all(VET not in body for body in bodies)
    assert set(told[0]["vnt:sealed"]) >= {"vnt:vet", "vnt:operatorName"}


def test_its_waiting_period_holds_the_lot(lan, lot_id):
    write(lan, lot_id, "treating", "2026-11-20T09:00", drug="Thuốc tằm", days="9")

    stopped = write(lan, lot_id, "harvesting", quantity="50", taken_on="2026-11-22")
    told = write(lan, lot_id, "harvesting", as_fact=True, quantity="50", taken_on="2026-11-22")

    assert (stopped.status_code, told.status_code) == (422, 303)
    lot = db.session.get(Lot, lot_id, populate_existing=True)
    assert lot.on_hold_reason == "lot_hold.within_interval"


def test_its_diary_is_printed_and_taken_away(lan, lot_id, client_of, cast):
    keep_diary(lan, lot_id)

    book = lan.get(f"/lots/{lot_id}/book.pdf")
    export = client_of(cast.minh).post("/export")

    assert book.data.startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".csv")]
    assert any("Nuôi tằm".encode() in text or b"rearing" in text for text in texts)


def test_its_events_keep_their_version(lan, lot_id):
    keep_diary(lan, lot_id)

    events = db.session.scalars(select(Event)).all()

    assert {(it.template_group, it.template_version) for it in events} == {("silk", 1)}
    assert all(it.template is get_template("silk", 1).event(it.event_code) for it in events)
