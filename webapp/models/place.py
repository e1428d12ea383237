"""Places: where something happens."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from webapp.db import Base, UtcDateTime, coded

# What the ledger tells of a place. Its name may be a person's, and where exactly it lies is a
# household's own: both stay beside the ledger, which holds commitments to them.
PLACE_POSITION: Final = ("latitude_e7", "longitude_e7")
PLACE_WORDS: Final = ("name", *PLACE_POSITION)
PLACE_FACTS: Final = (
    *PLACE_WORDS,
    "kind",
    "code_scheme",
    "code",
    "commune_code",
    "area_thousandths",
    "keeper_id",
    "created_at",
    "closed_at",
)


class Place(Base):
    """Position is optional, in units of 1e-7 degrees; area in thousandths of a square metre."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(coded(PlaceKind, "kind"))
    name: Mapped[str]
    name_folded: Mapped[str]
    code_scheme: Mapped[PlaceCodeScheme] = mapped_column(coded(PlaceCodeScheme, "code_scheme"))
    code: Mapped[str] = mapped_column(index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    area_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    latitude_e7: Mapped[int | None]
    longitude_e7: Mapped[int | None]
    keeper_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def facts(self) -> dict[str, Any]:
        """What the ledger tells of it, as it stands now."""
        return {name: getattr(self, name) for name in PLACE_FACTS}

    @property
    def position(self) -> Position | None:
        """Where it is, as far as somebody has said so."""
        if self.latitude_e7 is None or self.longitude_e7 is None:
            return None
        return Position(self.latitude_e7, self.longitude_e7)
