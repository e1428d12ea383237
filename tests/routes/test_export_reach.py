"""Own data hold nothing of others: of no other organisation, and a farmer's of no neighbour."""

from datetime import timedelta

import pytest

from tests.archives import everything, table, taken
from tests.area_codes import area_code, consent
from tests.decided_lots import decided_lot
from tests.diary import HOST, entry
from tests.papers import PDF, assessed, certificate
from traceability.roles import Role
from webapp.usecases.demonstration import RecallLot, recall_lot
from webapp.usecases.events.capture import capture_event

SECRET = "Bí mật của Hoa"


@pytest.fixture
def take(client_of):
    return lambda actor: taken(client_of(actor))


def test_nothing_of_another_organisation_is_in_any_table(make, cast, take, now):
    """Everything that Hoa's cooperative has, with her secret wherever there are free words."""
    product = make.product(cast.other_cooperative, name=SECRET)
    theirs = make.lot(product, code="KHAC-BI-MAT")
    decided = decided_lot(make, _hers(make, cast), now, product)
    recall_lot(cast.quang, RecallLot(theirs.id, SECRET), now=now)
    assessed(cast.hoa, theirs, SECRET, now, PDF + b"%hoa")
    code = area_code(make, cast.other_cooperative, code="VN-BIMAT-01", crop=SECRET)
    consent(make, code, cast.cooperative, withdrawn_at=now, withdrawn_reason=SECRET)
    certificate(make, cast.other_cooperative, number=SECRET)
    order = make.order(product, refusal_reason=SECRET, ordered_by_id=cast.hoa.account_id)
    make.activation(make.roll(order), theirs)

    for actor in (cast.minh, cast.lan):
        text = everything(take(actor))
        for secret in (SECRET, theirs.code, decided.lot.code, "VN-BIMAT-01", str(order.id)):
            assert secret not in text
        assert str(decided.harvest_id) not in text


def _hers(make, cast):
    """The same people, in Hoa's cooperative."""

    class Hers:
        cooperative = cast.other_cooperative
        lan = make.actor(Role.FARMER, cast.other_cooperative, make.account(name="Mai"))
        minh = cast.hoa

    return Hers


def test_nothing_of_a_neighbour_is_in_a_farmers_tables(make, cast, take, now):
    """Not even the id of the entry by which a neighbour's spraying held one's own lot; who it was
    is told, as on the lot's page, for they have to talk about it.
    """
    other = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))
    product = make.product(cast.cooperative)
    plot = make.place(cast.cooperative)
    mine = make.lot(product, opened_by_id=cast.lan.account_id, place_id=plot.id)
    theirs = make.lot(product, opened_by_id=other.account_id, place_id=plot.id)
    capture_event(cast.lan, entry(mine, "harvesting"), HOST, now=now)
    sprayed = entry(theirs, "spraying", event_time=now - timedelta(days=3), as_fact=True)
    capture_event(other, sprayed, HOST, now=now)
    assessed(other, theirs, SECRET, now, PDF + b"%van")

    archive = take(cast.lan)

    (held,) = table(archive, "lot-decisions")
    assert (held["decision"], held["decided_by"], held["entries"]) == ("held", "Vân", "")
    text = everything(archive)
    for secret in (SECRET, theirs.code, str(sprayed.event_id)):
        assert secret not in text
