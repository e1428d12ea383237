"""One link for each verdict: every stamp is asked about before its link is given away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from traceability.covered_codes import covered_code, printed_code
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


@dataclass(frozen=True)
class VerdictLink:
    """The link of a stamp, and what stands below its scratch layer if that may be asked for."""

    verdict: VerdictCode
    url: str
    covered_code: str | None


def verdict_links(services: Services, *, now: datetime) -> Iterator[VerdictLink]:
    """For each verdict that some stamp gives at this moment, the link of one."""
    gtins = public_registered_gtins()
    found: dict[VerdictCode, VerdictLink] = {}
    for serial, gtin, place in _candidates(services, sorted(gtins)):
        asked = AskedStamp(place, gtin)
        answer = public_verdict(asked, lambda given: given is None or given in gtins, now=now)
        code = answer.verdict.code
        if code not in found:
            below = _covered_code(services, place) if answer.takes_covered_code else None
            found[code] = VerdictLink(code, address_of(services, serial, gtin), below)
        if len(found) == len(GIVEN):
            break
    return (found[code] for code in GIVEN if code in found)


def _covered_code(services: Services, place: SerialPlace | None) -> str | None:
    if place is None:
        return None
    key = services.keyring.covered_code_key(place.key_id)
    return printed_code(covered_code(key, place.counter))


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
