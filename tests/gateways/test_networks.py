"""The operator's table of networks."""

import pytest

from webapp.gateways.networks.client import NetworkTable
from webapp.gateways.networks.fake import small_table
from webapp.gateways.networks.mapping import BadNetworkTable


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("203.0.113.0", "14"),
        ("203.0.113.127", "14"),
        ("203.0.113.128", "01"),
        ("203.0.113.255", "01"),
        ("203.0.114.0", None),
        ("203.0.112.255", None),
        ("::ffff:203.0.113.9", "14"),
        ("2001:db8:1::9", "79"),
        ("2001:db8:2::9", None),
        ("none", None),
        (None, None),
    ],
)
def test_an_address_has_the_province_of_its_network(address: str | None, province: str | None):
    assert small_table().province_of(address) == province


def test_without_a_table_no_address_has_a_province():
    assert NetworkTable.from_file(None).province_of("203.0.113.9") is None


def test_a_file_is_read_with_its_heading_and_remarks(tmp_path):
    path = tmp_path / "networks.csv"
    path.write_text("\ufeffnetwork,province\n# of a provider\n\n203.0.113.0/24 , 14\n")

    assert NetworkTable.from_file(path).province_of("203.0.113.9") == "14"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["203.0.113.0/24,99"], "line 1: '99' is no code of a province"),
        (["#", "203.0.113.0/33,14"], "line 2"),
        (["203.0.113.1/24,14"], "host bits"),
        (["203.0.113.0/24,14", "203.0.113.0/25,01"], "overlap"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(lines: list[str], complaint: str):
    with pytest.raises(BadNetworkTable, match=complaint):
        NetworkTable.from_lines(lines)
