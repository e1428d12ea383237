"""A person's own page: who they are, where they are signed in, for whom they work."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.accounts import own_account
from webapp.queries.sign_ins import own_sign_ins
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, current_sign_in, forget, requires
from webapp.routes.limits import count_try_of
from webapp.services import now, services
from webapp.usecases import sign_ins as usecases
from webapp.usecases.accounts import ChangePassword, change_password
from webapp.usecases.limits import Limit

accounts = Blueprint("accounts", __name__)
CHANGE_BY_ACCOUNT = Limit("password.account", 10, 900)
_FIELDS = {"password.wrong_old": "old_password", "password.": "new_password"}


@accounts.get("/account")
@requires(Permission.ACCOUNT_OWN)
def show() -> ResponseReturnValue:
    """Name, memberships and signed-in browsers."""
    actor, found = current_actor(), current_sign_in()
    current = found.sign_in_id if found else None
    return render_template(
        "accounts/show.html",
        account=own_account(actor),
        sign_ins=own_sign_ins(actor, current, now=now()),
    )


@accounts.post("/account/sign-ins/<uuid:sign_in_id>/revocation")
@requires(Permission.ACCOUNT_OWN)
def revoke_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """Sign another browser (or this one) out at once."""
    found = current_sign_in()
    usecases.sign_out(current_actor(), sign_in_id, now=now())
    if found is not None and found.sign_in_id == sign_in_id:
        forget()
        return redirect(url_for("sign_ins.new"), code=303)
    return redirect(url_for("accounts.show"), code=303)


@accounts.post("/account/memberships/<uuid:membership_id>/choice")
@requires(Permission.ACCOUNT_OWN)
def choose_membership(membership_id: UUID) -> ResponseReturnValue:
    """Work for another organisation from now on, in this browser."""
    found = current_sign_in()
    if found is not None:
        usecases.choose_membership(current_actor(), found.sign_in_id, membership_id, now=now())
    return redirect(url_for("home.dashboard"), code=303)


@accounts.get("/account/password")
@requires(Permission.ACCOUNT_OWN)
def edit_password() -> ResponseReturnValue:
    """The form of a new password."""
    return render_template("accounts/password.html", form=empty_form())


@accounts.post("/account/password")
@requires(Permission.ACCOUNT_OWN)
def update_password() -> ResponseReturnValue:
    """Change the person's own password; every other browser is signed out."""
    try:
        command = _read_passwords()
        count_try_of(CHANGE_BY_ACCOUNT, who=str(current_actor().account_id))
        change_password(current_actor(), command, services().passwords, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "accounts/password.html")
    flash(gettext("Đã đổi mật khẩu. Các máy khác đã bị đăng xuất."), "green")
    return redirect(url_for("accounts.show"), code=303)


def _read_passwords() -> ChangePassword:
    form, found = Form(), current_sign_in()
    old, new, again = (
        request.form.get(name, "")
        for name in ("old_password", "new_password", "new_password_again")
    )
    for name, value in (("old_password", old), ("new_password", new)):
        if not value:
            form.fault(name, "field.missing")
    if new != again:
        form.fault("new_password_again", "password.not_same")
    form.refuse_faults()
    return ChangePassword(old[:501], new, found.sign_in_id if found else None)
