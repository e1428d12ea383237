"""The key of a month, where it was made and is not destroyed."""

from sqlalchemy import select

from webapp.db import reader
from webapp.models.scan import DeviceKey


def find_device_key(month: str) -> bytes | None:
    """32 random bytes, or None."""
    with reader() as connection:
        query = select(DeviceKey.key).where(DeviceKey.month == month)
        key = connection.execute(query).scalar_one_or_none()
    return bytes.fromhex(key) if key else None
