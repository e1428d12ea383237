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

from traceability.calendar import civil_date
from traceability.codes import parse_short_name
from traceability.errors import Refusal
from traceability.event_template import BadTemplate, decode_template, read_template
from traceability.input_register_csv import read_register
from traceability.official_list import read_official_list
from traceability.organisations import OrganisationKind
from traceability.phone import parse_phone
from traceability.roles import AGENCY_ROLES, Actor, Role
from webapp.demo.demonstration import Progress, make_demonstration
from webapp.demo.links import verdict_links
from webapp.demo.offices import PASSWORD
from webapp.jobs import run_worker
from webapp.operator_words import SAID
from webapp.queries.demonstration import public_demonstration_accounts, public_is_filled
from webapp.queries.event_templates import public_templates_in_force, shadowed_templates
from webapp.queries.health import is_ready
from webapp.services import now, services
from webapp.usecases.geography import ImportGeography, import_geography
from webapp.usecases.inputs import ImportInputRegister, import_input_register
from webapp.usecases.installation import Install, install
from webapp.usecases.laboratory_limits import ImportLaboratoryLimits, import_laboratory_limits
from webapp.usecases.organisations import (
    FirstMember,
    RegisterOrganisation,
    register_organisation,
)

AGENCY_ROLE_NAMES = sorted(role.value for role in AGENCY_ROLES)


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
    changes = done.changes
    click.echo(
        f"Version {done.number} of {register.kind.value}: {len(register.rows)} lines; "
        f"{len(changes.new)} new, {len(changes.changed)} changed, {len(changes.gone)} gone."
    )
    for row in changes.freed:
        click.echo(f"Banned no more: {row.name}", err=True)


limits = AppGroup("limits", help="The register of laboratory limits.")


@limits.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="The documents that the limits are taken from.")
@click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="First day in force; today if not said."
)
def limits_import(file: Path, source: str, valid_from: datetime | None) -> None:
    """Add a version of the register of laboratory limits from a CSV FILE."""
    begins = valid_from.date() if valid_from else civil_date(now())
    try:
        command = ImportLaboratoryLimits(file.read_bytes(), source, begins)
        done = import_laboratory_limits(Actor.system(), command, now=now())
    except Refusal as refusal:
        for line in _faults(file, refusal):
            click.echo(line, err=True)
        raise click.ClickException(_said(refusal)) from None
    click.echo(f"Version {done.number}: {done.limits} limits, in force from {begins}.")


templates = AppGroup("templates", help="Event templates: what the diary asks of each group.")


@templates.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def templates_check(file: Path) -> None:
    """Name everything that is wrong with a template FILE; exit 1 if anything is."""
    try:
        template = read_template(decode_template(file.read_bytes()), services().icons)
    except BadTemplate as bad:
        for problem in bad.problems:
            click.echo(f"{file.name}: {problem}")
        raise SystemExit(1) from None
    click.echo(f"{file.name}: {template.group} v{template.version}, nothing is wrong.")


@templates.command("list")
def templates_list() -> None:
    """Name every version in force."""
    for template, is_uploaded in public_templates_in_force():
        named = f"{template.group} v{template.version}: {template.labels.vi}"
        click.echo(f"{named} ({'uploaded' if is_uploaded else 'package'})")
    for name in shadowed_templates():
        click.echo(f"{name} of this release is not used: its number was uploaded before.")


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


class NotTheDemonstration(click.ClickException):
    """There is nothing to list: told by a code of its own, so that no fault is taken for it."""

    exit_code = 3


def _list_demonstration(*, links: bool, accounts: bool) -> None:
    people = public_demonstration_accounts()
    if not people:
        raise NotTheDemonstration(
            "Đây không phải dữ liệu trình diễn. / This database is not the demonstration."
        )
    if links:
        for link in verdict_links(services(), now=now()):
            below = {"covered_code": link.covered_code} if link.covered_code else {}
            _print_json({"verdict": link.verdict.value, "url": link.url} | below)
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


COMMANDS = (agency, worker, init, geography, inputs, limits, templates, demo)
