"""The form of one kind of work on one lot, filled in beforehand as far as can be known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from traceability.calendar import civil_date
from traceability.event_template import (
    LABORATORY_TEST,
    TemplateEvent,
    get_template,
)
from traceability.laboratory_limits import indicator_field
from traceability.lots import LotOverlay, LotState, NoSuchLot, check_open
from traceability.paper_pages import NoSuchPaperPage
from traceability.pre_harvest import is_harvest
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event_template import template_to_write
from webapp.models.lot import Lot, overlay_of, worked_on_by
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.treatment import harvest_allowed_from
from webapp.queries import event_prefills as prefills
from webapp.queries.event_form_fields import FormField, form_fields
from webapp.queries.event_prefills import TEMPLATE_VERSION, AskForm
from webapp.queries.events import as_pair
from webapp.queries.inputs import Suggestion, suggestions
from webapp.queries.laboratory_limits import suggested_indicators
from webapp.queries.lot_standing import waiting_period
from webapp.queries.members import member_choices
from webapp.queries.paper_pages import PaperBeside, paper_beside
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class PlaceChoice:
    """A place where the work may have been done; its area in thousandths of a square metre."""

    id: str
    name: str
    area_thousandths: int | None


@dataclass(frozen=True)
class EventForm:
    """`values` are what the fields show at first, by the names they are sent under; `members` are
    pairs of account and name for whom the actor may write; `other_place_ids` are places that a
    corrected entry covered as well; `paper` is the page that it is read off.
    """

    lot_id: UUID
    lot_code: str
    lot_state: LotState
    lot_overlay: LotOverlay | None
    product_name: str
    event_code: str
    template_version: int
    labels: Mapping[str, str]
    icon: str
    asks_photo: bool
    fields: tuple[FormField, ...]
    places: tuple[PlaceChoice, ...]
    other_place_ids: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    paper: PaperBeside | None
    values: Mapping[str, str]
    corrects: UUID | None
    warning: Message | None

    @property
    def is_late(self) -> bool:
        """Whether the lot has ended: what is told now is marked as told afterwards."""
        return self.lot_state is LotState.CLOSED

    @property
    def takes_report(self) -> bool:
        """Whether a laboratory's report proves it."""
        return self.event_code == LABORATORY_TEST

    @property
    def is_of_report(self) -> bool:
        """Whether the paper at hand may tell of further indicators."""
        return self.takes_report and self.corrects is None

    @property
    def place_options(self) -> list[tuple[str, str]]:
        """Places as the pairs that a list of choices takes."""
        return [(place.id, place.name) for place in self.places]

    @property
    def required_fields(self) -> tuple[FormField, ...]:
        """What must be said; the rest is out of the way until it is wanted."""
        return tuple(field for field in self.fields if not field.is_optional)

    @property
    def optional_fields(self) -> tuple[FormField, ...]:
        """What may be said."""
        return tuple(field for field in self.fields if field.is_optional)


def new_event_form(actor: Actor, wanted: AskForm, *, now: datetime) -> EventForm:
    """The form for a new entry; of a lot that has ended, too, whose packs may be on sale still.

    Raises:
        LotNotOpen: a lot that was cancelled has nothing to tell of.
    """
    form = event_form(actor, wanted, now=now)
    if form.lot_overlay is LotOverlay.CANCELLED or not form.is_late:
        check_open(form.lot_state, form.lot_overlay)
    return form


def event_form(actor: Actor, wanted: AskForm, *, now: datetime) -> EventForm:
    """The form, with the time, the place and the person as they most likely are.

    Raises:
        NoSuchLot, NoSuchEvent: none that the actor works on.
        UnknownEventCode: neither the lot's template nor the newest has such work.
    """
    with reader() as connection:
        lot = _lot(connection, actor, wanted.lot_id)
        before = prefills.before(connection, actor, wanted, lot.organisation_id)
        version, template = _template(connection, lot, wanted, before)
        places = open_places(connection, lot.organisation_id)
        further = prefills.further_places(connection, wanted)
        warning = _waiting(connection, template, wanted, now)
        offered = _offered(connection, lot, template, now)
        around = prefills.envelope(connection, actor, template, lot, now)
        own, of_lot = prefills.offered(connection, template, lot)
    paper = _paper(actor, wanted, before)
    known = prefills.defaults(template, now) | around | prefills.from_paper(paper)
    values = known | before if wanted.corrects else known | own | before | of_lot
    return EventForm(
        lot_id=wanted.lot_id,
        lot_code=lot.code,
        lot_state=lot.state,
        lot_overlay=overlay_of(lot),
        product_name=lot.short_name,
        event_code=wanted.event_code,
        template_version=version,
        labels=as_pair(template.labels),
        icon=template.icon,
        asks_photo=template.asks_photo,
        fields=form_fields(template, offered),
        places=places,
        other_place_ids=further,
        members=_members(actor, before),
        paper=paper,
        values=values,
        corrects=wanted.corrects,
        warning=warning,
    )


def _template(
    connection: Connection,
    lot: Row[*tuple[Any, ...]],
    wanted: AskForm,
    before: Mapping[str, str],
) -> tuple[int, TemplateEvent]:
    """By which the entry is written: the version that was shown, or `template_to_write`."""
    if wanted.template_version is not None:
        template = get_template(lot.template_group, wanted.template_version)
    else:
        corrected = int(before[TEMPLATE_VERSION]) if wanted.corrects else None
        key = (lot.template_group, lot.template_version)
        template = template_to_write(connection, key, wanted.event_code, corrected)
    return template.version, template.event(wanted.event_code)


def _members(actor: Actor, before: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """For whom may be written; who stood in an entry that is corrected may stand there again."""
    told = before.get("on_behalf_of")
    return member_choices(actor, UUID(told) if told else None)


def _lot(connection: Connection, actor: Actor, lot_id: UUID) -> Row[*tuple[Any, ...]]:
    query = (
        select(
            Lot.id,
            Lot.code,
            Lot.state,
            Lot.on_hold_at,
            Lot.recalled_at,
            Lot.cancelled_at,
            Lot.organisation_id,
            Lot.place_id,
            Lot.opened_by_id,
            Place.keeper_id,
            Lot.template_group,
            Lot.template_version,
            Product.short_name,
            Product.name.label("product_name"),
            Product.net_thousandths,
            Product.net_unit,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(Lot.id == lot_id, worked_on_by(actor))
    )
    lot = connection.execute(query).one_or_none()
    if lot is None:
        raise NoSuchLot
    return lot


def _paper(actor: Actor, wanted: AskForm, before: Mapping[str, str]) -> PaperBeside | None:
    """The page asked for; else the one that the corrected entry was read off, where it is shown."""
    if wanted.paper_page_id is not None:
        return paper_beside(actor, wanted.paper_page_id)
    kept = before.get("paper_page_id")
    try:
        return paper_beside(actor, UUID(kept)) if kept else None
    except NoSuchPaperPage:
        return None


def open_places(connection: Connection, organisation_id: UUID) -> tuple[PlaceChoice, ...]:
    """The places of an organisation that are worked on, by name."""
    query = (
        select(Place.id, Place.name, Place.area_thousandths)
        .where(Place.organisation_id == organisation_id, Place.closed_at.is_(None))
        .order_by(Place.name_folded)
    )
    rows = connection.execute(query)
    return tuple(PlaceChoice(str(row.id), row.name, row.area_thousandths) for row in rows)


def _waiting(
    connection: Connection, template: TemplateEvent, wanted: AskForm, now: datetime
) -> Message | None:
    """A harvest that would come too early is told so before it is written down."""
    if not is_harvest(template) or wanted.corrects is not None:
        return None
    allowed_from = harvest_allowed_from(connection, wanted.lot_id, now, code=template.code)
    return waiting_period(allowed_from, now)


def _offered(
    connection: Connection, lot: Row[*tuple[Any, ...]], event: TemplateEvent, now: datetime
) -> Mapping[str, tuple[Suggestion, ...]]:
    """What fields most likely say: products of the register, indicators that have a limit."""
    offered = {}
    if event.epcis.input is not None:
        offered[event.epcis.input.name] = suggestions(connection, lot, event, civil_date(now))
    if name := indicator_field(event):
        known = suggested_indicators(connection, lot.template_group, now=now)
        offered[name] = tuple(Suggestion(it, None) for it in known)
    return offered
