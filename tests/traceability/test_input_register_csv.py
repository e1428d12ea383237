"""Reading a register: both languages, spreadsheets' habits, and every fault by line and column."""

import pytest

from traceability.input_register import CropDays, InputKind, InputStatus, RegisterRow
from traceability.input_register_csv import HEADINGS, MOST_ROWS, BadRegister, read_register

HEADING = "kind,trade_name,active_ingredients,status,crops,days"


def read(*lines: str, heading: str = HEADING):
    return read_register("\n".join([heading, *lines]).encode())


def faults(*lines: str, heading: str = HEADING) -> set[tuple[str, str]]:
    with pytest.raises(BadRegister) as refused:
        read(*lines, heading=heading)
    return {(it.pointer, it.code) for it in refused.value.errors}


def test_a_line_is_read_with_its_crops_and_their_days():
    register = read('pesticide,An Toàn 1.8EC,Abamectin,permitted,"lúa: 14; chè: 10; nhãn",7')

    assert register.kind is InputKind.PESTICIDE
    assert register.rows == (
        RegisterRow(
            "An Toàn 1.8EC",
            ("Abamectin",),
            InputStatus.PERMITTED,
            (CropDays("lúa", 14), CropDays("chè", 10), CropDays("nhãn")),
            7,
        ),
    )


def test_the_same_is_read_in_vietnamese_from_a_spreadsheet():
    heading = "\ufeffHoạt chất;Loại;Tên thương phẩm;Tình trạng;Vật nuôi;Số ngày cách ly"
    register = read("Colistin; Thuốc thú y;;Cấm;;", "", heading=heading)

    assert register.kind is InputKind.DRUG
    assert register.rows[0].status is InputStatus.BANNED
    assert register.rows[0].name == "Colistin"


def test_the_order_of_lines_makes_no_other_register():
    lines = ["pesticide,A,Abamectin,permitted,,7", "pesticide,B,Buprofezin,banned,,"]

    one, other = read(*lines), read(*reversed(lines))

    assert one.content_sha256 == other.content_sha256
    assert one.content_sha256 != read(lines[0]).content_sha256


def test_every_fault_is_named_by_line_and_column():
    assert faults(
        "pesticide,A,Abamectin,permitted,lúa: vài,7",
        "poison,B,Buprofezin,maybe,,-1",
        "drug,,,permitted,lợn; lợn,400",
        "pesticide,a,ABAMECTIN 5%,banned,,",
        f"pesticide,{'x' * 301},Y,permitted,,",
    ) == {
        ("2:crops", "inputs.bad_days"),
        ("3:kind", "inputs.unknown_kind"),
        ("3:status", "inputs.unknown_status"),
        ("3:days", "inputs.bad_days"),
        ("4:kind", "inputs.mixed_kinds"),
        ("4:trade_name", "inputs.nameless"),
        ("4:crops", "inputs.bad_crop"),
        ("4:days", "inputs.bad_days"),
        ("5:trade_name", "inputs.twice"),
        ("5:kind", "inputs.mixed_kinds"),
        ("6:trade_name", "inputs.too_long"),
        ("6:kind", "inputs.mixed_kinds"),
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "inputs.no_heading"),
        (b"trade_name,status\nA,banned", "inputs.no_heading"),
        (HEADING.encode(), "inputs.empty"),
        (HEADING.encode() + "\nthuốc".encode("utf-16"), "inputs.not_utf8"),
        (HEADING.encode() + b'\npesticide,"A"x,B,banned,,', "inputs.bad_csv"),
        ("\n".join([HEADING, *["x,,,,,"] * (MOST_ROWS + 1)]).encode(), "inputs.too_many"),
    ],
)
def test_what_is_no_register_is_refused_as_a_whole(data, code):
    with pytest.raises(BadRegister) as refused:
        read_register(data)

    assert ("1", code) in {(it.pointer, it.code) for it in refused.value.errors}


def test_a_line_that_is_too_short_lacks_its_last_cells():
    assert faults("pesticide,A") == {("2:status", "inputs.unknown_status")}


@pytest.mark.parametrize("lang", HEADINGS)
def test_the_headings_that_people_are_shown_are_read(lang):
    cells = '"pesticide","A","Abamectin","permitted","","7"'

    assert read(cells, heading=",".join(HEADINGS[lang])).rows[0].days == 7
