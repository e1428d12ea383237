"""Sign-in and sign-out."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import (
    current_actor,
    current_sign_in,
    forget,
    public,
    remember,
    requires,
)
from webapp.routes.limits import count_try_of
from webapp.services import now, services
from webapp.usecases import sign_ins as usecases
from webapp.usecases.limits import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_PHONE

sign_ins = Blueprint("sign_ins", __name__)
# No backslash, blank, tab or line end: browsers drop or turn them, and find another host behind.
_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


@sign_ins.get("/sign-in")
@public
def new() -> ResponseReturnValue:
    """The form."""
    return render_template("sign_ins/new.html", form=empty_form(next=_next_page()))


@sign_ins.post("/sign-in")
@public
def create() -> ResponseReturnValue:
    """Check phone number and password and begin a session."""
    form = Form()
    command = usecases.SignInCommand(
        phone=form.text("phone", longest=30),
        password=request.form.get("password", "")[:500],
        browser=_browser(),
    )
    try:
        form.refuse_faults()
        count_try_of(SIGN_IN_BY_ADDRESS)
        counted = usecases.counted_name(command.phone, services().config.secret_key)
        count_try_of(SIGN_IN_BY_PHONE, who=counted)
        token = usecases.sign_in(current_actor(), command, services().passwords, now=now())
    except Refusal as refusal:
        return refused(refusal, "sign_ins/new.html")
    remember(token)
    return redirect(_next_page() or url_for("home.dashboard"), code=303)


@sign_ins.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def delete() -> ResponseReturnValue:
    """End this browser's session everywhere at once."""
    found = current_sign_in()
    if found is not None:
        usecases.sign_out(current_actor(), found.sign_in_id, now=now())
    forget()
    return redirect(url_for("home.show"), code=303)


def _next_page() -> str:
    """Where the person wanted to go; only a path of our own, never another host."""
    wanted = request.values.get("next", "")
    return wanted if _OWN_PATH.fullmatch(wanted) else ""


def _browser() -> str:
    """A word for the list of sessions; the user-agent string itself is not kept."""
    agent = request.user_agent.string
    for name in ("Zalo", "Edg", "Firefox", "Chrome", "Safari"):
        if name in agent:
            place = "Android" if "Android" in agent else "iPhone" if "iPhone" in agent else "PC"
            return f"{'Edge' if name == 'Edg' else name}, {place}"
    return "?"
