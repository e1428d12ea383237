"""The form of an entry on a phone: every label belongs to the field below it, and sums say all."""

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.makers import GTIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PRODUCT, GARDEN, HOUSE = "Chè xanh Tân Cương", "Đồi chè Hồng Thái", "Nhà sơ chế"

# From the end of each field to the label of the next one.
_GAPS = """() => [...document.querySelectorAll('#diary-form details[open] > .field + .field')]
  .map((it) => it.getBoundingClientRect().top
    - it.previousElementSibling.getBoundingClientRect().bottom)"""


@pytest.fixture
def lan(site, phone_of):
    """A farmer with a garden that is measured and a house that is not, and a lot of tea."""
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        make.product(cooperative, gtin=GTIN, group="tea", name=PRODUCT)
        make.place(cooperative, name=GARDEN)
        make.place(cooperative, name=HOUSE, area_thousandths=None)
    lan = phone_of(site)
    people.sign_in(lan, everybody.lan)
    people.open_lot(lan, PRODUCT, GARDEN)
    return lan


def test_every_field_stands_as_far_from_the_one_before_as_the_others(lan):
    lan.open(f"{lan.page.url}/events/new/harvesting")
    lan.page.locator("summary", has_text="Ghi thêm chi tiết").click()

    gaps = lan.page.evaluate(_GAPS)

    assert len(gaps) >= 3
    assert max(gaps) - min(gaps) < 1


def test_a_sum_of_plots_says_which_of_them_have_no_area(lan):
    lan.open(f"{lan.page.url}/events/new/weeding")
    lan.page.locator("summary", has_text="Cùng làm ở nơi khác").click()
    total = lan.page.locator("[data-sum]")

    expect(total).to_have_text("Tất cả: 1 nơi, 3.600 m²", use_inner_text=True)
    lan.page.get_by_label(HOUSE).check()
    expect(total).to_have_text(
        "Tất cả: 2 nơi, 3.600 m², 1 nơi chưa ghi diện tích", use_inner_text=True
    )
