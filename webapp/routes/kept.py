"""What this process keeps of the database from one request to the next, in one place."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from webapp.queries.gtins import RegisteredGtins
from webapp.queries.signed_orders import SignedOrders
from webapp.queries.signing_keys import CompromisedKeys
from webapp.routes.device_keys import DeviceKeys
from webapp.routes.guess_counts import GuessCounts
from webapp.routes.page_shells import PageShells
from webapp.services import Services

_NAME = "kept"
# Two or three for each of the lots that people look at just now; what they share is there once, so
# that one takes some 5 kB.
_MOST_SHELLS = 2000


@dataclass(frozen=True)
class Kept:
    """Each of them says itself how old what it tells may be."""

    registered_gtins: RegisteredGtins
    compromised_keys: CompromisedKeys
    signed_orders: SignedOrders
    device_keys: DeviceKeys
    stamp_pages: PageShells
    guesses: GuessCounts


def keep_anew(app: Flask) -> None:
    """Begin with nothing kept; what was kept before is forgotten."""
    found: Services = app.extensions["temthat"]
    config = found.config
    app.extensions[_NAME] = Kept(
        registered_gtins=RegisteredGtins(config.registered_gtins_seconds),
        compromised_keys=CompromisedKeys(config.trust_seconds),
        signed_orders=SignedOrders(found.signing, config.trust_seconds),
        device_keys=DeviceKeys(),
        stamp_pages=PageShells(_MOST_SHELLS),
        guesses=GuessCounts(),
    )


def kept() -> Kept:
    """What the running application keeps."""
    return cast(Kept, current_app.extensions[_NAME])
