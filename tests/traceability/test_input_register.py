"""What a register says of an input: bans by name and by ingredient, days, crops, and the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.event_flags import EventFlag
from traceability.event_template import current
from traceability.grown import Grown
from traceability.input_register import (
    AskedInput,
    Changes,
    CropDays,
    Dated,
    Finding,
    InputStatus,
    RegisterRow,
    in_force,
    look_up,
)

RICE = Grown.of(current("rice"), "Gạo nếp tan")
TEA = Grown.of(current("tea"), "Chè Shan tuyết")
PORK = Grown.of(current("livestock"), "Thịt lợn đen")
PERMITTED, RESTRICTED, BANNED = InputStatus


def row(trade_name="", ingredients=("Abamectin",), status=PERMITTED, **given) -> RegisterRow:
    return RegisterRow(trade_name, tuple(ingredients), status, **given)


ROWS = [
    row("An Toàn 1.8EC", crops=(CropDays("lúa", 14), CropDays("chè", 10)), days=7),
    row("Chỉ Cho Chè", ("Buprofezin",), crops=(CropDays("chè"),), days=5),
    row("Cần Phép", ("Carbosulfan",), RESTRICTED, days=21),
    row("Từng Bán", ("Fipronil",), PERMITTED),
    row("", ("Fipronil",), BANNED),
    row("", ("Paraquat",), BANNED),
    row("", ("Amoxicillin",), crops=(CropDays("lợn", 15),)),
]


def ask(name, ingredients="", grown=RICE, rows=ROWS, *, lists_antibiotics=True) -> Finding:
    asked = AskedInput(name, ingredients, grown)
    return look_up(rows, asked, lists_antibiotics=lists_antibiotics)


def test_a_product_is_found_whatever_its_spelling_and_has_the_days_of_the_crop():
    assert ask("an toan 1.8 ec") == Finding(PERMITTED, 14, True, "An Toàn 1.8EC")
    assert ask("AN TOÀN 1.8EC", grown=TEA).registered_days == 10


def test_a_crop_that_is_not_named_is_left_out_and_the_days_of_the_line_count():
    found = ask("An Toàn 1.8EC", grown=PORK)

    assert (found.is_for_crop, found.registered_days) == (False, 7)
    assert ask("Chỉ Cho Chè").is_for_crop is False
    assert ask("Chỉ Cho Chè", grown=TEA).is_for_crop is True


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("Không Ai Biết", "Paraquat dichloride 200 g/l"),
        ("Paraquat", "thuốc cỏ"),
        ("Từng Bán", "Fipronil"),
        ("Từng Bán", "Abamectin"),  # what the register knows of it counts, not what was typed
        ("Hỗn Hợp", "Abamectin + Paraquat"),
    ],
)
def test_a_banned_ingredient_bans_every_product_that_holds_it(name, ingredients):
    found = ask(name, ingredients)

    assert (found.status, found.is_stopped) == (BANNED, True)
    assert EventFlag.INPUT_BANNED in found.flags(0)


def test_what_the_register_does_not_know_is_no_offence():
    found = ask("Nước tỏi ớt", "tỏi")

    assert found == Finding()
    assert found.is_unknown
    assert found.flags(0) == ()


def test_a_restricted_product_is_only_flagged():
    found = ask("Cần Phép", "Carbosulfan")

    assert not found.is_stopped
    assert found.flags(21) == (EventFlag.INPUT_RESTRICTED,)


def test_fewer_days_than_registered_are_flagged_and_more_are_not():
    found = ask("An Toàn 1.8EC")

    assert found.flags(13) == (EventFlag.WAIT_BELOW_REGISTER,)
    assert found.flags(14) == found.flags(30) == ()


def test_an_antibiotic_outside_the_list_is_stopped_and_one_on_it_is_not():
    assert ask("Vet A", "Amoxicilin trihydrate 10%", PORK).registered_days == 15
    assert ask("Vet A", "kháng sinh amoxicillin", PORK).is_stopped is False

    found = ask("Vet B", "Colistin", PORK)

    assert found.is_unlisted_antibiotic
    assert found.flags(0) == (EventFlag.DRUG_NOT_LISTED,)
    assert ask("Vet C", "Amoxicillin + Colistin", PORK).because == "colistin"


def test_a_brand_that_sounds_like_an_antibiotic_is_judged_by_its_ingredient():
    assert not ask("Cefavet", "Amoxicillin", PORK).is_stopped


def test_a_register_that_lists_no_antibiotics_leaves_none_out():
    assert not ask("Vet B", "Colistin", PORK, lists_antibiotics=False).is_stopped


def test_of_several_lines_of_one_name_the_written_ingredient_decides_and_any_crop_will_do():
    rows = [
        row("Một Tên", ("Abamectin",), crops=(CropDays("lúa"),), days=7),
        row("Một Tên", ("Abamectin", "Bifenthrin"), crops=(CropDays("chè"),), days=14),
        row("Một Tên", ("Copper hydroxide",), crops=(CropDays("chè"),), days=3),
    ]

    assert ask("Một Tên", "Copper hydroxide", rows=rows).registered_days == 3
    both = ask("Một Tên", "Abamectin", rows=rows)
    assert (both.is_for_crop, both.registered_days) == (True, 14)
    assert ask("Một Tên", "không rõ", rows=rows).registered_days == 14


def test_of_a_mixture_every_ingredient_must_be_permitted():
    rows = [
        row("", ("Abamectin",), crops=(CropDays("lúa"),), days=7),
        row("", ("Bifenthrin",), crops=(CropDays("chè"),), days=9),
    ]

    assert ask("Hỗn Hợp", "Abamectin; Bifenthrin", rows=rows).is_for_crop is False
    assert ask("Hỗn Hợp", "Abamectin", rows=rows).is_for_crop is True


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
versions = st.lists(days, max_size=8).map(
    lambda begun: [Dated(day, number) for number, day in enumerate(begun, 1)]
)


@given(versions, days)
def test_the_version_in_force_is_the_latest_begun_and_of_those_the_last_imported(known, on):
    found = in_force(known, on)

    begun = [it for it in known if it.effective_from <= on]
    assert (found is None) is (not begun)
    if found is not None:
        assert all(
            (it.effective_from, it.number) <= (found.effective_from, found.number) for it in begun
        )


@given(versions, days, st.integers(1, 400))
def test_a_version_of_later_changes_nothing_about_a_day(known, on, later):
    new = Dated(on + timedelta(days=later), len(known) + 1)

    assert in_force([*known, new], on) == in_force(known, on)


names = st.sampled_from(["A", "B", "C", "D"])
some_rows = st.dictionaries(
    names, st.tuples(st.sampled_from(list(InputStatus)), st.none() | st.integers(0, 30))
).map(lambda told: [row(name, (), status, days=wait) for name, (status, wait) in told.items()])


@given(some_rows, some_rows)
def test_what_is_new_changed_and_gone_leads_from_one_version_to_the_next(before, after):
    changes = Changes.between(before, after)

    gone = {it.key for it in changes.gone}
    kept = {it.key: it for it in before if it.key not in gone}
    assert kept | {it.key: it for it in (*changes.new, *changes.changed)} == {
        it.key: it for it in after
    }
    assert Changes.between(after, reversed(after)) == Changes((), (), (), ())
    banned = {it.key for it in after if it.status is InputStatus.BANNED}
    were = {it.key for it in before if it.status is InputStatus.BANNED}
    assert {it.key for it in changes.freed} == were - banned


@given(some_rows, names, st.integers(0, 40))
def test_nothing_is_stopped_but_what_is_banned(rows, name, written):
    found = ask(name, "", rows=rows)
    own = [it for it in rows if it.trade_name == name]

    assert found.is_stopped is any(it.status is BANNED for it in own)
    assert found.is_unknown is (not own)
    if own and not found.is_stopped:
        short = written < (own[0].days or 0)
        assert (EventFlag.WAIT_BELOW_REGISTER in found.flags(written)) is short
