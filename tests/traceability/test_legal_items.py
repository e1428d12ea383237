"""The ten items of Circular 02/2024/TT-BKHCN, article 6(3)."""

from dataclasses import replace

import pytest

from traceability.legal_items import KeptIn, KnownOfProduct, legal_items

ALL = KnownOfProduct(
    name="Gạo nếp tan",
    has_photo=True,
    organisation_name="Hợp tác xã Mường Và",
    organisation_address="Bản Mường Và",
    commune_code="03646",
    has_diary=True,
    trace_code="09520123456788",
    brand="Mường Và",
    shelf_life_days=365,
    standards=("TCCS 01:2026/MV",),
)


def missing(known: KnownOfProduct) -> list[int]:
    return [item.number for item in legal_items(known) if item.is_missing]


def test_there_are_ten_in_the_order_of_the_circular():
    items = legal_items(ALL)

    assert [item.number for item in items] == list(range(1, 11))
    assert missing(ALL) == []


@pytest.mark.parametrize(
    ("lacking", "numbers"),
    [
        ({"has_photo": False}, [2]),
        ({"organisation_address": " "}, [4]),
        ({"commune_code": None}, [4]),
        ({"has_diary": False}, [5, 6]),
        ({"standards": ()}, [10]),
        ({"brand": None, "shelf_life_days": None}, []),
    ],
)
def test_what_is_lacking_is_named(lacking, numbers):
    assert missing(replace(ALL, **lacking)) == numbers


def test_an_item_asked_for_only_if_any_is_grey_and_not_red():
    brand = legal_items(replace(ALL, brand=None))[7]

    assert (brand.state_code, brand.tone) == ("legal_item.state.if_any", "grey")


def test_each_item_says_where_it_is_mended():
    places = {item.name: item.kept_in for item in legal_items(ALL)}

    assert places["photo"] is KeptIn.PRODUCT
    assert places["address"] is KeptIn.ORGANISATION
    assert places["stages"] is KeptIn.DIARY
