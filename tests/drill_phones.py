"""The phones of the drill: farmers, each signed in, and what they send."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from tests.lots import opened
from tests.makers import Maker
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import SignIn
from webapp.models.account import hash_token

CLIENTS, ORGANISATIONS = 16, 4


@dataclass(frozen=True)
class Phone:
    """A farmer's phone: its cookie and the lot that it writes in."""

    cookie: str
    lot_id: UUID


def make_phones(app: Flask) -> list[Phone]:
    """Farmers of some organisations, each signed in and with a lot of their own."""
    now = datetime.now(UTC)
    make = Maker(app.extensions["temthat"].keyring, now)
    phones = []
    organisations = [make.organisation() for _ in range(ORGANISATIONS)]
    for number in range(CLIENTS):
        organisation = organisations[number % ORGANISATIONS]
        farmer = make.actor(Role.FARMER, organisation)
        lot = opened(make, farmer, make.product(organisation))
        phones.append(Phone(_sign_in(app, farmer, now), lot.id))
    return phones


def _sign_in(app: Flask, actor: Actor, now: datetime) -> str:
    token = f"token of {actor.account_id}"
    db.session.add(
        SignIn(
            token_hash=hash_token(token),
            account_id=actor.account_id,
            membership_id=actor.membership_id,
            browser="drill",
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=1),
        )
    )
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    cookie = client.get_cookie("session", domain="localhost")
    assert cookie is not None
    return cookie.value


def body_of(phone: Phone, chance: random.Random) -> bytes:
    at = datetime.now(UTC) - timedelta(minutes=chance.randint(0, 60))
    values = {"source": "canal", "volume": str(chance.randint(1, 99))}
    told: dict[str, Any] = {
        "lot_id": str(phone.lot_id),
        "event_code": "irrigating",
        "event_time": at.isoformat(),
        "values": values,
    }
    return json.dumps(told).encode()
