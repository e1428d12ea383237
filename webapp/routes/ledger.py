"""The ledger for everybody: signed checkpoints, and proofs that anybody can check."""

import json
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from traceability.errors import Invalid
from webapp.queries.ledger import (
    BadSizes,
    Checkpoint,
    EntryProof,
    PublicStatement,
    entry_proof,
    position_proof,
    public_checkpoint,
    public_consistency,
)
from webapp.queries.witnesses import public_witnesses
from webapp.routes.guard import current_actor, public
from webapp.routes.negotiation import wants_json
from webapp.services import services

ledger = Blueprint("ledger", __name__)
_LONGEST_NUMBER = 16


class BadPosition(Invalid):
    """Neither the id of a diary's entry nor a place in the ledger."""

    code = "ledger.bad_position"


@ledger.get("/ledger/checkpoint")
@public
def show_checkpoint() -> ResponseReturnValue:
    """The latest signed checkpoint, or with `?size=` an earlier one (C2SP tlog-checkpoint)."""
    size = _asked_size("size") if "size" in request.args else None
    return _text(public_checkpoint(size).note)


@ledger.get("/ledger/key")
@public
def show_key() -> ResponseReturnValue:
    """The public key that checkpoints are signed with, as witnesses configure it."""
    return _text(f"{services().signer.key.text}\n")


@ledger.get("/ledger/consistency")
@ledger.get("/ledger/proof/consistency")
@public
def show_consistency() -> ResponseReturnValue:
    """`?from=&to=`: that the later ledger begins with the earlier one (RFC 9162, 2.1.4)."""
    old_size = _asked_size("from")
    size = _asked_size("to") if "to" in request.args else public_checkpoint().size
    return jsonify({"from": old_size, "to": size, "proof": public_consistency(old_size, size)})


@ledger.get("/ledger/proof/<uuid:event_id>")
@public
def show_proof(event_id: UUID) -> ResponseReturnValue:
    """That the entry of a diary stands in the ledger unchanged (RFC 9162, 2.1.3)."""
    return _shown(entry_proof(current_actor(), event_id))


@ledger.get("/ledger/proof/<position>")
@public
def show_position(position: str) -> ResponseReturnValue:
    """The same for an entry of any kind, by its place in the ledger, counted from 0."""
    if not (position.isascii() and position.isdecimal()):
        raise BadPosition
    # No ledger is longer: the number is cut, so that none is too large to be read.
    digits = position.lstrip("0")[:_LONGEST_NUMBER]
    return _shown(position_proof(current_actor(), int(digits or "0")))


def _shown(proof: EntryProof) -> ResponseReturnValue:
    if wants_json():
        return jsonify(_proof_json(proof))
    facts = json.dumps(_proof_json(proof))
    kept_by = public_witnesses(tuple(witness.name for witness in services().witnesses))
    config = services().config
    return render_template(
        "ledger/proof.html",
        proof=proof,
        origin=f"{config.scheme}://{config.stamp_host}",
        facts_json=facts,
        key=services().signer.key,
        address=request.path,
        kept_by=kept_by,
    )


def _asked_size(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadSizes(sealed="")
    return int(text)


def _proof_json(proof: EntryProof) -> dict[str, object]:
    return {
        "position": proof.position,
        "kind": proof.kind,
        "leaf_hash": proof.leaf_hash,
        "body": proof.body,
        "received_at": proof.received_at.isoformat(),
        "checkpoint": _checkpoint_json(proof.checkpoint) if proof.checkpoint else None,
        "proof": list(proof.path),
        "told": _told_json(proof.told) if proof.told else None,
    }


def _told_json(told: PublicStatement) -> dict[str, object]:
    return {
        "position": told.position,
        "leaf_hash": told.leaf_hash,
        "body": told.body,
        "proof": list(told.path),
    }


def _checkpoint_json(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "size": checkpoint.size,
        "root": checkpoint.root,
        "note": checkpoint.note,
        "signed_at": checkpoint.signed_at.isoformat(),
    }


def _text(text: str) -> Response:
    return Response(text, mimetype="text/plain")
