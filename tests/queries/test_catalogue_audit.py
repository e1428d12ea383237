"""Products and places are held by the ledger: what they were told to be, by whom and when."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from tests.ledger_story_catalogue import PACK, PLOT, add_plot, tell_of_catalogue
from traceability.quantities import Quantity
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import LedgerEntry, LedgerPersonal, Place, Product
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases.places import (
    KeepPlace,
    PlaceFacts,
    PlaceIdUsed,
    add_place,
    close_place,
    edit_place,
)
from webapp.usecases.products import KeepProduct, ProductFacts, add_product, edit_product


@pytest.fixture
def plot(cast, now) -> Place:
    return db.session.get_one(Place, add_plot(cast, now))


def contents() -> list[dict]:
    bodies = db.session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.position))
    return [json.loads(body)["content"] for body in bodies]


def findings() -> list[tuple[str, str, tuple[str, ...]]]:
    db.session.commit()
    found = audit_ledger(None).findings
    return [(it.code.removeprefix("ledger_audit."), it.table, it.columns) for it in found]


def described(place: Place, **changed) -> KeepPlace:
    facts = PLOT | {"area": Quantity(3_600_000, "m2"), "keeper_id": place.keeper_id}
    return KeepPlace(place.id, PlaceFacts(**facts | changed))


def test_what_is_added_changed_and_taken_out_of_use_agrees(cast, now):
    tell_of_catalogue(cast, now)

    assert findings() == []
    told = [it["action"] for it in contents()]
    assert told == [
        *["product_added"] * 2,
        "product_changed",
        "product_retired",
        *["place_added"] * 2,
        "place_changed",
        "place_closed",
    ]


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (Place, {"area_thousandths": 9_000_000}),
        (Place, {"name": "Ruộng nhà khác"}),
        (Place, {"name_folded": "khac"}),
        (Place, {"latitude_e7": 1}),
        (Place, {"closed_at": None}),
        (Product, {"name": "Gạo khác"}),
        (Product, {"standards": "VietGAP"}),
        (Product, {"net_thousandths": 5}),
        (Product, {"retired_at": None}),
    ],
)
def test_a_column_that_was_changed_behind_our_back_is_named(cast, now, model, changed):
    tell_of_catalogue(cast, now)
    (column,) = changed
    where = getattr(model, column) != changed[column]
    if changed[column] is None:
        where = getattr(model, column).is_not(None)
    row_id = db.session.scalars(select(model.id).where(where)).first()
    db.session.execute(update(model).where(model.id == row_id).values(**changed))

    # A folded name follows from the name there is: who changes one has to change both.
    told = ("name", "name_folded") if column == "name" else (column,)
    assert findings() == [("row", model.__tablename__, told)]


def test_a_place_put_there_by_hand_and_one_taken_out_are_named(make, cast, plot):
    make.place(cast.cooperative)
    db.session.execute(delete(Place).where(Place.id == plot.id))

    assert sorted(findings()) == [("row_missing", "place", ()), ("row_unsaid", "place", ())]


def test_no_name_and_no_position_stands_in_an_entry(cast, now):
    tell_of_catalogue(cast, now)

    bodies = "".join(db.session.scalars(select(LedgerEntry.body)))
    for word in ("Lan", "209512345", "1037001000", "TCCS"):
        assert word not in bodies


def test_a_name_that_was_erased_leaves_the_ledger_whole(plot):
    beside = delete(LedgerPersonal).where(LedgerPersonal.subject_id == str(plot.id))
    db.session.execute(beside)
    plot.name, plot.name_folded, plot.latitude_e7, plot.longitude_e7 = "", "", None, None

    assert findings() == []


def test_an_entry_tells_what_changed_and_no_more(cast, now, plot):
    edit_place(cast.minh, described(plot, area=Quantity(500, "ha"), position=None), now=now)

    told = contents()[-1]
    assert told["action"] == "place_changed"
    assert told["facts"] == {
        "area_thousandths": 5_000_000,
        "latitude_e7": None,
        "longitude_e7": None,
    }


def test_what_did_not_change_is_not_told_again(cast, now):
    product, storage = (
        KeepProduct(uuid4(), ProductFacts(**PACK, standards=("TCCS 1",))),
        MemoryStorage(),
    )
    add_product(cast.minh, product, storage, now=now)

    edit_product(cast.minh, product, storage, now=now)
    add_product(cast.minh, product, storage, now=now)

    assert [it["action"] for it in contents()] == ["product_added"]


def test_whoever_changes_a_name_does_not_vouch_for_an_area_that_was_forged(cast, now, plot):
    """The form shows what stands in the row, and sends it back."""
    db.session.execute(update(Place).values(area_thousandths=9_000_000))
    db.session.commit()
    forged = Quantity(9_000_000, "m2")
    edit_place(cast.minh, described(plot, name="Ruộng dưới", area=forged), now=now)
    close_place(cast.minh, plot.id, now=now)

    assert findings() == [("row", "place", ("area_thousandths",))]


def test_what_was_refused_is_not_told(cast, now, plot):
    with pytest.raises(PlaceIdUsed):
        add_place(cast.lan, described(plot, name="Ruộng khác"), now=now)

    assert [it["action"] for it in contents()] == ["place_added"]
