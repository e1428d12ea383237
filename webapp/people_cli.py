"""`temthat people`: what a person may ask the operator to do with what is kept of them."""

from collections.abc import Mapping

import click
from flask.cli import with_appcontext

from traceability.errors import Refusal
from traceability.phone import parse_phone
from traceability.roles import Actor
from webapp.operator_words import SAID
from webapp.queries.people import named_still, person_kept
from webapp.services import now
from webapp.usecases.people import erase_person


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
            found = named_still(Actor.system(), kept.account_id, kept.person)
            _tell_mentions("Nay có tên ở / named now in", found)
            return
        if not yes:
            click.confirm("Xóa hẳn? / Erase for good?", abort=True)
        erased = erase_person(Actor.system(), number, now=now())
    except Refusal as refusal:
        told = SAID.get(refusal.code, refusal.code)
        raise click.ClickException(told.format(**refusal.details)) from refusal
    _tell("Đã xóa / erased", erased)
    left = named_still(Actor.system(), erased.account_id, erased.person)
    _tell_mentions("Còn tên, xem và sửa tay / still named, to be looked at by hand", left)


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
