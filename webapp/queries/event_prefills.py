"""What the form of an entry shows at first: what is known, remembered, or to be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, select

from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.calendar import VIETNAM_TIME, civil_date
from traceability.event_template import TemplateEvent, Value, get_template
from traceability.laboratory_limits import of_report
from traceability.lots import NoSuchEvent
from traceability.packed_codes import FIELDS
from traceability.quantities import format_amount
from traceability.roles import Actor, Permission
from traceability.work_places import is_indoors, likely_place
from webapp.models.area_code import AreaCode, codes_of_lot
from webapp.models.event import Event, EventPlace, read_values
from webapp.models.place import Place
from webapp.queries.events import personal_words
from webapp.queries.paper_pages import PaperBeside

TEMPLATE_VERSION: Final = "template_version"
EVENT_DATE: Final = "event_date"
_VALUES: Final = "values."
_MORNING: Final = time(8)


@dataclass(frozen=True)
class AskForm:
    """Which form; `corrects` is the entry whose words it shows, a page what it is read off;
    `same_report` an entry of the laboratory's report of which a further indicator is told;
    `template_version` the one by which the form was shown before.
    """

    lot_id: UUID
    event_code: str
    corrects: UUID | None = None
    paper_page_id: UUID | None = None
    same_report: UUID | None = None
    template_version: int | None = None

    @property
    def rests_on(self) -> UUID | None:
        """The entry of the lot whose words and photos the form takes up, if any."""
        return self.corrects or self.same_report


def before(
    connection: Connection, actor: Actor, wanted: AskForm, organisation_id: UUID
) -> dict[str, str]:
    """What the entry to be corrected says; else what the person wrote last time, to be kept."""
    query = select(
        Event.id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.place_id,
        Event.on_behalf_of_id,
        Event.paper_page_id,
        Event.values,
    ).where(Event.event_code == wanted.event_code, Event.organisation_id == organisation_id)
    if wanted.rests_on is not None:
        query = query.where(Event.id == wanted.rests_on, Event.lot_id == wanted.lot_id)
    else:
        query = query.where(Event.actor_id == actor.account_id)
    row = connection.execute(query.order_by(Event.received_at.desc()).limit(1)).one_or_none()
    if row is None and wanted.rests_on is not None:
        raise NoSuchEvent
    if row is None:
        return {}
    written = as_typed(connection, row, everything=wanted.rests_on is not None)
    if wanted.rests_on is not None:
        written |= _envelope_of(row, _personal(connection, row))
    return written if wanted.same_report is None else _of_report(written)


def _of_report(written: Mapping[str, str]) -> dict[str, str]:
    """The words of a report without those of the one indicator; its note was of that one."""
    values = {name.removeprefix(_VALUES): text for name, text in written.items()}
    kept = {f"{_VALUES}{name}": text for name, text in of_report(values).items()}
    around = {n: text for n, text in written.items() if not n.startswith(_VALUES) and n != "note"}
    return around | kept


def as_typed(
    connection: Connection, row: Row[*tuple[Any, ...]], *, everything: bool
) -> dict[str, str]:
    """The values of an entry as they were typed, or those of them that are remembered."""
    told = {**read_values(row.values).fields, **_personal(connection, row)}
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    raw: dict[str, str] = {}
    for field in template.fields:
        value = told.get(field.name)
        if value is not None and (everything or field.remember):
            raw[f"values.{field.name}"] = _raw(value)
        if isinstance(value, dict):  # the unit somebody thinks in stays the same
            raw[f"values.{field.unit_key}"] = str(value["unit"])
    return raw


def _personal(connection: Connection, row: Row[*tuple[Any, ...]]) -> dict[str, str]:
    words = personal_words(connection, [row.id])
    named = read_values(row.values).personal
    return {name: words[it] for name, it in named.items() if it in words}


def _envelope_of(row: Row[*tuple[Any, ...]], personal: Mapping[str, str]) -> dict[str, str]:
    return {
        TEMPLATE_VERSION: str(row.template_version),
        "event_time": local_minute(row.event_time),
        "place_id": str(row.place_id),
        "on_behalf_of": str(row.on_behalf_of_id or ""),
        "paper_page_id": str(row.paper_page_id or ""),
        "operator_name": personal.get("operator_name", ""),
        "note": personal.get("note", ""),
    }


def _raw(value: Value) -> str:
    if isinstance(value, dict):
        return str(value["entered"])
    return str(value).lower() if isinstance(value, bool) else str(value)


def defaults(template: TemplateEvent, now: datetime) -> dict[str, str]:
    """What the template offers at first."""
    today = civil_date(now).isoformat()
    offered = {field.name: field.default for field in template.fields if field.default}
    return {
        f"values.{name}": today if default == EVENT_DATE else default
        for name, default in offered.items()
    }


def pack_of(template: TemplateEvent, lot: Row[*tuple[Any, ...]]) -> dict[str, str]:
    """A pack holds what the product's packs hold: the amount that buyers are told to compare."""
    size = next((it for it in template.fields if it.name == "pack_size"), None)
    if size is None or lot.net_unit not in size.units:
        return {}
    return {
        f"values.{size.name}": format_amount(lot.net_thousandths, "vi"),
        f"values.{size.unit_key}": lot.net_unit,
    }


def offered(
    connection: Connection, template: TemplateEvent, lot: Row[*tuple[Any, ...]]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is likely of the organisation, and what is known of the lot: the codes that each has,
    and what a pack of the product holds. What was typed last time goes before the first and behind
    the second; what is corrected goes before both.
    """
    pack = pack_of(template, lot)
    if not any(template.field(name) for name in FIELDS):
        return {}, pack
    codes = {it.kind: it.code for it in codes_of_lot(connection, lot.id)}
    own = _single_codes(connection, lot.organisation_id)
    return _codes(template, own), _codes(template, codes) | pack


def _single_codes(connection: Connection, organisation_id: UUID) -> dict[AreaCodeKind, str]:
    """The code that an organisation holds, where it holds a single one of the kind."""
    query = select(AreaCode.kind, func.min(AreaCode.code)).where(
        AreaCode.holder_id == organisation_id, AreaCode.status == AreaCodeStatus.GRANTED
    )
    single = query.group_by(AreaCode.kind).having(func.count() == 1)
    return {row[0]: row[1] for row in connection.execute(single)}


def _codes(template: TemplateEvent, known: Mapping[AreaCodeKind, str]) -> dict[str, str]:
    asked = {name: kind for name, kind in FIELDS.items() if template.field(name)}
    return {f"values.{name}": known[kind] for name, kind in asked.items() if kind in known}


def _place(
    connection: Connection, actor: Actor, template: TemplateEvent, lot: Row[*tuple[Any, ...]]
) -> UUID:
    """Where this kind of work most likely is done."""
    step, lot_place = template.epcis.biz_step, lot.place_id
    if not is_indoors(step):
        return cast(UUID, lot_place)
    open_places = (
        select(Place.id, Place.kind)
        .where(Place.organisation_id == lot.organisation_id, Place.closed_at.is_(None))
        .order_by(Place.name_folded)
    )
    kinds = {row.id: row.kind for row in connection.execute(open_places)}
    written = select(Event.place_id).where(
        Event.organisation_id == lot.organisation_id,
        Event.actor_id == actor.account_id,
        Event.event_code == template.code,
    )
    last = connection.scalar(written.order_by(Event.received_at.desc()).limit(1))
    return cast(UUID, likely_place(step, lot_place, kinds, last))


def envelope(
    connection: Connection,
    actor: Actor,
    template: TemplateEvent,
    lot: Row[*tuple[Any, ...]],
    now: datetime,
) -> dict[str, str]:
    """When, where, by whom and for whom it most likely was."""
    return _member(connection, actor, lot) | {
        "event_id": str(uuid4()),
        "event_time": local_minute(now),
        "place_id": str(_place(connection, actor, template, lot)),
        # Whoever writes for others leaves it empty: then it is the member's own name.
        "operator_name": "" if actor.may(Permission.LOT_WORK_FOR_MEMBERS) else actor.name,
    }


def _member(connection: Connection, actor: Actor, lot: Row[*tuple[Any, ...]]) -> dict[str, str]:
    """For whom the actor wrote in this lot last time; at first the keeper of its place, or whoever
    opened it. Empty is the actor's own work.
    """
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        return {}
    query = (
        select(Event.on_behalf_of_id)
        .where(Event.lot_id == lot.id, Event.actor_id == actor.account_id)
        .order_by(Event.received_at.desc())
        .limit(1)
    )
    before = connection.execute(query).one_or_none()
    likely = before.on_behalf_of_id if before else lot.keeper_id or lot.opened_by_id
    return {"on_behalf_of": str(likely or "")}


def from_paper(paper: PaperBeside | None) -> dict[str, str]:
    """Entries of a page follow one another: from the last one's time, or the page's first day."""
    if paper is None:
        return {}
    begins = datetime.combine(paper.covers_from, _MORNING, VIETNAM_TIME)
    return {
        "paper_page_id": str(paper.id),
        "on_behalf_of": str(paper.on_behalf_of_id or ""),
        "event_time": local_minute(paper.last_event_time or begins),
    }


def local_minute(instant: datetime) -> str:
    """As a browser's field wants it: 2026-11-22T08:15."""
    return instant.astimezone(VIETNAM_TIME).replace(tzinfo=None).isoformat(timespec="minutes")


def further_places(connection: Connection, wanted: AskForm) -> tuple[str, ...]:
    """The further plots that the entry to be corrected covered."""
    if wanted.corrects is None:
        return ()
    query = select(EventPlace.place_id).where(EventPlace.event_id == wanted.corrects)
    return tuple(str(place_id) for place_id in connection.scalars(query))
