"""Growing-area and packing-house codes: officers keep the register, holders and others look."""

from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.area_codes import (
    AreaCodeFacts,
    AreaCodeKind,
    AreaCodeScheme,
    AreaCodeStatus,
    CropCycle,
    parse_area_code,
)
from traceability.errors import Refusal
from traceability.markets import EXPORT_MARKETS
from traceability.quantities import Quantity, format_amount, get_unit, parse_amount, to_si
from traceability.roles import Permission
from webapp.queries.area_code_pages import AreaCodePage, area_code_page, organisation_to_name
from webapp.queries.area_codes import AreaCodeFilter, CodesShown, area_code_list
from webapp.queries.events import as_pair
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, asked_words, paging_of
from webapp.routes.words import label, words
from webapp.services import now
from webapp.usecases import area_codes as usecases

E = TypeVar("E", bound=StrEnum)

area_codes = Blueprint("area_codes", __name__)
AREA_UNITS: Final = ("ha", "m2", "sao_north", "sao_central", "cong")
HOUSEHOLDS: Final = range(1, 1_000_001)
_FIELDS: Final = {
    "area_code.taken": "code",
    "area_code.bad_dates": "issued_on",
    "area_code.reason_missing": "reason",
    "organisation.not_found": "holder",
    "code.": "code",
}
_MARKET: Final = "market_"


@area_codes.get("/area-codes")
@requires(Permission.AREA_CODE_READ)
def index() -> ResponseReturnValue:
    """The codes that the person may see; the filter lives in the address."""
    wanted = AreaCodeFilter(
        words=asked_words(),
        status=asked_choice("status", AreaCodeStatus),
        shown=asked_choice("shown", CodesShown) or CodesShown.ALL,
        number=asked_number(),
    )
    listing = area_code_list(current_actor(), wanted, now=now())
    return render_template(
        "area_codes/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        statuses=_options(AreaCodeStatus, "area_code_status"),
        shown=_options(CodesShown, "area_codes_shown"),
        may_keep=current_actor().may(Permission.AREA_CODE_KEEP),
    )


@area_codes.get("/area-codes/new")
@requires(Permission.AREA_CODE_KEEP)
def new() -> ResponseReturnValue:
    """The form of a code."""
    form = empty_form(
        id=str(uuid4()),
        kind=AreaCodeKind.GROWING_AREA.value,
        scheme=AreaCodeScheme.EXPORT.value,
        status=AreaCodeStatus.GRANTED.value,
        area_unit="ha",
    )
    return render_template("area_codes/new.html", form=form, **_choices())


@area_codes.post("/area-codes")
@requires(Permission.AREA_CODE_KEEP)
def create() -> ResponseReturnValue:
    """Enter a code."""
    form = Form()
    holder = form.parsed(
        "holder", lambda it: organisation_to_name(current_actor(), it), UUID(int=0)
    )
    command = usecases.RegisterAreaCode(
        area_code_id=form.own_id("id"),
        holder_id=holder,
        facts=_read_facts(
            form, form.choice("kind", AreaCodeKind), form.parsed("code", parse_area_code, "")
        ),
        status=form.choice("status", AreaCodeStatus),
        reason=form.text("reason", longest=500),
    )
    try:
        form.refuse_faults()
        area_code_id = usecases.register_area_code(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "area_codes/new.html", **_choices())
    flash(gettext("Đã vào sổ mã số."), "green")
    return redirect(url_for("area_codes.show", area_code_id=area_code_id), code=303)


@area_codes.get("/area-codes/<uuid:area_code_id>")
@requires(Permission.AREA_CODE_READ)
def show(area_code_id: UUID) -> ResponseReturnValue:
    """One code: where it stands, who may use it, and what went out under it."""
    page = area_code_page(current_actor(), area_code_id, now=now())
    form = empty_form(change_id=str(uuid4()))
    return render_template("area_codes/show.html", page=page, form=form, moves=_moves(page))


@area_codes.get("/area-codes/<uuid:area_code_id>/edit")
@requires(Permission.AREA_CODE_KEEP)
def edit(area_code_id: UUID) -> ResponseReturnValue:
    """What the register says, to be brought up to date."""
    page = area_code_page(current_actor(), area_code_id, now=now())
    form = empty_form(**_written(page.facts))
    return render_template("area_codes/edit.html", page=page, form=form, **_choices())


@area_codes.post("/area-codes/<uuid:area_code_id>")
@requires(Permission.AREA_CODE_KEEP)
def update(area_code_id: UUID) -> ResponseReturnValue:
    """Bring the entry up to date."""
    page, form = area_code_page(current_actor(), area_code_id, now=now()), Form()
    facts = _read_facts(form, page.row.kind, page.row.code)
    try:
        form.refuse_faults()
        command = usecases.EditAreaCode(area_code_id, facts)
        usecases.edit_area_code(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "area_codes/edit.html", page=page, **_choices())
    flash(gettext("Đã cập nhật mã số."), "green")
    return redirect(url_for("area_codes.show", area_code_id=area_code_id), code=303)


@area_codes.post("/area-codes/<uuid:area_code_id>/status")
@requires(Permission.AREA_CODE_KEEP)
def move(area_code_id: UUID) -> ResponseReturnValue:
    """Grant, suspend or revoke, with a reason."""
    page, form = area_code_page(current_actor(), area_code_id, now=now()), Form()
    command = usecases.MoveAreaCode(
        area_code_id,
        form.choice("status", AreaCodeStatus),
        form.text("reason", longest=500),
        form.own_id("change_id"),
    )
    try:
        form.refuse_faults()
        usecases.move_area_code(current_actor(), command, now=now())
    except Refusal as refusal:
        faults = beside(refusal, _FIELDS)
        return refused(faults, "area_codes/show.html", page=page, moves=_moves(page))
    flash(gettext("Đã ghi tình trạng mới vào sổ."), "green")
    return redirect(url_for("area_codes.show", area_code_id=area_code_id), code=303)


def _read_facts(form: Form, kind: AreaCodeKind, code: str) -> AreaCodeFacts:
    ticked = (it.code for it in EXPORT_MARKETS if request.form.get(f"{_MARKET}{it.code}") == "1")
    tonnes = form.optional_parsed("yield", parse_amount)
    return AreaCodeFacts(
        kind=kind,
        code=code,
        scheme=form.choice("scheme", AreaCodeScheme),
        markets=frozenset(ticked),
        authority=form.text("authority"),
        crop=form.optional_text("crop") or "",
        cycle=form.optional_parsed("cycle", CropCycle),
        area_thousandths=_read_area(form),
        yield_thousandths=None if tonnes is None else tonnes * 1000,
        households=form.optional_whole("households", HOUSEHOLDS),
        issued_on=form.optional_parsed("issued_on", parse_date),
        valid_to=form.optional_date("valid_to"),
    )


def _read_area(form: Form) -> int | None:
    amount = form.optional_parsed("area", parse_amount)
    unit = request.form.get("area_unit", AREA_UNITS[0])
    if amount is None:
        return None
    if unit not in AREA_UNITS:
        form.fault("area", "place.not_an_area")
        return None
    return to_si(Quantity(amount, unit)).thousandths


def _written(facts: AreaCodeFacts) -> dict[str, str]:
    """What the form of a code shows at first; the area in square metres, as it is kept."""
    said = {
        "scheme": facts.scheme.value,
        "authority": facts.authority,
        "crop": facts.crop,
        "cycle": facts.cycle.value if facts.cycle else "",
        "area": _typed(facts.area_thousandths),
        "area_unit": "m2",
        "yield": _typed(facts.yield_thousandths, 1000),
        "households": "" if facts.households is None else str(facts.households),
        "issued_on": _iso(facts.issued_on),
        "valid_to": _iso(facts.valid_to),
    }
    return said | {f"{_MARKET}{code}": "1" for code in facts.markets}


def _typed(thousandths: int | None, divisor: int = 1) -> str:
    """As people at home type it; three decimals would read as thousands, so a fourth is added."""
    if thousandths is None:
        return ""
    text = format_amount(thousandths // divisor, "vi").replace(".", "")
    return f"{text}0" if text[-4:-3] == "," else text


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moves(page: AreaCodePage) -> list[tuple[str, str, str]]:
    return [(it.value, words(f"area_code_move.{it.value}"), "") for it in page.moves]


def _options(codes: type[E], prefix: str) -> list[tuple[str, str]]:
    return [(it.value, words(f"{prefix}.{it.value}")) for it in codes]


def _choices() -> dict[str, object]:
    units = ((code, get_unit(code)) for code in AREA_UNITS)
    return {
        "kinds": _options(AreaCodeKind, "area_code_kind"),
        "schemes": _options(AreaCodeScheme, "area_code_scheme"),
        "statuses": _options(AreaCodeStatus, "area_code_status"),
        "cycles": _options(CropCycle, "crop_cycle"),
        "markets": [(f"{_MARKET}{it.code}", label(as_pair(it.labels))) for it in EXPORT_MARKETS],
        "area_units": [(code, label({"vi": unit.vi, "en": unit.en})) for code, unit in units],
    }
