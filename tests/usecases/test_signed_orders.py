"""Orders of signed stamps, the keys that sign them, and keys that others came to know."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.conftest import dispose, make_app
from tests.lots import tell_catalogue
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.roles import Actor
from traceability.stamp_signatures import (
    SLOTS,
    SigningKeyCompromised,
    SlotsUsedUp,
    StampSigner,
)
from webapp.app import create_app
from webapp.config import BadConfiguration
from webapp.db import db
from webapp.models import LedgerEntry, SigningKey, StampOrder
from webapp.models.signing_key import WrongSigningSecret
from webapp.queries.ledger_audit import audit_ledger
from webapp.queries.signing_keys import KeyState, public_signing_keys
from webapp.usecases.signing_keys import (
    AlreadyCompromised,
    GiveUpKey,
    NoSuchSigningKey,
    NotInForceThen,
    StillSigning,
    begin_signing_key,
    give_up_key,
)
from webapp.usecases.stamp_orders import PROOF_COUNT, OrderIdUsed, OrderStamps, order_stamps

SYSTEM = Actor.system()


@pytest.fixture
def services(app):
    return app.extensions["temthat"]


@pytest.fixture
def signer(services) -> StampSigner:
    return services.signing.current


@pytest.fixture
def order(make, cast, services, now):
    """Minh orders, signed by whatever key is given."""
    product = make.product(cast.cooperative)
    tell_catalogue(now)

    def place(key, **given) -> StampOrder:
        values = {"order_id": uuid4(), "product_id": product.id, "count": 1000, "roll_size": 400}
        command = OrderStamps(**(values | given), signer=key)
        return db.session.get(
            StampOrder, order_stamps(cast.minh, command, services.keyring, now=now)
        )

    return place


def test_signed_orders_get_numbers_of_their_own_one_behind_the_other(order, signer):
    plain, one, other = order(None), order(signer), order(signer)

    assert (plain.is_signed, plain.signing_key_id, plain.signed_first) == (False, None, None)
    assert (one.is_signed, one.signing_key_id, one.signed_first) == (True, 1, 0)
    assert other.signed_first == 1000 + PROOF_COUNT


def test_a_form_sent_again_signs_no_more_and_never_otherwise(order, signer):
    order_id = uuid4()

    first, again = order(signer, order_id=order_id), order(signer, order_id=order_id)

    assert first is again
    assert db.session.scalar(select(SigningKey.next_number)) == 1000 + PROOF_COUNT
    with pytest.raises(OrderIdUsed):
        order(None, order_id=order_id)


def test_the_ledger_tells_the_first_use_of_a_key_and_what_is_signed(order, signer, services, now):
    order(signer)
    order(signer)

    query = select(LedgerEntry.body).order_by(LedgerEntry.position)
    _product, *bodies = db.session.scalars(query)

    assert ["signing_key_begun" in body for body in bodies] == [True, False, False]
    assert signer.public.raw.hex() in bodies[0]
    assert f'"signed_first":{1000 + PROOF_COUNT}' in bodies[2]
    assert not audit_ledger(services.signer.key, []).findings


def test_an_order_whose_signing_was_edited_is_found(order, signer, services):
    found = order(signer)
    found.signed_first = 5
    db.session.get(SigningKey, db.session.scalar(select(SigningKey.id))).public_key = "00"
    db.session.commit()

    findings = audit_ledger(services.signer.key, []).findings

    assert {(it.table, it.columns) for it in findings} == {
        ("stamp_order", ("signed_first",)),
        ("signing_key", ("public_key",)),
    }


def test_after_a_rotation_the_new_key_signs_and_the_old_one_keeps_its_orders(order, now):
    old, new = StampSigner(b"one secret", 1), StampSigner(b"one secret", 2)

    first, second = order(old), order(new)

    assert (first.signing_key_id, second.signing_key_id) == (1, 2)
    assert second.signed_first == 0  # every key has slots of its own


def test_a_key_begun_by_the_operator_is_begun_once(signer, now):
    assert begin_signing_key(SYSTEM, signer, now=now)
    assert not begin_signing_key(SYSTEM, signer, now=now + timedelta(days=1))
    assert db.session.scalar(select(SigningKey.begun_at)) == now


def test_a_changed_secret_is_noticed_before_anything_is_signed(order, signer):
    order(signer)

    with pytest.raises(WrongSigningSecret):
        order(StampSigner(b"another secret", 1))


def test_a_key_signs_as_many_stamps_as_it_has_slots(order, signer, now):
    begin_signing_key(SYSTEM, signer, now=now)
    db.session.query(SigningKey).update({"next_number": SLOTS - 999})
    db.session.commit()

    with pytest.raises(SlotsUsedUp):
        order(signer)


def rotated(services, now) -> tuple[StampSigner, StampSigner]:
    """Key 1, in use for a month, and key 2 that takes over now."""
    secret = services.config.signing_secret.encode()
    old, new = StampSigner(secret, 1), StampSigner(secret, 2)
    begin_signing_key(SYSTEM, old, now=now - timedelta(days=30))
    begin_signing_key(SYSTEM, new, now=now)
    return old, new


def test_a_key_that_others_know_signs_no_more_and_is_published_as_such(order, services, now):
    old, new = rotated(services, now)
    since = now - timedelta(days=3)

    give_up_key(SYSTEM, GiveUpKey(1, since), new, now=now)

    (key,) = public_signing_keys(services.signing)
    assert (key.state, key.compromised_at, key.until) == (KeyState.COMPROMISED, since, None)
    with pytest.raises(SigningKeyCompromised):
        order(old)
    assert order(new).signing_key_id == 2
    assert not audit_ledger(services.signer.key, []).findings


def test_a_key_is_given_up_only_when_it_signs_no_more_and_was_in_force_then(services, now):
    _, new = rotated(services, now)

    for command, refusal in (
        (GiveUpKey(2, now), StillSigning),
        (GiveUpKey(3, now), NoSuchSigningKey),
        (GiveUpKey(1, now + timedelta(seconds=1)), NotInForceThen),
        (GiveUpKey(1, now - timedelta(days=31)), NotInForceThen),
    ):
        with pytest.raises(refusal):
            give_up_key(SYSTEM, command, new, now=now)
    give_up_key(SYSTEM, GiveUpKey(1, now), new, now=now)
    with pytest.raises(AlreadyCompromised):
        give_up_key(SYSTEM, GiveUpKey(1, now), new, now=now)


def test_a_start_with_another_secret_than_the_stamps_were_signed_with_is_refused(
    committed_app_with_key,
):
    with pytest.raises(BadConfiguration, match="SIGNING_SECRET"):
        create_app(committed_app_with_key)


@pytest.fixture
def committed_app_with_key(database, tmp_path):
    """Settings of a database in which another secret signed."""
    url = database.fresh_url()
    app = make_app(url, tmp_path)
    with app.app_context():
        begin_signing_key(SYSTEM, StampSigner(b"the secret of before", 1), now=NOW)
    dispose(app)
    return app.extensions["temthat"].config


@pytest.mark.committed
def test_first_signed_orders_at_one_moment_share_no_slot(committed_app):
    services = committed_app.extensions["temthat"]
    with committed_app.app_context():
        make = Maker(services.keyring)
        cast = make_cast(make)
        product_id = make.product(cast.cooperative).id

    def order() -> None:
        command = OrderStamps(uuid4(), product_id, 10, 10, signer=services.signing.current)
        order_stamps(cast.minh, command, services.keyring, now=NOW)

    at_once(committed_app, order)

    with committed_app.app_context():
        firsts = db.session.scalars(select(StampOrder.signed_first)).all()
        each = 10 + PROOF_COUNT
        assert sorted(firsts) == [number * each for number in range(8)]
        assert db.session.scalar(select(func.count()).select_from(SigningKey)) == 1
