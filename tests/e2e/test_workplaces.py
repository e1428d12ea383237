"""The pages behind the sign-in: for every role, in both languages, on phone and desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pprint import pformat
from uuid import UUID, uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from tests.area_codes import area_code, consent
from tests.copied import alert_about, display_of
from tests.diary import HOST, entry
from tests.e2e import people, stock
from tests.e2e.page_checks import (
    axe_violations,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.people import People
from tests.e2e.phones import DESK, SCREEN, open_phone
from tests.e2e.photos import photographed_pack
from tests.e2e.site import Site
from tests.makers import GTIN, Maker
from tests.paper_pages import kept_page
from tests.papers import assessment, certificate, verified
from tests.silk import proposed
from traceability.keyring import SerialPlace
from traceability.organisations import OrganisationKind
from traceability.roles import Actor, Role, may
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind, OrderState
from webapp.db import db
from webapp.models import Account, Organisation
from webapp.routes.guard import PUBLIC
from webapp.services import services
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import MakeObjection, make_objection
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls
from webapp.usecases.stamp_printing import (
    ApproveProof,
    ReportPrinting,
    approve_proof,
    report_printing,
)
from webapp.usecases.stamp_supplies import AppointSupplier, appoint_supplier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

# Who looks at a page for all: the first of them who may.
LOOKERS = (Role.FARMER, Role.MANAGER, Role.OFFICER, Role.INSPECTOR, Role.PRINTER)
# These show each role something of its own.
DIFFERS = {"home.dashboard", "stamp_orders.show"}
# Papers are handed out as files, not shown.
HANDED_OUT = {
    "api_field_book.show",
    "books.show_lot",
    "books.show_organisation",
    "certificates.download",
    "checklists.download",
    "checklists.print_dossier",
    "event_reports.show",
    "event_templates.download",
    "event_templates.download_in_force",
    "inspection_cache.show",
    "stamp_supplies.programme_file",
}
WORKS = ("irrigating", "spraying", "packing", "laboratory_test", "note")
WORKS_OF = {"event_templates.preview": ("rearing", "treating", "packing")}  # a template of silk
# Pages that are there at one step only, and the thing that stands at it.
AT_A_STEP = {
    "lots.show_code": ("lot_id", "packed_lot_id"),
    "stamp_deliveries.show": ("roll_id", "sent_roll_id"),
}
PLOT = "Ruộng Nà Khoang"


@dataclass(frozen=True)
class Workplace:
    """Who works there, and one of everything by the names of the address parameters."""

    people: People
    things: dict[str, object]
    printers: dict[str, object]

    def things_of(self, role: Role) -> dict[str, object]:
        """A printer has an order of its own."""
        return self.things | (self.printers if role is Role.PRINTER else {})

    def number_of(self, role: Role) -> str:
        who = self.people
        numbers = (who.lan, who.minh, who.thu, who.quang, who.phuc)
        return dict(zip(LOOKERS, numbers, strict=True))[role]


@pytest.fixture(scope="module")
def workplace(standing_site: Site, browser: Browser) -> Workplace:
    with standing_site.makers() as make:
        cooperative = people.make_cooperative(make)
        everybody = people.make_people(make, cooperative)
        things = things_of(make, cooperative) | helped(make, cooperative)
    with open_phone(browser, standing_site) as lan:
        people.sign_in(lan, everybody.lan)
        things["lot_id"] = kept_diary(lan)
    with standing_site.makers() as make:
        home = db.session.get_one(Organisation, things["organisation_id"])
        printers, received = printed(make, home)
    return Workplace(everybody, things | received, printers)


def printed(make: Maker, cooperative: Organisation) -> tuple[dict[str, object], dict[str, object]]:
    """An order that the appointed printer has begun to print and to deliver: what the printer looks
    at, and what its orderer does.
    """
    query = select(Organisation).where(Organisation.kind == OrganisationKind.PRINTER)
    press = db.session.scalars(query).one()
    thu, minh = (make.actor(role, cooperative) for role in (Role.OFFICER, Role.MANAGER))
    phuc = make.actor(Role.PRINTER, press)
    appointed = AppointSupplier(uuid4(), press.id, "12/QĐ-SKHCN", date(2026, 1, 5), 150)
    appoint_supplier(thu, appointed, now=make.now)
    order = make.order(make.product(cooperative), supplier_id=appointed.supplier_id, proof_count=5)
    first, second = (
        make.roll(order, StampState.NOT_PRINTED, number=n, first=at, last=at + 50, printed_at=None)
        for n, at in ((1, order.first), (2, order.first + 50))
    )
    proof = SerialPlace(order.key_id, order.serials.last)
    approve_proof(minh, ApproveProof(order.id, proof), now=make.now)
    report_printing(phuc, ReportPrinting((second.id,)), now=make.now)
    sent = send_rolls(phuc, SendRolls(uuid4(), order.id, (second.id,)), now=make.now)
    things = {"order_id": order.id, "roll_id": first.id}
    return things, {"delivery_id": sent, "sent_roll_id": second.id}


def things_of(make: Maker, cooperative: Organisation) -> dict[str, object]:
    product = make.product(cooperative, gtin=GTIN)
    order = make.order(product)
    roll = make.roll(order)
    packed = make.packed_lot(product, opened_by_id=lan_id())
    make.activation(roll, packed)
    make.scan(order)
    make.flag(order, FlagKind.ON_HOLD)
    waiting = make.order(product, state=OrderState.ORDERED)
    member = make.actor(Role.CLERK, cooperative, make.account(name="Quàng Thị Hoa"))
    serial = make.serial(order)
    report = stock.file_report(make, serial, key_id=order.key_id, counter=order.first)
    code = area_code(make, cooperative)
    verified(make, cooperative)
    return {
        "area_code_id": code.id,
        "consent_id": consent(make, code, make.organisation(name="Green Hill Ltd")).id,
        "certificate_id": certificate(make, cooperative, number="VG-952-0002").id,
        "product_id": product.id,
        "packed_lot_id": packed.id,
        "place_id": make.place(cooperative, name=PLOT).id,
        "order_id": waiting.id,
        "roll_id": roll.id,
        "membership_id": member.membership_id,
        "organisation_id": cooperative.id,
        "report_id": report.id,
        "serial": serial,
        "alert_id": alert_about(make, order, 7),
        "display_id": display_of(make, order, member, 8),
        "version_id": proposed(make).id,
        "group": "rice",
        "version": 1,
    }


def lan_id() -> UUID:
    return db.session.scalars(select(Account.id).where(Account.name == "Lò Thị Lan")).one()


def helped(make: Maker, cooperative: Organisation) -> dict[str, object]:
    """What a clerk read off Lan's page of paper, and what Lan says to it."""
    lan = Actor(lan_id(), None, cooperative.id, Role.FARMER, "Lò Thị Lan")
    clerk = make.actor(Role.CLERK, cooperative, make.account(name="Lường Văn Phương"))
    storage = services().storage
    page_id = kept_page(clerk, make.now, on_behalf_of=lan.account_id, storage=storage)
    lot = make.lot(make.product(cooperative), opened_by_id=lan.account_id)
    told = [entry(lot, paper_page_id=page_id, on_behalf_of=lan.account_id) for _ in range(2)]
    first, second = (capture_event(clerk, it, HOST, now=make.now).event_id for it in told)
    objection = MakeObjection(uuid4(), first, "Hôm đó tôi không tưới")
    return {
        "page_id": page_id,
        "assessment_id": assessment(make, lot, started_by_id=lan.account_id).id,
        "event_id": second,
        "objection_id": make_objection(lan, objection, now=make.now),
    }


def kept_diary(lan) -> str:
    """A lot with work that was done too early, and a photo; gives its id."""
    people.open_lot(lan, "Gạo nếp tan Mường Và", PLOT)
    lot_id = lan.page.url.rsplit("/", 1)[1]
    people.log_work(lan, "irrigating", photographed_pack(), source="canal", volume="120 m3")
    people.log_work(lan, "harvesting", quantity="1.250,5 kg")
    return lot_id


def addresses(app: Flask, role: Role, things: dict[str, object]) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        permission = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        if permission == PUBLIC or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint in HANDED_OUT:
            continue
        lookers = [looker for looker in LOOKERS if may(looker, permission)]
        if role in (lookers if rule.endpoint in DIFFERS else lookers[:1]):
            works = WORKS_OF.get(rule.endpoint, WORKS)
            for work in works if "event_code" in rule.arguments else works[:1]:
                values = things | {"event_code": work}
                if rule.endpoint in AT_A_STEP:
                    name, thing = AT_A_STEP[rule.endpoint]
                    values[name] = things[thing]
                built = rule.build({name: values[name] for name in rule.arguments}, False)
                assert built is not None
                yield built[1]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", LOOKERS)
def test_every_page_is_fit_for_its_people(standing_site, browser, workplace, role, language):
    told = standing_site.told_by_people() if language == "en" else None
    with open_phone(browser, standing_site, language) as phone:
        people.sign_in(phone, workplace.number_of(role))
        faults = {}
        for address in addresses(standing_site.app, role, workplace.things_of(role)):
            phone.page.set_viewport_size(SCREEN)
            phone.open(address)
            faults[address] = list(faults_of(phone.page, told))

    assert len(faults) > 2
    found_faults = {address: found for address, found in faults.items() if found}
    assert not found_faults, pformat(found_faults)


def faults_of(page: Page, told: set[str] | None) -> Iterator[str]:
    """Rules of accessibility are tried on the phone in Vietnamese, in the office in English."""
    if told is None:
        yield from axe_violations(page)
    yield from small_targets(page)
    for screen in (SCREEN, DESK):
        page.set_viewport_size(screen)
        if is_wider_than_the_screen(page):
            yield f"wider than {screen['width']}"
    if told is not None:
        yield from axe_violations(page)
        yield from vietnamese_words(page, told)
