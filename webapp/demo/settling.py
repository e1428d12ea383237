"""The beginning: provinces, agencies, cooperatives with their members, plots and goods."""

from datetime import datetime, timedelta

from traceability.geography import DEMO_COMMUNES, PROVINCES
from traceability.gs1 import parse_company_prefix
from traceability.organisations import OrganisationKind
from traceability.roles import Actor
from webapp.demo.cooperatives import COOPERATIVES
from webapp.demo.days import Days
from webapp.demo.input_lists import import_lists
from webapp.demo.lots import place_id, product_id
from webapp.demo.offices import AGENCIES, PASSWORD, PRINTER, officer_of
from webapp.demo.pictures import product_picture
from webapp.demo.plan import Agency, Cooperative, Goods, Person, Plot, named_id
from webapp.demo.stage import Stage
from webapp.queries.demonstration import public_demonstration_accounts
from webapp.usecases.demonstration import mark_demonstration_accounts
from webapp.usecases.geography import ImportGeography, import_geography
from webapp.usecases.members import AddMember, add_member
from webapp.usecases.organisations import (
    FirstMember,
    RegisterOrganisation,
    TakeLicence,
    register_organisation,
    take_licence,
)
from webapp.usecases.places import KeepPlace, PlaceFacts, add_place
from webapp.usecases.products import KeepProduct, ProductFacts, add_product

_LICENCE_DAYS = 900


def settle(stage: Stage, days: Days) -> None:
    """Everybody and everything that is there before the first lot."""
    begun = days.at(320, 8)
    geography = ImportGeography(tuple(PROVINCES.values()), DEMO_COMMUNES)
    import_geography(Actor.system(), geography, now=begun)
    for agency in AGENCIES:
        _register_agency(stage, agency, OrganisationKind.AGENCY, begun)
    _register_agency(stage, PRINTER, OrganisationKind.PRINTER, begun)
    _meet(stage, begun)
    import_lists(stage, days)
    for cooperative in COOPERATIVES:
        _register_cooperative(stage, cooperative, days.at(312, 9))
    _meet(stage, begun)
    for cooperative in COOPERATIVES:
        _add_members(stage, cooperative, days.at(310, 10))
    _meet(stage, begun)
    for cooperative in COOPERATIVES:
        _equip(stage, cooperative, days.at(306, 9))


def _meet(stage: Stage, now: datetime) -> None:
    """Mark new accounts as what they are, and learn who they are."""
    mark_demonstration_accounts(Actor.system(), now=now)
    found = public_demonstration_accounts()
    stage.actors.update({account.phone: account.actor for account in found})


def _register_agency(stage: Stage, agency: Agency, kind: OrganisationKind, now: datetime) -> None:
    command = RegisterOrganisation(
        organisation_id=named_id("organisation", agency.short_code),
        name=agency.name,
        short_code=agency.short_code,
        kind=kind,
        province_code=agency.person.province,
        first_member=_first(agency.person),
    )
    register_organisation(Actor.system(), command, stage.services.passwords, now=now)


def _register_cooperative(stage: Stage, cooperative: Cooperative, now: datetime) -> None:
    command = RegisterOrganisation(
        organisation_id=named_id("organisation", cooperative.short_code),
        name=cooperative.name,
        short_code=cooperative.short_code,
        kind=OrganisationKind.COOPERATIVE,
        province_code=cooperative.province,
        first_member=_first(cooperative.manager),
        commune_code=cooperative.commune,
        address=cooperative.address,
        managing_sector="agriculture",
    )
    officer = stage.actor(officer_of(cooperative.province))
    register_organisation(officer, command, stage.services.passwords, now=now)


def _first(person: Person) -> FirstMember:
    return FirstMember(person.name, person.phone, PASSWORD, role=person.role)


def _add_members(stage: Stage, cooperative: Cooperative, now: datetime) -> None:
    manager = stage.actor(cooperative.manager)
    licence = TakeLicence(
        parse_company_prefix(cooperative.prefix),
        f"DEMO-{cooperative.prefix}",
        (now + timedelta(days=_LICENCE_DAYS)).date(),
    )
    take_licence(manager, licence, now=now)
    for person in (cooperative.clerk, *(farm.farmer for farm in cooperative.farms)):
        membership_id = named_id("membership", person.phone)
        command = AddMember(membership_id, person.name, person.phone, person.role, PASSWORD)
        add_member(manager, command, stage.services.passwords, now=now)


def _equip(stage: Stage, cooperative: Cooperative, now: datetime) -> None:
    """Goods and the packing house by the manager, plots by those who work them."""
    manager = stage.actor(cooperative.manager)
    for number, goods in enumerate(cooperative.goods, start=1):
        facts = _facts(cooperative, goods, number)
        command = KeepProduct(product_id(cooperative, goods), facts)
        add_product(manager, command, stage.services.storage, now=now)
    _add_plot(manager, cooperative, cooperative.packing_house, now)
    for farm in cooperative.farms:
        for plot in farm.plots:
            _add_plot(stage.actor(farm.farmer), cooperative, plot, now)


def _facts(cooperative: Cooperative, goods: Goods, seed: int) -> ProductFacts:
    return ProductFacts(
        name=goods.name,
        short_name=goods.short_name,
        group=goods.group,
        standards=goods.standards,
        gtin=cooperative.gtin(goods),
        net=goods.net,
        brand=goods.brand,
        shelf_life_days=goods.shelf_life_days,
        photo=product_picture(goods.picture, seed) if goods.picture else None,
    )


def _add_plot(actor: Actor, cooperative: Cooperative, plot: Plot, now: datetime) -> None:
    facts = PlaceFacts(
        kind=plot.kind,
        name=plot.name,
        commune_code=plot.commune,
        code_scheme=plot.scheme,
        code=plot.code,
        area=plot.area,
    )
    add_place(actor, KeepPlace(place_id(cooperative, plot), facts), now=now)
