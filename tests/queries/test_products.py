"""Reading products."""

import pytest

from tests.diary import HOST, entry
from tests.makers import GTIN
from tests.statements import counted_statements
from traceability.products import NoSuchProduct
from webapp.queries.products import ProductFilter, product_list, product_page
from webapp.usecases.events.capture import capture_event

ALL = ProductFilter()


def names(listing) -> list[str]:
    return [row.name for row in listing.rows]


def missing(page) -> list[int]:
    return [item.number for item in page.row.items if item.is_missing]


def test_everybody_of_the_organisation_sees_its_products(make, cast):
    make.product(cast.cooperative, name="Gạo")
    make.product(cast.other_cooperative, name="Chè")

    assert names(product_list(cast.lan, ALL)) == names(product_list(cast.minh, ALL)) == ["Gạo"]
    assert names(product_list(cast.thu, ALL)) == []


@pytest.mark.parametrize("words", ["gao nep", "GẠO NẾP", "prd-14-77", "9520123"])
def test_a_product_is_found_without_marks_and_by_its_codes(make, cast, words):
    make.product(
        cast.cooperative,
        name="Gạo nếp",
        name_folded="gao nep",
        internal_code="PRD-14-7777",
        gtin=GTIN,
    )
    make.product(cast.cooperative, name="Chè", name_folded="che", internal_code="PRD-14-8888")

    assert names(product_list(cast.minh, ProductFilter(words))) == ["Gạo nếp"]


def test_the_list_is_narrowed_by_group_and_state(make, cast, now):
    make.product(cast.cooperative, name="Gạo")
    make.product(cast.cooperative, name="Chè", group="general")
    make.product(cast.cooperative, name="Cũ", retired_at=now)

    assert names(product_list(cast.minh, ProductFilter(group="general"))) == ["Chè"]
    assert names(product_list(cast.minh, ProductFilter(is_retired=True))) == ["Cũ"]


def test_a_page_costs_two_statements_however_many_products(make, cast):
    for _ in range(12):
        make.product(cast.cooperative)

    with counted_statements() as statements:
        listing = product_list(cast.minh, ALL)

    assert listing.total == 12
    assert len(statements) == 2


def test_a_product_says_which_of_the_ten_items_it_lacks(make, cast, now):
    product = make.product(cast.cooperative, standards="")

    assert missing(product_page(cast.minh, product.id)) == [2, 5, 6, 10]


def test_a_diary_brings_the_stages(make, cast, now):
    product = make.product(cast.cooperative)
    place = make.place(cast.cooperative, keeper_id=cast.lan.account_id)
    capture_event(cast.lan, entry(make.lot(product, place_id=place.id), "note"), HOST, now=now)
    other = make.product(cast.cooperative)

    assert missing(product_page(cast.minh, product.id)) == [2]
    assert missing(product_page(cast.minh, other.id)) == [2, 5, 6]


def test_an_organisation_without_address_makes_every_product_lack_it(make, cast):
    nowhere = make.organisation(address="")
    product = make.product(nowhere)
    keeper = make.actor(cast.minh.role, nowhere)

    assert 4 in missing(product_page(keeper, product.id))


def test_stamps_fix_the_gtin(make, cast):
    product = make.product(cast.cooperative)
    make.order(product)

    assert product_page(cast.minh, product.id).is_gtin_fixed


def test_only_its_manager_keeps_a_product_and_only_while_it_is_sold(make, cast, now):
    product, retired = (
        make.product(cast.cooperative),
        make.product(cast.cooperative, retired_at=now),
    )

    assert product_page(cast.minh, product.id).may_keep
    assert not product_page(cast.lan, product.id).may_keep
    assert not product_page(cast.minh, retired.id).may_keep


def test_the_product_of_another_organisation_is_not_there(make, cast):
    product = make.product(cast.cooperative)

    with pytest.raises(NoSuchProduct):
        product_page(cast.hoa, product.id)
