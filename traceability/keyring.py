"""All keys under which serials were ever made: the newest issues, every one of them opens."""

from dataclasses import dataclass

from traceability.covered_codes import CoveredCodeKey
from traceability.serials import SerialKey, issue, open_serial


@dataclass(frozen=True)
class SerialPlace:
    """Where a serial stands: the key that made it and its counter under that key."""

    key_id: int
    counter: int


class Keyring:
    """Key ids count up from 1; raising the current id is how a key is rotated."""

    def __init__(self, secret: bytes, current_id: int) -> None:
        self._keys = {
            key_id: SerialKey.derive(secret, key_id) for key_id in range(current_id, 0, -1)
        }
        self._covered = {key_id: CoveredCodeKey.derive(secret, key_id) for key_id in self._keys}
        self.current_id = current_id

    def fingerprint(self, key_id: int) -> str:
        """Short public name of a key, to notice a secret that was changed by mistake."""
        return self._keys[key_id].fingerprint

    def key(self, key_id: int) -> SerialKey:
        """The key itself, for making many serials."""
        return self._keys[key_id]

    def covered_code_key(self, key_id: int) -> CoveredCodeKey:
        """The key of the covered codes that belong to the serials of a key id."""
        return self._covered[key_id]

    def serial(self, place: SerialPlace) -> str:
        """The 16 characters of the serial at a place."""
        return issue(self._keys[place.key_id], place.counter)

    def open(self, serial: str) -> SerialPlace | None:
        """Where a serial stands, or None when no key of ours made it: no database is asked."""
        for key_id, key in self._keys.items():
            counter = open_serial(key, serial)
            if counter is not None:
                return SerialPlace(key_id, counter)
        return None
