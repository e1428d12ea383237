"""The ledger for everybody: what is handed out can be checked by whoever gets it."""

import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, values_of
from traceability.checkpoint import LogKey, read_checkpoint
from traceability.keyring import SerialPlace
from traceability.merkle import TreeHead, is_consistent, is_included, leaf_hash
from traceability.roles import Actor
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import LedgerEntry, Place, StampOrder
from webapp.models.ledger import EntryKind
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event
from webapp.usecases.flags import FlagScope, RaiseFlag, raise_flag
from webapp.usecases.stamp_orders import ApproveOrder, OrderStamps, approve_order, order_stamps

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
    assert '<label class="label" for="kept_file">' in page  # as those of the fields above it


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


def test_a_corrected_entry_says_so_and_leads_to_the_one_that_stands(client, cast, lot, seal, now):
    first = capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now).event_id
    right = entry(lot, "harvesting", corrects=first)
    later = capture_event(cast.lan, right, HOST, now=now).event_id
    seal()

    html = {"Accept": "text/html"}
    before, after = (client.get(f"/ledger/proof/{it}", headers=html).text for it in (first, later))

    assert "đã được sửa lại bằng một mục sau" in before
    assert f'href="/ledger/proof/{later}"' in before
    assert "đã được sửa lại bằng một mục sau" not in after


def test_a_correction_that_buyers_do_not_read_is_named_to_its_own_people_alone(
    client, client_of, cast, lot, seal, now
):
    first = capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now).event_id
    right = entry(lot, "harvesting", corrects=first, is_public=False)
    later = capture_event(cast.lan, right, HOST, now=now).event_id
    seal()

    html = {"Accept": "text/html"}
    told, own = (
        it.get(f"/ledger/proof/{first}", headers=html).text for it in (client, client_of(cast.minh))
    )

    for page in (told, own):
        assert "bằng một mục sau không công khai" in page
        assert "người mua đọc mục sau" not in page
    assert str(later) not in told
    assert f'href="/ledger/proof/{later}"' in own


def test_the_way_to_the_lot_is_shown_where_the_public_may_read_it(client, cast, lot, seal, now):
    event_id = capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now).event_id
    seal()
    html = {"Accept": "text/html"}
    before = client.get(f"/ledger/proof/{event_id}", headers=html).text

    capture_event(cast.lan, entry(lot, "packing"), HOST, now=now)
    after = client.get(f"/ledger/proof/{event_id}", headers=html).text

    assert "Xem cả lô" not in before
    (way,) = re.findall(r'href="(/lot/[^"]+)"', after)
    assert client.get(way, headers=html).status_code == 200


def test_the_values_that_buyers_read_are_told_and_proven(client, cast, lot, seal, now):
    values = values_of("harvesting", quantity="677,5", quantity_unit="kg")
    command = entry(lot, "harvesting", values=values)
    event_id = capture_event(cast.lan, command, HOST, now=now).event_id
    seal()

    page = client.get(f"/ledger/proof/{event_id}", headers={"Accept": "text/html"}).text

    assert 'data-fact="vnt:quantity" data-value="677.5 kg"' in page
    assert "677,5 kg" in " ".join(page.split())


@pytest.fixture
def decided(cast, make, lot, product, record, seal, now):
    """A ledger of every kind: work, its public part, a decision, an order of stamps."""
    record()
    capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now)
    ordered = OrderStamps(uuid4(), product.id, 100, 50)
    order_id = order_stamps(cast.minh, ordered, make.keyring, now=now)
    approve_order(cast.thu, ApproveOrder(order_id), now=now)
    order = db.session.get_one(StampOrder, order_id)
    seen = SerialPlace(order.key_id, order.first)
    flag = RaiseFlag(uuid4(), seen, FlagKind.ON_HOLD, FlagScope.ORDER, "Theo lời bà Sáu")
    raise_flag(cast.quang, flag, now=now)
    seal()
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.position)))


def test_every_entry_of_every_kind_is_proven_by_its_place(client, decided):
    kinds = {}
    for it in decided:
        told = client.get(f"/ledger/proof/{it.position}", headers=JSON).get_json()
        path = [bytes.fromhex(part) for part in told["proof"]]
        leaf = bytes.fromhex(told["leaf_hash"])
        assert (told["position"], told["leaf_hash"]) == (it.position, it.leaf_hash)
        assert is_included(leaf, it.position, checkpoint(client), path)
        kinds[told["kind"]] = told["body"]

    assert set(kinds) == {"epcis", "public", "decision", "stamp"}
    assert [kind for kind, body in kinds.items() if body] == ["public"]


def test_by_its_place_nobody_reads_of_a_decision_more_than_that_there_is_one(
    client, client_of, cast, decided
):
    for asking in (client, client_of(cast.minh), client_of(cast.thu)):
        for it in decided:
            if it.kind is EntryKind.EPCIS:
                continue
            for answer in (JSON, {"Accept": "text/html"}):
                told = asking.get(f"/ledger/proof/{it.position}", headers=answer).text
                content = json.loads(it.body)["content"]
                assert it.subject_id not in told
                assert str(it.organisation_id) not in told
                assert content["action"] not in told


def test_the_place_of_work_shows_what_its_own_address_shows(client, cast, lot, seal, now):
    event_id = capture_event(cast.lan, entry(lot, "harvesting"), HOST, now=now).event_id
    seal()

    by_id = client.get(f"/ledger/proof/{event_id}", headers=JSON).get_json()
    by_place = client.get(f"/ledger/proof/{by_id['position']}", headers=JSON).get_json()

    assert by_place == by_id
    assert by_id["told"]


def test_the_page_of_a_place_says_what_kind_of_entry_it_is(client, decided):
    html, pages = {"Accept": "text/html"}, {}
    for it in decided:
        pages[it.position] = client.get(f"/ledger/proof/{it.position}", headers=html).text

    kinds = ("Việc trong nhật ký", "Phần công khai của một việc", "Quyết định", "Việc về tem")
    for kind in kinds:
        assert [page for page in pages.values() if f"{kind}" in page], kind
    assert all('data-module="ledger-proof"' in page for page in pages.values())


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("-1", 422, "ledger.bad_position"),
        ("muoi", 422, "ledger.bad_position"),
        ("1.5", 422, "ledger.bad_position"),
        ("٣", 422, "ledger.bad_position"),
        ("3", 404, "ledger.no_position"),
        ("9" * 5000, 404, "ledger.no_position"),
        ("00002", 200, None),
        ("0" * 40 + "2", 200, None),
        ("0", 200, None),
    ],
)
def test_places_that_are_none_are_told_in_words(client, record, seal, asked, status, code):
    record(3)
    seal()

    answer = client.get(f"/ledger/proof/{asked}", headers=JSON)
    page = client.get(f"/ledger/proof/{asked}", headers={"Accept": "text/html"})

    assert (answer.status_code, page.status_code) == (status, status)
    assert answer.get_json().get("code") == code
    if status == 200:
        assert answer.get_json()["position"] == int(asked)
    elif status == 404:
        assert "Sổ mới có 3 mục, đánh số từ 0" in page.text
    else:
        assert "là một số nguyên, tính từ 0" in page.text


def test_a_place_behind_the_latest_checkpoint_says_when_it_will_be_held(client, record, seal):
    record(2)
    seal()
    record()

    told = client.get("/ledger/proof/2", headers=JSON).get_json()
    page = client.get("/ledger/proof/2", headers={"Accept": "text/html"}).text

    assert (told["checkpoint"], told["proof"]) == (None, [])
    assert "Sổ được ký mỗi phút" in page
    assert "giữ 2 mục đầu" in page


def test_an_event_nobody_recorded_has_no_proof(client):
    assert client.get(f"/ledger/proof/{uuid4()}").status_code == 404
