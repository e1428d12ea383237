"""A person's own page: who they are, where they are signed in, for whom they work."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from traceability.roles import Permission
from webapp.queries.accounts import own_account
from webapp.queries.sign_ins import own_sign_ins
from webapp.routes.guard import current_actor, current_sign_in, forget, requires
from webapp.services import now
from webapp.usecases import sign_ins as usecases

accounts = Blueprint("accounts", __name__)


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
