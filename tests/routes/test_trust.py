"""Keys and lists for phones, signed links online, and the pages that work without network."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.makers import GTIN
from tests.signed_stamps import SignedStamps, asked_list, listed_in, signed_order
from tests.statements import counted_statements
from traceability.gs1 import Serial
from traceability.roles import Actor
from traceability.signed_lists import open_list
from traceability.stamp_signatures import SigningKeyCompromised, SigningRing, StampSigner
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import SigningKey
from webapp.routes.kept import keep_anew
from webapp.routes.signed_links import link_of
from webapp.usecases.signing_keys import GiveUpKey, begin_signing_key, give_up_key

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


@pytest.fixture
def ring(app) -> SigningRing:
    return app.extensions["temthat"].signing


@pytest.fixture
def sold(make, cast, ring) -> SignedStamps:
    """Signed stamps on goods that are being sold."""
    product = make.product(cast.cooperative, gtin=GTIN)
    order = signed_order(make, ring.current, product)
    make.activation(make.roll(order), make.packed_lot(product))
    return SignedStamps(make, order, ring.current, GTIN)


def verdict(client, path):
    return client.get(path, headers=JSON).json


def reasons(answer):
    return [it["code"] for it in answer["reasons"]]


@pytest.mark.parametrize("spelt", [str, str.lower])
def test_a_right_signature_is_told_among_what_is_proven(client, sold, spelt):
    answer = verdict(client, spelt(sold.path()))

    assert (answer["verdict"], answer["certainty"]) == ("first_check", 2)
    assert "issued_and_signed" in reasons(answer)
    assert "copy_not_excluded" in reasons(answer)  # a signature is copied with the code


def test_a_link_without_signature_is_answered_as_before(client, sold):
    answer = verdict(client, sold.path().split("?")[0])

    assert answer["verdict"] == "first_check"
    assert "issued_by_us" in reasons(answer)


def test_a_wrong_signature_on_a_genuine_serial_is_never_green(client, sold):
    other = Serial("0123456789ABCDEF")
    path, query = sold.path().split("?")[0], sold.path(serial=other).split("?")[1]

    for wrong in (query, "S=" + "0" * 109, "S=nonsense", "s="):
        answer = verdict(client, f"{path}?{wrong}")
        assert (answer["verdict"], answer["colour"]) == ("suspected_copy", "amber")
        assert "signature_wrong" in reasons(answer)

    page = client.get(f"{path}?{query}", headers=HTML).text
    assert "Chữ ký trong mã vuông sai" in page


def test_a_signature_does_not_make_an_unknown_serial_known(client, sold):
    answer = verdict(client, sold.path(serial=Serial("0123456789ABCDEF")))

    assert answer["verdict"] == "unknown"


def test_a_graver_matter_stands_before_a_wrong_signature(client, make, sold):
    make.flag(sold.order, FlagKind.STOLEN)

    assert verdict(client, sold.path().split("?")[0] + "?S=x")["verdict"] == "withdrawn"


def test_a_signed_link_costs_one_select_more_only_where_keys_are_asked_anew(client, sold):
    path = sold.path()
    with counted_statements() as seen:
        verdict(client, path)

    selects = [it for it in seen if it.lstrip().upper().startswith("SELECT")]
    assert len([it for it in selects if "signing_key" in it and "stamp_order" not in it]) == 1
    assert len([it for it in selects if "stamp_order" in it]) == 1


def test_the_resolver_passes_the_signature_on(client, sold):
    answer = client.get(sold.path(), headers={"Accept": "*/*"})

    assert answer.status_code == 307
    assert answer.location.endswith(sold.path().split("?")[1])
    followed = verdict(client, answer.location)
    assert "issued_and_signed" in reasons(followed)


def test_a_pasted_link_keeps_its_signature(client, sold):
    right = client.post("/codes", data={"code": sold.link()})
    wrong = client.post("/codes", data={"code": sold.link() + "&x=/../"})
    cut = client.post("/codes", data={"code": sold.link()[:-1]})

    assert right.location == sold.path()
    assert wrong.location == sold.path()
    assert verdict(client, cut.location)["verdict"] == "suspected_copy"


def test_keys_are_published_for_every_site_and_cache(client, make, ring, sold):
    answer = client.get("/trust/keys.json")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.json == {
        "format": "temthat-keys/1",
        "hosts": ["tem.example"],
        "keys": [
            {
                "key_id": 1,
                "algorithm": "Ed25519",
                "public_key": ring.current.public.raw.hex(),
                "state": "current",
                "from": make.now.isoformat(),
                "until": None,
                "compromised_since": None,
            }
        ],
    }
    again = client.get("/trust/keys.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_list_is_signed_dated_and_open_to_every_site(client, make, ring, sold, clock):
    make.flag(sold.order, FlagKind.ON_HOLD, last=sold.order.first + 3)

    answer = client.get("/trust/revocations")
    heading, _ = open_list(answer.data, [ring.current.public])

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert heading["host"] == "tem.example"
    assert heading["issued_at"] == clock.time.timestamp()
    assert sold.standing(listed_in(answer.data, ring.current), 2) == "on_hold"
    assert sold.standing(listed_in(answer.data, ring.current), 3) is None
    again = client.get("/trust/revocations", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_process_that_begins_anew_keeps_nothing_of_before(app, client, make, ring, sold):
    """Rows without an entry, as when another database was put in the place of the one read."""
    asked_list(client, ring.current)
    make.flag(sold.order, FlagKind.ON_HOLD)
    before = asked_list(client, ring.current)["listed"]

    keep_anew(app)

    assert "on_hold" not in before
    assert "on_hold" in asked_list(client, ring.current)["listed"]


@pytest.mark.parametrize("since", ["", "x", "-1", "1.5", "9" * 16, "१"])
@pytest.mark.parametrize("address", ["/trust/revocations", "/inspection/cache"])
def test_what_is_no_sequence_is_refused(client_of, cast, address, since):
    answer = client_of(cast.quang).get(address, query_string={"since": since}, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (422, "trust.bad_since")


def test_a_rotation_and_the_loss_of_the_old_key(app, client, make, clock, sold, monkeypatch):
    """The drills of docs/operations.md, one behind the other."""
    secret = app.extensions["temthat"].config.signing_secret.encode()
    both = SigningRing(secret, 2)
    services = app.extensions["temthat"]
    monkeypatch.setitem(app.extensions, "temthat", replace(services, signing=both))
    keep_anew(app)
    old_path = sold.path()

    begin_signing_key(Actor.system(), both.current, now=clock.forward(days=1))
    keys = client.get("/trust/keys.json").json["keys"]
    assert [it["state"] for it in keys] == ["retired", "current"]
    assert keys[0]["until"] == keys[1]["from"] == clock.time.isoformat()
    assert "issued_and_signed" in reasons(verdict(client, old_path))  # old stamps go on verifying
    assert asked_list(client, both.current)["heading"]["key_id"] == 2

    since = clock.time - timedelta(hours=2)
    give_up_key(Actor.system(), GiveUpKey(1, since), both.current, now=clock.forward(hours=1))
    keys = client.get("/trust/keys.json").json["keys"]
    assert (keys[0]["state"], keys[0]["compromised_since"]) == ("compromised", since.isoformat())
    heading = asked_list(client, both.current)["heading"]
    assert heading["compromised"] == {"1": int(since.timestamp())}
    answer = verdict(client, old_path)
    assert answer["verdict"] == "first_check"  # the serial still proves what it proved
    assert "issued_by_us" in reasons(answer)


def test_commands_tell_begin_and_give_up_keys(app, make, ring):
    run = app.test_cli_runner().invoke

    assert run(args=["keys", "list"]).output.startswith("1 current from - until -")
    assert "in force from now on" in run(args=["keys", "begin"]).output
    assert "in force already" in run(args=["keys", "begin"]).output
    assert ring.current.public.raw.hex() in run(args=["keys", "list"]).output
    refused = run(args=["keys", "give-up", "1", "--since", "2026-11-22", "--yes"])
    assert refused.exit_code == 1
    assert "raise SIGNING_KEY_ID first" in refused.output

    other = StampSigner(b"never mind", 2)
    row = SigningKey(key_id=2, public_key=other.public.raw.hex(), next_number=0, begun_at=make.now)
    db.session.add(row)
    db.session.commit()
    done = run(args=["keys", "give-up", "2", "--since", "2026-11-22T03:00", "--yes"])
    assert done.output == "Key 2 is given up.\n"


def test_inspectors_carry_the_list_compressed(client_of, cast, ring, sold):
    client = client_of(cast.quang)

    plain = client.get("/inspection/cache")
    packed = client.get("/inspection/cache", headers={"Accept-Encoding": "br, gzip"})

    assert "private" in plain.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    _, body = open_list(plain.data, [ring.current.public])
    told = [json.loads(it) for it in body.splitlines()]
    assert [it["id"] for it in told if "lot" not in it] == [str(sold.order.id)]
    assert [it["standing"] for it in told if "lot" in it] == ["active"]
    headers = {"If-None-Match": plain.headers["ETag"]}
    assert client.get("/inspection/cache", headers=headers).status_code == 304


@pytest.mark.parametrize("who", ["lan", "minh", "thu"])
def test_nobody_else_carries_it(client_of, cast, who):
    client = client_of(getattr(cast, who))

    assert client.get("/inspection/cache").status_code == 403
    assert client.get("/inspection/offline").status_code == 403


def test_the_pages_that_work_without_network(client, client_of, cast):
    public = client.get("/verify-offline").text
    inspectors = client_of(cast.quang).get("/inspection/offline").text

    assert 'data-cache-url=""' in public
    assert 'data-cache-url="/inspection/cache"' in inspectors
    for code in ("right", "no_signature", "stale_list", "recalled", "on_hold", "foreign"):
        assert f'data-answer="{code}"' in public


def test_an_order_form_asks_for_a_signature_and_the_order_tells_of_it(client_of, cast, make):
    product = make.product(cast.cooperative)
    client = client_of(cast.minh)
    form = {"order_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b", "product_id": str(product.id)}
    form |= {"count": "100", "roll_size": "50", "kind": "item"}

    page = client.get("/stamp-orders/new").text
    placed = client.post("/stamp-orders", data=form | {"is_signed": "1"})

    assert "ít nhất 22 mm" in page
    assert "khóa số 1" in client.get(placed.location).text
    kept = client.post("/stamp-orders", data=form | {"is_signed": "1", "count": "0"}).text
    assert "checked" in kept[kept.index('name="is_signed"') :][:120]


def test_print_files_carry_the_links_that_lists_and_verdicts_know(app, client, make, sold, ring):
    with app.test_request_context():
        made = link_of(sold.order.id, GTIN)
        plain = link_of(make.order().id, GTIN)

    assert plain is None
    assert [made(sold.serial(offset)) for offset in (0, 99)] == [sold.link(0), sold.link(99)]
    assert "issued_and_signed" in reasons(verdict(client, sold.path(99)))
    with pytest.raises(ValueError, match="another system"):
        made(Serial("0123456789ABCDEF"))


def test_nothing_is_printed_with_a_key_that_others_know(app, make, sold):
    db.session.query(SigningKey).update({"compromised_at": make.now})
    db.session.commit()

    with app.test_request_context(), pytest.raises(SigningKeyCompromised):
        link_of(sold.order.id, GTIN)
