"""The holder of a code lets others use it, and takes that back."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.area_codes import NoSuchAreaCode
from traceability.calendar import civil_date
from traceability.errors import Refusal
from traceability.quantities import parse_amount
from traceability.roles import Permission
from webapp.queries.area_code_pages import (
    AreaCodePage,
    area_code_page,
    code_of_consent,
    organisation_to_name,
)
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.services import now
from webapp.usecases.area_code_consents import (
    GiveConsent,
    WithdrawConsent,
    give_consent,
    withdraw_consent,
)

area_code_consents = Blueprint("area_code_consents", __name__)
_FIELDS = {
    "organisation.not_found": "organisation",
    "area_code_consent.own": "organisation",
    "area_code_consent.overlaps": "valid_from",
    "area_code_consent.bad_dates": "valid_to",
}


@area_code_consents.get("/area-codes/<uuid:area_code_id>/consents/new")
@requires(Permission.AREA_CODE_CONSENT)
def new(area_code_id: UUID) -> ResponseReturnValue:
    """Who, from when to when, and how much at most."""
    page = _own_page(area_code_id)
    form = empty_form(id=str(uuid4()), valid_from=civil_date(now()).isoformat())
    return render_template("area_codes/consent.html", page=page, form=form)


@area_code_consents.post("/area-codes/<uuid:area_code_id>/consents")
@requires(Permission.AREA_CODE_CONSENT)
def create(area_code_id: UUID) -> ResponseReturnValue:
    """Give the consent."""
    page, form, today = _own_page(area_code_id), Form(), civil_date(now())
    tonnes = form.optional_parsed("most", parse_amount)
    command = GiveConsent(
        consent_id=form.own_id("id"),
        area_code_id=area_code_id,
        organisation_id=form.parsed(
            "organisation", lambda it: organisation_to_name(current_actor(), it), UUID(int=0)
        ),
        valid_from=form.parsed("valid_from", parse_date, today),
        valid_to=form.optional_date("valid_to"),
        most_thousandths=None if tonnes is None else tonnes * 1000,
    )
    try:
        form.refuse_faults()
        give_consent(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "area_codes/consent.html", page=page)
    flash(gettext("Đã ghi sự đồng ý vào sổ."), "green")
    return redirect(url_for("area_codes.show", area_code_id=area_code_id), code=303)


@area_code_consents.get("/area-code-consents/<uuid:consent_id>/withdrawal")
@requires(Permission.AREA_CODE_CONSENT)
def withdrawal(consent_id: UUID) -> ResponseReturnValue:
    """What is taken back, and what stays."""
    page = _own_page(code_of_consent(current_actor(), consent_id))
    return render_template(
        "area_codes/withdrawal.html", page=page, consent=page.consent(consent_id), form=empty_form()
    )


@area_code_consents.post("/area-code-consents/<uuid:consent_id>/withdrawal")
@requires(Permission.AREA_CODE_CONSENT)
def withdraw(consent_id: UUID) -> ResponseReturnValue:
    """Take it back from today on."""
    page, form = _own_page(code_of_consent(current_actor(), consent_id)), Form()
    command = WithdrawConsent(consent_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        withdraw_consent(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(
            refusal, "area_codes/withdrawal.html", page=page, consent=page.consent(consent_id)
        )
    flash(gettext("Đã rút sự đồng ý từ hôm nay."), "info")
    return redirect(url_for("area_codes.show", area_code_id=page.row.id), code=303)


def _own_page(area_code_id: UUID) -> AreaCodePage:
    page = area_code_page(current_actor(), area_code_id, now=now())
    if not page.may_consent:
        raise NoSuchAreaCode
    return page
