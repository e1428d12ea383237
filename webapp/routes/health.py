"""Whether this process is alive and whether it can work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webapp.queries.health import is_ready
from webapp.routes.guard import public

health = Blueprint("health", __name__)


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify({"status": "alive"})


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and its tables are those of this code."""
    if is_ready():
        return jsonify({"status": "ready"})
    return jsonify({"status": "not_ready"}), 503
