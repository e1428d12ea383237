"""`temthat sms`: trying out what a text message would be answered."""

import click
from flask.cli import with_appcontext

from webapp.services import now, services
from webapp.sms_desk import try_sms


@click.group("sms")
def sms() -> None:
    """Text messages that ask about a stamp."""


@sms.command("try")
@click.argument("text")
@with_appcontext
def sms_try(text: str) -> None:
    """Print what TEXT would be answered; nothing is counted, sent or recorded."""
    click.echo(try_sms(services(), text, now=now()))


COMMANDS = (sms,)
