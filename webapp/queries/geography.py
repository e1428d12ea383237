"""Provinces and communes to choose from. They are no secret, so anybody may read them."""

from sqlalchemy import select

from traceability.geography import fold
from webapp.db import reader
from webapp.models.geography import Commune, Province


def public_provinces() -> tuple[tuple[str, str], ...]:
    """Code and name of every province, in the order of their names."""
    with reader() as connection:
        rows = connection.execute(select(Province.code, Province.name)).all()
    return tuple(sorted(((row.code, row.name) for row in rows), key=lambda pair: fold(pair[1])))


def public_communes(province_code: str) -> tuple[tuple[str, str], ...]:
    """Code and name of the communes of a province, by name."""
    query = (
        select(Commune.code, Commune.name)
        .where(Commune.province_code == province_code)
        .order_by(Commune.name, Commune.code)
    )
    with reader() as connection:
        return tuple((row.code, row.name) for row in connection.execute(query))
