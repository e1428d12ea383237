"""Places of an organisation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.diary import HOST, entry
from tests.makers import NOW, Maker
from traceability.area_codes import AreaCodeOfAnotherKind, BadAreaCode
from traceability.geography import NoSuchCommune
from traceability.gs1 import BadCheckDigit, CertificateExpired, NoCertificate, NotHoldersPrefix
from traceability.places import NoSuchPlace, PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from traceability.quantities import Quantity
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Organisation, Place
from webapp.usecases.events.capture import capture_event
from webapp.usecases.places import (
    KeepPlace,
    NoSuchKeeper,
    NotAnArea,
    PlaceClosed,
    PlaceCodeFixed,
    PlaceCodeNeeded,
    PlaceCodeTaken,
    PlaceFacts,
    PlaceIdUsed,
    add_place,
    close_place,
    edit_place,
)

GLN = "9520123000004"
OTHER_GLN = "9520000000127"
GROWING_AREA = PlaceCodeScheme.GROWING_AREA


def facts(**changed) -> PlaceFacts:
    given = {"kind": PlaceKind.PLOT, "name": "Ruộng Nà Khoang", "commune_code": "03646"}
    return PlaceFacts(**(given | changed))


def wanted(place_id=None, **changed) -> KeepPlace:
    return KeepPlace(place_id or uuid4(), facts(**changed))


def added(actor, now, **changed) -> Place:
    return db.session.get(Place, add_place(actor, wanted(**changed), now=now))


def test_a_farmer_adds_a_plot_and_is_its_keeper(cast, now):
    place = added(cast.lan, now, area=Quantity(2000, "sao_north"))

    assert (place.code_scheme, place.code) == (PlaceCodeScheme.INTERNAL, "LOC-03646-0001")
    assert place.keeper_id == cast.lan.account_id
    assert place.area_thousandths == 720_000  # two sào of 360 m²
    assert place.name_folded == "ruong na khoang"


def test_a_farmer_keeps_nothing_for_others(cast, now):
    place = added(cast.lan, now, keeper_id=cast.minh.account_id)

    assert place.keeper_id == cast.lan.account_id


def test_a_manager_names_the_keeper_or_nobody(cast, now):
    assert added(cast.minh, now).keeper_id is None
    assert added(cast.minh, now, keeper_id=cast.lan.account_id).keeper_id == cast.lan.account_id


def test_a_stranger_keeps_nothing(cast, now):
    with pytest.raises(NoSuchKeeper):
        add_place(cast.minh, wanted(keeper_id=cast.hoa.account_id), now=now)


@pytest.mark.parametrize(
    ("amount", "unit", "thousandths"),
    [
        (3600, "m2", 3_600),
        (1500, "ha", 15_000_000),
        (1000, "cong", 1_000_000),
        (500, "sao_central", 250_000),
    ],
)
def test_an_area_is_kept_in_square_metres(cast, now, amount, unit, thousandths):
    assert added(cast.lan, now, area=Quantity(amount, unit)).area_thousandths == thousandths


def test_kilograms_are_no_area(cast, now):
    with pytest.raises(NotAnArea):
        add_place(cast.lan, wanted(area=Quantity(1000, "kg")), now=now)


def test_a_position_is_kept_in_whole_numbers(cast, now):
    place = added(cast.lan, now, position=Position(209512345, 1037001000))

    assert (place.latitude_e7, place.longitude_e7) == (209512345, 1037001000)


def test_pressing_twice_adds_once(cast, now):
    command = wanted()

    assert add_place(cast.lan, command, now=now) == add_place(cast.lan, command, now=now)
    assert db.session.execute(select(func.count()).select_from(Place)).scalar_one() == 1


@pytest.mark.parametrize("changed", [{"name": "Khác"}, {"area": Quantity(1000, "ha")}])
def test_the_same_form_for_another_place_is_a_conflict(cast, now, changed):
    command = wanted()
    add_place(cast.lan, command, now=now)

    with pytest.raises(PlaceIdUsed):
        add_place(cast.lan, wanted(command.place_id, **changed), now=now)


def test_a_form_made_for_another_organisation_adds_nothing(cast, now):
    command = wanted()
    add_place(cast.lan, command, now=now)

    with pytest.raises(NoSuchPlace):
        add_place(cast.hoa, command, now=now)


def test_somebody_without_an_organisation_adds_nothing(cast, now):
    with pytest.raises(NoSuchPlace):
        add_place(Actor.public(), wanted(), now=now)


def test_the_commune_is_of_the_table(cast, now):
    with pytest.raises(NoSuchCommune):
        add_place(cast.lan, wanted(commune_code="99999"), now=now)


def test_internal_codes_count_up_within_a_commune(make, cast, now):
    make.commune("91901", province="19")

    codes = [added(cast.lan, now).code, added(cast.hoa, now).code]
    elsewhere = added(cast.lan, now, commune_code="91901").code

    assert codes == ["LOC-03646-0001", "LOC-03646-0002"]
    assert elsewhere == "LOC-91901-0001"


def test_a_granted_code_is_kept_in_capitals(cast, now):
    place = added(cast.minh, now, code_scheme=GROWING_AREA, code="vn-slor-0001")

    assert (place.code_scheme, place.code) == (GROWING_AREA, "VN-SLOR-0001")


@pytest.mark.parametrize(
    ("scheme", "code", "refusal"),
    [
        (GROWING_AREA, None, PlaceCodeNeeded),
        (GROWING_AREA, "vùng 1", BadAreaCode),
        (PlaceCodeScheme.PACKING_HOUSE, GLN, AreaCodeOfAnotherKind),
        (PlaceCodeScheme.GLN, None, PlaceCodeNeeded),
        (PlaceCodeScheme.GLN, "9520123000005", BadCheckDigit),
        (PlaceCodeScheme.GLN, OTHER_GLN, NotHoldersPrefix),
    ],
)
def test_a_granted_code_is_judged(cast, now, scheme, code, refusal):
    with pytest.raises(refusal):
        add_place(cast.minh, wanted(code_scheme=scheme, code=code), now=now)


def test_the_holder_of_a_licence_uses_a_gln(cast, now):
    assert added(cast.minh, now, code_scheme=PlaceCodeScheme.GLN, code=GLN).code == GLN


def test_nobody_uses_a_gln_without_a_licence(cast, now):
    with pytest.raises(NoCertificate):
        add_place(cast.hoa, wanted(code_scheme=PlaceCodeScheme.GLN, code=GLN), now=now)


def test_nobody_uses_a_gln_under_an_expired_licence(cast, now):
    db.session.get(Organisation, cast.cooperative.id).gs1_valid_to = now.date().replace(year=2025)
    db.session.commit()

    with pytest.raises(CertificateExpired):
        add_place(cast.minh, wanted(code_scheme=PlaceCodeScheme.GLN, code=GLN), now=now)


def test_an_organisation_uses_a_code_for_one_place(cast, now):
    add_place(cast.minh, wanted(code_scheme=GROWING_AREA, code="VN-SLOR-0001"), now=now)

    with pytest.raises(PlaceCodeTaken):
        add_place(cast.minh, wanted(code_scheme=GROWING_AREA, code="VN-SLOR-0001"), now=now)


def test_a_place_is_brought_up_to_date_and_keeps_its_code(cast, now):
    place = added(cast.lan, now, area=Quantity(1000, "ha"))

    edit_place(cast.minh, wanted(place.id, name="Ruộng trên", kind=PlaceKind.ORCHARD), now=now)

    kept = db.session.get(Place, place.id)
    assert (kept.name, kept.kind, kept.code) == ("Ruộng trên", PlaceKind.ORCHARD, "LOC-03646-0001")
    assert (kept.area_thousandths, kept.keeper_id) == (None, None)


def test_a_place_that_got_a_code_of_others_carries_it(cast, now):
    place = added(cast.minh, now)

    edit_place(cast.minh, wanted(place.id, code_scheme=GROWING_AREA, code="VN-1"), now=now)

    assert db.session.get(Place, place.id).code == "VN-1"


def test_a_code_that_the_diary_names_stays(make, cast, now):
    place = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    lot = make.lot(make.product(cast.cooperative), place_id=place.id)
    capture_event(cast.lan, entry(lot, "note"), HOST, now=now)

    edit_place(cast.minh, wanted(place.id, name="Tên khác"), now=now)
    with pytest.raises(PlaceCodeFixed):
        edit_place(cast.minh, wanted(place.id, code_scheme=GROWING_AREA, code="VN-1"), now=now)

    assert db.session.get(Place, place.id).name == "Tên khác"


def test_a_place_is_closed_once_and_then_rests(cast, now):
    place_id = add_place(cast.lan, wanted(), now=now)

    close_place(cast.minh, place_id, now=now)

    assert db.session.get(Place, place_id).closed_at == now
    with pytest.raises(PlaceClosed):
        close_place(cast.minh, place_id, now=now)
    with pytest.raises(PlaceClosed):
        edit_place(cast.minh, wanted(place_id), now=now)


def test_the_place_of_another_organisation_is_not_there(cast, now):
    place_id = add_place(cast.lan, wanted(), now=now)

    with pytest.raises(NoSuchPlace):
        edit_place(cast.hoa, wanted(place_id), now=now)
    with pytest.raises(NoSuchPlace):
        close_place(cast.hoa, place_id, now=now)


@pytest.mark.committed
def test_places_added_at_once_get_codes_of_their_own(committed_app):
    with committed_app.app_context():
        cast = make_cast(Maker(committed_app.extensions["temthat"].keyring))
    actors = [cast.lan, cast.hoa, cast.minh] * 2
    together = Barrier(len(actors))

    def race(actor) -> str:
        with committed_app.app_context():
            together.wait()
            place_id = add_place(actor, wanted(), now=NOW)
            return db.session.get(Place, place_id).code

    with ThreadPoolExecutor(len(actors)) as pool:
        codes = sorted(pool.map(race, actors))

    assert codes == [f"LOC-03646-000{number}" for number in range(1, 7)]
