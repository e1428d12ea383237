"""Places of the own organisation: farmers add plots, managers keep and close all of them."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.positions import Position, parse_position
from traceability.quantities import UNITS, Quantity, format_amount, parse_amount
from traceability.roles import Permission
from webapp.queries.geography import public_communes, public_provinces
from webapp.queries.places import PlaceFilter, PlacePage, place_home, place_list, place_page
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, asked_words, paging_of
from webapp.routes.words import language, words
from webapp.services import now
from webapp.usecases import places as usecases

places = Blueprint("places", __name__)
_AREA_UNITS = ("m2", "ha", "sao_north", "sao_central", "cong")
_LOT_FORM = "lots.new"
_FIELDS = {
    "code.": "code",
    "gs1.": "code",
    "place.code_needed": "code",
    "commune.": "commune_code",
    "place.no_keeper": "keeper_id",
    "place.not_an_area": "area",
}
_SCHEMES = (
    (PlaceCodeScheme.INTERNAL, "place.scheme.none_yet", "badge-check"),
    (PlaceCodeScheme.GROWING_AREA, "place.scheme.growing_area", "sprout"),
    (PlaceCodeScheme.PACKING_HOUSE, "place.scheme.packing_house", "package"),
    (PlaceCodeScheme.GLN, "place.scheme.gln", "map-pin"),
)


@places.get("/places")
@requires(Permission.PLACE_READ)
def index() -> ResponseReturnValue:
    """The organisation's places; a farmer's own."""
    actor = current_actor()
    wanted = PlaceFilter(
        words=asked_words(),
        kind=asked_choice("kind", PlaceKind),
        is_closed=request.args.get("state") == "closed",
        number=asked_number(),
    )
    listing = place_list(actor, wanted)
    return render_template(
        "places/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        kinds=_kinds(),
        may_add=actor.may(Permission.PLACE_ADD),
    )


@places.get("/places/new")
@requires(Permission.PLACE_ADD)
def new() -> ResponseReturnValue:
    """The form of a new place."""
    home = place_home(current_actor())
    form = empty_form(
        id=str(uuid4()),
        kind=PlaceKind.PLOT.value,
        province_code=home.province_code,
        commune_code=home.commune_code,
        area_unit="m2",
        code_scheme=PlaceCodeScheme.INTERNAL.value,
        then=request.args.get("then", ""),
    )
    return render_template("places/new.html", form=form, **_choices(form))


@places.post("/places")
@requires(Permission.PLACE_ADD)
def create() -> ResponseReturnValue:
    """Add a place; who came from the form of a lot (`then=lot`) goes back to it."""
    shown = FormView(values=request.form.to_dict())
    if shown.value("choose"):
        return render_template("places/new.html", form=shown, **_choices(shown))
    try:
        place_id = usecases.add_place(current_actor(), _read(None), now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "places/new.html", **_choices(shown))
    flash(gettext("Đã thêm địa điểm."), "green")
    target = _LOT_FORM if _is_for_lot(shown) else "places.show"
    return redirect(url_for(target, place_id=place_id), 303)


@places.get("/places/<uuid:place_id>")
@requires(Permission.PLACE_READ)
def show(place_id: UUID) -> ResponseReturnValue:
    """One place."""
    return render_template("places/show.html", page=place_page(current_actor(), place_id))


@places.get("/places/<uuid:place_id>/edit")
@requires(Permission.PLACE_KEEP)
def edit(place_id: UUID) -> ResponseReturnValue:
    """The form of a place."""
    page = place_page(current_actor(), place_id)
    return _edit_form(_filled_in(page), page)


@places.post("/places/<uuid:place_id>")
@requires(Permission.PLACE_KEEP)
def update(place_id: UUID) -> ResponseReturnValue:
    """Keep a place."""
    page = place_page(current_actor(), place_id)
    shown = FormView(values=request.form.to_dict())
    if shown.value("choose"):
        return _edit_form(shown, page)
    try:
        usecases.edit_place(current_actor(), _read(place_id), now=now())
    except Refusal as refusal:
        fault = beside(refusal, _FIELDS)
        return refused(fault, "places/edit.html", page=page, **_choices(shown))
    flash(gettext("Đã lưu địa điểm."), "green")
    return redirect(url_for("places.show", place_id=place_id), code=303)


@places.post("/places/<uuid:place_id>/closure")
@requires(Permission.PLACE_KEEP)
def close(place_id: UUID) -> ResponseReturnValue:
    """Take a place out of use."""
    usecases.close_place(current_actor(), place_id, now=now())
    flash(gettext("Đã đóng địa điểm. Nhật ký ở đó vẫn còn."), "green")
    return redirect(url_for("places.show", place_id=place_id), code=303)


def _edit_form(form: FormView, page: PlacePage) -> ResponseReturnValue:
    return render_template("places/edit.html", form=form, page=page, **_choices(form))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, words(f"place.kind.{kind}")) for kind in PlaceKind]


def _choices(form: FormView) -> dict[str, object]:
    home = place_home(current_actor())
    return {
        "provinces": public_provinces(),
        "communes": public_communes(form.value("province_code")),
        "kinds": _kinds(),
        "area_units": [(code, UNITS[code].label(language())) for code in _AREA_UNITS],
        "schemes": [(scheme.value, words(code), icon) for scheme, code, icon in _SCHEMES],
        "keepers": home.keepers,
        "back_url": url_for(_LOT_FORM if _is_for_lot(form) else "places.index"),
    }


def _is_for_lot(form: FormView) -> bool:
    return form.value("then") == "lot"


def _filled_in(page: PlacePage) -> FormView:
    area = page.row.area_thousandths
    is_granted = page.scheme is not PlaceCodeScheme.INTERNAL
    return empty_form(
        kind=page.row.kind.value,
        name=page.row.name,
        province_code=page.province_code,
        commune_code=page.commune_code,
        area="" if area is None else format_amount(area, "vi"),
        area_unit="m2",
        code_scheme=page.scheme.value,
        code=page.row.code if is_granted else "",
        keeper_id=str(page.keeper_id or ""),
        latitude=page.latitude,
        longitude=page.longitude,
    )


def _read(place_id: UUID | None) -> usecases.KeepPlace:
    form = Form()
    command = usecases.KeepPlace(
        place_id=place_id or form.own_id("id"),
        facts=usecases.PlaceFacts(
            kind=form.choice("kind", PlaceKind),
            name=form.text("name", longest=100),
            commune_code=form.text("commune_code", longest=5),
            code_scheme=form.choice("code_scheme", PlaceCodeScheme),
            code=form.optional_text("code", longest=40),
            area=_read_area(form),
            position=_read_position(form),
            keeper_id=form.optional_uuid("keeper_id"),
        ),
    )
    form.refuse_faults()
    return command


def _read_area(form: Form) -> Quantity | None:
    thousandths = form.optional_parsed("area", parse_amount)
    unit = request.form.get("area_unit", "m2")
    if unit not in _AREA_UNITS:
        form.fault("area", "place.not_an_area")
        return None
    return Quantity(thousandths, unit) if thousandths else None


def _read_position(form: Form) -> Position | None:
    """What the phone found, else what was typed."""
    latitude = form.optional_text("position_latitude") or form.optional_text("latitude") or ""
    longitude = form.optional_text("position_longitude") or form.optional_text("longitude") or ""
    try:
        return parse_position(latitude, longitude)
    except Refusal as refusal:
        form.fault("latitude", refusal.code)
        return None
