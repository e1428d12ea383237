"""Places of an organisation: adding, keeping and closing them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from traceability.area_codes import parse_area_code
from traceability.calendar import civil_date
from traceability.codes import place_code
from traceability.errors import Conflict, Invalid
from traceability.geography import NoSuchCommune, fold
from traceability.gs1 import parse_gln
from traceability.places import GROWING, NoSuchPlace, PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from traceability.quantities import Quantity, get_unit, to_si
from traceability.roles import Actor, Role
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import Membership
from webapp.models.event import Event
from webapp.models.geography import Commune
from webapp.models.lot_notice import notice_plots_anew
from webapp.models.organisation import Organisation, lock_organisation, take_number
from webapp.models.place import Place

# What makes two requests with one id the same place.
_CONTENT = (
    "code_scheme",
    "kind",
    "commune_code",
    "name",
    "area_thousandths",
    "latitude_e7",
    "longitude_e7",
    "keeper_id",
)


class PlaceIdUsed(Conflict):
    """This form added a place that was described otherwise; nothing was changed."""

    code = "place.id_used"


class NoSuchKeeper(Invalid):
    """Not a member of the organisation."""

    code = "place.no_keeper"


class NotAnArea(Invalid):
    """An area is given in square metres, hectares, sào or công."""

    code = "place.not_an_area"


class PlaceCodeNeeded(Invalid):
    """A code that was granted by others must be typed in; only our own are made here."""

    code = "place.code_needed"


class PlaceCodeTaken(Conflict):
    """Another place of the organisation has this code."""

    code = "place.code_taken"


class PlaceCodeFixed(Conflict):
    """Diary entries name the place by its code, so that it cannot change any more."""

    code = "place.code_fixed"


class PlaceClosed(Conflict):
    """The place was closed before."""

    code = "place.closed"


@dataclass(frozen=True)
class PlaceFacts:
    """`code` only where somebody else granted it; a farmer is always the keeper of own plots."""

    kind: PlaceKind
    name: str
    commune_code: str
    code_scheme: PlaceCodeScheme = PlaceCodeScheme.INTERNAL
    code: str | None = None
    area: Quantity | None = None
    position: Position | None = None
    keeper_id: UUID | None = None


@dataclass(frozen=True)
class KeepPlace:
    """`place_id` of a new place is made with the form, so that pressing twice adds one place."""

    place_id: UUID
    facts: PlaceFacts


@transactional
def add_place(actor: Actor, command: KeepPlace, *, now: datetime) -> UUID:
    """Add a place to the organisation; without a code of others it gets one of ours.

    Raises:
        NoSuchPlace: the id belongs to a place of somebody else.
        PlaceIdUsed: the id stands for a place that is described otherwise.
        NoSuchCommune, NoSuchKeeper, NotAnArea, PlaceCodeNeeded, PlaceCodeTaken.
        BadAreaCode, gs1.*: the code is not one, or the organisation may not use it.
    """
    organisation = _own_organisation(actor)
    present = db.session.get(Place, command.place_id)
    if present is not None:
        return _added_before(actor, present, command.facts)
    place = Place(id=command.place_id, organisation_id=organisation.id, created_at=now)
    _describe(actor, place, command.facts)
    place.code_scheme = command.facts.code_scheme
    place.code = _code(organisation, command, now)
    db.session.add(place)
    ledger.append_facts(db.session(), actor, place, {"action": "place_added"}, now)
    return place.id


@transactional
def edit_place(actor: Actor, command: KeepPlace, *, now: datetime) -> None:
    """Bring a place up to date.

    Raises:
        NoSuchPlace, PlaceClosed.
        PlaceCodeFixed: something was recorded there under the code it has.
        Else as `add_place`.
    """
    organisation = _own_organisation(actor)
    place, facts = _open_place(actor, command.place_id), command.facts
    before, gave = place.facts(), _growing_area(place)
    _describe(actor, place, facts)
    if _is_other_code(place, facts):
        if db.session.scalar(select(exists().where(Event.place_id == place.id))):
            raise PlaceCodeFixed
        place.code_scheme, place.code = facts.code_scheme, _code(organisation, command, now)
    if _growing_area(place) != gave:
        notice_plots_anew(db.session(), [place.id])
    ledger.append_facts(db.session(), actor, place, {"action": "place_changed"}, now, before)


@transactional
def close_place(actor: Actor, place_id: UUID, *, now: datetime) -> None:
    """Take a place out of use; what was recorded there stays.

    Raises:
        NoSuchPlace: not the organisation's.
        PlaceClosed: it was closed before.
    """
    _own_organisation(actor)
    place = _open_place(actor, place_id)
    before, place.closed_at = place.facts(), now
    ledger.append_facts(db.session(), actor, place, {"action": "place_closed"}, now, before)


@transactional
def adopt_places(actor: Actor, *, now: datetime) -> list[str]:
    """Tell the ledger of places that were added before it was told; gives their codes.

    Done once, by the operator who moves to this release; again, it finds none.
    """
    adopted = ledger.adopt(db.session(), actor, Place, now=now)
    return [it.code for it in adopted]


def _own_organisation(actor: Actor) -> Organisation:
    organisation = lock_organisation(db.session(), actor.organisation_id)
    if organisation is None:
        raise NoSuchPlace
    return organisation


def _checked(actor: Actor, place: Place | None) -> Place:
    if place is None or place.organisation_id != actor.organisation_id:
        raise NoSuchPlace
    return place


def _added_before(actor: Actor, place: Place, facts: PlaceFacts) -> UUID:
    _checked(actor, place)
    wanted = Place(code_scheme=facts.code_scheme)
    _describe(actor, wanted, facts)
    if any(getattr(place, name) != getattr(wanted, name) for name in _CONTENT):
        raise PlaceIdUsed
    return place.id


def _open_place(actor: Actor, place_id: UUID) -> Place:
    place = _checked(actor, db.session.get(Place, place_id, populate_existing=True))
    if place.closed_at is not None:
        raise PlaceClosed
    return place


def _describe(actor: Actor, place: Place, facts: PlaceFacts) -> None:
    if db.session.get(Commune, facts.commune_code) is None:
        raise NoSuchCommune
    place.kind, place.commune_code = facts.kind, facts.commune_code
    place.name, place.name_folded = facts.name, fold(facts.name)
    place.area_thousandths = _square_metres(facts.area)
    place.latitude_e7 = facts.position.latitude_e7 if facts.position else None
    place.longitude_e7 = facts.position.longitude_e7 if facts.position else None
    place.keeper_id = _keeper(actor, facts)


def _growing_area(place: Place) -> tuple[bool, int | None]:
    """What the yield of its lots is counted by: whether anything grows there, and on how much."""
    return place.kind in GROWING, place.area_thousandths


def _square_metres(area: Quantity | None) -> int | None:
    if area is None:
        return None
    if get_unit(area.unit).dimension != "area":
        raise NotAnArea(unit=area.unit)
    return to_si(area).thousandths


def _keeper(actor: Actor, facts: PlaceFacts) -> UUID | None:
    if actor.role is Role.FARMER:
        return actor.account_id
    if facts.keeper_id is None:
        return None
    is_member = exists().where(
        Membership.account_id == facts.keeper_id,
        Membership.organisation_id == actor.organisation_id,
        Membership.ended_at.is_(None),
    )
    if not db.session.scalar(select(is_member)):
        raise NoSuchKeeper
    return facts.keeper_id


def _is_other_code(place: Place, facts: PlaceFacts) -> bool:
    if facts.code_scheme is not place.code_scheme:
        return True
    return facts.code_scheme is not PlaceCodeScheme.INTERNAL and facts.code != place.code


def _code(organisation: Organisation, command: KeepPlace, now: datetime) -> str:
    facts = command.facts
    if facts.code_scheme is PlaceCodeScheme.INTERNAL:
        number = take_number(db.session(), f"place:{facts.commune_code}")
        return place_code(facts.commune_code, number)
    if not facts.code:
        raise PlaceCodeNeeded
    is_gln = facts.code_scheme is PlaceCodeScheme.GLN
    code = _own_gln(organisation, facts.code, now) if is_gln else parse_area_code(facts.code)
    taken = exists().where(
        Place.organisation_id == organisation.id,
        Place.code == code,
        Place.id != command.place_id,
    )
    if db.session.scalar(select(taken)):
        raise PlaceCodeTaken
    return code


def _own_gln(organisation: Organisation, code: str, now: datetime) -> str:
    gln = parse_gln(code)
    organisation.check_licence(gln, civil_date(now))
    return gln
