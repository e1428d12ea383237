"""`temthat people`: what a person may ask the operator to do with what is kept of them."""

import shlex
from collections.abc import Mapping
from typing import Final

import click
from flask.cli import with_appcontext

from traceability.erasure import Person
from traceability.errors import Refusal
from traceability.phone import parse_phone
from traceability.roles import Actor
from webapp.operator_words import SAID
from webapp.queries.people import named_still, person_kept
from webapp.services import now
from webapp.usecases.people import erase_person

STILL_NAMED: Final = "Còn tên, xem và sửa tay / still named, to be looked at by hand"


@click.group("people")
def people() -> None:
    """Persons, and what is kept of them."""


@people.command("erase")
@click.argument("phone")
@click.option("--dry-run", is_flag=True, help="Tell what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def erase(phone: str, *, dry_run: bool, yes: bool) -> None:
    """Erase the person who signs in by PHONE: name, number, words, sign-ins. It cannot be undone.

    The ledger and every proof stay whole; what must be kept by law stays without the name.
    """
    try:
        number = parse_phone(phone)
        kept = person_kept(Actor.system(), number)
        click.echo(f"{kept.person.name} · {kept.account_id}")
        _tell("Sẽ xóa / to be erased", kept)
        if dry_run:
            found = named_still(Actor.system(), kept.person, but=kept.account_id)
            _tell_mentions("Nay có tên ở / named now in", found)
            return
        # Afterwards nothing here knows the name: who is interrupted must be able to ask again.
        again = shlex.join(["temthat", "people", "named", number, kept.person.name])
        click.echo(f"Nếu bị ngắt, liệt kê lại bằng / if interrupted, list again by: {again}")
        if not yes:
            click.confirm("Xóa hẳn? / Erase for good?", abort=True)
        erased = erase_person(Actor.system(), number, now=now())
    except Refusal as refusal:
        raise _refused(refusal) from refusal
    _tell("Đã xóa / erased", erased)
    _tell_mentions(STILL_NAMED, named_still(Actor.system(), erased.person, but=erased.account_id))


@people.command("named")
@click.argument("phone")
@click.argument("name")
@with_appcontext
def named(phone: str, name: str) -> None:
    """List where PHONE or NAME stands, as `erase` does at its end; changes nothing.

    For who was interrupted there, and for looking again after words were changed by hand.
    """
    try:
        person = Person(name, parse_phone(phone))
    except Refusal as refusal:
        raise _refused(refusal) from refusal
    found = named_still(Actor.system(), person)
    _tell_mentions(STILL_NAMED, found)
    if not found:
        click.echo("Không còn tên ở đâu / named nowhere any more")


def _refused(refusal: Refusal) -> click.ClickException:
    told = SAID.get(refusal.code, refusal.code)
    return click.ClickException(told.format(**refusal.details))


def _tell(title: str, it: object) -> None:
    counts = ", ".join(
        f"{name.replace('_', ' ')} {getattr(it, name)}"
        for name in ("words", "sign_ins", "memberships", "reports", "positions")
    )
    click.echo(f"{title}: {counts}")


def _tell_mentions(title: str, found: Mapping[str, int]) -> None:
    for column, count in sorted(found.items()):
        click.echo(f"{title}: {column}, {count}")


COMMANDS = (people,)
