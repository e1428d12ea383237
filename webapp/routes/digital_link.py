"""The addresses printed on stamps (GS1 Digital Link), and the pages they lead to."""

from typing import Final, cast
from urllib.parse import quote, unquote, urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from traceability.asked_link import AskedLotLink, AskedStampLink, read_path
from traceability.digital_link import signature_in
from traceability.errors import Invalid
from traceability.stamp_signatures import SignatureState, SignedStamp, StampSignature
from webapp.queries.public_lots import NoSuchPublicLot, PublicLot, public_lot
from webapp.queries.verdicts import AskedStamp, public_look
from webapp.routes.covered_code_part import PROOF, read_proof
from webapp.routes.devices import current_device
from webapp.routes.errors import answer
from webapp.routes.guard import public
from webapp.routes.kept import kept
from webapp.routes.limits import count_guess
from webapp.routes.looks import note_look
from webapp.routes.negotiation import wants_json
from webapp.routes.resolver import (
    STAMP,
    LinkedThing,
    Wanted,
    describe,
    description_file,
    lot_links,
    open_to_other_sites,
    resolved,
    stamp_links,
)
from webapp.routes.scan_sink import start_scan_sink
from webapp.routes.stamp_pages import stamp_page
from webapp.routes.verdict_json import certificate_json, goods_json, stop_json, verdict_json
from webapp.routes.verdict_pages import (
    lot_page,
    retype_url,
    stamp_page_path,
)
from webapp.services import now, services

digital_link = Blueprint("digital_link", __name__)
LONGEST_TYPED: Final = 100  # of a wrong code that is offered to be typed again


@digital_link.record_once
def _start(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    start_scan_sink(app)


@digital_link.get("/01/<path:_rest>")
@digital_link.get("/T/<path:_rest>")
@digital_link.get("/t/<path:_rest>")
@public
def resolve(_rest: str) -> ResponseReturnValue:
    """A stamp or a lot by its link: page, JSON, linkset or a redirect, as the asker prefers."""
    asked = read_path(_segments())
    if isinstance(asked, AskedLotLink):
        return _resolve_lot(asked)
    return resolved(_stamp_thing(asked), lambda kind: _show_stamp(asked, kind))


@digital_link.get("/stamps/<serial>")
@digital_link.get("/stamps/<gtin>/<serial>")
@public
def show_stamp(serial: str, gtin: str | None = None) -> ResponseReturnValue:
    """The page that a stamp's default link leads to."""
    asked = read_path(["01", gtin, "21", serial] if gtin else ["T", serial])
    if isinstance(asked, AskedLotLink):
        raise NoSuchPublicLot
    return describe(_show_stamp(asked, _page_or_json()), _stamp_thing(asked))


@digital_link.get("/lot/<product_code>/<lot_code>")
@public
def show_lot(product_code: str, lot_code: str) -> ResponseReturnValue:
    """The public page of a lot; it speaks of all of them and so gives no verdict on one item."""
    return _show_lot(public_lot(product_code, lot_code.upper(), now=now()), _page_or_json())


@digital_link.get("/.well-known/gs1resolver")
@public
def describe_resolver() -> ResponseReturnValue:
    """What this resolver can do."""
    return jsonify(description_file())


@digital_link.errorhandler(Invalid)
def _refuse_link(refusal: Invalid) -> ResponseReturnValue:
    is_slip = refusal.code.startswith("serial.")
    again = retype_url(_segments()[-1][:LONGEST_TYPED]) if is_slip else None
    return answer(refusal, 400, retype_url=again)


@digital_link.after_request
def _open(response: Response) -> Response:
    return open_to_other_sites(response)


def _segments() -> list[str]:
    """The path's parts, split before they are decoded: a serial may hold a slash as %2F."""
    raw: str = request.environ.get("RAW_URI") or quote(request.path)
    path = urlsplit(raw).path if "://" in raw else raw.split("?")[0]
    return [unquote(part) for part in path.removesuffix("/").split("/")[1:]]


def _page_or_json() -> Wanted:
    return Wanted.JSON if wants_json() else Wanted.PAGE


def _show_stamp(asked: AskedStampLink, kind: Wanted) -> Response:
    device = current_device()
    place = services().keyring.open(asked.serial) if asked.serial else None
    opened = read_proof(request.args.get(PROOF, ""), place, device)
    look = public_look(
        AskedStamp(place, asked.gtin, device.hash, opened, _signature_state(asked)), now=now()
    )
    count_guess(look)
    if kind is Wanted.JSON:
        found, code = look.answer(kept().registered_gtins.knows), asked.serial or asked.text
        return jsonify(verdict_json(found, code, _stamp_thing(asked).links[0].path))
    page = stamp_page(asked, look)
    response = make_response(page.html)
    if page.answer.opened is None:  # who told the code has looked before
        note_look(response, place, page.answer, device)
    return response


def _signature_state(asked: AskedStampLink) -> SignatureState:
    """What the signature in the asked link says of the stamp; nothing is looked up without one."""
    text = signature_in(request.args.items(multi=True))
    if text is None or asked.serial is None:
        return SignatureState.ABSENT
    given = StampSignature.read(text)
    ring, hosts = services().signing, services().config.own_hosts
    stamps = (SignedStamp(host, asked.serial, asked.gtin) for host in hosts)
    if given is None or not any(ring.signed(stamp, given) for stamp in stamps):
        return SignatureState.WRONG
    is_given_up = given.key_id in kept().compromised_keys.current()
    return SignatureState.COMPROMISED if is_given_up else SignatureState.RIGHT


def _stamp_thing(asked: AskedStampLink) -> LinkedThing:
    code = quote(asked.serial or asked.text, safe="")
    path = f"/01/{asked.gtin}/21/{code}" if asked.gtin else f"/T/{code}"
    return LinkedThing(path, STAMP, stamp_links(stamp_page_path(asked)))


def _resolve_lot(asked: AskedLotLink) -> ResponseReturnValue:
    if not kept().registered_gtins.knows(asked.gtin):
        return _show_stamp(AskedStampLink(asked.gtin, None, asked.text), _page_or_json())
    if asked.lot is None:
        raise NoSuchPublicLot
    lot = public_lot(asked.gtin, asked.lot, now=now())
    path = f"/01/{asked.gtin}/10/{asked.lot}"
    thing = LinkedThing(path, lot.goods.product_name, lot_links(f"/lot/{asked.gtin}/{asked.lot}"))
    return resolved(thing, lambda kind: _show_lot(lot, kind))


def _show_lot(lot: PublicLot, kind: Wanted) -> Response:
    if kind is Wanted.JSON:
        warnings = [warning.code for warning in lot.warnings]
        certificates = [certificate_json(it) for it in lot.certificates]
        journey = [stop_json(stop) for stop in lot.stops]
        told = {"lot": goods_json(lot.goods), "warnings": warnings, "certificates": certificates}
        return jsonify(told | {"journey": journey})
    return make_response(render_template("verdicts/lot.html", page=lot_page(lot)))
