"""`temthat decoys`: codes to lay where nothing should be taken from."""

import click
from flask.cli import with_appcontext

from traceability.decoys import MOST_DECOYS, decoy
from traceability.serials import printed
from webapp.services import services


@click.command("decoys")
@click.option("--first", default=1, type=click.IntRange(1, MOST_DECOYS), help="Its number.")
@click.argument("count", type=click.IntRange(1, 1000))
@with_appcontext
def decoys(first: int, count: int) -> None:
    """Print COUNT codes that are given to nobody, each with its number and its link.

    Write down, apart from this system, which number lies where: whoever looks at one alerts the
    inspectors, who read the number.
    """
    keyring, config = services().keyring, services().config
    for number in range(first, min(first + count, MOST_DECOYS + 1)):
        serial = keyring.serial(decoy(keyring.current_id, number))
        click.echo(f"{number}\t{printed(serial)}\t{config.scheme}://{config.stamp_host}/T/{serial}")


COMMANDS = (decoys,)
