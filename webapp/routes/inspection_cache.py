"""What inspectors take to where there is no network: the list of signed orders, and its page."""

import gzip

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from traceability.roles import Permission
from webapp.queries.inspection_cache import inspection_list
from webapp.queries.revocations import ListAsked
from webapp.routes.guard import current_actor, requires
from webapp.routes.kept import kept
from webapp.routes.trust import LIST_TYPE, asked_since, offline_page
from webapp.services import now, services

inspection_cache = Blueprint("inspection_cache", __name__)

_QUICK = 5  # of 9: some megabytes within a second


@inspection_cache.get("/inspection/cache")
@requires(Permission.STAMP_INSPECT)
def show() -> ResponseReturnValue:
    """The signed list for inspectors' phones; `?since=` for the orders that changed."""
    asked = ListAsked(services().config.stamp_host, asked_since())
    data = inspection_list(current_actor(), kept().signed_orders, asked, now=now())
    response = Response(data, mimetype=LIST_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if response.status_code == 200 and takes_gzip:
        response.set_data(gzip.compress(data, _QUICK, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@inspection_cache.get("/inspection/offline")
@requires(Permission.STAMP_INSPECT)
def verify() -> ResponseReturnValue:
    """The page that tells an inspector without network what is known of a signed stamp."""
    return render_template("inspection/offline.html", page=offline_page())
