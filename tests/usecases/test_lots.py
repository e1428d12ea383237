"""Opening and closing lots."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.errors import Refusal
from traceability.event_template import current
from traceability.lots import LotClosed, LotState, NoSuchLot
from traceability.places import NoSuchPlace
from traceability.products import NoSuchProduct
from webapp.db import db
from webapp.models import Lot
from webapp.usecases.lots import CloseLot, LotIdUsed, OpenLot, close_lot, open_lot


@pytest.fixture
def place(make, cast):
    return make.place(cast.cooperative)


def test_a_lot_is_opened_in_production_under_the_newest_template(cast, product, place, now):
    lot_id = open_lot(cast.lan, OpenLot(product.id, place.id), now=now)

    lot = db.session.get(Lot, lot_id)
    assert (lot.state, lot.opened_at, lot.opened_by_id) == (
        LotState.IN_PRODUCTION,
        now,
        cast.lan.account_id,
    )
    assert (lot.template_group, lot.template_version) == ("rice", current("rice").version)


def test_a_lot_is_named_for_its_holder_the_day_at_home_and_a_number(cast, product, place, now):
    midnight = now + timedelta(hours=14)  # still the 22nd in Greenwich

    codes = [
        db.session.get(Lot, open_lot(cast.lan, OpenLot(product.id, place.id), now=at)).code
        for at in (now, now, midnight)
    ]

    assert codes == ["MVA-261122-01", "MVA-261122-02", "MVA-261123-01"]


def test_the_same_form_twice_opens_one_lot(cast, product, place, now):
    command = OpenLot(product.id, place.id, uuid4())

    first = open_lot(cast.lan, command, now=now)

    assert open_lot(cast.lan, command, now=now) == first
    assert len(db.session.scalars(select(Lot)).all()) == 1


def test_the_same_form_for_something_else_is_a_conflict(make, cast, product, place, now):
    command = OpenLot(product.id, place.id, uuid4())
    open_lot(cast.lan, command, now=now)

    for other in (
        OpenLot(make.product(cast.cooperative).id, place.id, command.lot_id),
        OpenLot(product.id, make.place(cast.cooperative).id, command.lot_id),
    ):
        with pytest.raises(LotIdUsed):
            open_lot(cast.lan, other, now=now)


def test_an_id_of_somebody_elses_lot_opens_nothing(make, cast, product, place, now):
    foreign = make.lot(make.product(cast.other_cooperative))

    with pytest.raises(NoSuchLot):
        open_lot(cast.lan, OpenLot(product.id, place.id, foreign.id), now=now)


def test_a_lot_needs_a_product_and_a_place_of_its_own_organisation(make, cast, product, place, now):
    with pytest.raises(NoSuchProduct):
        open_lot(cast.lan, OpenLot(make.product().id, place.id), now=now)
    with pytest.raises(NoSuchPlace):
        open_lot(cast.lan, OpenLot(product.id, make.place().id), now=now)


def test_what_is_out_of_use_begins_no_lot(make, cast, product, place, now):
    retired = make.product(cast.cooperative, retired_at=now)
    closed = make.place(cast.cooperative, closed_at=now)

    with pytest.raises(NoSuchProduct):
        open_lot(cast.lan, OpenLot(retired.id, place.id), now=now)
    with pytest.raises(NoSuchPlace):
        open_lot(cast.lan, OpenLot(product.id, closed.id), now=now)


def test_a_lot_is_closed_once(make, cast, product, now):
    lot = make.lot(product, opened_by_id=cast.lan.account_id)

    close_lot(cast.lan, CloseLot(lot.id), now=now)

    assert (lot.state, lot.closed_at) == (LotState.CLOSED, now)
    with pytest.raises(LotClosed):
        close_lot(cast.minh, CloseLot(lot.id), now=now)


def test_a_farmer_closes_only_lots_they_opened_or_whose_place_they_keep(make, cast, product, now):
    of_others = make.lot(product)
    kept = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    on_kept_place = make.lot(product, place_id=kept.id)

    close_lot(cast.lan, CloseLot(on_kept_place.id), now=now)

    with pytest.raises(NoSuchLot):
        close_lot(cast.lan, CloseLot(of_others.id), now=now)


def test_nobody_outside_the_organisation_closes_a_lot(make, cast, product, now):
    lot = make.lot(product)

    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchLot):
            close_lot(stranger, CloseLot(lot.id), now=now)


@pytest.mark.committed
def test_lots_opened_at_once_get_numbers_of_their_own(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product, place = make.product(cast.cooperative), make.place(cast.cooperative)
        product_id, place_id = product.id, place.id
    together = Barrier(6)

    def race(_: int) -> str:
        with committed_app.app_context():
            together.wait()
            lot_id = open_lot(cast.lan, OpenLot(product_id, place_id), now=NOW)
            return db.session.get(Lot, lot_id).code

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(race, range(6)))

    assert codes == [f"MVA-261122-0{number}" for number in range(1, 7)]


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_opens_one_lot(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        command = OpenLot(make.product(cast.cooperative).id, make.place(cast.cooperative).id)

    opened = at_once(committed_app, lambda: open_lot(cast.lan, command, now=NOW))

    assert opened == [command.lot_id] * 8
    with committed_app.app_context():
        assert [lot.code for lot in db.session.scalars(select(Lot))] == ["MVA-261122-01"]


@pytest.mark.committed
def test_of_two_organisations_that_use_one_id_at_once_one_is_refused_by_name(committed_app):
    lot_id = uuid4()
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        wanted = [
            (
                who,
                OpenLot(make.product(organisation).id, make.place(organisation).id, lot_id=lot_id),
            )
            for who, organisation in (
                (cast.lan, cast.cooperative),
                (cast.hoa, cast.other_cooperative),
            )
        ]

    def race() -> str:
        who, command = wanted.pop()
        try:
            return str(open_lot(who, command, now=NOW))
        except Refusal as refusal:
            return refusal.code

    outcomes = at_once(committed_app, race, times=2)

    assert sorted(outcomes, key=len) == ["lot.not_found", str(lot_id)]
