"""A table of limits is taken whole or not at all; every fault is named by line and column."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.limits import HEADING, LINES, table
from traceability.laboratory_limit_file import BadLimitFile, read_limits
from traceability.laboratory_limits import Bound
from traceability.quantities import Quantity

GOOD = 'Chì,Pb,rice,eu,,"0,1",mg/kg,Bảng thử'


def faults_of(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BadLimitFile) as refused:
        read_limits(data)
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


def test_a_table_is_read():
    limits = read_limits(table())

    assert len(limits) == len(LINES)
    assert limits[0].names == ("Chì", "Pb", "Lead")
    assert limits[1].amount == Quantity(100_000, "ug_per_kg")
    assert limits[7].bound is Bound.LEAST


def test_a_spreadsheets_semicolons_and_mark_are_understood():
    text = HEADING.replace(",", ";") + "\r\n" + "Chì;Pb;rice;eu;;0,1;mg/kg;Bảng thử\r\n"

    (limit,) = read_limits(b"\xef\xbb\xbf" + text.encode())

    assert limit.amount == Quantity(100, "mg_per_kg")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",Pb,rice,eu,,1,mg/kg,x", ("3.indicator", "field.missing")),
        ("Chì" * 60 + ",Pb,tea,eu,,1,mg/kg,x", ("3.indicator", "field.too_long")),
        ("Chì,,fish,eu,,1,mg/kg,x", ("3.group", "limit_file.unknown_group")),
        ("Chì,,rice,mars,,1,mg/kg,x", ("3.market", "market.unknown")),
        ("Chì,,rice,,,1,mg/kg,x", ("3.market", "market.unknown")),
        ("Chì,,rice,usa,about,1,mg/kg,x", ("3.bound", "limit_file.unknown_bound")),
        ("Chì,,rice,usa,,much,mg/kg,x", ("3.value", "amount.not_a_number")),
        ('Chì,,rice,usa,,"1,234",mg/kg,x', ("3.value", "amount.ambiguous")),
        ('Chì,,rice,usa,,"0,0001",mg/kg,x', ("3.value", "amount.too_fine")),
        ("Chì,,rice,usa,,-1,mg/kg,x", ("3.value", "amount.negative")),
        ("Chì,,rice,usa,,1,kg,x", ("3.unit", "amount.unknown_unit")),
        ("Chì,,rice,usa,,1,mg/kg,", ("3.source", "field.missing")),
        ("chi,,rice,eu,,1,mg/kg,x", ("3.indicator", "limit_file.twice")),
        ("Lead,PB,rice,eu,,1,mg/kg,x", ("3.indicator", "limit_file.twice")),
    ],
)
def test_a_fault_is_named_by_its_line_and_column(line, fault):
    assert faults_of(table(GOOD, line)) == [fault]


def test_all_faults_are_told_at_once():
    found = faults_of(table("Chì,,fish,mars,,x,kg,", GOOD, "Chì,,rice,usa,,1,mg/kg,"))

    assert found == [
        ("2.group", "limit_file.unknown_group"),
        ("2.market", "market.unknown"),
        ("2.value", "amount.not_a_number"),
        ("2.unit", "amount.unknown_unit"),
        ("2.source", "field.missing"),
        ("4.source", "field.missing"),
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "limit_file.no_heading"),
        (b"name,value\nx,1\n", "limit_file.no_heading"),
        (HEADING.encode() + b"\n", "limit_file.empty"),
        (HEADING.encode() + b"\n\xff\xfe", "limit_file.not_utf8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(data, fault):
    assert faults_of(data) == [("1", fault)]


def test_a_line_that_is_no_csv_is_named():
    assert faults_of(table(GOOD, 'Chì,"Pb"x,rice,usa,,1,mg/kg,x')) == [("3", "limit_file.bad_csv")]


@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_read_or_refused(data):
    with suppress(BadLimitFile):
        read_limits(HEADING.encode() + b"\n" + data)
