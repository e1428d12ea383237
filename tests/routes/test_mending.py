"""Each thing that a lot lacks before it is sold leads every reader to where it is put right."""

import html
import io
import re

import pytest
from flask import current_app
from sqlalchemy import select

from tests.mending_cases import CASES, Case, Desk, abroad, change
from tests.page_forms import send
from tests.papers import PDF
from tests.sellable import sellable_lot, show
from traceability.event_template import current
from traceability.lots import LotState
from webapp.db import db
from webapp.models import Certificate, Place
from webapp.queries.lot_markets import lot_market
from webapp.queries.lots import lot_page
from webapp.routes.words import words as words_of_page
from webapp.usecases.certificates import DecideCertificate, decide_certificate


@pytest.fixture
def desk(make, cast, now):
    """Make a desk for a case, with whatever it lacks."""

    def made(case: Case) -> Desk:
        product = show(make, make.product(cast.cooperative, group=case.group))
        given = {
            "template_version": current(case.group).version,
            "opened_by_id": cast.lan.account_id,
        }
        packed = {"state": LotState.PACKED, "packed_units": 3}
        lot = sellable_lot(make, product, **packed, **given) if case.has_goods else None
        found = Desk(make, cast, now, lot or make.lot(product, **given))
        case.come_about(found)
        db.session.commit()
        return found

    return made


@pytest.fixture
def people(cast, clerk):
    return {"lan": cast.lan, "clerk": clerk, "minh": cast.minh}


def words(code: str) -> str:
    with current_app.test_request_context():
        return words_of_page(code)


def is_missing(desk: Desk, code: str) -> bool:
    db.session.expire_all()
    return code in lot_page(desk.cast.minh, desk.lot.id, now=desk.now).gate.missing


def row_of(desk: Desk, page: str, code: str) -> str:
    """The part of the page that tells of what is missing."""
    name = words(code)
    if code.startswith("export_need"):
        market = lot_market(desk.cast.minh, desk.lot.id, now=desk.now)
        name = next(it.labels["vi"] for it in market.points if it.mends and it.is_must)
        assert f'href="/lots/{desk.lot.id}#points"' in page
        assert 'id="points"' in page
    rows = re.findall(r'<li class="row">.*?</li>', page, re.DOTALL)
    return next(it for it in rows if html.escape(name) in it)


def links_of(row: str) -> list[str]:
    return [html.unescape(it) for it in re.findall(r'<a [^>]*href="([^"]+)"', row)]


@pytest.mark.parametrize("name", CASES)
def test_what_is_missing_leads_to_where_it_is_put_right(name, desk, people, client_of):
    case = CASES[name]
    missing = desk(case)
    assert is_missing(missing, case.code)
    clients = {who: client_of(actor) for who, actor in people.items()}
    pages = {who: it.get(f"/lots/{missing.lot.id}").text for who, it in clients.items()}
    rows = {who: row_of(missing, page, case.code) for who, page in pages.items()}

    for end, _, led, _ in case.steps:
        assert {who for who in people if any(end in it for it in links_of(rows[who]))} == {*led}
    for told, readers in (case.by or {}).items():
        assert {who for who in people if words(told) in html.unescape(rows[who])} == {*readers}
    for end, action, led, typed in case.steps:
        link = next(it for it in links_of(rows[led[0]]) if end in it)
        target = action.format(product=missing.product.id)
        answer = send(clients[led[0]], link, target, typed(missing))
        assert answer.status_code == 303, answer.text
    case.others(missing)

    assert is_missing(missing, case.code) is not case.is_put_right


FURTHER = [  # the first of each was led there by the test above
    (name, who) for name, it in CASES.items() if len(it.steps) == 1 for who in it.steps[0][2][1:]
]


@pytest.mark.parametrize(("name", "who"), FURTHER)
def test_every_reader_who_is_led_there_puts_it_right(name, who, desk, people, client_of):
    case = CASES[name]
    end, action, _, typed = case.steps[0]
    missing = desk(case)
    client = client_of(people[who])
    row = row_of(missing, client.get(f"/lots/{missing.lot.id}").text, case.code)

    link = next(it for it in links_of(row) if end in it)
    answer = send(client, link, action.format(product=missing.product.id), typed(missing))

    assert (answer.status_code, is_missing(missing, case.code)) == (303, False)


def test_a_certificate_that_an_officer_verifies_meets_its_point(desk, people, client_of):
    missing = desk(Case("", abroad("eu"), group="rice"))
    manager, now = client_of(people["minh"]), missing.now

    def point():
        market = lot_market(people["minh"], missing.lot.id, now=now)
        return next(it for it in market.points if "VietGAP" in it.labels["vi"])

    told = point()
    page = manager.get(f"/lots/{missing.lot.id}").text
    link = next(it for it in links_of(page) if "/certificates/new" in it)
    paper = {"file": (io.BytesIO(PDF), "a.pdf"), "number": "1", "issuer": "TT", "standard": "VG"}
    answer = send(
        manager,
        link,
        "/certificates",
        paper | {"issued_on": "2026-01-10", "valid_to": "2028-01-09"},
    )
    assert answer.status_code == 303, re.findall(r"field__error[^<]*<?[^<]*<[^<]*", answer.text)
    row = db.session.scalars(select(Certificate)).one()
    decide_certificate(missing.cast.thu, DecideCertificate(row.id, True, "Khớp bản gốc"), now=now)

    assert (answer.status_code, row.kind.value) == (303, "vietgap")
    assert [it.by for it in told.mends] == ["", "mend_by.verifier"]
    assert (told.is_met, point().is_met) == (False, True)


def test_an_ended_lot_offers_no_form_that_it_does_not_take(desk, people, client_of):
    missing = desk(Case("", change(state=LotState.CLOSED), has_goods=False))

    page = client_of(people["lan"]).get(f"/lots/{missing.lot.id}").text
    row = row_of(missing, page, "legal_item.stages")

    assert links_of(row) == []
    assert words("mend_by.nobody_closed") in html.unescape(row)


def test_coffee_for_the_eu_leads_to_the_plots_of_which_no_position_is_known(desk, people):
    missing = desk(Case("", abroad("eu"), group="coffee"))
    plot = db.session.get(Place, missing.lot.place_id)

    def point():
        market = lot_market(people["minh"], missing.lot.id, now=missing.now)
        return next(it for it in market.points if "EUDR" in it.labels["vi"])

    before = point()
    plot.latitude_e7, plot.longitude_e7 = 213_400_000, 1_038_900_000
    db.session.commit()

    assert (before.is_met, point().is_met) == (False, True)
    assert plot.code in str(before.reason.details)
    assert [it.at for it in before.mends] == ["places"]
