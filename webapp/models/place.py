"""Places: where something happens."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from webapp.db import UtcDateTime, coded
from webapp.models.catalogue import Catalogued

# Where exactly a plot lies is a household's own.
PLACE_POSITION: Final = ("latitude_e7", "longitude_e7")


class Place(Catalogued):
    """Position is optional, in units of 1e-7 degrees; area in thousandths of a square metre."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    WORDS = ("name", *PLACE_POSITION)
    FACTS = (
        *WORDS,
        "kind",
        "code_scheme",
        "code",
        "commune_code",
        "area_thousandths",
        "keeper_id",
        "created_at",
        "closed_at",
    )

    kind: Mapped[PlaceKind] = mapped_column(coded(PlaceKind, "kind"))
    code_scheme: Mapped[PlaceCodeScheme] = mapped_column(coded(PlaceCodeScheme, "code_scheme"))
    code: Mapped[str] = mapped_column(index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    area_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    latitude_e7: Mapped[int | None]
    longitude_e7: Mapped[int | None]
    keeper_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def position(self) -> Position | None:
        """Where it is, as far as somebody has said so."""
        if self.latitude_e7 is None or self.longitude_e7 is None:
            return None
        return Position(self.latitude_e7, self.longitude_e7)
