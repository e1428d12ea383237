"""Who looks and what does not: user agents as they are sent, and what may be kept of a look."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.look_places import LookPlace
from traceability.looks import (
    NoSuchPosition,
    cell_code,
    device_hash,
    is_ahead_of_time,
    is_key_over,
    is_program,
    month_after,
    month_of,
    network_name,
    network_of,
    read_cell,
    read_position,
)

KEY = b"k" * 32
LINES = (Path(__file__).parent / "user_agents.txt").read_text().splitlines()
AGENTS = [[part.strip() for part in line.split("|")] for line in LINES if line[0] != "#"]


@pytest.mark.parametrize(("who", "name", "agent"), AGENTS)
def test_people_look_and_programs_do_not(who: str, name: str, agent: str):
    assert is_program(agent) is (who == "program"), name


@given(st.ip_addresses(v=4))
def test_which_networks_are_public_is_what_the_registry_says(address: IPv4Address):
    is_of_protocols = address in IPv4Network("192.0.0.0/24")

    assert (network_of(str(address)) is None) is (not address.is_global or is_of_protocols)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("10.0.0.0", "10.255.255.255"),
        ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.168.0.0", "192.168.255.255"),
        ("198.18.0.0", "198.19.255.255"),
    ],
)
def test_a_special_network_ends_where_it_ends(first: str, last: str):
    assert network_of(first) is network_of(last) is None
    assert network_of(str(IPv4Address(first) - 1))
    assert network_of(str(IPv4Address(last) + 1))


@pytest.mark.parametrize(
    "purpose", ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "preview"]
)
def test_a_page_that_is_fetched_ahead_was_not_looked_at(purpose: str):
    assert is_ahead_of_time("", purpose)
    assert not is_ahead_of_time("", "")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_of_a_position_nothing_finer_than_a_tenth_of_a_degree_is_kept(north: float, east: float):
    place = read_position(repr(north), repr(east))

    assert place == LookPlace.around(north, east)
    assert read_cell(cell_code(place)) == place
    assert abs(place.middle[0] - north) <= 0.05 + 1e-9


@pytest.mark.parametrize(
    "sent", [("", ""), ("21", "x"), ("91", "10"), ("1", "181"), ("nan", "1"), ("inf", "1")]
)
def test_what_is_no_position_is_refused(sent: tuple[str, str]):
    with pytest.raises(NoSuchPosition):
        read_position(*sent)


def test_months_are_those_at_home():
    assert month_of(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "2026-11"
    assert month_of(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == "2026-12"
    assert month_after("2026-11") == "2026-12"
    assert month_after("2026-12") == "2027-01"


def test_a_key_outlives_its_month_by_two_days():
    ends = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)

    assert not is_key_over("2026-11", ends + timedelta(days=2, seconds=-1))
    assert is_key_over("2026-11", ends + timedelta(days=2))
    assert not is_key_over("2026-12", ends + timedelta(days=2))


def test_a_phone_has_another_name_under_another_key():
    assert device_hash(KEY, "phone") == device_hash(KEY, "phone")
    assert device_hash(KEY, "phone") != device_hash(b"j" * 32, "phone")


def test_addresses_of_one_network_share_its_name_and_thousands_of_networks_share_that():
    names = [network_name(KEY, f"8.{n // 256}.{n % 256}.7") for n in range(20_000)]

    assert network_name(KEY, "8.8.8.8") == network_name(KEY, "8.8.8.200")
    assert network_name(KEY, "::ffff:8.8.8.8") == network_name(KEY, "8.8.8.8")
    assert network_name(KEY, "2400:cb00:2048:1::1") == network_name(KEY, "2400:cb00:2048:2::2")
    assert len(set(names)) <= 4096


@pytest.mark.parametrize("address", [None, "", "127.0.0.1", "10.1.2.3", "192.168.1.9", "fe80::1"])
def test_an_address_of_no_public_network_has_no_name(address: str | None):
    assert network_name(KEY, address) is None
