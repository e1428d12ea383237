"""The ledger for everybody: what is handed out can be checked by whoever gets it."""

import json
from uuid import uuid4

import pytest

from tests.diary import HOST, entry
from traceability.checkpoint import LogKey, read_checkpoint
from traceability.merkle import TreeHead, is_consistent, is_included, leaf_hash
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Place
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event

JSON = {"Accept": "application/json"}


@pytest.fixture
def record(cast, lot, now):
    """Write so many entries and give back the id of the last."""

    def write(count: int = 1):
        for _ in range(count):
            captured = capture_event(cast.lan, entry(lot), HOST, now=now)
        return captured.event_id

    return write


@pytest.fixture
def seal(app, now):
    signer = app.extensions["temthat"].signer
    return lambda: sign_checkpoint(Actor.system(), signer, now=now)


def checkpoint(client, query: str = "") -> TreeHead:
    key = LogKey.read(client.get("/ledger/key").text)
    return read_checkpoint(client.get(f"/ledger/checkpoint{query}").text, key)


def test_a_checkpoint_is_text_that_its_published_key_signed(client, record, seal):
    record(3)
    seal()

    answer = client.get("/ledger/checkpoint")

    assert answer.mimetype == "text/plain"
    assert checkpoint(client).size == 3


def test_before_anything_was_sealed_there_is_no_checkpoint(client):
    answer = client.get("/ledger/checkpoint", headers=JSON)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "ledger.no_checkpoint")


def test_an_earlier_checkpoint_is_kept_and_shown_to_be_the_beginning(client, record, seal):
    record(3)
    seal()
    record(4)
    seal()

    old, new = checkpoint(client, "?size=3"), checkpoint(client)
    proof = client.get("/ledger/proof/consistency?from=3").get_json()

    assert proof == client.get("/ledger/consistency?from=3").get_json()  # where it was before
    assert (old.size, new.size, proof["to"]) == (3, 7, 7)
    assert is_consistent(old, new, [bytes.fromhex(part) for part in proof["proof"]])


@pytest.mark.parametrize("query", ["", "?from=0", "?from=9", "?from=2&to=1", "?from=x", "?from=-1"])
def test_sizes_that_cannot_be_compared_are_refused(client, record, seal, query):
    record(3)
    seal()

    answer = client.get(f"/ledger/consistency{query}", headers=JSON)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "ledger.bad_sizes")


def test_an_entry_is_proven_to_everybody_and_its_body_shown_to_its_own_people(
    client, client_of, cast, record, seal
):
    event_id = record(5)
    seal()

    told = client.get(f"/ledger/proof/{event_id}", headers=JSON).get_json()
    own = client_of(cast.lan).get(f"/ledger/proof/{event_id}", headers=JSON).get_json()
    other = client_of(cast.hoa).get(f"/ledger/proof/{event_id}", headers=JSON).get_json()

    leaf, path = bytes.fromhex(told["leaf_hash"]), [bytes.fromhex(it) for it in told["proof"]]
    assert is_included(leaf, told["position"], checkpoint(client), path)
    assert (told["body"], other["body"]) == (None, None)
    assert leaf_hash(own["body"].encode()) == leaf


def test_what_was_just_written_says_that_it_is_sealed_soon(client, record):
    event_id = record()

    page = client.get(f"/ledger/proof/{event_id}", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "sẽ được khóa vào sổ trong ít phút" in page.text


def test_a_page_tells_people_and_lets_their_browser_check(client, record, seal):
    event_id = record()
    seal()

    page = client.get(f"/ledger/proof/{event_id}", headers={"Accept": "text/html"}).text

    assert 'data-module="ledger-proof"' in page
    key = LogKey.read(client.get("/ledger/key").text)
    assert f'data-key="{key.text}"' in page
    assert key.fingerprint in page
    assert "Mục này còn nguyên không?" in page


def test_what_the_public_is_told_is_proven_to_everybody_and_holds_nothing_more(
    client, cast, lot, seal, now
):
    command = entry(lot, "harvesting", operator_name="Lò Văn Bình")
    event_id = capture_event(cast.lan, command, HOST, now=now).event_id
    seal()

    proof = client.get(f"/ledger/proof/{event_id}", headers=JSON).get_json()
    told, place = proof["told"], db.session.get(Place, lot.place_id)
    content = json.loads(told["body"])["content"]

    path = [bytes.fromhex(it) for it in told["proof"]]
    leaf = leaf_hash(told["body"].encode())
    assert is_included(leaf, told["position"], checkpoint(client), path)
    assert (content["entry"], content["public_of"]) == (proof["leaf_hash"], str(event_id))
    assert content["facts"]["lot"] == lot.code
    assert content["facts"]["place_code"] == place.code
    assert json.loads(told["body"])["actor_id"] is None
    assert str(cast.lan.account_id) not in told["body"]
    assert "thousandths" not in told["body"]


def test_the_page_shows_what_the_ledger_holds_or_says_that_it_cannot(client, cast, lot, seal, now):
    pages = {}
    for event_code in ("harvesting", "irrigating"):
        event_id = capture_event(cast.lan, entry(lot, event_code), HOST, now=now).event_id
        pages[event_code] = f"/ledger/proof/{event_id}"
    seal()

    html = {"Accept": "text/html"}
    assert f'data-value="{lot.code}"' in client.get(pages["harvesting"], headers=html).text
    assert "không có phần công khai" in client.get(pages["irrigating"], headers=html).text


def test_an_event_nobody_recorded_has_no_proof(client):
    assert client.get(f"/ledger/proof/{uuid4()}").status_code == 404
