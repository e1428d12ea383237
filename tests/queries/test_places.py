"""Reading places."""

import pytest

from tests.statements import counted_statements
from traceability.places import NoSuchPlace, PlaceCodeScheme, PlaceKind
from traceability.roles import Actor
from webapp.queries.listings import PAGE_SIZE
from webapp.queries.places import PlaceFilter, place_home, place_list, place_page

ALL = PlaceFilter()


def names(listing) -> list[str]:
    return [row.name for row in listing.rows]


def test_a_manager_sees_every_place_of_the_own_organisation_by_name(make, cast):
    make.place(cast.cooperative, name="Vườn", name_folded="vuon")
    make.place(cast.cooperative, name="Ao", name_folded="ao", keeper_id=cast.lan.account_id)
    make.place(cast.other_cooperative)

    assert names(place_list(cast.minh, ALL)) == ["Ao", "Vườn"]


def test_a_farmer_sees_the_own_ones_and_those_of_everybody(make, cast):
    make.place(cast.cooperative, name="Của Lan", keeper_id=cast.lan.account_id)
    make.place(cast.cooperative, name="Của Minh", keeper_id=cast.minh.account_id)
    make.place(cast.cooperative, name="Kho chung")

    assert set(names(place_list(cast.lan, ALL))) == {"Của Lan", "Kho chung"}


@pytest.mark.parametrize("words", ["nà khoang", "na khoang", "KHOANG", "mvl-7"])
def test_a_place_is_found_without_marks_and_by_its_code(make, cast, words):
    make.place(
        cast.cooperative,
        name="Ruộng Nà Khoang",
        name_folded="ruong na khoang",
        code="MVL-7",
        code_scheme=PlaceCodeScheme.GROWING_AREA,
    )
    make.place(cast.cooperative, name="Vườn", name_folded="vuon")

    assert names(place_list(cast.minh, PlaceFilter(words))) == ["Ruộng Nà Khoang"]


@pytest.mark.parametrize("words", ["%", "_", "\\"])
def test_signs_of_the_database_find_nothing(make, cast, words):
    make.place(cast.cooperative)

    assert place_list(cast.minh, PlaceFilter(words)).total == 0


def test_the_list_is_narrowed_by_kind_and_state(make, cast, now):
    make.place(cast.cooperative, name="Ruộng")
    make.place(cast.cooperative, name="Kho", kind=PlaceKind.WAREHOUSE)
    make.place(cast.cooperative, name="Cũ", closed_at=now)

    assert names(place_list(cast.minh, PlaceFilter(kind=PlaceKind.WAREHOUSE))) == ["Kho"]
    assert names(place_list(cast.minh, PlaceFilter(is_closed=True))) == ["Cũ"]


def test_fifty_places_make_a_page_and_two_statements(make, cast):
    for number in range(PAGE_SIZE + 1):
        make.place(cast.cooperative, name_folded=f"{number:03}", keeper_id=cast.lan.account_id)

    with counted_statements() as statements:
        first = place_list(cast.minh, ALL)
    second = place_list(cast.minh, PlaceFilter(number=2))

    assert len(statements) == 2
    assert (len(first.rows), first.previous, first.next) == (50, None, 2)
    assert (second.first, second.last, second.previous, second.next) == (51, 51, 1, None)


def test_one_place_with_all_that_is_known(make, cast):
    place = make.place(
        cast.cooperative,
        keeper_id=cast.lan.account_id,
        latitude_e7=209512345,
        longitude_e7=1037001000,
    )

    page = place_page(cast.lan, place.id)

    assert (page.row.commune, page.row.province, page.row.keeper) == ("Mường Và", "Sơn La", "Lan")
    assert page.position == "20.9512345, 103.7001"
    assert (page.has_events, page.may_keep) == (False, False)
    assert place_page(cast.minh, place.id).may_keep


def test_a_closed_place_is_kept_by_nobody(make, cast, now):
    place = make.place(cast.cooperative, closed_at=now)

    assert not place_page(cast.minh, place.id).may_keep


def test_the_place_of_another_organisation_is_not_there(make, cast):
    place = make.place(cast.cooperative)

    for stranger in (cast.hoa, cast.quang, cast.thu):
        with pytest.raises(NoSuchPlace):
            place_page(stranger, place.id)


def test_a_new_place_begins_where_the_organisation_is(cast):
    home = place_home(cast.minh)

    assert (home.province_code, home.commune_code) == ("14", "03646")
    assert [name for _, name in home.keepers] == ["Lan", "Minh"]
    assert place_home(cast.lan).keepers == ()


def test_whoever_works_for_nobody_begins_nowhere(app):
    with pytest.raises(NoSuchPlace):
        place_home(Actor.public())
