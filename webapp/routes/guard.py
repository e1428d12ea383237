"""Who is asking, and whether they may. The only module that knows Flask-Login.

Every view carries `@requires(...)` or `@public`; one without either is refused by default.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from traceability.errors import Forbidden, Refusal
from traceability.roles import PRODUCER_ROLES, Actor, Permission, roles_with
from webapp.queries.sign_ins import SignedInActor, find_signed_in
from webapp.routes.negotiation import wants_problem
from webapp.services import now
from webapp.usecases.audit import NoteAccess, note_access
from webapp.usecases.sign_ins import SEEN_STEP, note_seen

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
PUBLIC = "public"


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in.needed"


@dataclass(frozen=True)
class MissingRight:
    """What somebody would need, by the codes of its words: the right, who has it, who gives it."""

    right_code: str
    role_codes: tuple[str, ...]
    giver_code: str


class NotPermitted(Forbidden):
    """The role of the person does not allow this."""

    code = "role.not_permitted"

    @property
    def missing(self) -> MissingRight | None:
        """What is missing to whoever asks; None where no role could help."""
        if "permission" not in self.details:
            return None
        permission = Permission(str(self.details["permission"]))
        roles = roles_with(permission)
        may_give = current_actor().role in PRODUCER_ROLES and not PRODUCER_ROLES.isdisjoint(roles)
        return MissingRight(
            right_code=f"permission.{permission.value}",
            role_codes=tuple(f"role.{role.value}" for role in roles),
            giver_code="role_giver.manager" if may_give else "role_giver.operator",
        )


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's idea of a user: its id is the opaque token, never the account's."""

    def __init__(self, token: str, found: SignedInActor) -> None:
        self.token = token
        self.found = found

    def get_id(self) -> str:
        """What goes into the signed cookie."""
        return self.token


def start_guard(app: Flask) -> None:
    """Wire Flask-Login and the default refusal into the application."""
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_refuse_unmarked_views)
    app.before_request(_keep_awake)


def current_actor() -> Actor:
    """The person who is asking; a visitor without an account is `Actor.public()`."""
    found = _signed_in()
    return found.found.actor if found else Actor.public()


def current_sign_in() -> SignedInActor | None:
    """The session behind the request, for pages about the person's own account."""
    found = _signed_in()
    return found.found if found else None


def remember(token: str) -> None:
    """Sign this browser in with a token made by `usecases.sign_ins.sign_in`."""
    session.clear()  # a session from before the sign-in is never carried over
    session.permanent = True
    found = find_signed_in(token, now=now())
    if found is not None:
        login_user(SignedIn(token, found))


def forget() -> None:
    """Drop the cookie's content; the row is revoked by its use case."""
    logout_user()
    session.clear()


def forget_who_asks() -> None:
    """Go on as for a visitor, asking the database nothing: for answers given while it is away."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark and guard a view: the signed-in person's role must grant the permission."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            actor = current_actor()
            if actor.account_id is None:
                return _ask_to_sign_in()
            if not actor.may(permission):
                note_access(actor, NoteAccess("denied", permission.value), now=now())
                raise NotPermitted(permission=permission.value)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return mark


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def _signed_in() -> SignedIn | None:
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def _load(token: str) -> SignedIn | None:
    found = find_signed_in(token, now=now())
    return SignedIn(token, found) if found else None


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_problem() or request.method != "GET":
        raise SignInNeeded
    return redirect(url_for("sign_ins.new", next=request.full_path.rstrip("?")))


def _refuse_unmarked_views() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    if not hasattr(view, "permission"):
        raise NotPermitted(view=request.endpoint)


def _keep_awake() -> None:
    # Only what asks for a sign-in counts as use: a look at a stamp or an asset writes nothing.
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "permission", PUBLIC) == PUBLIC:
        return
    found = current_sign_in()
    if found is not None and found.seen_at < now() - SEEN_STEP:
        note_seen(found.actor, found.sign_in_id, now=now())
