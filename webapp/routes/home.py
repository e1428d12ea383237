"""The front door for visitors, and the first page of somebody signed in."""

from typing import Final

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from traceability.roles import Permission
from webapp.queries.dashboards import dashboard_of
from webapp.routes.guard import current_actor, public, requires
from webapp.routes.stamp_tasks import with_addresses
from webapp.services import now

home = Blueprint("home", __name__)
_ROBOTS: Final = """\
User-agent: *
Allow: /$
Allow: /about
Allow: /lot/
Allow: /static/
Disallow: /
"""


@home.get("/")
@public
def show() -> ResponseReturnValue:
    """Check a stamp, or sign in."""
    return render_template("home/show.html")


@home.get("/about")
@public
def about() -> ResponseReturnValue:
    """Who runs this, its only addresses, how to tell a look-alike, privacy."""
    return render_template("home/about.html")


@home.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What crawlers may read: what this is, and lots with their recalls.

    Pages of single stamps are for whoever holds the stamp, and a crawler's look would count.
    """
    return Response(_ROBOTS, mimetype="text/plain")


@home.get("/home")
@requires(Permission.ACCOUNT_OWN)
def dashboard() -> ResponseReturnValue:
    """What matters today to the person's role."""
    page = dashboard_of(current_actor(), now=now())
    tasks = with_addresses(page.stamp_tasks)
    return render_template("home/dashboard.html", page=page, tasks=tasks)
