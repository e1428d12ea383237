"""The communes of a province, for forms that are filled in with a script."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.queries.geography import public_communes
from webapp.routes.guard import public

communes = Blueprint("communes", __name__)


@communes.get("/communes")
@public
def index() -> ResponseReturnValue:
    """Code and name of every commune of one province."""
    found = public_communes(request.args.get("province_code", "")[:10])
    items = [{"code": code, "name": name} for code, name in found]
    return jsonify({"items": items, "next": None})
