"""Every route, every role, own and other organisation: who gets in, and that nothing is forgotten.

The table is made from the application's own map of addresses, so a new route is judged the moment
it exists: without a mark it is refused, and without a value for its parameters this file fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.area_codes import area_code, consent
from tests.cast import Cast
from tests.copied import alert_about, display_of
from tests.diary import HOST, entry
from tests.makers import GTIN, Maker
from tests.paper_pages import kept_page
from tests.papers import assessment, certificate
from tests.silk import proposed
from traceability.reports import ReportKind, ReportState
from traceability.roles import AGENCY_ROLES, Actor, Permission, Role, may
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Lot, Membership, Organisation, Report
from webapp.routes.guard import PUBLIC
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import MakeObjection, make_objection

WRITES = ("POST", "PUT", "DELETE", "PATCH")
# Addresses of things that belong to no organisation, or only to the person who asks.
BELONGS_TO_NOBODY = {
    "accounts.revoke_sign_in",
    "accounts.choose_membership",
    "api_events.put",  # the phone makes the id; whose lot it is stands in the body
}


@dataclass(frozen=True)
class Call:
    """One way to call one address."""

    endpoint: str
    method: str
    rule: Rule
    permission: str

    def path(self, values: dict[str, object]) -> str:
        """The address with its parameters filled in."""
        built = self.rule.build({name: values[name] for name in self.rule.arguments}, False)
        assert built is not None
        return built[1]


def calls_of(app: Flask) -> list[Call]:
    """Every address with every method of its own."""
    return [
        Call(rule.endpoint, method, rule, str(view_permission(app, rule.endpoint)))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method not in ("HEAD", "OPTIONS")
    ]


def view_permission(app: Flask, endpoint: str) -> Permission | str:
    return app.view_functions[endpoint].permission  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Things:
    """One of everything that an organisation has, by the names of the address parameters."""

    values: dict[str, object]


def things_of(make: Maker, organisation: Organisation, keeper: Actor) -> Things:
    place = make.place(organisation, keeper_id=keeper.account_id)
    product = make.product(organisation)
    lot = make.packed_lot(product, place_id=place.id, opened_by_id=keeper.account_id)
    order = make.order(product)
    roll = make.roll(order)
    activation = make.activation(roll, lot)
    flag = make.flag(order, FlagKind.ON_HOLD)
    membership = db.session.get(Membership, keeper.membership_id)
    report = Report(
        receipt=f"BC-{uuid4().hex[:8].upper()}",
        state=ReportState.REPORTED,
        kind=ReportKind.NO_STAMP,
        product_name="Gạo",
        request_sha256="0" * 64,
        reported_at=make.now,
    )
    db.session.add(report)
    db.session.commit()
    code = area_code(make, organisation)
    return Things(
        {
            "organisation_id": organisation.id,
            "place_id": place.id,
            "product_id": product.id,
            "lot_id": lot.id,
            "order_id": order.id,
            "roll_id": roll.id,
            "activation_id": activation.id,
            "request_id": uuid4(),
            "delivery_id": uuid4(),
            "file_id": uuid4(),
            "supplier_id": uuid4(),
            "programme_id": uuid4(),
            "flag_id": flag.id,
            "alert_id": alert_about(make, order),
            "display_id": display_of(make, order, keeper),
            "membership_id": membership.id,
            "report_id": report.id,
            "certificate_id": certificate(make, organisation).id,
            "assessment_id": assessment(make, lot).id,
            "point_code": "trained_people",
            "area_code_id": code.id,
            "consent_id": consent(make, code, make.organisation()).id,
            "page_id": kept_page(keeper, make.now),
            "objection_id": objection(make, lot, organisation, keeper),
            "version_id": proposed(make).id,
            "group": "rice",
            "version": 2,
            "receipt": report.receipt,
            "sign_in_id": uuid4(),
            "event_id": uuid4(),
            "event_code": "note",
            "sha256": "0" * 64,
            "position": "0",
            "serial": make.serial(order),
            "gtin": GTIN,
            "gtin14": GTIN,
            "lot": lot.code,
            "lot_code": lot.code,
            "product_code": product.internal_code,
            "_rest": "rest",
            "spoken": "vi",
            "code": "form.faults",
        }
    )


def objection(make: Maker, lot: Lot, organisation: Organisation, keeper: Actor) -> UUID:
    """A member's, to what the keeper wrote in the member's name."""
    member = make.actor(Role.FARMER, organisation)
    told = entry(lot, on_behalf_of=member.account_id)
    event_id = capture_event(keeper, told, HOST, now=make.now).event_id
    return make_objection(member, MakeObjection(uuid4(), event_id, "Không đúng"), now=make.now)


@pytest.fixture
def own(make: Maker, cast: Cast) -> Things:
    return things_of(make, cast.cooperative, cast.minh)


@pytest.fixture
def others(make: Maker, cast: Cast) -> Things:
    return things_of(make, cast.other_cooperative, cast.hoa)


@pytest.fixture
def everybody(
    make: Maker, cast: Cast, client_of: Callable[[Actor], FlaskClient]
) -> dict[Role, FlaskClient]:
    """A signed-in browser of each role: producers in the cooperative, agencies in an agency."""
    agency = make.agency()
    return {
        role: client_of(make.actor(role, agency if role in AGENCY_ROLES else cast.cooperative))
        for role in Role
    }


def send(client: FlaskClient, call: Call, things: Things) -> int:
    data = {} if call.method in WRITES else None
    return client.open(call.path(things.values), method=call.method, data=data).status_code


def test_every_view_says_who_may_call_it(app):
    unmarked = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "permission")
    }

    assert unmarked == set()


def test_every_parameter_of_an_address_is_tried(app, own):
    names = {name for rule in app.url_map.iter_rules() for name in rule.arguments}

    assert names - set(own.values) == set()


def test_a_visitor_gets_into_public_pages_only(app, client, own):
    let_in = {
        (call.method, str(call.rule))
        for call in calls_of(app)
        if call.permission != PUBLIC and send(client, call, own) not in (302, 401)
    }

    assert let_in == set()


def test_a_role_gets_in_where_it_is_permitted_and_nowhere_else(app, everybody, own):
    wrong = set(wrong_answers(app, everybody, own))

    assert wrong == set()


def wrong_answers(
    app: Flask, everybody: dict[Role, FlaskClient], own: Things
) -> Iterator[tuple[str, str, str, int]]:
    for call in (call for call in calls_of(app) if call.permission != PUBLIC):
        if call.endpoint == "sign_ins.delete":  # it would end the session under test
            continue
        for role, client in everybody.items():
            status = send(client, call, own)
            permitted = may(role, Permission(call.permission))
            refused = status in (401, 403)
            if permitted == refused or status >= 500:
                yield (call.method, str(call.rule), role.value, status)


def test_what_belongs_to_another_organisation_is_not_there(app, everybody, others):
    producers = [role for role in Role if role not in AGENCY_ROLES]
    seen = {
        (call.method, str(call.rule), role.value)
        for call in calls_of(app)
        if is_about_a_thing(call)
        for role in producers
        if may(role, Permission(call.permission))
        if send(everybody[role], call, others) != 404
    }

    assert seen == set()


def is_about_a_thing(call: Call) -> bool:
    ids = [name for name in call.rule.arguments if name.endswith("_id")]
    return bool(ids) and call.permission != PUBLIC and call.endpoint not in BELONGS_TO_NOBODY


def test_guessed_ids_answer_like_somebody_elses(app, client_of, cast, others):
    manager = client_of(cast.minh)
    guessed = Things(
        {
            name: uuid4() if isinstance(value, UUID) else value
            for name, value in others.values.items()
        }
    )

    answers = {
        (call.method, str(call.rule)): (
            send(manager, call, others),
            send(manager, call, guessed),
        )
        for call in calls_of(app)
        if is_about_a_thing(call) and may(Role.MANAGER, Permission(call.permission))
    }

    assert {pair for pair in answers.values() if pair[0] != pair[1]} == set()
