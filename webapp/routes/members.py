"""The people of the own organisation: its manager lets them in and ends what they are."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.passwords import new_password
from traceability.phone import Phone, parse_phone, shown
from traceability.roles import Permission, Role
from webapp.queries.members import MemberFilter, member_list, member_page
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, asked_words, paging_of
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases import members as usecases

members = Blueprint("members", __name__)
_GIVEN = {Role.FARMER: "sprout", Role.CLERK: "keyboard", Role.MANAGER: "users"}
_FIELDS = {"password.": "password"}


@members.get("/members")
@requires(Permission.MEMBER_KEEP)
def index() -> ResponseReturnValue:
    """The members of the organisation."""
    wanted = MemberFilter(
        words=asked_words(), role=asked_choice("role", Role), number=asked_number()
    )
    listing = member_list(current_actor(), wanted)
    return render_template(
        "members/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        roles=[(role.value, words(f"role.{role}")) for role in _GIVEN],
    )


@members.get("/members/new")
@requires(Permission.MEMBER_KEEP)
def new() -> ResponseReturnValue:
    """The form of a new member."""
    # Made with the form: whoever sends it again is shown the password that holds.
    form = empty_form(id=str(uuid4()), role=Role.FARMER.value, first_password=new_password())
    return render_template("members/new.html", form=form, **_choices())


@members.post("/members")
@requires(Permission.MEMBER_KEEP)
def create() -> ResponseReturnValue:
    """Let somebody work for the organisation; a password made up here is shown this once."""
    typed = request.form.get("password", "")
    password = typed or request.form.get("first_password") or new_password()
    try:
        command = _read(password)
        added = usecases.add_member(current_actor(), command, services().passwords, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "members/new.html", **_choices())
    if added.is_new_account and not typed:
        phone = shown(command.phone)
        page = render_template("members/added.html", added=added, phone=phone, password=password)
        return page, 201
    flash(_said_of(added), "green")
    return redirect(url_for("members.index"), code=303)


@members.get("/members/<uuid:membership_id>")
@requires(Permission.MEMBER_KEEP)
def show(membership_id: UUID) -> ResponseReturnValue:
    """One member, and the way out."""
    member = member_page(current_actor(), membership_id)
    return render_template("members/show.html", member=member)


@members.post("/members/<uuid:membership_id>/departure")
@requires(Permission.MEMBER_KEEP)
def end(membership_id: UUID) -> ResponseReturnValue:
    """End a membership; the person's sessions for this organisation end with it."""
    usecases.end_membership(current_actor(), membership_id, now=now())
    flash(gettext("Đã cho thôi thành viên. Người đó không vào được nữa."), "green")
    return redirect(url_for("members.index"), code=303)


def _choices() -> dict[str, object]:
    return {"roles": [(role.value, words(f"role.{role}"), icon) for role, icon in _GIVEN.items()]}


def _read(password: str) -> usecases.AddMember:
    form = Form()
    command = usecases.AddMember(
        membership_id=form.own_id("id"),
        name=form.text("name", longest=100),
        phone=form.parsed("phone", parse_phone, Phone("")),
        role=form.choice("role", Role),
        password=password,
    )
    form.refuse_faults()
    return command


def _said_of(added: usecases.AddedMember) -> str:
    if added.is_new_account:
        return str(gettext("Đã thêm %(name)s.", name=added.name))
    said = gettext(
        "Đã thêm %(name)s. Người này đã có tài khoản nên dùng mật khẩu đang có.", name=added.name
    )
    return str(said)
