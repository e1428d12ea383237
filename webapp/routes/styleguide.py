"""A living page of every component in every state, in development only."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from traceability.stamp_facts import Flag, StampFacts
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind
from traceability.verdict import NOT_CHECKED, Verdict, decide
from webapp.queries.shown_values import ShownValue
from webapp.queries.verdict_goods import Goods, Message, ShownQuantity, Stop, ToldWork, recorded
from webapp.routes.guard import public
from webapp.routes.verdict_pages import Band, Fact, Responsible, band_of, responsible
from webapp.services import services

styleguide = Blueprint("styleguide", __name__)

_NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
_ACTIVE = StampFacts(issued=True, state=StampState.ACTIVATED, activated_at=_NOON)
_VARIETY = ShownValue({"vi": "Tên giống", "en": "Variety"}, "Nếp tan")
_WORK = ToldWork((_VARIETY,), Message("wait.waited", {"days": 7}))


@dataclass(frozen=True)
class SampleStep:
    label: str
    done: bool
    current: bool


@dataclass(frozen=True)
class SampleEntry:
    title: str
    at: datetime
    meta: str
    photo_url: str


@dataclass(frozen=True)
class SamplePage:
    """What the components are shown with."""

    bands: tuple[Band, ...]
    responsible: Responsible
    goods: Goods
    stops: tuple[Stop, ...]
    facts: tuple[Fact, ...]
    steps: tuple[SampleStep, ...]
    entries: tuple[SampleEntry, ...]


@styleguide.get("/styleguide")
@public
def show() -> ResponseReturnValue:
    """Every component; not there at all in production."""
    if services().config.is_production:
        abort(404)
    return render_template("styleguide/show.html", counts=(20_000, 500), page=_sample())


def _sample() -> SamplePage:
    verdicts = _verdicts()
    return SamplePage(
        bands=tuple(band_of(verdict) for verdict in verdicts),
        responsible=responsible(),
        goods=_goods(),
        stops=(_stop("Gieo cấy", "Planting", 0), _stop("Thu hoạch", "Harvesting", 3)),
        facts=tuple(
            Fact(f"reason.{reason.code}", reason.proven, reason.details)
            for reason in verdicts[0].reasons
        ),
        steps=(
            SampleStep("1", done=True, current=False),
            SampleStep("2", done=False, current=True),
            SampleStep("3", done=False, current=False),
        ),
        entries=(SampleEntry("Tưới nước", _NOON, "120 l", ""),),
    )


def _verdicts() -> tuple[Verdict, ...]:
    """One of each verdict, by the rules themselves."""
    samples = (
        _ACTIVE,
        replace(_ACTIVE, earlier_scans=3, first_scanned_at=_NOON),
        StampFacts(issued=True, state=StampState.ACTIVATED, covered_code_checked_at=_NOON),
        StampFacts(issued=True, state=StampState.ACTIVATED, expires_on=date(2026, 10, 30)),
        *(
            StampFacts(issued=True, state=StampState.ACTIVATED, flag=Flag(kind, ""))
            for kind in FlagKind
        ),
        StampFacts(issued=True, state=StampState.DELIVERED),
        StampFacts(issued=False),
        StampFacts(issued=False, foreign=True),
    )
    return (*(decide(facts, _NOON) for facts in samples), NOT_CHECKED)


def _goods() -> Goods:
    return Goods(
        product_name="Gạo nếp tan Mường Và",
        product_code="PRD-14-0001",
        producer="Hợp tác xã Mường Và",
        address="Bản Mường Và, xã Sốp Cộp, Sơn La",
        lot_code="MVA-261122-01",
        trace_code="PRD-14-0001.LOC-03646-0001.MVA-261122-01.20261102",
        net_content=ShownQuantity(1500, {"vi": "kg", "en": "kg"}),
        made_on=date(2026, 11, 2),
        expires_on=date(2027, 11, 2),
        standards=("TCVN 11892-1:2017",),
        serial="ABCD EFGH JKMN PQRS T",
    )


def _stop(vi: str, en: str, days_late: int) -> Stop:
    return Stop(
        labels={"vi": vi, "en": en},
        at=_NOON,
        organisation="Hợp tác xã Mường Và",
        recorded=recorded(days_late),
        product_code="PRD-14-0001",
        place_code="LOC-03646-0001",
        times=2 if days_late else 1,
        names_organisation=not days_late,
        commune="Sốp Cộp",
        works=(_WORK,),
    )
