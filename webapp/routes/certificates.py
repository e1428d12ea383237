"""Certificates: a manager hands them in, an officer verifies them, all see how they stand."""

from enum import StrEnum
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.calendar import civil_date
from traceability.certificates import CertificateKind, CertificateScope, CertificateStatus
from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.certificates import (
    CertificateFilter,
    certificate_choices,
    certificate_file,
    certificate_list,
    certificate_page,
)
from webapp.routes.attachments import attachment
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, paging_of
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases import certificates as usecases

certificates = Blueprint("certificates", __name__)


class Decision(StrEnum):
    """What an officer may say of a certificate."""

    VERIFIED = "verified"
    REFUSED = "refused"


_FIELDS = {
    "certificate.bad_dates": "valid_to",
    "certificate.scope_missing": "scope",
    "certificate.over": "reason",
    "certificate.handed_in_before": "number",
    "document.": "file",
    "picture.": "file",
}
_COVERED = "covered_"


@certificates.get("/certificates")
@requires(Permission.CERTIFICATE_READ)
def index() -> ResponseReturnValue:
    """The organisation's certificates; for officers those that wait come first."""
    actor = current_actor()
    wanted = CertificateFilter(asked_choice("status", CertificateStatus), asked_number())
    listing = certificate_list(actor, wanted, now=now())
    return render_template(
        "certificates/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        statuses=[(it.value, words(f"certificate_status.{it}")) for it in CertificateStatus],
        names_organisations=actor.sees_every_organisation,
        may_keep=actor.may(Permission.CERTIFICATE_KEEP),
    )


@certificates.get("/certificates/new")
@requires(Permission.CERTIFICATE_KEEP)
def new() -> ResponseReturnValue:
    """The form of a certificate; `?renews=` fills it in from the one that ends, `?kind=` names what
    is wanted.
    """
    kind = asked_choice("kind", CertificateKind) or CertificateKind.VIETGAP
    defaults = {"scope": "organisation", "kind": kind.value} | _renewed()
    form = empty_form(id=str(uuid4()), **defaults)
    return render_template("certificates/new.html", form=form, **_choices())


@certificates.post("/certificates")
@requires(Permission.CERTIFICATE_KEEP)
def create() -> ResponseReturnValue:
    """Hand it in."""
    try:
        certificate_id = usecases.submit_certificate(
            current_actor(), _read(), services().storage, now=now()
        )
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "certificates/new.html", **_choices())
    flash(gettext("Đã nộp giấy chứng nhận. Cán bộ sẽ đối chiếu."), "green")
    return redirect(url_for("certificates.show", certificate_id=certificate_id), code=303)


@certificates.get("/certificates/<uuid:certificate_id>")
@requires(Permission.CERTIFICATE_READ)
def show(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate, and what may be done with it."""
    page = certificate_page(current_actor(), certificate_id, now=now())
    return render_template("certificates/show.html", page=page, form=empty_form())


@certificates.get("/certificates/<uuid:certificate_id>/file")
@requires(Permission.CERTIFICATE_READ)
def download(certificate_id: UUID) -> ResponseReturnValue:
    """The paper itself, as a download."""
    file = certificate_file(current_actor(), certificate_id)
    return attachment(
        file.sha256, f"certificate {certificate_id}", f"giay-chung-nhan-{certificate_id.hex[:8]}"
    )


@certificates.post("/certificates/<uuid:certificate_id>/decision")
@requires(Permission.CERTIFICATE_VERIFY)
def decide(certificate_id: UUID) -> ResponseReturnValue:
    """Verify or refuse; who comes second sees that it is done."""
    page = certificate_page(current_actor(), certificate_id, now=now())
    form = Form()
    is_verified = form.choice("decision", Decision) is Decision.VERIFIED
    reason = form.text("reason", longest=500)
    command = usecases.DecideCertificate(certificate_id, is_verified, reason)
    try:
        form.refuse_faults()
        usecases.decide_certificate(current_actor(), command, now=now())
    except Refusal as refusal:
        page = certificate_page(current_actor(), certificate_id, now=now())
        return refused(beside(refusal, _FIELDS), "certificates/show.html", page=page)
    done = gettext("Đã xác nhận giấy chứng nhận.") if is_verified else gettext("Đã từ chối.")
    flash(done, "green" if is_verified else "info")
    return redirect(url_for("certificates.show", certificate_id=page.row.id), code=303)


@certificates.post("/certificates/<uuid:certificate_id>/withdrawal")
@requires(Permission.CERTIFICATE_WITHDRAW)
def withdraw(certificate_id: UUID) -> ResponseReturnValue:
    """Take it back, with a reason; it leaves the public pages at once."""
    page = certificate_page(current_actor(), certificate_id, now=now())
    form = Form()
    command = usecases.WithdrawCertificate(certificate_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        usecases.withdraw_certificate(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "certificates/show.html", page=page)
    flash(gettext("Đã rút giấy chứng nhận; trang công khai không còn nêu nữa."), "info")
    return redirect(url_for("certificates.show", certificate_id=page.row.id), code=303)


def _choices() -> dict[str, object]:
    return {
        "choices": certificate_choices(current_actor()),
        "kinds": [(it.value, words(f"certificate.kind.{it}")) for it in CertificateKind],
        "scopes": [(it.value, words(f"certificate.scope.{it}"), "") for it in CertificateScope],
    }


def _renewed() -> dict[str, str]:
    """What the new paper most likely shares with the one it renews."""
    wanted = request.args.get("renews", "")
    try:
        before = certificate_page(current_actor(), UUID(wanted), now=now())
    except (ValueError, Refusal):
        return {}
    return {
        "kind": before.row.kind.value,
        "issuer": before.row.issuer,
        "standard": before.standard,
        "scope": before.scope.value,
        "renews_id": wanted,
    }


def _read() -> usecases.SubmitCertificate:
    form = Form()
    scope = form.choice("scope", CertificateScope)
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        form.fault("file", "document.missing")
    command = usecases.SubmitCertificate(
        certificate_id=form.own_id("id"),
        facts=usecases.CertificateFacts(
            kind=form.choice("kind", CertificateKind),
            number=form.text("number", longest=80),
            issuer=form.text("issuer"),
            standard=form.optional_text("standard") or "",
            scope=scope,
            issued_on=form.parsed("issued_on", parse_date, civil_date(now())),
            valid_to=form.optional_date("valid_to"),
            covered=_read_covered(scope),
        ),
        file=data,
        renews_id=form.optional_uuid("renews_id"),
    )
    form.refuse_faults()
    return command


def _read_covered(scope: CertificateScope) -> tuple[UUID, ...]:
    """The boxes that were ticked under the chosen scope; boxes of the other one do not count."""
    choices = certificate_choices(current_actor())
    offered = {
        CertificateScope.ORGANISATION: (),
        CertificateScope.PRODUCTS: choices.products,
        CertificateScope.PLACES: choices.places,
    }[scope]
    return tuple(UUID(id_) for id_, _ in offered if request.form.get(f"{_COVERED}{id_}") == "1")
