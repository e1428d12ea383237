"""An entry that was written far from its plot is flagged, never refused."""

from typing import Any

import pytest

from tests.diary import HOST, entry
from traceability.canonical import canonical_json
from traceability.event_flags import GRAVE, EventFlag
from webapp.db import db
from webapp.models import Event
from webapp.usecases.events.capture import capture_event

FAR = EventFlag.FAR_FROM_PLACE
# Some 1.9 and 2.1 km north of the plot; a minute of latitude is 1,853 metres.
PLOT = {"latitude_e7": 210_000_000, "longitude_e7": 1_040_000_000}
NEAR, BEYOND = "21.0170", "21.0190"


def at(latitude: str, longitude: str = "104.0", **more: str) -> str:
    return canonical_json({"latitude": latitude, "longitude": longitude, **more}).decode()


@pytest.fixture
def plot(make, cast):
    return make.place(cast.cooperative, **PLOT)


@pytest.fixture
def write(make, cast, plot, now):
    """Lan writes an entry of the plot; gives back what is odd about it."""
    product = make.product(cast.cooperative)
    lot = make.lot(product, place_id=plot.id, opened_by_id=cast.lan.account_id)

    def capture(actor: Any = cast.lan, **given: Any) -> tuple[str, ...]:
        return capture_event(actor, entry(lot, "irrigating", **given), HOST, now=now).flags

    return capture


def test_what_is_written_beside_the_plot_is_nothing_odd(write):
    assert FAR not in write(position=at(NEAR))


def test_more_than_two_kilometres_away_is_flagged_and_kept(write):
    flags = write(position=at(BEYOND))

    assert FAR in flags
    assert FAR in GRAVE
    assert db.session.query(Event).count() == 1


def test_east_and_west_count_as_north_and_south_do(write):
    assert FAR not in write(position=at("21.0", "104.0190"))
    assert FAR in write(position=at("21.0", "104.0196"))


def test_a_phone_that_does_not_know_well_where_it_is_is_believed(write):
    assert FAR not in write(position=at(BEYOND, accuracy="500"))


def test_beside_one_of_several_plots_is_beside_the_work(make, cast, write):
    other = make.place(cast.cooperative, latitude_e7=210_190_000, longitude_e7=1_040_000_000)

    assert FAR not in write(position=at(BEYOND), other_place_ids=(other.id,))


def test_without_a_position_nothing_is_said(make, cast, write):
    unknown = make.place(cast.cooperative)

    assert FAR not in write()
    assert FAR not in write(position=at(BEYOND), place_id=unknown.id)
    assert FAR not in write(position=at(BEYOND), other_place_ids=(unknown.id,))


def test_who_writes_for_a_member_sits_elsewhere(cast, write):
    told = {"position": at(BEYOND), "on_behalf_of": cast.lan.account_id}

    assert FAR not in write(cast.minh, **told)
    assert FAR in write(cast.minh, position=at(BEYOND))


def test_the_page_of_the_lot_says_it_mildly(client_of, cast, write):
    write(position=at(BEYOND))
    lot_id = db.session.query(Event).one().lot_id

    page = client_of(cast.lan).get(f"/lots/{lot_id}").text

    assert "cách nơi làm hơn 2 km" in page
