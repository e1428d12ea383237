"""The field book: one person's own lots and forms, and what was written last."""

from uuid import uuid4

import pytest

from tests.diary import request_of, values_of
from tests.lots import opened
from traceability.roles import Role

ADDRESS = "/api/v1/field-book"
APP = {"X-App": "1"}


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


def put(client, lot_id, **told):
    told = request_of(lot_id, **told)
    answer = client.put(f"/api/v1/events/{uuid4()}", json=told, headers=APP)
    assert answer.status_code == 201, answer.json


def test_it_holds_open_lots_with_their_forms_and_places(lot, lan, cast):
    book = lan.get(ADDRESS).json

    assert book["account_id"] == str(cast.lan.account_id)
    [told] = book["lots"]
    assert told["id"] == str(lot.id)
    assert {place["id"] for place in book["places"]} >= {told["place_id"]}
    works = [book["works"][f"{told['group']}/{code}"] for code in (*told["works"], *told["others"])]
    assert all(work["label"] and work["form"] for work in works)


def test_every_form_has_a_field_for_what_it_requires(lot, lan):
    for work in lan.get(ADDRESS).json["works"].values():
        for name in work["required"]:
            assert f'name="{name}"' in work["form"], (work["label"], name)


def test_what_was_written_last_can_be_repeated(lot, lan):
    put(lan, lot.id)

    [told] = lan.get(ADDRESS).json["lots"]

    assert told["last"]["code"] == request_of(lot.id)["event_code"]
    typed = {f"values.{name}": value for name, value in values_of(told["last"]["code"]).items()}
    assert told["last"]["values"].items() >= typed.items()


def test_it_is_not_sent_again_while_nothing_changed(lot, lan):
    first = lan.get(ADDRESS)
    again = lan.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    put(lan, lot.id)
    after = lan.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, after.status_code) == (200, 304, 200)


def test_it_speaks_the_language_of_whoever_asks(lot, lan):
    works = {it: lan.get(f"{ADDRESS}?lang={it}").json["works"] for it in ("vi", "en")}

    assert works["vi"].keys() == works["en"].keys()
    assert all(works["vi"][key]["label"] != works["en"][key]["label"] for key in works["vi"])


def test_nobody_reads_another_organisations_lots(lot, lan, make, client_of):
    organisation = make.organisation()
    stranger = make.actor(Role.FARMER, organisation)
    opened(make, stranger, make.product(organisation))

    assert [it["id"] for it in lan.get(ADDRESS).json["lots"]] == [str(lot.id)]
    assert str(lot.id) not in client_of(stranger).get(ADDRESS).text


def test_a_visitor_is_told_to_sign_in(client):
    answer = client.get(ADDRESS, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
