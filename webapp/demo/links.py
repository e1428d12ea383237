"""One link for each verdict: every stamp is asked about before its link is given away."""

from collections.abc import Iterator
from datetime import datetime

from traceability.gs1 import Gtin, check_digit, parse_gtin
from traceability.keyring import Keyring, SerialPlace
from traceability.verdict import VerdictCode
from webapp.demo.addresses import address_of
from webapp.queries.demonstration import public_notable_stamps
from webapp.queries.gtins import public_registered_gtins
from webapp.queries.verdicts import AskedStamp, public_verdict
from webapp.services import Services

# What the server can say; `not_checked` is what a phone says when the server is silent.
GIVEN = tuple(code for code in VerdictCode if code is not VerdictCode.NOT_CHECKED)


def verdict_links(services: Services, *, now: datetime) -> Iterator[tuple[VerdictCode, str]]:
    """For each verdict that some stamp gives at this moment, the link of one."""
    gtins = public_registered_gtins()
    found: dict[VerdictCode, str] = {}
    for serial, gtin, place in _candidates(services, sorted(gtins)):
        asked = AskedStamp(place, gtin)
        answer = public_verdict(asked, lambda given: given is None or given in gtins, now=now)
        found.setdefault(answer.verdict.code, address_of(services, serial, gtin))
        if len(found) == len(GIVEN):
            break
    return ((code, found[code]) for code in GIVEN if code in found)


def _candidates(
    services: Services, gtins: list[str]
) -> Iterator[tuple[str, Gtin | None, SerialPlace | None]]:
    # A serial that looks right but that no key of ours made.
    forged = Keyring(b"a key that is not ours", 1).serial(SerialPlace(1, 0))
    opened = services.keyring.open(forged)
    yield forged, _foreign_gtin(), opened
    yield forged, Gtin(gtins[0]) if gtins else None, opened
    for stamp in public_notable_stamps():
        yield services.keyring.serial(stamp.place), stamp.gtin, stamp.place


def _foreign_gtin() -> Gtin:
    """A GTIN under the demonstration prefix of which nobody here says that it is theirs."""
    body = "952999900001"
    return parse_gtin(body + check_digit(body))
