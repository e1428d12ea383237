"""The `temthat` commands: parse, call one function, print."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from traceability.errors import Refusal
from traceability.official_list import read_official_list
from traceability.phone import parse_phone
from traceability.roles import Actor
from webapp.jobs import run_worker
from webapp.services import now, services
from webapp.usecases.geography import ImportGeography, import_geography
from webapp.usecases.installation import Install, install

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
    "geography.bad_list": "Nothing was imported.",
    "geography.empty": "the list holds no province and no commune",
    "geography.not_utf8": "the file is not UTF-8 text",
    "geography.no_heading": "the first line must be: code,name,kind,province",
    "geography.bad_json": "not JSON with lists of objects named provinces and communes",
    "geography.wrong_kind": "a province stands without, a commune with the code of its province",
    "geography.unknown_kind": "the kind must be province, city, commune, ward or special_zone",
    "geography.unknown_province": "the code of the province is not in the list",
    "geography.bad_code": "the code must be 2 digits (province) or 5 digits (commune)",
    "geography.bad_name": "the name is empty or longer than 100 characters",
    "geography.twice": "the code stands in the list twice",
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


def _said(refusal: Refusal) -> str:
    return SAID.get(refusal.code, refusal.code)


def _faults(file: Path, refusal: Refusal) -> Iterator[str]:
    for fault in getattr(refusal, "errors", ()):
        yield f"{file.name}:{fault.pointer}: {SAID.get(fault.code, fault.code)}"


COMMANDS = (worker, init, geography)
