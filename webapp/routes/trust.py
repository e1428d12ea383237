"""What phones need to check stamps without us: published keys, the signed list, the page to try."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from traceability.errors import Invalid
from traceability.stamp_standing import STANDINGS
from traceability.verdict import Colour, VerdictCode, decide
from webapp.queries.revocations import ListAsked, public_revocations
from webapp.queries.signing_keys import PublishedKey, public_signing_keys
from webapp.queries.verdict_goods import Message
from webapp.queries.verdicts import FOREIGN
from webapp.routes.guard import public
from webapp.routes.kept import kept
from webapp.routes.verdict_pages import Band, Responsible, band_of, icon_of, responsible
from webapp.services import now, services

trust = Blueprint("trust", __name__)

KEYS_FORMAT: Final = "temthat-keys/1"
LIST_TYPE: Final = "application/vnd.temthat.signed-list"
# Together with what processes keep (`trust_seconds`), half a minute to spare of the promised one.
_CACHED: Final = "public, max-age=20"

_UNCHECKED: Final = ("issued", "withdrawn", "copied", "changed_since", "goods")
_ANSWERS: Final = {
    "right": Colour.GREEN,
    "wrong_signature": Colour.RED,
    "not_issued": Colour.RED,
    "no_signature": Colour.GREY,
    "unreadable": Colour.GREY,
    "lot_only": Colour.GREY,
    "unknown_key": Colour.GREY,
    "compromised_key": Colour.GREY,
    "no_list": Colour.GREY,
    "stale_list": Colour.GREY,
    "not_loaded": Colour.GREY,
}
_OF_VERDICTS: Final = {
    VerdictCode.ON_HOLD: Colour.AMBER,
    VerdictCode.NOT_ACTIVATED: Colour.RED,
    VerdictCode.SUSPECTED_COPY: Colour.AMBER,
}


class BadSequence(Invalid):
    """`since` is not the number of a list."""

    code = "trust.bad_since"


@dataclass(frozen=True)
class OfflinePage:
    """All that the page without network may show; the script picks what is true."""

    answers: tuple[tuple[str, Band], ...]
    unchecked: tuple[tuple[str, str], ...]
    standings: tuple[tuple[str, str], ...]
    responsible: Responsible


@trust.get("/trust/keys.json")
@public
def show_keys() -> ResponseReturnValue:
    """Every key that ever signed stamps, with the hosts for which it did."""
    config, ring = services().config, services().signing
    keys = [_key_json(key) for key in public_signing_keys(ring)]
    hosts = sorted(config.own_hosts)
    return _open(jsonify({"format": KEYS_FORMAT, "hosts": hosts, "keys": keys}))


@trust.get("/trust/revocations")
@public
def show_revocations() -> ResponseReturnValue:
    """The signed list of stamps that are not as they should be; `?since=` for what changed."""
    asked = ListAsked(services().config.stamp_host, asked_since())
    data = public_revocations(kept().signed_orders, asked, now=now())
    return _open(Response(data, mimetype=LIST_TYPE))


@trust.get("/verify-offline")
@public
def verify_offline() -> ResponseReturnValue:
    """The page that checks a stamp without network, once it was opened with one."""
    return render_template("trust/verify_offline.html", page=offline_page())


def asked_since() -> int | None:
    """Up to which list the phone has everything.

    Raises:
        BadSequence: that is no number.
    """
    text = request.args.get("since")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadSequence
    return int(text)


def offline_page() -> OfflinePage:
    """Every answer there is, in words."""
    answers = [(code, _band(code, colour)) for code, colour in _ANSWERS.items()]
    answers += [
        (it.value, _verdict_band(f"verdict.{it.value}", c)) for it, c in _OF_VERDICTS.items()
    ]
    withdrawn = {it.value for it in STANDINGS} - {code for code, _ in answers} - {"active"}
    answers += [
        (it, _verdict_band(f"verdict.withdrawn.{it}", Colour.RED)) for it in sorted(withdrawn)
    ]
    answers.append(("foreign", band_of(decide(FOREIGN, now()))))
    return OfflinePage(
        answers=tuple(answers),
        unchecked=tuple((it, f"unchecked.{it}") for it in _UNCHECKED),
        standings=tuple((it.value, f"standing.{it.value}") for it in STANDINGS),
        responsible=responsible(),
    )


def _band(code: str, colour: Colour) -> Band:
    return _verdict_band(f"offline.{code}", colour)


def _verdict_band(key: str, colour: Colour) -> Band:
    title, advice = Message(f"{key}.title"), Message(f"{key}.advice")
    return Band(colour.value, icon_of(colour), title, advice)


def _key_json(key: PublishedKey) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "algorithm": "Ed25519",
        "public_key": key.public_key,
        "state": key.state.value,
        "from": key.begun_at.isoformat() if key.begun_at else None,
        "until": key.until.isoformat() if key.until else None,
        "compromised_since": key.compromised_at.isoformat() if key.compromised_at else None,
    }


def _open(response: Response) -> Response:
    """For any site and any cache on the way; whoever has it already is told so."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = _CACHED
    response.add_etag()
    response.make_conditional(request)
    return response
