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
