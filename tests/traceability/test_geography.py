"""Provinces, the demonstration's communes, and search without marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.geography import DEMO_COMMUNES, PROVINCES, ProvinceKind, fold


def test_there_are_twenty_five_provinces_and_nine_cities():
    kinds = [province.kind for province in PROVINCES.values()]

    assert kinds.count(ProvinceKind.PROVINCE) == 25
    assert kinds.count(ProvinceKind.CITY) == 9


def test_the_sixty_three_of_before_are_each_found_once():
    old = [code for province in PROVINCES.values() for code in province.formed_from]

    assert len(old) == len(set(old)) == 63


@pytest.mark.parametrize(
    ("code", "name", "formed_from"),
    [
        ("14", "Sơn La", ("14",)),
        ("15", "Lào Cai", ("10", "15")),
        ("19", "Thái Nguyên", ("06", "19")),
        ("33", "Hưng Yên", ("33", "34")),
        ("79", "Hồ Chí Minh", ("74", "77", "79")),
    ],
)
def test_a_province_knows_what_it_was_formed_from(
    code: str, name: str, formed_from: tuple[str, ...]
):
    province = PROVINCES[code]

    assert (province.name, province.formed_from) == (name, formed_from)


def test_every_name_stands_alone_and_is_spelled_in_composed_letters():
    names = [unit.name for unit in (*PROVINCES.values(), *DEMO_COMMUNES)]

    assert len({fold(name) for name in names}) == len(names)
    assert all(name == name.strip() and name.isprintable() for name in names)


def test_the_communes_of_the_demonstration_have_codes_of_our_own():
    codes = [commune.code for commune in DEMO_COMMUNES]

    assert len(set(codes)) == len(codes)
    assert {commune.province_code for commune in DEMO_COMMUNES} == {"14", "19", "33", "38", "79"}
    assert all(
        commune.code.startswith("9" + commune.province_code) and len(commune.code) == 5
        for commune in DEMO_COMMUNES
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐỒNG  THÁP ", "dong thap"),
        ("Thủ Dầu Một", "thu dau mot"),
        ("Nế\u0301p", "nep"),
        ("đường Ặc", "duong ac"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_its_marks(text: str, folded: str):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str):
    once = fold(text)

    assert fold(once) == once
