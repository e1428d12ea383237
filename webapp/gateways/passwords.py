"""Password hashing with argon2id, at most two at a time so that a crowd cannot eat the memory."""

import secrets
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.config import PasswordCost


class Passwords:
    """Hashes and checks passwords at one cost (OWASP Password Storage: argon2id)."""

    def __init__(self, cost: PasswordCost) -> None:
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes
        )
        self._at_once = Semaphore(2)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._at_once:
            return self._hasher.hash(password)

    def check(self, password: str, kept: str | None) -> bool:
        """Whether it is the password. Without an account the same work is done for nothing."""
        with self._at_once:
            try:
                self._hasher.verify(kept or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)


def may_show_again(kept: str | None, password: str | None, passwords: Passwords) -> bool:
    """Whether a repeated form brought the first password that is kept for somebody new."""
    return kept is not None and password is not None and passwords.check(password, kept)
