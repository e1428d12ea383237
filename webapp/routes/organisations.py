"""The register of organisations for officers, and the own organisation for its manager."""

from datetime import date
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.codes import parse_short_name
from traceability.errors import Refusal
from traceability.gs1 import CompanyPrefix, parse_company_prefix
from traceability.organisations import OrganisationKind, parse_hotline, parse_tax_code
from traceability.passwords import new_password
from traceability.phone import Phone, parse_phone, shown
from traceability.roles import Permission, Role
from webapp.queries.geography import public_communes, public_provinces
from webapp.queries.organisations import (
    OrganisationFilter,
    organisation_list,
    organisation_page,
    own_organisation,
)
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormView, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, asked_words, paging_of
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases import organisations as usecases
from webapp.usecases import suspensions

organisations = Blueprint("organisations", __name__)
_FIELDS = {
    "organisation.password_missing": "manager_password",
    "password.": "manager_password",
    "commune.": "commune_code",
    "province.": "province_code",
    "gs1.certificate_expired": "valid_to",
}
_REGISTERED = [kind for kind in OrganisationKind if kind is not OrganisationKind.AGENCY]


@organisations.get("/organisations")
@requires(Permission.ORGANISATION_REGISTER)
def index() -> ResponseReturnValue:
    """The register."""
    wanted = OrganisationFilter(
        words=asked_words(),
        kind=asked_choice("kind", OrganisationKind),
        province_code=request.args.get("province_code", "")[:2],
        number=asked_number(),
    )
    listing = organisation_list(current_actor(), wanted)
    return render_template(
        "organisations/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        kinds=[(kind.value, words(f"organisation.kind.{kind}")) for kind in OrganisationKind],
        provinces=public_provinces(),
    )


@organisations.get("/organisations/new")
@requires(Permission.ORGANISATION_REGISTER)
def new() -> ResponseReturnValue:
    """The form of a new organisation."""
    home = own_organisation(current_actor(), now=now())
    form = empty_form(
        id=str(uuid4()),
        kind="cooperative",
        province_code=home.province_code,
        first_password=new_password(),  # whoever sends the form again is shown the one that holds
    )
    return render_template("organisations/new.html", form=form, **_choices(form))


@organisations.post("/organisations")
@requires(Permission.ORGANISATION_REGISTER)
def create() -> ResponseReturnValue:
    """Register an organisation with its first manager."""
    if request.form.get("choose") == "province":
        form = FormView(values=request.form.to_dict())
        return render_template("organisations/new.html", form=form, **_choices(form))
    typed = request.form.get("manager_password", "")
    password = typed or request.form.get("first_password") or new_password()
    try:
        command = _read_registration(password)
        made = usecases.register_organisation(
            current_actor(), command, services().passwords, now=now()
        )
    except Refusal as refusal:
        choices = _choices(FormView(values=request.form.to_dict()))
        return refused(beside(refusal, _FIELDS), "organisations/new.html", **choices)
    if made.is_new_account and not typed:
        return _first_manager(command, password), 201
    flash(gettext("Đã đăng ký đơn vị."), "green")
    return redirect(url_for("organisations.show", organisation_id=made.organisation_id), code=303)


@organisations.get("/organisations/<uuid:organisation_id>")
@requires(Permission.ORGANISATION_REGISTER)
def show(organisation_id: UUID) -> ResponseReturnValue:
    """One organisation of the register."""
    page = organisation_page(current_actor(), organisation_id, now=now())
    return render_template("organisations/show.html", page=page, form=empty_form())


@organisations.post("/organisations/<uuid:organisation_id>/suspension")
@requires(Permission.ORGANISATION_REGISTER)
def suspend(organisation_id: UUID) -> ResponseReturnValue:
    """Stop releases and stamps of an organisation."""
    form = Form()
    command = suspensions.SuspendOrganisation(organisation_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        suspensions.suspend_organisation(current_actor(), command, now=now())
    except Refusal as refusal:
        page = organisation_page(current_actor(), organisation_id, now=now())
        return refused(refusal, "organisations/show.html", page=page)
    flash(gettext("Đã đình chỉ đơn vị."), "green")
    return redirect(url_for("organisations.show", organisation_id=organisation_id), code=303)


@organisations.post("/organisations/<uuid:organisation_id>/resumption")
@requires(Permission.ORGANISATION_REGISTER)
def resume(organisation_id: UUID) -> ResponseReturnValue:
    """Let an organisation go on."""
    command = suspensions.ResumeOrganisation(organisation_id)
    try:
        suspensions.resume_organisation(current_actor(), command, now=now())
    except Refusal as refusal:
        page = organisation_page(current_actor(), organisation_id, now=now())
        return refused(refusal, "organisations/show.html", page=page)
    flash(gettext("Đơn vị hoạt động lại."), "green")
    return redirect(url_for("organisations.show", organisation_id=organisation_id), code=303)


@organisations.get("/organisation")
@requires(Permission.ORGANISATION_KEEP)
def show_own() -> ResponseReturnValue:
    """The organisation the manager works for."""
    page = own_organisation(current_actor(), now=now())
    return render_template("organisations/own.html", page=page)


@organisations.get("/organisation/edit")
@requires(Permission.ORGANISATION_KEEP)
def edit_own() -> ResponseReturnValue:
    """The form of what the organisation says about itself."""
    page = own_organisation(current_actor(), now=now())
    form = empty_form(
        address=page.address,
        commune_code=page.commune_code or "",
        hotline=page.hotline or "",
        tax_code=page.tax_code or "",
    )
    return _edit_form(form)


@organisations.post("/organisation")
@requires(Permission.ORGANISATION_KEEP)
def update_own() -> ResponseReturnValue:
    """Keep what the organisation says about itself."""
    try:
        usecases.keep_organisation(current_actor(), _read_own(), now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "organisations/edit.html", **_own_communes())
    flash(gettext("Đã lưu thông tin đơn vị."), "green")
    return redirect(url_for("organisations.show_own"), code=303)


@organisations.get("/organisation/gs1-licence")
@requires(Permission.ORGANISATION_KEEP)
def edit_licence() -> ResponseReturnValue:
    """The form of the GS1 certificate."""
    licence = own_organisation(current_actor(), now=now()).licence
    form = empty_form()
    if licence is not None:
        form = empty_form(
            prefix=licence.prefix,
            certificate_no=licence.certificate_no,
            valid_to=licence.valid_to.isoformat(),
        )
    return render_template("organisations/licence.html", form=form)


@organisations.post("/organisation/gs1-licence")
@requires(Permission.ORGANISATION_KEEP)
def update_licence() -> ResponseReturnValue:
    """Keep the GS1 certificate."""
    try:
        usecases.take_licence(current_actor(), _read_licence(), now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "organisations/licence.html")
    flash(gettext("Đã lưu giấy chứng nhận GS1."), "green")
    return redirect(url_for("organisations.show_own"), code=303)


def _choices(form: FormView) -> dict[str, object]:
    return {
        "provinces": public_provinces(),
        "communes": public_communes(form.value("province_code")),
        "kinds": [(kind.value, words(f"organisation.kind.{kind}")) for kind in _REGISTERED],
    }


def _own_communes() -> dict[str, object]:
    page = own_organisation(current_actor(), now=now())
    return {"communes": public_communes(page.province_code), "province": page.row.province}


def _edit_form(form: FormView) -> ResponseReturnValue:
    return render_template("organisations/edit.html", form=form, **_own_communes())


def _first_manager(command: usecases.RegisterOrganisation, password: str) -> str:
    return render_template(
        "organisations/registered.html",
        organisation_id=command.organisation_id,
        organisation=command.name,
        name=command.first_member.name,
        phone=shown(command.first_member.phone),
        password=password,
    )


def _read_registration(password: str) -> usecases.RegisterOrganisation:
    form = Form()
    kind = form.choice("kind", OrganisationKind)
    command = usecases.RegisterOrganisation(
        organisation_id=form.own_id("id"),
        name=form.text("name"),
        short_code=form.parsed("short_code", parse_short_name, ""),
        kind=kind,
        province_code=form.text("province_code", longest=2),
        commune_code=form.optional_text("commune_code", longest=5),
        address=form.optional_text("address") or "",
        tax_code=form.optional_parsed("tax_code", parse_tax_code),
        first_member=usecases.FirstMember(
            name=form.text("manager_name", longest=100),
            phone=form.parsed("manager_phone", parse_phone, Phone("")),
            password=password,
            may_be_known=request.form.get("manager_may_be_known") == "1",
            role=Role.PRINTER if kind is OrganisationKind.PRINTER else Role.MANAGER,
        ),
    )
    form.refuse_faults()
    return command


def _read_own() -> usecases.KeepOrganisation:
    form = Form()
    command = usecases.KeepOrganisation(
        address=form.text("address"),
        commune_code=form.text("commune_code", longest=5),
        hotline=form.optional_parsed("hotline", parse_hotline),
        tax_code=form.optional_parsed("tax_code", parse_tax_code),
    )
    form.refuse_faults()
    return command


def _read_licence() -> usecases.TakeLicence:
    form = Form()
    prefix = form.parsed("prefix", parse_company_prefix, CompanyPrefix(""))
    certificate_no = form.text("certificate_no", longest=60)
    valid_to = form.parsed("valid_to", parse_date, date.min)
    form.refuse_faults()
    return usecases.TakeLicence(prefix, certificate_no, valid_to)
