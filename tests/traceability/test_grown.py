"""What grows in a lot, against the words of a register: yes, no, and what cannot be told."""

import pytest

from traceability.event_template import current
from traceability.grown import Grown


@pytest.mark.parametrize(
    ("group", "product", "word", "told"),
    [
        ("rice", "Gạo nếp tan Mường Và", "lúa", True),
        ("rice", "Gạo nếp tan Mường Và", "Chè", False),
        ("tea", "Shan tuyết Tà Xùa", "CHÈ", True),
        ("tea", "Shan tuyết Tà Xùa", "tra", True),
        ("fruit_vegetables", "Nhãn lồng Sông Mã", "nhãn", True),
        ("fruit_vegetables", "Nhãn lồng Sông Mã", "cây ăn quả", True),
        ("fruit_vegetables", "Nhãn lồng Sông Mã", "longan", True),
        ("fruit_vegetables", "Nhãn lồng Sông Mã", "xoài", False),
        ("fruit_vegetables", "Nhãn lồng Sông Mã", "lúa", False),
        ("fruit_vegetables", "Hoa atisô", "hoa atiso", True),
        ("fruit_vegetables", "Quả sạch", "nhãn", None),
        ("fruit_vegetables", "Quả sạch", "lúa", False),
        ("fruit_vegetables", "Quả sạch", "măng tây", None),
        ("livestock", "Thịt lợn đen", "lợn", True),
        ("livestock", "Thịt lợn đen", "heo", True),
        ("livestock", "Thịt lợn đen", "gia cầm", False),
        ("livestock", "Trứng gà ta", "gia cầm", True),
        ("aquaculture", "Cá tầm Sa Pa", "cá", True),
        ("aquaculture", "Cá tầm Sa Pa", "tôm", False),
    ],
)
def test_a_word_of_the_register_means_what_grows_here(group, product, word, told):
    assert Grown.of(current(group), product).is_called(word) is told


@pytest.mark.parametrize(
    ("group", "product", "crops"),
    [
        ("tea", "Chè Shan tuyết", {"shan_tea"}),
        ("tea", "che shan tuyet Ta Xua", {"shan_tea"}),
        ("tea", "Trà xanh Mộc Châu", {"green_tea"}),
        ("tea", "Trà ô long", {"oolong_tea"}),
        ("tea", "Chè búp", set()),
        ("coffee", "Arabica Sơn La", {"arabica"}),
        ("coffee", "Cà phê chè Mai Sơn", {"arabica"}),
        ("coffee", "Cà phê Robusta", {"robusta"}),
        ("coffee", "ca phe voi", {"robusta"}),
        ("coffee", "Cà phê rang xay", set()),
        ("rice", "Gạo nếp tan Mường Và", {"glutinous"}),
        ("fruit_vegetables", "Xoài tròn Yên Châu", {"mango"}),
        ("fruit_vegetables", "xoai tron", {"mango"}),
        ("fruit_vegetables", "Bò khai rừng", set()),  # a herb; with its marks no avocado (bơ)
    ],
)
def test_a_product_says_which_crops_of_the_template_it_is(group, product, crops):
    assert Grown.of(current(group), product).crops == crops


@pytest.mark.parametrize(
    ("group", "product", "told"),
    [
        ("tea", "Chè búp tươi", True),
        ("tea", "Chè Shan tuyết", False),
        ("coffee", "Quả cà phê tươi", True),
        ("rice", "Thóc giống", True),
        ("rice", "Gạo nếp tan", False),
        ("coffee", "Cà phê thóc", False),
    ],
)
def test_a_product_says_that_it_is_sold_as_it_was_harvested(group, product, told):
    assert Grown.of(current(group), product).is_as_harvested is told
