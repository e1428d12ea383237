"""What is on record of a lot that leaves the country, for `traceability.export_checklist`."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from traceability.area_code_use import CodeInUse, CodeProblem, code_problems
from traceability.calendar import civil_date
from traceability.certificates import CertificateKind
from traceability.export_checklist import ExportFacts, GoodsTest, PointResult, export_results
from traceability.holds import is_passed_test
from traceability.laboratory_limits import day_of_result, latest_outside, tested_indicator
from traceability.markets import get_market
from traceability.packed_codes import CartonCode
from traceability.places import GROWING
from webapp.models.area_code import codes_of_lot, consents_of
from webapp.models.carton_code import NamedCode, codes_named
from webapp.models.certificate import Certificate, in_force_on, speaks_of_lot
from webapp.models.event import STANDS, Event, EventPlace, standing_works
from webapp.models.laboratory_limit import judgements_of
from webapp.models.lot import Lot
from webapp.models.packed_code import packed_under
from webapp.models.place import Place


@dataclass(frozen=True)
class ExportLot:
    """Whose lot it is, of which goods, and where it is to go."""

    id: UUID
    organisation_id: UUID
    market: str
    group: str


def keeps_to_limits(reading: Session | Connection, lot_id: UUID, market: str) -> bool:
    """Whether no indicator's latest result is beyond the limit of the market."""
    return latest_outside([it for _, it in judgements_of(reading, lot_id, market)]) is None


def export_results_of(
    reading: Session | Connection, lot: ExportLot, today: date, *, lock: bool = False
) -> tuple[PointResult, ...]:
    """How each point of the market's checklist stands; of a lot that stays at home it is only asked
    whether the holders of its codes allow them.

    With `lock` the codes stay as they are until the end of the transaction.
    """
    codes = codes_of_lot(reading, lot.id, lock=lock)
    facts = ExportFacts(
        market=lot.market,
        group=lot.group,
        today=today,
        codes=[(it, problems_of(reading, it, lot, today)) for it in codes],
        cartons=_cartons(reading, lot, today, {it.id for it in codes}, lock=lock),
    )
    if get_market(lot.market).is_export:
        certificates = _certificates(reading, lot.id, today)
        facts = replace(
            facts,
            tests=_tests(reading, lot),
            certificates=certificates,
            plots=_plots(reading, lot.id),
        )
    return export_results(facts)


def _cartons(
    reading: Session | Connection,
    lot: ExportLot,
    today: date,
    of_lot: Collection[UUID],
    *,
    lock: bool,
) -> list[CartonCode]:
    """What is wrong with codes that packings name, as far as they are not the lot's own, of which
    that is told anyway; at home nothing is asked of one that no register knows.
    """
    named = [it for it in codes_named(reading, lot.id, lock=lock) if not _is_one(it, of_lot)]
    problems: dict[UUID | None, tuple[CodeProblem, ...]] = {
        it.id: problems_of(reading, it, lot, today)
        for it in {it.known for it in named if it.known is not None}
    }
    problems[None] = (CodeProblem.UNKNOWN,) if get_market(lot.market).is_export else ()
    found = ((it, problems[it.known.id if it.known else None]) for it in named)
    return [CartonCode(it.event_id, it.event_time, it.text, wrong) for it, wrong in found if wrong]


def _is_one(named: NamedCode, codes: Collection[UUID]) -> bool:
    return named.known is not None and named.known.id in codes


def problems_of(
    reading: Session | Connection, code: CodeInUse, lot: ExportLot, today: date
) -> tuple[CodeProblem, ...]:
    """What is wrong with a code for a lot."""
    return code_problems(
        code,
        user_id=lot.organisation_id,
        market=lot.market,
        consents=consents_of(reading, code.id, lot.organisation_id),
        packed=packed_under(reading, code, (lot.id, lot.organisation_id)),
        today=today,
    )


def _tests(reading: Session | Connection, lot: ExportLot) -> list[GoodsTest]:
    judged = judgements_of(reading, lot.id, lot.market)
    beyond = {event_id for event_id, it in judged if it.is_outside}
    found = []
    for work in standing_works(reading, lot.id):
        indicator = tested_indicator(work.event, work.fields)
        if indicator is not None:
            day = day_of_result(work.fields, civil_date(work.event_time).isoformat())
            is_good = is_passed_test(work.event, work.fields) and work.id not in beyond
            found.append(GoodsTest(indicator, date.fromisoformat(day), is_good))
    return found


def _plots(reading: Session | Connection, lot_id: UUID) -> dict[str, bool]:
    """Where the goods grew, as the lot's diary names plots, by code; whether it is known where."""
    further = select(EventPlace.place_id).join(Event).where(Event.lot_id == lot_id, STANDS)
    named = select(Event.place_id).where(Event.lot_id == lot_id, STANDS).union(further)
    query = select(Place.code, Place.latitude_e7.is_not(None).label("is_known")).where(
        Place.kind.in_(GROWING), Place.id.in_(named)
    )
    return {row.code: bool(row.is_known) for row in reading.execute(query)}


def _certificates(
    reading: Session | Connection, lot_id: UUID, today: date
) -> frozenset[CertificateKind]:
    query = (
        select(Certificate.kind)
        .select_from(Lot)
        .join(Certificate, speaks_of_lot())
        .where(Lot.id == lot_id, in_force_on(today))
    )
    return frozenset(reading.execute(query).scalars())
