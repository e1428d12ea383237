"""Products: what is sold, under a GTIN that its organisation holds or under a code of ours."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime

# What the ledger tells of a product. Its words may name a person, as the brand of a household does:
# they stay beside the ledger, which holds commitments to them.
PRODUCT_WORDS: Final = ("name", "short_name", "brand", "standards")
PRODUCT_FACTS: Final = (
    *PRODUCT_WORDS,
    "group",
    "gtin",
    "internal_code",
    "net_thousandths",
    "net_unit",
    "shelf_life_days",
    "photo_sha256",
    "created_at",
    "retired_at",
)


class Product(Base):
    """`group` names the event template; `standards` holds one standard a line."""

    __tablename__ = "product"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    name_folded: Mapped[str]
    short_name: Mapped[str]
    group: Mapped[str] = mapped_column("product_group")
    gtin: Mapped[str | None] = mapped_column(unique=True)
    internal_code: Mapped[str] = mapped_column(unique=True)
    net_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    net_unit: Mapped[str | None]
    brand: Mapped[str | None]
    shelf_life_days: Mapped[int | None]
    standards: Mapped[str] = mapped_column(default="")
    photo_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def facts(self) -> dict[str, Any]:
        """What the ledger tells of it, as it stands now."""
        return {name: getattr(self, name) for name in PRODUCT_FACTS}
