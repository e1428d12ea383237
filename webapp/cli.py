"""The `temthat` commands: parse, call one function, print."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from traceability.codes import parse_short_name
from traceability.errors import Refusal
from traceability.input_register_csv import read_register
from traceability.official_list import read_official_list
from traceability.organisations import OrganisationKind
from traceability.phone import parse_phone
from traceability.roles import AGENCY_ROLES, Actor, Role
from webapp.demo.demonstration import Progress, make_demonstration
from webapp.demo.links import verdict_links
from webapp.demo.offices import PASSWORD
from webapp.jobs import run_worker
from webapp.queries.demonstration import public_demonstration_accounts, public_is_filled
from webapp.queries.health import is_ready
from webapp.services import now, services
from webapp.usecases.geography import ImportGeography, import_geography
from webapp.usecases.inputs import ImportInputRegister, import_input_register
from webapp.usecases.installation import Install, install
from webapp.usecases.organisations import (
    FirstMember,
    RegisterOrganisation,
    register_organisation,
)

AGENCY_ROLE_NAMES = sorted(role.value for role in AGENCY_ROLES)
# What the operator reads; pages have their own words, in two languages.
SAID = {
    "phone.bad": "The phone number is not one, such as 0912 345 678.",
    "password.too_short": "The password needs at least 12 characters.",
    "password.too_short_for_staff": "The password needs at least 12 characters.",
    "password.too_long": "The password has more than 500 characters.",
    "password.is_phone": "The password must not be the phone number.",
    "password.too_common": "This password is one of the first that are tried.",
    "installation.done": "There is an account already: the first officer was made before.",
    "installation.unknown_province": "There is no province of that code (two digits, such as 14).",
    "code.bad_short_name": "The short code has 2 to 6 letters and digits, without I, O and U.",
    "organisation.short_code_taken": "Another organisation has this short code.",
    "organisation.phone_taken": "Somebody has an account with this phone number.",
    "province.not_found": "There is no province of that code: run temthat init first.",
    "geography.bad_list": "Nothing was imported.",
    "geography.empty": "the list holds no province and no commune",
    "geography.not_utf8": "the file is not UTF-8 text",
    "geography.no_heading": "the first line must be: code,name,kind,province",
    "geography.bad_csv": "not a table of cells parted by commas or semicolons",
    "geography.bad_json": "not JSON with lists of objects named provinces and communes",
    "geography.wrong_kind": "a province stands without, a commune with the code of its province",
    "geography.unknown_kind": "the kind must be province, city, commune, ward or special_zone",
    "geography.unknown_province": "the code of the province is not in the list",
    "geography.bad_code": "the code must be 2 digits (province) or 5 digits (commune)",
    "geography.bad_name": "the name is empty or longer than 100 characters",
    "geography.twice": "the code stands in the list twice",
    "inputs.bad_register": "Nothing was imported.",
    "inputs.source_missing": "Name the document that the register is taken from.",
    "inputs.bad_effective_date": "No register came into force on that day.",
    "inputs.not_utf8": "the file is not UTF-8 text",
    "inputs.no_heading": "the first line must name: kind, trade_name, active_ingredients, status, "
    "crops, days",
    "inputs.bad_csv": "not a table of cells parted by commas, semicolons or tabs",
    "inputs.empty": "the register holds no line",
    "inputs.too_many": "more than 20,000 lines",
    "inputs.unknown_kind": "the kind must be pesticide or drug",
    "inputs.mixed_kinds": "one file holds one kind",
    "inputs.nameless": "a line needs a trade name or an active ingredient",
    "inputs.unknown_status": "the status must be permitted, restricted or banned",
    "inputs.bad_days": "days are a whole number from 0 to 365",
    "inputs.bad_crop": "the name of a crop is empty, too long or stands twice",
    "inputs.too_long": "longer than 300 characters",
    "inputs.twice": "this product stands in the register twice",
}


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run background jobs until stopped."""
    run_worker(current_app._get_current_object(), services().config)  # type: ignore[attr-defined]


@click.command("init")
@click.option("--phone", prompt="Phone number of the first officer")
@click.option("--name", prompt="Name of the first officer")
@click.option("--agency", prompt="Name of the agency")
@click.option("--province", prompt="Code of the province (two digits)")
@click.password_option(help="At least 12 characters.")
@with_appcontext
def init(phone: str, name: str, agency: str, province: str, password: str) -> None:
    """Load the 34 provinces and make the agency with its first officer."""
    try:
        command = Install(parse_phone(phone), name.strip(), password, agency.strip(), province)
        install(Actor.system(), command, services().passwords, now=now())
    except Refusal as refusal:
        raise click.ClickException(_said(refusal)) from None
    click.echo(f"{name} can sign in with {phone}. Next: temthat geography import FILE")


agency = AppGroup("agency", help="Agencies, which only the operator sets up.")


@agency.command("add")
@click.option("--name", prompt="Name of the agency")
@click.option("--short-code", prompt="Short code (2 to 6 capital letters and digits)")
@click.option("--province", prompt="Code of the province (two digits)")
@click.option("--role", type=click.Choice(AGENCY_ROLE_NAMES), prompt="Role of its first person")
@click.option("--person", prompt="Name of its first person")
@click.option("--phone", prompt="Phone number of its first person")
@click.password_option(help="At least 12 characters.")
@with_appcontext
def agency_add(  # noqa: PLR0913 - one option each
    name: str, short_code: str, province: str, role: str, person: str, phone: str, password: str
) -> None:
    """Set up an agency with its first person, such as an inspector."""
    try:
        command = RegisterOrganisation(
            organisation_id=uuid4(),
            name=name.strip(),
            short_code=parse_short_name(short_code),
            kind=OrganisationKind.AGENCY,
            province_code=province,
            first_member=FirstMember(
                name=person.strip(), phone=parse_phone(phone), password=password, role=Role(role)
            ),
        )
        register_organisation(Actor.system(), command, services().passwords, now=now())
    except Refusal as refusal:
        raise click.ClickException(_said(refusal)) from None
    click.echo(f"{person} can sign in with {phone} as {role} of {name}.")


geography = AppGroup("geography", help="Provinces and communes.")


@geography.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def geography_import(file: Path) -> None:
    """Take over the official list of provinces and communes from a CSV or JSON FILE."""
    try:
        units = read_official_list(file.read_bytes())
        command = ImportGeography(units.provinces, units.communes)
        done = import_geography(Actor.system(), command, now=now())
    except Refusal as refusal:
        for line in _faults(file, refusal):
            click.echo(line, err=True)
        raise click.ClickException(_said(refusal)) from None
    click.echo(
        f"{done.provinces} provinces and {done.communes} communes read; "
        f"{done.changed} were new or changed."
    )


inputs = AppGroup("inputs", help="Registers of plant-protection and veterinary products.")


@inputs.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--effective-from", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--source", required=True, help="The document it is taken from.")
def inputs_import(file: Path, effective_from: datetime, source: str) -> None:
    """Add a version of a register from a CSV FILE; the same again changes nothing."""
    try:
        register = read_register(file.read_bytes())
        command = ImportInputRegister(register, effective_from.date(), source)
        done = import_input_register(Actor.system(), command, now=now())
    except Refusal as refusal:
        for line in _faults(file, refusal):
            click.echo(line, err=True)
        raise click.ClickException(_said(refusal)) from None
    if not done.is_new:
        click.echo(f"Version {done.number} is the same: nothing was changed.")
        return
    new, changed, gone = (len(it) for it in vars(done.changes).values())
    click.echo(
        f"Version {done.number} of {register.kind.value}: {len(register.rows)} lines; "
        f"{new} new, {changed} changed, {gone} gone."
    )


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing where the database holds anything.")
@click.option("--links", is_flag=True, help="Print the link of a stamp for each verdict.")
@click.option("--accounts", is_flag=True, help="Print whom one can sign in as.")
@with_appcontext
def demo(*, if_empty: bool, links: bool, accounts: bool) -> None:
    """Fill an empty database with the demonstration, or list what there is to try in it."""
    if not is_ready():
        raise click.ClickException(
            "Cơ sở dữ liệu chưa sẵn sàng. / The database is not ready. First: temthat db upgrade"
        )
    if links or accounts:
        _list_demonstration(links=links, accounts=accounts)
    elif not public_is_filled():
        _make_demonstration()
    elif not if_empty:
        raise click.ClickException(
            "Cơ sở dữ liệu đã có dữ liệu. / The database is not empty: "
            "the demonstration goes into an empty one only. Nothing was changed."
        )


def _make_demonstration() -> None:
    if services().config.is_production:
        raise click.ClickException(
            "Không có dữ liệu trình diễn ở hệ thống thật. / No demonstration in production: "
            "its passwords are public. Use: temthat init"
        )
    begun = time.monotonic()
    make_demonstration(services(), _show_progress, now=now())
    seconds = time.monotonic() - begun
    click.echo(f"Dữ liệu trình diễn đã sẵn sàng. / The demonstration is ready ({seconds:.0f} s).")


def _show_progress(progress: Progress) -> None:
    if sys.stderr.isatty():
        line = f"Nhật ký / diary entries: {progress.done:,} / {progress.of:,}"
        click.echo(f"\r{line}", err=True, nl=progress.done == progress.of)


def _list_demonstration(*, links: bool, accounts: bool) -> None:
    people = public_demonstration_accounts()
    if not people:
        raise click.ClickException(
            "Đây không phải dữ liệu trình diễn. / This database is not the demonstration."
        )
    if links:
        for code, url in verdict_links(services(), now=now()):
            _print_json({"verdict": code.value, "url": url})
    for one in people if accounts else ():
        phone = "0" + one.phone.removeprefix("+84")  # as it is typed
        facts = {"role": one.role.value, "organisation": one.organisation, "phone": phone}
        _print_json(facts | {"password": PASSWORD, "name": one.name})


def _print_json(line: dict[str, str]) -> None:
    click.echo(json.dumps(line, ensure_ascii=False))


def _said(refusal: Refusal) -> str:
    return SAID.get(refusal.code, refusal.code)


def _faults(file: Path, refusal: Refusal) -> Iterator[str]:
    for fault in getattr(refusal, "errors", ()):
        yield f"{file.name}:{fault.pointer}: {SAID.get(fault.code, fault.code)}"


COMMANDS = (agency, worker, init, geography, inputs, demo)
