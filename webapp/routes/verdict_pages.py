"""From a verdict to what its page shows: the band, the facts, whom to call, where to go on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

from flask import request

from traceability.asked_link import AskedStampLink
from traceability.gs1 import Serial
from traceability.serials import printed
from traceability.verdict import NOT_CHECKED, Certainty, Colour, Reason, Verdict, VerdictCode
from webapp.queries.public_certificates import PublicCertificate
from webapp.queries.public_lots import LotWarning, PublicLot
from webapp.queries.verdict_goods import Checks, Goods, Message, Stop
from webapp.queries.verdict_select import MOST_COUNTED
from webapp.queries.verdicts import StampAnswer
from webapp.routes.covered_code_part import CoveredCodePart
from webapp.routes.frame import site_of
from webapp.routes.words import day_in, language, words_in
from webapp.services import services

NATIONAL_PORTAL: Final = "truyxuatnguongoc.gov.vn"
# More lines than these nobody reads at a market stall.
MOST_FACTS: Final = 5

_ICONS: Final = {
    Colour.GREEN: "shield-check",
    Colour.AMBER: "triangle-alert",
    Colour.RED: "octagon-x",
    Colour.BLUE_GREY: "info",
    Colour.GREY: "cloud-off",
}
# A green band that is read no further must not promise what only a stamp on one pack can.
_OF_LOT: Final = "verdict.valid.lot"
# What a verdict says of the looks before: the one line that differs from look to look.
HISTORY: Final = frozenset({"no_check_before", "checked_before"})
# The fact that the second line of a band repeats.
_NOTED: Final = {
    VerdictCode.VALID: "checked_before",
    VerdictCode.FIRST_CHECK: "no_check_before",
    VerdictCode.ALREADY_CHECKED: "covered_code_used",
    VerdictCode.EXPIRED: "past_best_before",
}


@dataclass(frozen=True)
class Band:
    """The first thing seen: colour, icon, the verdict in one line, one sentence of advice."""

    colour: str
    icon: str
    title: Message
    advice: Message
    note: Message | None = None


@dataclass(frozen=True)
class Fact:
    """One line of "how we know"."""

    code: str
    proven: bool
    details: Mapping[str, object]


@dataclass(frozen=True)
class Responsible:
    """Whom to call."""

    name: str
    hotline: str
    hotline_uri: str


@dataclass(frozen=True)
class PlacePart:
    """Where the reader may say where they are, and whether they just did."""

    url: str
    is_placed: bool


@dataclass(frozen=True)
class BoughtPart:
    """The question whether the pack was bought, and whether the reader just answered it."""

    serial: str
    is_told: bool


@dataclass(frozen=True)
class ChecksPart:
    """When, and where, the stamp was first checked; how often."""

    first: str
    count: str


@dataclass(frozen=True)
class VerdictPage:
    """All that verdicts/show.html reads."""

    band: Band
    facts: tuple[Fact, ...]
    certainty: Message
    certainty_level: int
    printed_code: str
    report_url: str
    urgent: bool
    public_reason: str
    goods: Goods | None
    checks: ChecksPart | None
    stops: tuple[Stop, ...]
    ledger: Message | None
    responsible: Responsible | None
    lot_url: str | None
    retype_url: str | None
    covered: CoveredCodePart | None
    bought: BoughtPart | None
    place: PlacePart | None
    certificates_url: str | None


@dataclass(frozen=True)
class ForeignPage:
    """All that verdicts/foreign.html reads; the host is shown and never a link."""

    band: Band
    report_url: str
    national_portal: str
    foreign_host: str | None
    printed_code: str | None


@dataclass(frozen=True)
class LotPage:
    """All that verdicts/lot.html reads."""

    goods: Goods
    stops: tuple[Stop, ...]
    warnings: tuple[LotWarning, ...]
    ledger: Message | None
    report_url: str
    certificates: tuple[PublicCertificate, ...]


def verdict_page(
    answer: StampAnswer,
    serial: Serial | None,
    typed: str,
    covered: CoveredCodePart | None = None,
) -> VerdictPage:
    """The page of one look; a code that is not ours is shown as it was asked for."""
    verdict = answer.verdict
    shown = printed(serial) if serial and verdict.code is not VerdictCode.UNKNOWN else typed
    return VerdictPage(
        band=band_of(verdict),
        facts=tuple(fact_of(reason) for reason in told_reasons(verdict)),
        certainty=_certainty(verdict),
        certainty_level=verdict.certainty.value,
        printed_code=shown,
        report_url=report_url(shown),
        urgent=verdict.names_authority,
        public_reason=verdict.public_reason,
        goods=replace(answer.goods, serial=shown) if answer.goods else None,
        checks=checks_part(answer.checks, language()) if answer.checks else None,
        stops=answer.stops,
        ledger=_ledger(answer.last_recorded_at),
        responsible=responsible() if verdict.names_authority else None,
        lot_url=lot_path(answer.goods) if answer.goods else None,
        retype_url=retype_url(shown) if verdict.code is VerdictCode.UNKNOWN else None,
        covered=covered,
        bought=BoughtPart(serial, is_bought_told()) if serial and _asks_bought(answer) else None,
        place=_place_part(serial) if serial and _asks_place(answer) else None,
        certificates_url=_certificates_url(answer),
    )


_ISSUED: Final = frozenset({"issued_by_us", "issued_and_signed"})


def _certainty(verdict: Verdict) -> Message:
    """In words; a stamp of ours that stands for no goods is not one that we never issued."""
    is_issued = any(it.proven and it.code in _ISSUED for it in verdict.reasons)
    if is_issued and verdict.certainty is Certainty.NO_VALID_RECORD:
        return Message("certainty.issued_only")
    return Message(f"certainty.{verdict.certainty.value}")


def foreign_page(verdict: Verdict, host: str | None, code: str | None) -> ForeignPage:
    """The page about a code of somebody else's."""
    return ForeignPage(band_of(verdict), report_url(code), NATIONAL_PORTAL, host, code)


def lot_page(lot: PublicLot) -> LotPage:
    """The public page of a lot."""
    ledger = _ledger(lot.last_recorded_at)
    report = report_url(None)
    return LotPage(lot.goods, lot.stops, lot.warnings, ledger, report, lot.certificates)


def band_of(verdict: Verdict) -> Band:
    """The words and signs at the top."""
    said = _said(verdict)
    return Band(
        colour=verdict.colour.value,
        icon=icon_of(verdict.colour),
        title=Message(f"{said}.title"),
        advice=Message(f"{said}.advice"),
        note=Message(f"{said}.note") if said == _OF_LOT else note_of(verdict),
    )


def _said(verdict: Verdict) -> str:
    """The beginning of the codes of a band's words."""
    key = f"verdict.{verdict.code.value}"
    if verdict.cause:
        return f"{key}.{verdict.cause.value}"
    is_of_lot = verdict.code is VerdictCode.VALID and verdict.tells_lot_only
    return _OF_LOT if is_of_lot else key


def icon_of(colour: Colour) -> str:
    """The sign that goes with a colour."""
    return _ICONS[colour]


def not_checked_band() -> Band:
    """What the scanner shows when the server does not answer."""
    return band_of(NOT_CHECKED)


def responsible() -> Responsible:
    """The body and hotline of this installation."""
    site = site_of(services().config)
    digits = "".join(sign for sign in site.hotline if sign in "+0123456789")
    return Responsible(site.responsible_body, site.hotline, f"tel:{digits}")


def report_url(code: str | None) -> str:
    """The form, with the code filled in."""
    return f"/reports/new?code={quote_plus(code)}" if code else "/reports/new"


def _asks_place(answer: StampAnswer) -> bool:
    """One thing at a time: where the covered code is asked for, the place is not."""
    return answer.organisation_id is not None and not answer.takes_covered_code


# Goods that nobody is told not to buy: of others it is no matter who bought them.
_ASKS_BOUGHT: Final = frozenset(
    {
        VerdictCode.FIRST_CHECK,
        VerdictCode.VALID,
        VerdictCode.ALREADY_CHECKED,
        VerdictCode.SUSPECTED_COPY,
    }
)


def _asks_bought(answer: StampAnswer) -> bool:
    """Of a stamp on a single pack: a lot stamp is bought as often as there are packs."""
    verdict = answer.verdict
    return _asks_place(answer) and verdict.code in _ASKS_BOUGHT and not verdict.tells_lot_only


def _certificates_url(answer: StampAnswer) -> str | None:
    """Where certificates in force are listed; beside a warning they would be a false comfort."""
    goods = answer.goods
    if goods is None or not goods.has_certificate or answer.verdict.colour is not Colour.GREEN:
        return None
    return f"{lot_path(goods)}#certificates"


def checks_part(checks: Checks, spoken: str) -> ChecksPart:
    """The looks before, in the words of a language."""
    first = (day_in(spoken, checks.first_at), checks.first_province)
    return ChecksPart(", ".join(filter(None, first)), words_in(spoken, checks.count))


def _place_part(serial: Serial) -> PlacePart:
    return PlacePart(place_url(serial), is_placed())


def place_url(serial: Serial) -> str:
    """Where the reader may say where they are."""
    return f"/looks/place?code={serial}"


def is_placed() -> bool:
    """Whether the reader just did."""
    return "placed" in request.args


def is_bought_told() -> bool:
    """Whether the reader just said whether they bought the pack."""
    return "bought" in request.args


def retype_url(code: str) -> str:
    """The form for typing, with what was typed: an unknown code may be a slip of the finger."""
    return f"/scan?{urlencode({'code': code})}#typed"


def lot_path(goods: Goods) -> str:
    """The public page of the lot."""
    return f"/lot/{goods.product_code}/{goods.lot_code}"


def stamp_page_path(asked: AskedStampLink) -> str:
    """The page that a stamp's default link leads to."""
    code = asked.serial or quote(asked.text, safe="")  # a serial's signs stand for themselves
    return f"/stamps/{asked.gtin}/{code}" if asked.gtin else f"/stamps/{code}"


def grouped(serial: Serial) -> str:
    """Sixteen characters in groups, without a check character that may never have been printed."""
    return " ".join(serial[start : start + 4] for start in range(0, len(serial), 4))


def _ledger(last_recorded_at: datetime | None) -> Message | None:
    if last_recorded_at is None:
        return None
    return Message("ledger.unchanged_since", {"at": last_recorded_at})


def note_of(verdict: Verdict) -> Message | None:
    """The second line of the band."""
    key = f"verdict.{verdict.code.value}"
    for reason in verdict.reasons:
        if verdict.code is VerdictCode.SUSPECTED_COPY and reason.code.startswith("seen_"):
            return Message(f"reason.{reason.code}", reason.details)
        if reason.code == _NOTED.get(verdict.code):
            return Message(_placed(f"{key}.note", reason.details), reason.details)
    return None


def told_reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """The reasons that the page lists, in their order. Of more than fit, the first of what is not
    proven always stays: so many ticks without it would promise too much.
    """
    is_open = next((reason for reason in verdict.reasons if not reason.proven), None)
    # What the band says too goes before what the answer to the covered code says too.
    repeated = ("covered_code_own", _NOTED.get(verdict.code))

    def importance(reason: Reason) -> int:
        if reason is is_open:
            return 0
        if not reason.proven:
            return 4
        return 2 + repeated.index(reason.code) if reason.code in repeated else 1

    kept = sorted(verdict.reasons, key=importance)[:MOST_FACTS]
    return tuple(reason for reason in verdict.reasons if reason in kept)


def fact_of(reason: Reason) -> Fact:
    """The line of one reason."""
    details: dict[str, object] = dict(reason.details)
    if details.get("count") == MOST_COUNTED:
        details["count"] = f"{MOST_COUNTED - 1}+"
    is_once = reason.code == "checked_before" and details["count"] == 1
    code = "reason.checked_once_before" if is_once else f"reason.{reason.code}"
    return Fact(_placed(code, reason.details), reason.proven, details)


def _placed(code: str, details: Mapping[str, object]) -> str:
    """A sentence with a province has a twin for when the province is not known."""
    return f"{code}_unplaced" if "province" in details and not details["province"] else code
