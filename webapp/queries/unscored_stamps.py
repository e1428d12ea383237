"""Whether anything waits to be scored: asked often, so that nothing is locked for nothing."""

from sqlalchemy import exists, select

from webapp.db import reader
from webapp.models.scan import UnscoredStamp


def is_stamp_waiting() -> bool:
    """Whether a stamp was looked at since it was scored."""
    with reader() as connection:
        return bool(connection.execute(select(exists(select(UnscoredStamp.key_id)))).scalar_one())
