"""Looks at stamps: who asks, what may be kept of where from, and for how long it can be told apart.

What a look is: somebody reads the page. Programs that fetch it for nobody's eyes are none.
"""

import hmac
import re
from bisect import bisect_right
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from socket import AF_INET, inet_pton
from typing import Final

from traceability.calendar import VIETNAM_TIME
from traceability.errors import Invalid
from traceability.look_places import LookPlace

# Somebody says later where the look was; after that the page has long been put away.
PLACE_WITHIN: Final = timedelta(minutes=30)
# Looks of the last minutes of a month are still on their way; then its key is destroyed.
KEY_GRACE: Final = timedelta(days=2)
NETWORKS: Final = 4096

# IANA's registry of special IPv4 networks that are not reached from everywhere (RFC 6890). The few
# public addresses within 192.0.0.0/24 are of protocols, not of people.
_SPECIAL: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
        ),
    )
)
_BEGINNINGS: Final = tuple(int(network.network_address) for network in _SPECIAL)
_ENDS: Final = tuple(int(network.broadcast_address) for network in _SPECIAL)

# Crawlers and previews of links name themselves so. Cubot makes phones.
_BOT: Final = re.compile(r"(?<!cu)bot|crawl|spider|preview|slurp|^java/")
_PROGRAMS: Final = (
    # previews of a link in a chat or a mail
    "facebookexternalhit",
    "facebookcatalog",
    "meta-externalagent",
    "meta-externalfetcher",
    "whatsapp/",
    "skypeuripreview",
    "slack-imgproxy",
    "embedly",
    "iframely",
    "vkshare",
    "ms-office",
    "microsoft office",
    "kakaotalk-scrap",
    "snapchat/web",
    # services of search engines that open pages
    "google-pagerenderer",
    "google-read-aloud",
    "google-inspectiontool",
    "google-safety",
    "google web preview",
    "googleother",
    "google-extended",
    "feedfetcher",
    "mediapartners-google",
    "apis-google",
    "chrome-lighthouse",
    "yandex.com/bots",
    "ia_archiver",
    # checkers of links in mail and of viruses
    "virustotal",
    "urlscan",
    "barracuda",
    "proofpoint",
    "trendmicro",
    "bitdefender",
    "kaspersky",
    "mimecast",
    "phishtank",
    "netcraft",
    "safelinks",
    "zgrab",
    "censys",
    # tools and libraries
    "curl/",
    "wget/",
    "python-requests",
    "python-urllib",
    "aiohttp",
    "httpx/",
    "okhttp",
    "go-http-client",
    "apache-httpclient",
    "node-fetch",
    "axios/",
    "undici",
    "libwww",
    "guzzle",
    "postmanruntime",
    "headlesschrome",
    "phantomjs",
)
# Their servers fetch previews under these names; their browsers on a phone are people's.
_CHATS: Final = ("zalo", "viber", " line/", "telegram", "kakaotalk", "wechat", "cfnetwork")
_PHONES: Final = ("android", "iphone", "ipad", "mobile")
_AHEAD: Final = ("prefetch", "prerender", "preview")


class NoSuchPosition(Invalid):
    """Not a latitude and longitude in degrees."""

    code = "look.no_position"


class PlaceSource(StrEnum):
    """How the place of a look is known: by a position that was shared, or named, or by a table."""

    POSITION = "position"
    NAMED = "named"
    NETWORK = "network"


def is_program(agent: str) -> bool:
    """Whether the user-agent text is that of a crawler, of a link's preview or of a checker.

    Zalo's own browser on a phone is a person; Zalo's servers, which name no phone, are not.
    """
    known = agent.lower()
    if _BOT.search(known) or any(mark in known for mark in _PROGRAMS):
        return True
    is_chat = any(chat in known for chat in _CHATS)
    return is_chat and not any(phone in known for phone in _PHONES)


def is_ahead_of_time(*purposes: str) -> bool:
    """Whether a browser fetches the page before anybody asked for it, by its headers' values."""
    told = (purpose.lower() for purpose in purposes if purpose)
    return any(mark in purpose for purpose in told for mark in _AHEAD)


def read_position(latitude: str, longitude: str) -> LookPlace:
    """The cell of a position in degrees, however finely it was sent.

    Raises:
        NoSuchPosition: no two numbers, or none on the globe.
    """
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        raise NoSuchPosition from None
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise NoSuchPosition
    return LookPlace.around(north, east)


def cell_code(place: LookPlace) -> str:
    """A cell as it is stored: `210:1059`, in tenths of a degree north and east."""
    return f"{place.latitude_tenths}:{place.longitude_tenths}"


def read_cell(code: str) -> LookPlace:
    """What `cell_code` wrote."""
    north, east = map(int, code.split(":"))
    return LookPlace(north, east)


def month_of(at: datetime) -> str:
    """The month at home whose key tells phones apart: `2026-11`."""
    home = at.astimezone(VIETNAM_TIME)
    return f"{home.year:04}-{home.month:02}"


def month_after(month: str) -> str:
    """`2027-01` after `2026-12`."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def is_key_over(month: str, now: datetime) -> bool:
    """Whether the month and the grace after it are past, so that its key must be destroyed."""
    return month < month_of(now - KEY_GRACE)


def device_hash(key: bytes, device_id: str) -> str:
    """What may be stored of a phone's random id: nothing without the key."""
    return hmac.digest(key, device_id.encode(), "sha256").hex()[:32]


def network_name(key: bytes, address: str | None) -> int | None:
    """One of 4,096 names for the network of an address; None where it is of no public network.

    So few that thousands of networks share each: even with the key it leads back to none. It only
    says that looks hardly come from networks of their own when all bear one name.
    """
    network = network_of(address)
    if network is None:
        return None
    return int.from_bytes(hmac.digest(key, network.encode(), "sha256")[:4], "big") % NETWORKS


def read_address(address: str | None) -> IPv4Address | IPv6Address | None:
    """An address as asked for, IPv4 also where it is wrapped in IPv6."""
    if not address:
        return None
    try:
        read = ip_address(address)
    except ValueError:
        return None
    return (read.ipv4_mapped or read) if isinstance(read, IPv6Address) else read


def network_of(address: str | None) -> str | None:
    """The /24 (IPv6: /48) of an address in hexadecimal; None where it is of no public network."""
    try:
        packed = inet_pton(AF_INET, address or "")
    except (OSError, UnicodeEncodeError):
        return _network_of_ipv6(read_address(address))
    return _network_of_ipv4(packed)


def _network_of_ipv4(packed: bytes) -> str | None:
    # `is_global` of ipaddress compares with each network in turn: a twentieth of a whole look.
    number = int.from_bytes(packed, "big")
    is_public = number > _ENDS[bisect_right(_BEGINNINGS, number) - 1]
    return packed[:3].hex() if is_public else None


def _network_of_ipv6(read: IPv4Address | IPv6Address | None) -> str | None:
    if isinstance(read, IPv4Address):  # wrapped in an IPv6 address
        return _network_of_ipv4(read.packed)
    return read.packed[:6].hex() if read and read.is_global else None
