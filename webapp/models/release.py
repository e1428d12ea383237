"""What is known of a lot when it is to be released: product, organisation and diary together."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import Session

from traceability.event_template import TemplateEvent, current, get_template
from traceability.growing_seasons import SeasonYield
from traceability.holds import FAILED, concluded
from traceability.legal_items import KnownOfProduct, legal_items
from traceability.mass_balance import PACKING, brings_material, is_made_of_goods
from traceability.pre_harvest import is_harvest, knows_harvest
from traceability.release import (
    MarketStanding,
    ReleaseGate,
    RequiredWork,
    ToldGoods,
    release_gate,
)
from webapp.models.accepted_yield import has_accepted
from webapp.models.event import STANDS, Event, standing_works
from webapp.models.event_template import newest_uploaded
from webapp.models.export import ExportLot, export_results_of, keeps_to_limits
from webapp.models.growing import growing_seasons
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.product import Product


def gate_of(
    reading: Session | Connection,
    lot_id: UUID,
    today: date,
    *,
    lock: bool = False,
    seasons: Sequence[SeasonYield] | None = None,
) -> ReleaseGate:
    """The checklist of a lot as things stand on a day; a few reads, more for a market abroad.

    With `lock` the codes of the lot stay as they are until the end of the transaction; `seasons` of
    its ground are given where they were read before.
    """
    row = reading.execute(_select_known(lot_id)).one()
    works = _works(reading, lot_id)
    if seasons is None:
        seasons = growing_seasons(reading, row)
    gate = release_gate(
        legal_items(_known(row, has_diary=bool(works))),
        goods=ToldGoods(
            # What was counted before there were such entries is goods all the same.
            any=row.packed_units > 0 or any(map(_brings_goods, works)),
            harvest=_tells_harvest(row, works),
            inputs=_tells_inputs(row, works),
            works=_required_works(reading, row),
            within_yield=_keeps_to_yield(reading, lot_id, seasons),
        ),
        is_held=bool(row.on_hold_at or row.recalled_at or row.cancelled_at),
        is_product_in_use=row.retired_at is None,
        is_organisation_active=row.suspended_at is None,
    )
    return gate.at_market(_market_standing(reading, row, today, lock=lock))


def _market_standing(
    reading: Session | Connection, row: Row[*tuple[Any, ...]], today: date, *, lock: bool
) -> MarketStanding:
    lot = ExportLot(row.id, row.organisation_id, row.market, row.template_group)
    return MarketStanding(
        keeps_to_limits=keeps_to_limits(reading, row.id, row.market),
        export=export_results_of(reading, lot, today, lock=lock),
    )


def has_goods(reading: Session | Connection, lot: Lot) -> bool:
    """Whether anything of the lot was harvested or packed, as far as its diary tells."""
    return lot.packed_units > 0 or any(map(_brings_goods, _works(reading, lot.id)))


def _works(reading: Session | Connection, lot_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    return reading.execute(
        select(Event.template_group, Event.template_version, Event.event_code)
        .where(Event.lot_id == lot_id, STANDS)
        .distinct()
    ).all()


def _select_known(lot_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.organisation_id,
            Lot.market,
            Lot.template_group,
            Lot.template_version,
            newest_uploaded().label("newest_uploaded"),
            Lot.packed_units,
            Lot.on_hold_at,
            Lot.recalled_at,
            Lot.cancelled_at,
            Product.name,
            Product.photo_sha256,
            Product.gtin,
            Product.internal_code,
            Product.brand,
            Product.shelf_life_days,
            Product.standards,
            Product.retired_at,
            Organisation.name.label("organisation"),
            Organisation.address,
            Organisation.commune_code,
            Organisation.suspended_at,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .where(Lot.id == lot_id)
    )


def _known(row: Row[*tuple[Any, ...]], *, has_diary: bool) -> KnownOfProduct:
    return KnownOfProduct(
        name=row.name,
        has_photo=row.photo_sha256 is not None,
        organisation_name=row.organisation,
        organisation_address=row.address,
        commune_code=row.commune_code,
        has_diary=has_diary,
        trace_code=row.gtin or row.internal_code,
        brand=row.brand,
        shelf_life_days=row.shelf_life_days,
        standards=tuple(line for line in row.standards.split("\n") if line.strip()),
    )


def _tells_harvest(
    lot: Row[*tuple[Any, ...]], works: Sequence[Row[*tuple[Any, ...]]]
) -> bool | None:
    """Whether it is told how the goods came to be there; None for a trade without any harvest."""
    if not knows_harvest(get_template(lot.template_group, lot.template_version)):
        return None
    events = [_event_of(work) for work in works]
    return any(is_harvest(event) or brings_material(event) for event in events)


def _tells_inputs(
    lot: Row[*tuple[Any, ...]], works: Sequence[Row[*tuple[Any, ...]]]
) -> bool | None:
    """Whether the goods lead back to a delivery; None for a trade that grows or keeps them."""
    template = get_template(lot.template_group, lot.template_version)
    if not is_made_of_goods(template.events.values()):
        return None
    return any(brings_material(_event_of(work)) for work in works)


def _required_works(
    reading: Session | Connection, lot: Row[*tuple[Any, ...]]
) -> tuple[RequiredWork, ...]:
    """What the version in force asks for before goods leave, whatever the lot was opened with; one
    read more where it asks at all.
    """
    own = get_template(lot.template_group, lot.template_version)  # its group is known from here on
    newest = max(current(own.group).version, lot.newest_uploaded or 0)
    template = get_template(own.group, newest)
    if not template.release_requires:
        return ()
    told = {
        work.event.code: concluded(work.event, work.fields) != FAILED
        for work in sorted(standing_works(reading, lot.id), key=lambda it: it.told_order)
    }
    events = (template.event(code) for code in template.release_requires)
    return tuple(RequiredWork.of(it, is_told=told.get(it.code, False)) for it in events)


def _keeps_to_yield(
    reading: Session | Connection, lot_id: UUID, seasons: Sequence[SeasonYield]
) -> bool | None:
    """Whether the ground gives what all its lots took, or it was accepted; None if not known."""
    return has_accepted(reading, lot_id, seasons) if seasons else None


def _event_of(row: Row[*tuple[Any, ...]]) -> TemplateEvent:
    return get_template(row.template_group, row.template_version).event(row.event_code)


def _brings_goods(row: Row[*tuple[Any, ...]]) -> bool:
    event = _event_of(row)
    return event.code == PACKING or is_harvest(event)
