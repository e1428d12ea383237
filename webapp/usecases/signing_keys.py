"""The operator's decisions about the keys that sign stamps: beginning one, giving one up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from traceability.errors import Conflict, Invalid, NotFound
from traceability.roles import Actor
from traceability.stamp_signatures import StampSigner
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind, instant_text
from webapp.models.signing_key import SigningKey, begun_signing_key, lock_signing_key


class NoSuchSigningKey(NotFound):
    """No key of that number was ever used."""

    code = "signing_key.not_found"


class StillSigning(Conflict):
    """The key signs new stamps: SIGNING_KEY_ID must be raised first."""

    code = "signing_key.still_signing"


class AlreadyCompromised(Conflict):
    """The key was given up before."""

    code = "signing_key.already_compromised"


class NotInForceThen(Invalid):
    """The moment lies before the key was begun, or ahead."""

    code = "signing_key.not_in_force_then"


@dataclass(frozen=True)
class GiveUpKey:
    """`since` is the moment from which others may have known the key."""

    key_id: int
    since: datetime


@transactional
def begin_signing_key(actor: Actor, signer: StampSigner, *, now: datetime) -> bool:
    """Put the key that the settings name into force from now on; tells whether it was not yet.

    The first signed order does the same by itself.
    """
    key = lock_signing_key(db.session(), signer, now)
    if key.is_new:
        _record(actor, key.row, begun_signing_key(key.row), now)
    return key.is_new


@transactional
def give_up_key(actor: Actor, command: GiveUpKey, signer: StampSigner, *, now: datetime) -> None:
    """Declare that others know a key: what it signed proves nothing any more, to anybody.

    `signer` is the one that signs new stamps; it must be another one already.

    Raises:
        NoSuchSigningKey, NotInForceThen, AlreadyCompromised.
        StillSigning: it is the one that the settings name.
    """
    query = select(SigningKey).where(SigningKey.key_id == command.key_id).with_for_update()
    key = db.session.execute(query).scalar_one_or_none()
    if key is None:
        raise NoSuchSigningKey(key_id=command.key_id)
    if key.key_id == signer.key_id:
        raise StillSigning(key_id=key.key_id)
    if key.compromised_at is not None:
        raise AlreadyCompromised(key_id=key.key_id, since=key.compromised_at)
    if not key.begun_at <= command.since <= now:
        raise NotInForceThen(begun_at=key.begun_at)
    key.compromised_at = command.since
    told = {"key_id": key.key_id, "compromised_at": instant_text(command.since)}
    _record(actor, key, {"action": "signing_key_compromised"} | told, now)


def _record(actor: Actor, key: SigningKey, content: dict[str, Any], now: datetime) -> None:
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, (key.id, None), content, now)
    ledger.append(db.session(), entry)
