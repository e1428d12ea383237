"""Names of inputs: spellings that are one, names that are not, and what is an antibiotic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.input_names import antibiotics_in, ingredient_key, ingredients_of, trade_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trừ Rầy 10WP", "tru ray 10 wp"),
        ("ĐẠO ÔN-75", "dao on 75"),
    ],
)
def test_a_trade_name_is_the_same_without_marks_case_and_spaces(one, other):
    assert trade_key(one) == trade_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2,4-D", "2,4 D dimethylamine 720 g/l"),
        ("glyphosate", "Glyphosat IPA 480SL"),
        ("paraquat", "Paraquat dichloride 200 g/l"),
        ("Chlorpyrifos ethyl", "CHLORPYRIFOS  ETHYL 50%"),
        ("amoxicillin", "Amoxicilin trihydrate"),
        ("oxytetracycline", "Oxytetracyclin HCl 20%"),
    ],
)
def test_an_ingredient_is_the_same_in_other_strengths_salts_and_spellings(one, other):
    assert ingredient_key(one) == ingredient_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chlorpyrifos ethyl", "chlorpyrifos methyl"),
        ("abamectin", "emamectin benzoate"),
        ("2,4-D", "2,4,5-T"),
    ],
)
def test_names_that_only_look_alike_stay_apart(one, other):
    assert ingredient_key(one) != ingredient_key(other)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2,4-D", ("2,4-D",)),
        ("Chlorpyrifos ethyl 50% + Cypermethrin 5%", ("Chlorpyrifos ethyl", "Cypermethrin")),
        ("Sulfadimethoxin; Trimethoprim", ("Sulfadimethoxin", "Trimethoprim")),
        ("Neomycin, Colistin", ("Neomycin", "Colistin")),
        ("Tylosin và Doxycyclin", ("Tylosin", "Doxycyclin")),
        ("480 g/l", ()),
        ("", ()),
    ],
)
def test_a_line_names_one_or_several_ingredients(text, parts):
    assert ingredients_of(text) == parts


@pytest.mark.parametrize(
    "name",
    [
        "Amoxicillin",
        "amoxicilin 10%",
        "Oxytetracyclin HCl",
        "enrofloxacin",
        "Florfenicol",
        "chloramphenicol",
        "Sulfadimidin",
        "Ceftiofur sodium",
        "tylosin tartrate",
        "Gentamicin",
        "nitrofurantoin",
        "kháng sinh colistin",
    ],
)
def test_antibiotics_are_known_by_their_stems(name):
    assert antibiotics_in([name])


@pytest.mark.parametrize(
    "name", ["Đồng sulfat", "Copper sulfate", "Sulfur", "Ivermectin", "Natamycin", "Vitamin C", ""]
)
def test_what_is_none_is_not_called_one(name):
    assert not antibiotics_in([name])


@given(st.text(max_size=60))
def test_any_text_has_keys_that_are_their_own(text):
    assert trade_key(trade_key(text)) == trade_key(text)
    assert all(ingredient_key(part) for part in ingredients_of(text))
