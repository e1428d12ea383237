"""Telling one phone's looks from another's without knowing whose phone it is.

The cookie holds a random id and nothing else. What is stored is its HMAC under a key of the month.
The keys of the months are derived from the system's secret: without it, looks of different months
cannot be joined and none leads back to a cookie; whoever holds the secret and a cookie can do both.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import Response, request

from traceability.calendar import VIETNAM_TIME
from webapp.services import now, services

COOKIE = "device"
_YEAR = 31_536_000
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Device:
    """The phone behind a request; `is_new` when it has no cookie of ours yet."""

    id: str
    hash: str
    is_new: bool


def current_device() -> Device:
    """The phone that is asking; one without a cookie gets an id for the answer to set."""
    known = request.cookies.get(COOKIE, "")
    is_known = _ID.fullmatch(known) is not None
    device_id = known if is_known else secrets.token_urlsafe(16)
    return Device(device_id, hashed(device_id, now()), is_new=not is_known)


def hashed(device_id: str, at: datetime) -> str:
    """What may be stored of a device id in the month of `at`."""
    month = at.astimezone(VIETNAM_TIME).strftime("%Y-%m")
    key = _key_of_month(services().config.secret_key, month)
    return hmac.new(key, device_id.encode(), hashlib.sha256).hexdigest()[:32]


def remember_device(response: Response, device: Device) -> None:
    """Give a new phone its cookie, first-party and unreadable for scripts."""
    if device.is_new:
        response.set_cookie(
            COOKIE,
            device.id,
            max_age=_YEAR,
            samesite="Lax",
            secure=services().config.is_production,
            httponly=True,
        )


@lru_cache(maxsize=4)
def _key_of_month(secret: str, month: str) -> bytes:
    return hmac.new(secret.encode(), f"device {month}".encode(), hashlib.sha256).digest()
