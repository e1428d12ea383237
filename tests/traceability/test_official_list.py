"""Reading the official list of provinces and communes."""

import json

import pytest

from traceability.geography import CommuneKind, ProvinceKind
from traceability.official_list import BadOfficialList, read_official_list

CSV = """code,name,kind,province
14,Tỉnh Sơn La,tỉnh,
3646,Xã Mường Và,xã,14
03647,Chiềng Sinh,phường,14
"""


def faults(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BadOfficialList) as refusal:
        read_official_list(data)
    return [(fault.pointer, fault.code) for fault in refusal.value.errors]


def test_a_csv_list_is_read():
    found = read_official_list(CSV.encode())

    assert [(p.code, p.name, p.kind) for p in found.provinces] == [
        ("14", "Sơn La", ProvinceKind.PROVINCE)
    ]
    assert [(c.code, c.name, c.kind, c.province_code) for c in found.communes] == [
        ("03646", "Mường Và", CommuneKind.COMMUNE, "14"),
        ("03647", "Chiềng Sinh", CommuneKind.WARD, "14"),
    ]


def test_a_spreadsheet_may_part_by_semicolons_and_begin_with_a_mark():
    data = "\ufeff" + CSV.replace(",", ";")

    assert read_official_list(data.encode()) == read_official_list(CSV.encode())


def test_further_columns_and_empty_lines_are_passed_over():
    data = "level,code,name,kind,province\n2,01,Hà Nội,thành phố,\n,,,,\n"

    assert [p.name for p in read_official_list(data.encode()).provinces] == ["Hà Nội"]


def test_a_json_list_says_the_same():
    content = {
        "provinces": [{"code": "14", "name": "Sơn La", "kind": "province"}],
        "communes": [
            {"code": "03646", "name": "Mường Và", "kind": "commune", "province": "14"},
            {"code": "03647", "name": "Chiềng Sinh", "kind": "ward", "province": "14"},
        ],
    }

    assert read_official_list(json.dumps(content).encode()) == read_official_list(CSV.encode())


def test_a_name_keeps_what_only_looks_like_a_type_word():
    data = "code,name,kind,province\n00001,Xã Phường Vĩ,xã,01\n"

    assert read_official_list(data.encode()).communes[0].name == "Phường Vĩ"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("3x646,Mường Và,xã,14", "geography.bad_code"),
        ("003646,Mường Và,xã,14", "geography.bad_code"),
        ("٠٣٦٤٦,Mường Và,xã,14", "geography.bad_code"),
        ("03646,,xã,14", "geography.bad_name"),
        ("03646,Mường Và,bản,14", "geography.unknown_kind"),
        ("03646,Mường Và,xã,99", "geography.unknown_province"),
        ("03646,Mường Và,tỉnh,14", "geography.wrong_kind"),
        ("14,Sơn La,xã,", "geography.wrong_kind"),
    ],
)
def test_a_line_at_fault_is_named(line, code):
    data = f"code,name,kind,province\n01,Hà Nội,thành phố,\n{line}\n"

    assert faults(data.encode()) == [("3", code)]


def test_every_line_at_fault_is_named_at_once():
    data = CSV + "03646,Mường Và,xã,14\nx,y,xã,14\n"

    assert faults(data.encode()) == [("5", "geography.twice"), ("6", "geography.bad_code")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "geography.no_heading"),
        (b"code,name\n1,a\n", "geography.no_heading"),
        (b"code,name,kind,province\n", "geography.empty"),
        ("code,name,kind,province\n1,Hà Nội".encode("utf-16"), "geography.not_utf8"),
        (b"{", "geography.bad_json"),
        (b"[]", "geography.bad_json"),
        (b'{"provinces": [1]}', "geography.bad_json"),
        (b'{"provinces": {}}', "geography.bad_json"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(data, code):
    assert faults(data) == [("1", code)]


def test_a_commune_does_not_stand_among_provinces():
    data = b'{"provinces": [{"code": "1", "name": "a", "kind": "commune", "province": "14"}]}'

    assert faults(data) == [("provinces/0", "geography.wrong_kind")]
