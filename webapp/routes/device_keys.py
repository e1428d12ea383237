"""This process's copy of the month's key of devices."""

from datetime import datetime

from traceability.looks import month_of
from traceability.roles import Actor
from webapp.queries.device_keys import find_device_key
from webapp.usecases.device_keys import make_device_key


class DeviceKeys:
    """The key, asked of the database once a month."""

    def __init__(self) -> None:
        self._held: tuple[str, bytes] | None = None

    def key_at(self, at: datetime) -> bytes:
        """The key of the month of `at`; only one is held, so an old one is not kept alive."""
        month, held = month_of(at), self._held
        if held is None or held[0] != month:
            key = find_device_key(month) or make_device_key(Actor.system(), month, now=at)
            self._held = held = (month, key)
        return held[1]
