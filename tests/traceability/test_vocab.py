"""The words of CBV as published, and our own under our own address."""

import json
from pathlib import Path

import pytest

from traceability.vocab import (
    BizStep,
    Disposition,
    FarmStep,
    biz_step,
    is_biz_step,
    namespace,
)

ROOT = Path(__file__).parents[2]


def test_a_cbv_step_is_a_bare_word_and_a_farm_step_an_address():
    assert biz_step("tem.example.vn", "packing") == "packing"
    assert biz_step("tem.example.vn", "spraying") == "https://tem.example.vn/voc/biz_step/spraying"
    assert namespace("127.0.0.1:8000") == "https://127.0.0.1:8000/voc/"


@pytest.mark.parametrize("name", ["harvesting", "Packing", "sowing", ""])
def test_a_step_that_nobody_published_is_not_made_up(name: str):
    assert not is_biz_step(name)
    with pytest.raises(ValueError, match="FarmStep"):
        biz_step("tem.example.vn", name)


def test_our_steps_do_not_hide_published_ones():
    assert {step.value for step in FarmStep}.isdisjoint(step.value for step in BizStep)


def test_the_words_are_those_of_cbv_2_0():
    published = next(ROOT.parent.glob("*/check/gs1/schemas/epcis/cbv_names.json"), None)
    if published is None:
        pytest.skip("the published names are not at hand")

    names = json.loads(published.read_text())

    assert {step.value for step in BizStep} == set(names["BizStep"])
    assert {disposition.value for disposition in Disposition} == set(names["Disp"])
