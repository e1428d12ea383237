"""Which communes the list of diaries offers, and what finding them takes."""

from uuid import uuid4

import pytest
from sqlalchemy import inspect

from tests.database_work import know_sizes, work_of
from webapp.db import db
from webapp.models import Lot
from webapp.queries.diaries import diary_communes
from webapp.queries.verdict_goods import Message


@pytest.fixture
def lot(make):
    return make.lot(code="FIRST")


def grow_again(lot, times):
    """So many further lots of the same place."""
    kept = {it.key: getattr(lot, it.key) for it in inspect(Lot).column_attrs}
    further = ({"id": uuid4(), "code": f"AGAIN-{n}"} for n in range(times))
    db.session.add_all(Lot(**(kept | it)) for it in further)
    db.session.commit()


def test_communes_in_which_lots_grew_are_offered(make, lot):
    make.commune("03650")

    assert diary_communes() == (("03646", Message("commune.commune", {"name": "Mường Và"})),)


@pytest.mark.counted
def test_however_many_lots_there_are_the_first_of_a_commune_will_do(make, lot):
    know_sizes("lot", "place", "commune")
    before = work_of(diary_communes)
    grow_again(lot, 500)
    know_sizes("lot", "place", "commune")

    assert work_of(diary_communes) < 2 * before
