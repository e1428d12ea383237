"""A browser in which a person is signed in, without going through the form."""

import itertools
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from traceability.roles import Actor
from webapp.db import db
from webapp.models.account import SignIn, hash_token

_TOKENS = itertools.count()


def signed_in(app: Flask, actor: Actor, now: datetime) -> FlaskClient:
    """A client whose cookie carries a session of the actor."""
    token = f"token of {actor.account_id} {next(_TOKENS)}"
    db.session.add(
        SignIn(
            token_hash=hash_token(token),
            account_id=actor.account_id,
            membership_id=actor.membership_id,
            browser="test",
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=30),
        )
    )
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client
