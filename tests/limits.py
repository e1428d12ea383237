"""A table of limits for tests: made up, but for what everybody knows of honey."""

from datetime import date
from typing import Any

from webapp.usecases.laboratory_limits import ImportLaboratoryLimits

HEADING = "indicator,synonyms,group,market,bound,value,unit,source"
LINES = (
    'Chì,Pb|Lead,fruit_vegetables,domestic,,"0,2",mg/kg,Bảng thử',
    "Chì,Pb|Lead,fruit_vegetables,china,,100,µg/kg,Bảng thử",
    'Chì,Pb|Lead,rice,domestic,,"0,2",mg/kg,Bảng thử',
    "Chì,Pb|Lead,rice,eu,,100,ug_per_kg,Bảng thử",
    "Độ ẩm,Moisture,,domestic,,14,%,Bảng thử",
    "Độ ẩm,Moisture,rice,domestic,,15,%,Bảng thử",
    "HMF,5-hydroxymethylfurfural,honey,domestic,,40,mg/kg,CXS 12-1981",
    "Diastase,,honey,domestic,least,8,DN,CXS 12-1981",
)


def table(*lines: str) -> bytes:
    """The file, with these lines or the usual ones."""
    return "\n".join((HEADING, *(lines or LINES), "")).encode()


def to_import(*lines: str, **given: Any) -> ImportLaboratoryLimits:
    """A file to be imported, in force since the beginning of the year."""
    asked = {"data": table(*lines), "source": "Bảng thử", "valid_from": date(2026, 1, 1)} | given
    return ImportLaboratoryLimits(**asked)
