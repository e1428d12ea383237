"""`temthat keys`: the keys that sign stamps, their rotation, and giving one up."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from traceability.errors import Refusal
from traceability.roles import Actor
from webapp.operator_words import SAID
from webapp.queries.signing_keys import PublishedKey, public_signing_keys
from webapp.services import now, services
from webapp.usecases.signing_keys import GiveUpKey, begin_signing_key, give_up_key


@click.group("keys")
def keys() -> None:
    """Tell, begin and give up the keys that sign stamps."""


@keys.command("list")
@with_appcontext
def list_keys() -> None:
    """Name every key, since when it signs, how many stamps it signed, and its public half."""
    for key in public_signing_keys(services().signing):
        click.echo(_line(key))


@keys.command("begin")
@with_appcontext
def begin() -> None:
    """Put the key of SIGNING_KEY_ID into force from now on; the last step of a rotation."""
    signer = services().signing.current
    is_new = begin_signing_key(Actor.system(), signer, now=now())
    said = "is in force from now on" if is_new else "was in force already"
    click.echo(f"Key {signer.key_id} {said}.")


@keys.command("give-up")
@click.argument("key_id", type=int)
@click.option(
    "--since",
    required=True,
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="From when on others may have known it (UTC).",
)
@click.confirmation_option(prompt="Stamps that it signed will prove nothing offline. Go on?")
@with_appcontext
def give_up(key_id: int, since: datetime) -> None:
    """Declare that others know the key KEY_ID; phones hear of it with their next list."""
    command = GiveUpKey(key_id, since.replace(tzinfo=UTC))
    try:
        give_up_key(Actor.system(), command, services().signing.current, now=now())
    except Refusal as refusal:
        raise click.ClickException(SAID[refusal.code]) from None
    click.echo(f"Key {key_id} is given up.")


def _line(key: PublishedKey) -> str:
    begun, until, lost = (
        f"{it:%Y-%m-%d %H:%M}" if it else "-"
        for it in (key.begun_at, key.until, key.compromised_at)
    )
    return (
        f"{key.key_id} {key.state.value} from {begun} until {until} compromised {lost} "
        f"stamps {key.signed} public {key.public_key}"
    )


COMMANDS = (keys,)
