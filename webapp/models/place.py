"""Places: where something happens."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.places import PlaceCodeScheme, PlaceKind
from webapp.db import Base, UtcDateTime, coded


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
    code: Mapped[str]
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    area_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    latitude_e7: Mapped[int | None]
    longitude_e7: Mapped[int | None]
    keeper_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
