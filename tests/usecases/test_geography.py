"""Keeping the table of provinces and communes."""

from sqlalchemy import func, select

from traceability.geography import (
    DEMO_COMMUNES,
    PROVINCES,
    Commune,
    CommuneKind,
    Province,
    ProvinceKind,
)
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Commune as CommuneRow
from webapp.models import Province as ProvinceRow
from webapp.usecases.geography import ImportGeography, import_geography

SYSTEM = Actor.system()
ALL = tuple(PROVINCES.values())


def count(row) -> int:
    return db.session.execute(select(func.count()).select_from(row)).scalar_one()


def test_the_34_provinces_and_communes_are_loaded(app, now):
    done = import_geography(SYSTEM, ImportGeography(ALL, DEMO_COMMUNES), now=now)

    assert (done.provinces, done.communes) == (34, len(DEMO_COMMUNES))
    assert (count(ProvinceRow), count(CommuneRow)) == (34, len(DEMO_COMMUNES))
    assert db.session.get(CommuneRow, "91401").name == "Sốp Cộp"


def test_importing_twice_changes_nothing(app, now):
    command = ImportGeography(ALL, DEMO_COMMUNES)
    import_geography(SYSTEM, command, now=now)

    again = import_geography(SYSTEM, command, now=now)

    assert again.changed == 0
    assert count(ProvinceRow) == 34


def test_what_changed_is_brought_up_to_date_and_the_rest_stays(app, now):
    import_geography(SYSTEM, ImportGeography(ALL, DEMO_COMMUNES), now=now)
    city = Province("14", "Sơn La", ProvinceKind.CITY, ("14",))
    ward = Commune("91401", "Sốp Cộp Mới", CommuneKind.WARD, "19")

    done = import_geography(SYSTEM, ImportGeography((city,), (ward,)), now=now)

    moved = db.session.get(CommuneRow, "91401")
    assert done.changed == 2
    assert db.session.get(ProvinceRow, "14").kind == "city"
    assert (moved.name, moved.kind, moved.province_code) == ("Sốp Cộp Mới", "ward", "19")
    assert count(CommuneRow) == len(DEMO_COMMUNES)


def test_communes_alone_bring_the_provinces_they_lie_in(app, now):
    commune = Commune("91401", "Sốp Cộp", CommuneKind.COMMUNE, "14")

    import_geography(SYSTEM, ImportGeography((), (commune,)), now=now)

    assert db.session.get(ProvinceRow, "14").name == "Sơn La"
    assert count(ProvinceRow) == 1
